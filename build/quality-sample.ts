// Draws a sample of severe findings to be read one by one with the code open.
// `node build/quality-sample.ts --seed <n> <file.json>...`, the files as `findings.ts --json` keeps
// them. Findings are drawn at random; no rule gives more than a quarter of the hundred.
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import type { ReviewResult } from '../analyzer/index.ts'
import type { Severity } from '../analyzer/model.ts'

const COUNT = 100
const OF_ONE_RULE = 25
const SEVERE: ReadonlySet<Severity> = new Set(['critical', 'high'])

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string', default: '1' } },
})

const found = positionals.flatMap((file) => {
  // Written by `findings.ts --json`.
  const { folder, findings } = JSON.parse(readFileSync(file, 'utf8')) as ReviewResult & {
    readonly folder: string
  }
  return findings
    .filter(({ severity, suppressed }) => SEVERE.has(severity) && suppressed === undefined)
    .map((finding) => ({ corpus: basename(folder), finding }))
})

const counts = new Map<string, number>()
const drawn = []
for (const one of shuffled(found, Number(values.seed))) {
  const count = counts.get(one.finding.ruleId) ?? 0
  if (count >= OF_ONE_RULE) continue
  counts.set(one.finding.ruleId, count + 1)
  drawn.push(one)
  if (drawn.length === COUNT) break
}
const rows = drawn.map(({ corpus, finding: { ruleId, location, snippet, message } }) => ({
  rule: ruleId,
  corpus,
  file: location.path,
  line: location.range.startLine,
  snippet,
  message,
}))
console.log(JSON.stringify(rows, undefined, 2))

/** Fisher-Yates over the numbers of a linear congruential generator: the same for the same seed. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const result = [...items]
  let state = seed >>> 0
  for (let last = result.length - 1; last > 0; last -= 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    const at = Math.floor((state / 2 ** 32) * (last + 1))
    const [a, b] = [result[at], result[last]]
    if (a === undefined || b === undefined) continue
    result[at] = b
    result[last] = a
  }
  return result
}
