import { expect, test } from 'vitest'
import { withDates } from '../../electron/report/pdf-dates.ts'

const bytesOf = (text: string) => Uint8Array.from(text, (one) => one.charCodeAt(0))
const textOf = (bytes: Uint8Array) => String.fromCharCode(...bytes)

test('both dates become that of the review, and nothing else moves', () => {
  const pdf = (date: string) =>
    `%PDF-1.4\n%\u00d3\u00eb\n1 0 obj\n<</Producer (x)\n/CreationDate (D:${date}+00'00')\n/ModDate (D:${date}+00'00')>>\n`
  const dated = withDates(bytesOf(pdf('20261121144549')), '2026-02-09T10:15:00.000Z')
  expect(textOf(dated)).toBe(pdf('20260209101500'))
})

test.each(['', '%PDF-1.7\nwithout dates'])('a file without dates stays as it is: %j', (text) => {
  expect(textOf(withDates(bytesOf(text), '2026-02-09T10:15:00.000Z'))).toBe(text)
})
