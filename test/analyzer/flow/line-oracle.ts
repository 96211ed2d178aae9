// Python itself as the judge of which line can follow which.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Program } from './python-programs.ts'

/** A pair of lines; 0 is the entry, -1 a return, -2 an exception that leaves the function. */
export type Transition = readonly [from: number, to: number]

export class LineOracle {
  readonly #process: ChildProcessWithoutNullStreams
  readonly #answers: AsyncIterator<string>
  #complaint = ''

  constructor() {
    const script = fileURLToPath(new URL('line-oracle.py', import.meta.url))
    this.#process = spawn('python3', ['-W', 'ignore', script])
    this.#process.stderr.on('data', (text) => {
      this.#complaint += text
    })
    this.#answers = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]()
  }

  /** Runs the function once for each sequence of decisions. */
  async observe(program: Program, runs: readonly (readonly number[])[]): Promise<Transition[]> {
    this.#process.stdin.write(`${JSON.stringify({ ...program, runs })}\n`)
    const answer = await this.#answers.next()
    if (answer.done === true) throw new Error(`python3 ended: ${this.#complaint}`)
    return JSON.parse(answer.value)
  }

  close(): void {
    this.#process.stdin.end()
  }
}
