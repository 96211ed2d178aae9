// Names of the nodes in a tagged PDF. Chromium takes them from a count that goes on from page to page
// in a process, so they tell what was printed before; here they are counted anew.

const OPENING = '(node'
const DIGITS = 8
const ZERO = 48
const NINE = 57
const CLOSING = 41

/** A copy in which the nodes are numbered from 1, in the order that they had; none of its places moves. */
export function withNodeNames(pdf: Uint8Array): Uint8Array {
  const places = digitsOfNames(pdf)
  const numberAt = (place: number) => Number(textAt(pdf, place, DIGITS))
  const numbers = [...new Set(places.map(numberAt))].sort((a, b) => a - b)
  // The order stays: the PDF finds its nodes in lists that are sorted by name.
  const ranks = new Map(numbers.map((number, at) => [number, at + 1]))
  const bytes = Uint8Array.from(pdf)
  for (const place of places) {
    const name = String(ranks.get(numberAt(place))).padStart(DIGITS, '0')
    for (let at = 0; at < DIGITS; at += 1) bytes[place + at] = name.charCodeAt(at)
  }
  return bytes
}

/** Where the digits of names such as `(node00000182)` begin. */
function digitsOfNames(pdf: Uint8Array): readonly number[] {
  const places: number[] = []
  const first = OPENING.charCodeAt(0)
  for (let at = pdf.indexOf(first); at !== -1; at = pdf.indexOf(first, at + 1)) {
    const digits = at + OPENING.length
    if (pdf[digits + DIGITS] !== CLOSING || textAt(pdf, at, OPENING.length) !== OPENING) continue
    const isNumber = pdf
      .subarray(digits, digits + DIGITS)
      .every((byte) => byte >= ZERO && byte <= NINE)
    if (isNumber) places.push(digits)
  }
  return places
}

function textAt(pdf: Uint8Array, place: number, length: number): string {
  return String.fromCharCode(...pdf.subarray(place, place + length))
}
