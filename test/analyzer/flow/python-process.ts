// A Python script that answers one line of JSON with another.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export class PythonProcess {
  readonly #process: ChildProcessWithoutNullStreams
  readonly #answers: AsyncIterator<string>
  #complaint = ''

  /** `script` lies beside this file. */
  constructor(script: string) {
    const path = fileURLToPath(new URL(script, import.meta.url))
    this.#process = spawn('python3', ['-W', 'ignore', path])
    this.#process.stderr.on('data', (text) => {
      this.#complaint += text
    })
    this.#answers = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]()
  }

  /** Throws with what Python complained of if it has ended. */
  async ask(request: object): Promise<unknown> {
    this.#process.stdin.write(`${JSON.stringify(request)}\n`)
    const answer = await this.#answers.next()
    if (answer.done === true) throw new Error(`python3 ended: ${this.#complaint}`)
    return JSON.parse(answer.value)
  }

  close(): void {
    this.#process.stdin.end()
  }
}

/** Sequences of 0 and 1, the same ones for the same seed. */
export function decisionsOf(seed: number, runs: number, length: number): number[][] {
  let state = seed
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    return state >>> 31
  }
  return Array.from({ length: runs }, () => Array.from({ length }, next))
}
