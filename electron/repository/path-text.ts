// Names on disk are bytes; paths in the model are text that can be shown and cited. What is not
// plain text in a name is written as an escape, and the way back is exact.

/** `caf\xe9.py`: bytes that are not UTF-8, control characters and backslashes as escapes. */
export function nameToText(name: Buffer): string {
  const text = name.toString('utf8')
  // Most names are plain; comparing the bytes tells whether anything was replaced.
  if (!NEEDS_ESCAPE.test(text) && Buffer.from(text, 'utf8').equals(name)) return text
  let escaped = ''
  for (let index = 0; index < name.length; ) {
    const length = sequenceLength(name, index)
    const part = name.subarray(index, index + Math.max(length, 1))
    const character = part.toString('utf8')
    escaped += length === 0 || NEEDS_ESCAPE.test(character) ? escapeBytes(part) : character
    index += part.length
  }
  return escaped
}

/** The bytes of a path in the model, for opening the file. */
export function textToBytes(path: string): Buffer {
  if (!path.includes('\\')) return Buffer.from(path, 'utf8')
  const parts: Buffer[] = []
  let rest = 0
  for (const match of path.matchAll(/\\x([0-9a-f]{2})/g)) {
    parts.push(Buffer.from(path.slice(rest, match.index), 'utf8'))
    parts.push(Buffer.from([Number.parseInt(match[1] ?? '', 16)]))
    rest = match.index + match[0].length
  }
  parts.push(Buffer.from(path.slice(rest), 'utf8'))
  return Buffer.concat(parts)
}

/** Control characters, the backslash itself, line separators and lone surrogates. */
const NEEDS_ESCAPE = /[\p{Cc}\\\u2028\u2029]|\p{Surrogate}/u

function escapeBytes(bytes: Buffer): string {
  return [...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')
}

/** Length of the valid UTF-8 sequence at `index`, 0 where there is none. */
function sequenceLength(bytes: Buffer, index: number): number {
  for (let length = 1; length <= 4 && index + length <= bytes.length; length += 1) {
    const part = bytes.subarray(index, index + length)
    const text = part.toString('utf8')
    if (!text.includes('\ufffd') && [...text].length === 1) return length
    // The replacement character itself may stand in a name.
    if (length === 3 && part.equals(REPLACEMENT)) return length
  }
  return 0
}

const REPLACEMENT = Buffer.from('\ufffd', 'utf8')
