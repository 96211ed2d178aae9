// The rules on real code that many people have read: they do not fail, they are quiet, and they say
// the same whatever the order of the files.
import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { pythonFiles, standardLibrary } from '../../../build/bench/corpus.ts'
import { analyze } from '../support/analyze.ts'

const GYP = join(import.meta.dirname, '../../../node_modules/node-gyp/gyp')
/** Findings of one rule, and severe findings of all rules, that a thousand lines may have. */
const PER_THOUSAND_LINES = 1

function read(folder: string): Record<string, Uint8Array> {
  return Object.fromEntries(
    pythonFiles(folder)
      .map((path): [string, Uint8Array] => [relative(folder, path), readFileSync(path)])
      .filter(([path]) => !/(?:^|\/)(?:tests?|idle_test|lib2to3\/tests)\//.test(path)),
  )
}

/** A whole library is read; a loaded machine takes its time. */
const SLOW = { timeout: 120_000 }

/** Computes a value when it is first asked for, so that a filtered run does not pay for it. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

const library = standardLibrary()
const corpora = [
  { name: 'the Python of node-gyp', folder: GYP },
  ...(library === undefined ? [] : [{ name: "Python's standard library", folder: library }]),
].filter(({ folder }) => existsSync(folder))

describe.each(corpora)('$name', ({ folder }) => {
  const review = once(() => {
    const result = analyze(read(folder))
    return { result, lines: result.records.reduce((sum, record) => sum + record.lines, 0) }
  })

  test('is analysed without a failure', SLOW, () => {
    const { result } = review()
    expect(result.failures).toEqual([])
    expect(result.records.filter(({ state }) => state === 'skipped')).toEqual([])
  })

  test('is quiet for every rule of the default profile', SLOW, () => {
    const { result, lines } = review()
    const counts = Map.groupBy(result.findings, ({ ruleId }) => ruleId)
    const loud = [...counts].flatMap(([id, findings]) => {
      const density = (findings.length / lines) * 1000
      return density > PER_THOUSAND_LINES ? [`${id}: ${density.toFixed(2)} per 1,000 lines`] : []
    })
    expect(loud).toEqual([])
  })

  test('has few severe findings', SLOW, () => {
    const { result, lines } = review()
    const severe = result.findings.filter(
      ({ severity }) => severity === 'critical' || severity === 'high',
    )
    expect((severe.length / lines) * 1000).toBeLessThan(PER_THOUSAND_LINES)
  })

  test('gives every finding a fingerprint of its own', SLOW, () => {
    const { result } = review()
    const fingerprints = result.findings.map(({ fingerprint }) => fingerprint)
    expect(new Set(fingerprints).size).toBe(fingerprints.length)
  })
})

test('the order of the files changes nothing', SLOW, () => {
  const files = read(GYP)
  const reversed = Object.fromEntries(Object.entries(files).toReversed())
  expect(analyze(reversed)).toEqual(analyze(files))
})
