import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvFile, safeCell } from '../../electron/report/data/csv.ts'
import { packetModel } from '../../electron/report/model.ts'
import { hostileReview, hostileText } from '../support/hostile.ts'

/** Cells of an RFC 4180 text in which every cell is quoted or empty. */
function cells(csv: string): string[][] {
  const rows: string[][] = [[]]
  for (const match of csv.matchAll(/(?:"((?:[^"]|"")*)"|)(,|\r\n)/g)) {
    rows.at(-1)?.push((match[1] ?? '').replaceAll('""', '"'))
    if (match[2] === '\r\n') rows.push([])
  }
  return rows.slice(0, -1)
}

describe('findings.csv', () => {
  it.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    ' =1',
    '"=1',
    "'=1",
    '＝1',
    '％1',
    '|cmd',
    '%0A',
  ])('the cell %j is no formula', (value) => {
    expect(safeCell(value)).toBe(`'${value}`)
  })

  it.each(['a=1', 'HIGH-1', '1', '', 'see #2'])('the cell %j stays as it is', (value) => {
    expect(safeCell(value)).toBe(value)
  })

  it('gives back every text when the apostrophe is taken away', () => {
    fc.assert(
      fc.property(hostileText, (value) => {
        const cell = safeCell(value)
        const known = value.toWellFormed().replaceAll('\u0000', '\u2400')
        expect(cell.startsWith("'") ? cell.slice(1) : cell).toBe(known)
        expect(cell).not.toMatch(/^[=+\-@\t\r\n＝＋－＠％]/)
      }),
      { numRuns: 1000 },
    )
  })

  it('has one row for each finding and the same number of cells in each', {
    timeout: 60_000,
  }, () => {
    fc.assert(
      fc.property(hostileReview, (snapshot) => {
        const rows = cells(csvFile(packetModel(snapshot)).text)
        expect(rows).toHaveLength(snapshot.findings.length + 1)
        expect(new Set(rows.map((row) => row.length)).size).toBe(1)
        const notes = rows[0]?.indexOf('note') ?? -1
        expect(rows.slice(1).map((row) => row[notes])).toEqual(
          snapshot.findings.map((one) => safeCell(one.note)),
        )
      }),
      { numRuns: 40 },
    )
  })
})
