// The time within a PDF: that of the review, so that the same review gives the same bytes.

/** The dates stand in the first object of the file. */
const HEAD = 2_000
const DATE = /(\/(?:CreationDate|ModDate) \(D:)\d{14}[+-]\d\d'\d\d'\)/g

/** A copy in which both dates are `at` (ISO 8601, UTC); none of its places moves. */
export function withDates(pdf: Uint8Array, at: string): Uint8Array {
  const digits = at.replaceAll(/\D/g, '').slice(0, 14).padEnd(14, '0')
  const head = String.fromCharCode(...pdf.subarray(0, HEAD))
  const dated = head.replaceAll(DATE, (_, start: string) => `${start}${digits}+00'00')`)
  const bytes = Uint8Array.from(pdf)
  for (let index = 0; index < dated.length; index += 1) bytes[index] = dated.charCodeAt(index)
  return bytes
}
