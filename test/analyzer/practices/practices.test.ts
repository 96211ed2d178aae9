import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { combineConcurrency, combinePractices, createAnalyzer } from '../../../analyzer/index.ts'
import { PRACTICES } from '../../../analyzer/practices/registry.ts'
import { PRACTICE_WORDS } from '../../../analyzer/practices/words/all.ts'
import { SOURCES } from './sources.ts'

const analyzer = createAnalyzer()
const summaries = Object.entries(SOURCES).map(([path, text]) => {
  const bytes = new TextEncoder().encode(text)
  return analyzer.summarize({
    path,
    bytes,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  })
})
analyzer.link(summaries)
const reports = summaries.map(({ record }) => analyzer.check(record.path))
const results = combinePractices(
  reports.flatMap(({ observed }) => (observed ? [observed.practices] : [])),
)

function marked(sign: '+' | '-', id: string): string[] {
  return Object.entries(SOURCES).flatMap(([path, text]) =>
    text
      .split('\n')
      .flatMap((line, index) =>
        line.includes(`#${sign} ${id} `) || line.endsWith(`#${sign} ${id}`)
          ? [`${path}:${index + 1}`]
          : [],
      ),
  )
}

test.for(PRACTICES.map(({ id }) => id))(
  '%s is counted where it is followed and where not',
  (id) => {
    const found = results.find((one) => one.id === id)
    const followed = marked('+', id)
    expect({
      places: found?.places.map(({ path, range }) => `${path}:${range.startLine}`).toSorted(),
      total: found?.total,
    }).toEqual({ places: followed.toSorted(), total: followed.length + marked('-', id).length })
    expect(followed).not.toEqual([])
  },
)

test('no practice fails on the sources, and no mark names one that does not exist', () => {
  const named = Object.values(SOURCES)
    .join('\n')
    .matchAll(/#[+-] ([\w-]+)/g)
  const ids = new Set(PRACTICES.map(({ id }) => id))
  expect([...named].map(([, id]) => id).filter((id) => !ids.has(id ?? ''))).toEqual([])
  expect(reports.flatMap(({ failures }) => failures)).toEqual([])
})

test('sentences agree with their numbers', () => {
  const sentences = new Map(results.map(({ id, sentence }) => [id, sentence]))
  expect(sentences.get('locks-released')).toBe(
    '2 of 3 lock acquisitions use `with` or release in `finally`.',
  )
  expect(sentences.get('constant-time-comparison')).toBe(
    '1 comparison of secrets takes the same time for every value.',
  )
})

test('the kinds of concurrency are counted from imports, coroutines and calls', () => {
  const kinds = combineConcurrency(
    reports.flatMap(({ observed }) => (observed ? [observed.concurrency] : [])),
  )
  expect(kinds.map(({ kind, count }) => `${kind} ${count}`)).toEqual(['asyncio 4', 'threading 5'])
})

test('every practice has its words, and all words have a practice', () => {
  expect(PRACTICES.map(({ id }) => id)).toEqual(PRACTICE_WORDS.map(({ id }) => id))
})
