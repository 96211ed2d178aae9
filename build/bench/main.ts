// `npm run bench`: what a full review costs beside a bare parse of the same files, in one run.
// Only ratios within one run mean anything; both sides alternate and medians are shown.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Measurement, measure, median, standardLibrary } from './corpus.ts'

const REPEATS = 3
const root = fileURLToPath(new URL('../..', import.meta.url))

interface Yardstick {
  readonly files: number
  readonly bytes: number
  /** Milliseconds inside the parser alone. */
  readonly parsing: number
}

const folder =
  process.argv.slice(2).find((argument) => !argument.startsWith('-')) ?? standardLibrary()
if (folder === undefined) {
  console.error('No Python standard library found. Name a folder: npm run bench -- <folder>')
  process.exitCode = 2
} else {
  await compare(folder)
}

async function compare(corpus: string): Promise<void> {
  const bare: Measurement[] = []
  const one: Measurement[] = []
  const two: Measurement[] = []
  let yardstick: Yardstick | undefined
  const parsing: number[] = []
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    const run = await measure(process.execPath, [join(root, 'build/bench/bare-parse.ts'), corpus])
    yardstick = JSON.parse(run.stdout) as Yardstick
    bare.push(run)
    parsing.push(yardstick.parsing)
    one.push(await review(corpus, 1))
    two.push(await review(corpus, 2))
    console.error(`Repeat ${repeat + 1} of ${REPEATS} done`)
  }
  if (yardstick === undefined) return
  const parse = median(parsing)
  const drift = (Math.max(...parsing) - Math.min(...parsing)) / parse
  console.log(`${corpus}: ${yardstick.files} files, ${megabytes(yardstick.bytes)} MB`)
  console.log(`bare parse: ${seconds(parse)} s (spread ${Math.round(drift * 100)} %)`)
  show('review, one worker', one, parse)
  show('review, two workers', two, parse)
  if (drift > 0.25) console.log('The yardstick drifted by more than a quarter: run it again.')
}

async function review(corpus: string, jobs: number): Promise<Measurement> {
  const out = mkdtempSync(join(tmpdir(), 'lectern-bench-'))
  const run = await measure(process.execPath, [
    join(root, 'dist/review.js'),
    corpus,
    '--out',
    join(out, 'packet'),
    '--data-dir',
    join(out, 'data'),
    '--no-cache',
    '--jobs',
    String(jobs),
  ])
  rmSync(out, { recursive: true, force: true })
  if (run.status === 2 || run.status === null) throw new Error(`The review failed: ${run.stdout}`)
  return run
}

function show(name: string, runs: readonly Measurement[], parse: number): void {
  const wall = median(runs.map((run) => run.wall))
  const cpu = median(runs.map((run) => run.cpu))
  const peak = median(runs.map((run) => run.peak))
  console.log(
    `${name}: wall ${seconds(wall)} s = ${(wall / parse).toFixed(2)} x bare parse, ` +
      `CPU ${seconds(cpu)} s = ${(cpu / parse).toFixed(2)} x, peak memory ${megabytes(peak)} MB`,
  )
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1_000).toFixed(2)
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1)
}
