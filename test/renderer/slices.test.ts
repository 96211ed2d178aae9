import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keepNewer } from '../../renderer/bridge/finding-pages.ts'
import { filterInSlices, finish, sortInSlices } from '../../renderer/findings/slices.ts'
import { aRow } from './rows.ts'

const byKey = (a: { readonly key: number }, b: { readonly key: number }) => a.key - b.key

test('sorting in slices gives what sorting at once gives, equal values in their order', () => {
  const values = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 5_000, size: 'max' })
  fc.assert(
    fc.property(values, (keys) => {
      const rows = keys.map((key, place) => ({ key, place }))
      expect(finish(sortInSlices(rows, byKey))).toEqual(rows.toSorted(byKey))
    }),
    { numRuns: 30 },
  )
})

test('filtering in slices keeps the order and stops often', () => {
  const rows = Array.from({ length: 10_000 }, (_, key) => ({ key }))
  const work = filterInSlices(rows, ({ key }) => key % 3 === 0)
  let stops = 0
  let step = work.next()
  for (; !step.done; step = work.next()) stops += 1
  expect(stops).toBeGreaterThan(5)
  expect(step.value).toEqual(rows.filter(({ key }) => key % 3 === 0))
})

test('a list that was read before a decision does not take it back', () => {
  const shown = [{ ...aRow(1), rev: 3 }, aRow(2), { ...aRow(4), rev: 1 }]
  const read = [{ ...aRow(1), rev: 2 }, aRow(2), aRow(3), { ...aRow(4), rev: 2 }]
  const kept = keepNewer(shown, read) as typeof read
  expect(kept.map(({ id, rev }) => [id, rev])).toEqual([
    [1, 3],
    [2, aRow(2).rev],
    [3, aRow(3).rev],
    [4, 2],
  ])
})
