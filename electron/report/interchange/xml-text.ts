// XML of test tools as text: what is not read is cut out, references become their characters. Entities
// that a file declares are never expanded, and nothing that it names is fetched.

/** Declarations are looked for in so many characters at the beginning. */
const PROLOG = 100_000

/** From the root element on: declaration, comments and a document type stay behind. */
export function withoutProlog(text: string): string {
  const start = text.slice(0, PROLOG)
  let at = 0
  for (;;) {
    at += /^[\s\ufeff]*/.exec(start.slice(at))?.[0].length ?? 0
    const end = prologEnd(start, at)
    if (end === undefined) return text.slice(at)
    at = end
  }
}

/** Where what begins at `at` and is no element ends; undefined where nothing of the kind begins. */
function prologEnd(text: string, at: number): number | undefined {
  const mark = ['<?', '<!--', '<!DOCTYPE'].find((one) => text.startsWith(one, at))
  if (mark === undefined) return undefined
  if (mark === '<!DOCTYPE') return doctypeEnd(text, at)
  const close = mark === '<?' ? '?>' : '-->'
  const end = text.indexOf(close, at)
  return end === -1 ? text.length : end + close.length
}

/** Behind the document type, whose own declarations stand in brackets and may hold any sign in quotes. */
function doctypeEnd(text: string, at: number): number {
  let isInside = false
  for (let index = at; index < text.length; index += 1) {
    const sign = text[index]
    if (sign === '"' || sign === "'") {
      const close = text.indexOf(sign, index + 1)
      index = close === -1 ? text.length : close
    } else if (sign === '[') isInside = true
    else if (sign === ']') isInside = false
    else if (sign === '>' && !isInside) return index + 1
  }
  return text.length
}

/** The text without sections of characters and comments: tags in them are none. */
export function withoutUnread(text: string): string {
  return without(without(text, '<![CDATA[', ']]>'), '<!--', '-->')
}

/** The text without its parts between two marks; what is never closed goes to the end. */
function without(text: string, start: string, end: string): string {
  const kept: string[] = []
  let at = 0
  while (at < text.length) {
    const from = text.indexOf(start, at)
    if (from === -1) break
    kept.push(text.slice(at, from))
    const to = text.indexOf(end, from + start.length)
    at = to === -1 ? text.length : to + end.length
  }
  return [...kept, text.slice(at)].join('')
}

const NAMED: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['amp', '&'],
])

/** Value of an attribute, '' where it is not there. */
export function attribute(attributes: string, name: string): string {
  const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes)
  const value = found?.[1] ?? found?.[2] ?? ''
  return value.replaceAll(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{1,10}));/gi, (whole, ...parts) => {
    const [decimal, hexadecimal, word] = parts as (string | undefined)[]
    if (word !== undefined) return NAMED.get(word) ?? whole
    const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}
