import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changedPlaces, createRows, placeOfId, withRows } from '../../renderer/state/rows.ts'
import { aRow } from './rows.ts'

const ALL = [aRow(2, { path: 'a.py' }), aRow(5, { path: 'b.py' }), aRow(9, { path: 'a.py' })]

test('a row is found by its id wherever it stands', () => {
  const ids = fc.uniqueArray(fc.integer({ min: 1, max: 500 }), { maxLength: 200 })
  fc.assert(
    fc.property(ids, fc.integer({ min: 0, max: 501 }), (given, wanted) => {
      const rows = given.toSorted((a, b) => a - b).map((id) => ({ id }))
      expect(placeOfId(rows, wanted)).toBe(rows.findIndex(({ id }) => id === wanted))
    }),
  )
})

test('rows of a file stay the same answer until one of them changes', () => {
  const rows = createRows(ALL)
  const [ofA, ofB] = [rows.ofPath('a.py'), rows.ofPath('b.py')]
  expect(ofA.map(({ id }) => id)).toEqual([2, 9])
  const next = createRows(withRows(ALL, [{ ...aRow(9, { path: 'a.py' }), rev: 1 }]), rows)
  expect(next.ofPath('b.py')).toBe(ofB)
  expect(next.ofPath('a.py').map(({ rev }) => rev)).toEqual([0, 1])
  expect(next.get(9)?.rev).toBe(1)
  expect(next.ofPath('c.py')).toEqual([])
})

test('a finding that moved to another file is found there', () => {
  const rows = createRows(ALL)
  rows.ofPath('a.py')
  const next = createRows(withRows(ALL, [aRow(2, { path: 'c.py' })]), rows)
  expect(next.ofPath('c.py').map(({ id }) => id)).toEqual([2])
  expect(next.ofPath('a.py').map(({ id }) => id)).toEqual([9])
})

test('findings that come and go are found anew', () => {
  const rows = createRows(ALL)
  rows.ofPath('a.py')
  const next = createRows([...ALL.slice(1), aRow(11, { path: 'a.py' })], rows)
  expect(next.ofPath('a.py').map(({ id }) => id)).toEqual([9, 11])
})

test('only newer rows take the place of known ones', () => {
  const known = [{ ...aRow(1), rev: 4 }, aRow(2)]
  expect(withRows(known, [{ ...aRow(1), rev: 3 }])).toBe(known)
  expect(withRows(known, [aRow(7)])).toBe(known)
  const changed = withRows(known, [{ ...aRow(2), rev: 1 }])
  expect(changedPlaces(known, changed)).toEqual([1])
  expect(changedPlaces(known, known.slice(1))).toBeUndefined()
})

test('lists made one from the other differ where they were changed, whatever lies between them', () => {
  const known = [aRow(1), aRow(2), aRow(3)]
  const second = withRows(known, [{ ...aRow(3), rev: 1 }])
  const third = withRows(second, [{ ...aRow(1), rev: 1 }])
  expect(changedPlaces(second, third)).toEqual([0])
  expect(changedPlaces(known, third)).toEqual([0, 2])
  expect(changedPlaces(third, third)).toEqual([])
})
