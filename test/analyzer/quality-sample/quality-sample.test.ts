// A sample of the severe findings on code that many people have read, judged one by one with the
// code open: nine of ten are defects. False alarms that were mended are not reported again.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { standardLibrary } from '../../../build/bench/corpus.ts'
import { analyze } from '../support/analyze.ts'

interface Judged {
  readonly rule: string
  readonly corpus: string
  readonly file: string
  readonly line: number
  readonly snippet: string
  readonly verdict: boolean
  readonly reason: string
  /** True if the finding shows without the other files of the corpus. */
  readonly alone: boolean
  /** A defect that a second look found to stop no release, but to be mended in review or to be a remark. */
  readonly weighs?: 'medium' | 'low'
}

const samples = [
  {
    name: 'a sample from the standard library, SQLAlchemy, aiohttp, Django, Flask, Celery and Requests',
    sample: read('severe.json'),
    ofOneRule: 25,
  },
  {
    name: 'a second sample, from packages that no rule was written with',
    sample: read('elsewhere.json'),
    ofOneRule: 10,
  },
]
const mended = read('mended.json')

/** The data beside this file has this shape. */
function read(name: string): readonly Judged[] {
  return JSON.parse(readFileSync(join(import.meta.dirname, name), 'utf8')) as readonly Judged[]
}

const PACKAGES = '/usr/lib/python3/dist-packages'
const library = standardLibrary()

/** Where the sampled file lies on this machine, if it is there and reads the same. */
function sourceOf({ corpus, file, line, snippet }: Judged): string | undefined {
  const folders: Readonly<Record<string, string | undefined>> = {
    'python3.11': library,
    gyp: join(import.meta.dirname, '../../../node_modules/node-gyp/gyp'),
  }
  const folder = corpus in folders ? folders[corpus] : join(PACKAGES, corpus)
  if (folder === undefined || !existsSync(join(folder, file))) return undefined
  const source = readFileSync(join(folder, file), 'utf8')
  const first = snippet.split('\n')[0] ?? ''
  return source.split('\n')[line - 1]?.trimEnd() === first.trimEnd() ? source : undefined
}

function isReported({ rule, file, line, weighs }: Judged, source: string): boolean {
  return analyze({ [file]: source }).findings.some(
    ({ ruleId, severity, location }) =>
      ruleId === rule &&
      location.range.startLine === line &&
      (severity === 'critical' || severity === 'high' || severity === weighs),
  )
}

const named = (all: readonly Judged[]) =>
  all.map((one) => ({ ...one, place: `${one.corpus}/${one.file}:${one.line}` }))

describe.each(samples)('$name', ({ sample, ofOneRule }) => {
  test('has a hundred findings, and no rule has more than its share of them', () => {
    expect(sample).toHaveLength(100)
    for (const [rule, own] of Map.groupBy(sample, (one) => one.rule)) {
      expect(own.length, rule).toBeLessThanOrEqual(ofOneRule)
    }
  })

  test('holds at least ninety defects, each judged with a reason', () => {
    expect(sample.filter(({ verdict }) => verdict).length).toBeGreaterThanOrEqual(90)
    for (const { rule, file, reason } of sample) expect(reason, `${rule} ${file}`).not.toBe('')
  })

  const checkable = sample.filter(({ alone, verdict }) => alone && verdict)

  test.each(named(checkable))('$rule at $place is a defect and reported', (one) => {
    const source = sourceOf(one)
    if (source !== undefined) expect(isReported(one, source)).toBe(true)
  })
})

test.each(named(mended))('$rule at $place was a false alarm and is not reported', (one) => {
  const source = sourceOf(one)
  if (source !== undefined) expect(isReported(one, source)).toBe(false)
})
