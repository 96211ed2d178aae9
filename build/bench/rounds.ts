// The rounds of a benchmark: everything that is compared, one after the other, as often as asked.
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { type Measurement, measure, pythonFiles } from './corpus.ts'

/** Source of a small project, in bytes. */
const SMALL_BYTES = 1_800_000

export interface Bench {
  /** Of the repository. */
  readonly root: string
  readonly corpus: string
  readonly repeats: number
  /** Path of the compiled parser, whether it is there or not. */
  readonly addon: string
}

export interface Size {
  readonly files: number
  readonly bytes: number
  readonly lines: number
}

export interface Round {
  /** CPU milliseconds inside the parser alone, in one process. */
  readonly bareParse: number
  /** Milliseconds by stage of one thread. */
  readonly stages: Readonly<Record<string, number>>
  readonly one: Measurement
  readonly two: Measurement
  /** Nothing changed since the run before. */
  readonly warm: Measurement
  /** One line was added to one file. */
  readonly edited: Measurement
  readonly smallOne: Measurement
  readonly smallWarm: Measurement
  readonly smallEdited: Measurement
  /** In a window that stays open: milliseconds until all is stored, for each run. */
  readonly open: { readonly unchanged: readonly number[]; readonly edited: readonly number[] }
}

export interface Rounds {
  readonly whole: Size
  readonly small: Size
  readonly rounds: readonly Round[]
}

export async function measureRounds({ root, corpus, repeats, addon }: Bench): Promise<Rounds> {
  const work = mkdtempSync(join(tmpdir(), 'lectern-bench-'))
  try {
    const whole = copyOf(corpus, join(work, 'whole'), Number.POSITIVE_INFINITY)
    const small = copyOf(corpus, join(work, 'small'), SMALL_BYTES)
    const rounds: Round[] = []
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      rounds.push(await measureRound({ root, addon, work }))
      console.error(`Round ${repeat + 1} of ${repeats} done`)
    }
    return { whole, small, rounds }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

async function measureRound({
  root,
  addon,
  work,
}: Pick<Bench, 'root' | 'addon'> & { work: string }) {
  const script = (name: string) => join(root, 'build/bench', name)
  const whole = join(work, 'whole')
  const small = join(work, 'small')
  const review = (folder: string, options: readonly string[]) =>
    measureReview(root, folder, join(work, 'data'), options)
  const parser = existsSync(addon) ? ['--addon', addon] : []
  const bare = await measure(process.execPath, [script('bare-parse.ts'), whole])
  // Printed by the script for this reader.
  const { parsing: bareParse } = JSON.parse(bare.stdout) as { readonly parsing: number }
  const one = await review(whole, ['--no-cache', '--jobs', '1'])
  const two = await review(whole, ['--no-cache', '--jobs', '2'])
  const stages = await measure(process.execPath, [
    script('analyzer.ts'),
    whole,
    '--json',
    ...parser,
  ])
  const smallOne = await review(small, ['--no-cache', '--jobs', '1'])
  const again = async (folder: string) => {
    await review(folder, [])
    const warm = await review(folder, [])
    appendFileSync(join(folder, firstFile(folder)), '\n\ndef added_line():\n    return 1\n')
    return { warm, edited: await review(folder, []) }
  }
  const ofWhole = await again(whole)
  const ofSmall = await again(small)
  const open = await measure(process.execPath, [script('edits.ts'), small])
  return {
    bareParse,
    // Printed by the script for this reader.
    stages: JSON.parse(stages.stdout) as Round['stages'],
    one,
    two,
    ...ofWhole,
    smallOne,
    smallWarm: ofSmall.warm,
    smallEdited: ofSmall.edited,
    // Printed by the script for this reader.
    open: JSON.parse(open.stdout) as Round['open'],
  }
}

async function measureReview(
  root: string,
  folder: string,
  data: string,
  options: readonly string[],
): Promise<Measurement> {
  const program = [join(root, 'dist/review.js'), folder, '--data-dir', data]
  const run = await measure(process.execPath, [
    ...program,
    ...['--format', 'json,sarif', '--out', join(data, 'packet')],
    ...options,
  ])
  if (run.status === 2 || run.status === null) throw new Error(`The review failed: ${run.stdout}`)
  return run
}

/** Copies Python files until there are enough bytes of them. */
function copyOf(corpus: string, target: string, maxBytes: number): Size {
  let files = 0
  let bytes = 0
  let lines = 0
  for (const path of pythonFiles(corpus)) {
    if (bytes >= maxBytes) break
    const copy = join(target, relative(corpus, path))
    mkdirSync(dirname(copy), { recursive: true })
    cpSync(path, copy)
    const source = readFileSync(path)
    files += 1
    bytes += source.length
    lines += source.toString('latin1').split('\n').length - 1
  }
  return { files, bytes, lines }
}

function firstFile(folder: string): string {
  const [first] = pythonFiles(folder)
  if (first === undefined) throw new Error(`There is no Python file in ${folder}.`)
  return relative(folder, first)
}
