// What each part of the analyzer costs beside parsing, in one process and one thread, so that only
// ratios count: `node build/bench/analyzer.ts [folder] [--rules] [--json] [--addon <path>]`.
// `--rules` adds what each rule costs; `--addon` parses with the C flattener; `--json` measures one
// round and prints its milliseconds by stage.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { CostMeter, SHARED_FACTS } from '../../analyzer/engine/costs.ts'
import { buildFacts } from '../../analyzer/facts/file-facts.ts'
import { createAnalyzer, type FileSummary, type SourceFile } from '../../analyzer/index.ts'
import { summarize } from '../../analyzer/project/summarize.ts'
import { createParser, type ParserOptions } from '../../analyzer/syntax/parser.ts'
import { prepareSource } from '../../analyzer/syntax/prepare.ts'
import { median, pythonFiles, standardLibrary } from './corpus.ts'

/** No rule may cost more of the time of all rules than this. */
const MAX_SHARE = 0.05
/** Warming takes one file of so many. */
const WARMING = 8
/** Source bytes after which the event loop gets a turn; see the parser on why. */
const TURN_BYTES = 1_000_000

const flags = process.argv.slice(2)
const isJson = flags.includes('--json')
const repeats = isJson ? 1 : 3
const addonAt = flags.indexOf('--addon')
const addon = addonAt === -1 ? undefined : flags[addonAt + 1]
const parser: ParserOptions = addon === undefined ? {} : { addon }
const folder =
  flags.find((flag, at) => !flag.startsWith('-') && flags[at - 1] !== '--addon') ??
  standardLibrary()
if (folder === undefined) throw new Error('Usage: analyzer.ts <folder>')
await run(folder)

async function run(corpus: string): Promise<void> {
  const files = pythonFiles(corpus).map((path): SourceFile => {
    const bytes = readFileSync(path)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    return { path: relative(corpus, path), bytes, sha256 }
  })
  const stages = new Map<string, number[]>()
  const meter = flags.includes('--rules') ? new CostMeter(threadTime) : undefined
  let peak = 0
  for (let repeat = 0; repeat <= repeats; repeat += 1) {
    const isWarming = repeat === 0
    const corpusPart = isWarming ? files.filter((_, at) => at % WARMING === 0) : files
    const times = await measureStages(corpusPart, meter)
    peak = Math.max(peak, process.memoryUsage.rss())
    // The first round warms the machine code.
    if (isWarming) meter?.clear()
    else for (const [stage, time] of times) stages.set(stage, [...(stages.get(stage) ?? []), time])
  }
  if (isJson) {
    const milliseconds = [...stages].map(([stage, times]) => [stage, median(times)] as const)
    console.log(JSON.stringify(Object.fromEntries(milliseconds)))
    return
  }
  const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0)
  console.log(`${corpus}: ${files.length} files, ${(bytes / 1e6).toFixed(1)} MB`)
  print(stages)
  console.log(`peak memory ${(peak / 1e6).toFixed(0)} MB`)
  if (meter !== undefined) printRules(meter.costs())
}

/** CPU milliseconds of each stage over all files; files go through all stages one after the other. */
async function measureStages(
  files: readonly SourceFile[],
  meter: CostMeter | undefined,
): Promise<Map<string, number>> {
  const times = new Map<string, number>()
  const timed = <T>(stage: string, work: () => T): T => {
    const start = process.cpuUsage()
    const result = work()
    const { user, system } = process.cpuUsage(start)
    times.set(stage, (times.get(stage) ?? 0) + (user + system) / 1_000)
    return result
  }
  const parse = createParser(parser)
  let since = 0
  for (const file of files) {
    since += file.bytes.length
    if (since > TURN_BYTES) {
      since = 0
      await setImmediate()
    }
    const source = timed('decode', () => prepareSource(file.path, file.bytes))
    if (!source.ok) continue
    const tree = timed('parse and flatten', () => parse(source.text))
    if (typeof tree === 'string') continue
    const facts = timed('facts', () => buildFacts(tree, file.path))
    timed('summary', () => summarize(facts))
  }
  const analyzer = createAnalyzer({
    parser,
    keepBytes: Number.POSITIVE_INFINITY,
    settings: { profile: 'picky' },
    ...(meter && { costs: meter }),
  })
  const summaries: FileSummary[] = []
  for (const file of files) {
    summaries.push(timed('summarize as a whole', () => analyzer.summarize(file)))
    if (file.bytes.length > TURN_BYTES / 10) await setImmediate()
  }
  timed('link', () => analyzer.link(summaries))
  timed('rules', () => summaries.map(({ record: { path } }) => analyzer.check(path)))
  return times
}

function print(stages: ReadonlyMap<string, readonly number[]>): void {
  const parse = median(stages.get('parse and flatten') ?? [])
  for (const [stage, times] of stages) {
    const time = median(times)
    const ratio = (time / parse).toFixed(3)
    console.log(`${stage.padEnd(24)} ${time.toFixed(0).padStart(7)} ms ${ratio.padStart(8)} x`)
  }
}

/** CPU milliseconds of this thread, so that other work on the machine is not counted. */
function threadTime(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

function printRules(costs: ReadonlyMap<string, number>): void {
  const total = [...costs.values()].reduce((sum, cost) => sum + cost, 0)
  console.log(`\nrules, ${(total / repeats).toFixed(0)} ms a round:`)
  for (const [id, cost] of [...costs].toSorted((a, b) => b[1] - a[1])) {
    const share = ((cost / total) * 100).toFixed(1)
    const mark = cost / total > MAX_SHARE && id !== SHARED_FACTS ? '  too much' : ''
    console.log(
      `${id.padEnd(36)} ${(cost / repeats).toFixed(1).padStart(8)} ms ${share.padStart(6)} %${mark}`,
    )
  }
}
