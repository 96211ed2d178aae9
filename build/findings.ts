// For writing rules: what they report in a folder, with the code around it, without a store.
// `node build/findings.ts <folder> [--rule <id>] [--sample <n>] [--context] [--picky] [--quiet] [--json <file>]`
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createAnalyzer, finishReview, isConfigFile, type ReviewResult } from '../analyzer/index.ts'
import type { Finding } from '../analyzer/model.ts'
import { pythonFiles } from './bench/corpus.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rule: { type: 'string', multiple: true },
    sample: { type: 'string' },
    context: { type: 'boolean', default: false },
    picky: { type: 'boolean', default: false },
    quiet: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
})
const folder = positionals[0]
if (folder === undefined) throw new Error('Name a folder with Python files.')
const result = await review(folder)
if (!values.quiet) for (const finding of sampled(result.findings)) print(finding)
if (values.json !== undefined) writeFileSync(values.json, JSON.stringify({ folder, ...result }))
printCounts(result)

async function review(root: string): Promise<ReviewResult> {
  const profile = values.picky ? 'picky' : 'default'
  const only = values.rule === undefined ? {} : { only: values.rule }
  const configs = readdirSync(root)
    .filter(isConfigFile)
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
  const analyzer = createAnalyzer({ settings: { profile, ...only }, configs })
  const summaries = []
  for (const file of pythonFiles(root)) {
    const bytes = readFileSync(file)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    summaries.push(analyzer.summarize({ path: relative(root, file), bytes, sha256 }))
    // Parsed trees are freed when the event loop turns.
    await setImmediate()
  }
  analyzer.link(summaries)
  return finishReview(summaries.map(({ record }) => analyzer.check(record.path)))
}

/** Every n-th finding, so that all of the folder is seen. */
function sampled(findings: readonly Finding[]): readonly Finding[] {
  const count = Number(values.sample ?? findings.length)
  const step = Math.max(1, findings.length / count)
  return findings.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step))
}

function print(finding: Finding): void {
  const { location, ruleId, severity, confidence, message, snippet, anchor } = finding
  const place = `${location.path}:${location.range.startLine}`
  console.log(`${place} ${ruleId} (${severity}, ${confidence}): ${message}`)
  const before = values.context ? anchor.contextBefore : []
  const after = values.context ? anchor.contextAfter : []
  for (const line of before) console.log(`      ${line}`)
  for (const line of snippet.split('\n')) console.log(`    > ${line}`)
  for (const line of after) console.log(`      ${line}`)
}

function printCounts({ findings, records, failures }: ReviewResult): void {
  const lines = records.reduce((sum, record) => sum + record.lines, 0)
  console.log(`\n${records.length} files, ${lines} lines`)
  for (const [id, found] of Map.groupBy(findings, ({ ruleId }) => ruleId)) {
    const density = ((found.length / lines) * 1000).toFixed(3)
    console.log(`${String(found.length).padStart(6)} ${density.padStart(8)} per 1,000 lines  ${id}`)
  }
  for (const { path, state, detail } of records) {
    if (state !== 'analysed') console.log(`${state}: ${path}: ${detail}`)
  }
  for (const { ruleId, path, message } of failures) {
    console.log(`FAILED ${ruleId} on ${path}: ${message}`)
  }
}
