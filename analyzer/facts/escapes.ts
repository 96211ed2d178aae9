// The escapes of Python's string literals.

const SIMPLE: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '\\': '\\',
    "'": "'",
    '"': '"',
    a: '\x07',
    b: '\b',
    f: '\f',
    n: '\n',
    r: '\r',
    t: '\t',
    v: '\v',
    '\n': '',
    '\r\n': '',
    '\r': '',
  }),
)

const ESCAPE =
  /\\(\r\n|[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^}]*\}|[\s\S])/g

/**
 * Resolves the escapes of a literal without the `r` prefix. Escapes that Python does not know, and
 * names of characters (`\N{...}`), stay as they are written.
 */
export function resolveEscapes(text: string, isBytes: boolean): string {
  if (!text.includes('\\')) return text
  return text.replace(ESCAPE, (whole, body: string) => {
    const simple = SIMPLE.get(body)
    if (simple !== undefined) return simple
    if (/^[0-7]/.test(body)) return String.fromCharCode(Number.parseInt(body, 8))
    if (body.length === 1 || body.startsWith('N')) return whole
    if (body.startsWith('x')) return String.fromCharCode(Number.parseInt(body.slice(1), 16))
    const code = Number.parseInt(body.slice(1), 16)
    return isBytes || code > 0x10ffff ? whole : String.fromCodePoint(code)
  })
}
