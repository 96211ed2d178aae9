// Bytes to text as Python reads a source file: byte order mark, encoding cookie, then strictly.

/** Why bytes are not Python source text, with a sentence for the reader. */
export interface DecodeFailure {
  readonly issue: 'binary' | 'undecodable'
  readonly detail: string
}

/** PEP 263: a comment in the first or second line that names the encoding. */
const COOKIE = /^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)/
const BLANK_OR_COMMENT = /^[ \t\f]*(?:#.*)?$/
/** The first two lines of a file never need more than this to show a cookie. */
const HEAD_BYTES = 400

/** Names of Python codecs that the platform knows under another name. */
const PLATFORM_NAMES: ReadonlyMap<string, string> = new Map([
  ['cp932', 'shift_jis'],
  ['ms932', 'shift_jis'],
  ['sjis', 'shift_jis'],
  ['cp936', 'gbk'],
  ['cp949', 'euc-kr'],
  ['cp950', 'big5'],
  ['euckr', 'euc-kr'],
  ['eucjp', 'euc-jp'],
  ['mac-roman', 'macintosh'],
])

/**
 * The text of a Python source file, without a byte order mark. Columns counted in the text agree
 * with editors and with CPython, which leave the mark out too.
 */
export function decodeSource(bytes: Uint8Array): string | DecodeFailure {
  const nul = bytes.indexOf(0)
  if (nul !== -1) {
    return { issue: 'binary', detail: `Not Python source text: a NUL byte at byte ${nul}.` }
  }
  const encoding = declaredEncoding(bytes)
  if (encoding === 'utf-8') return decodeUtf8(bytes)
  if (encoding === 'latin-1') return Buffer.from(bytes).toString('latin1')
  if (encoding === 'ascii') {
    const bad = bytes.findIndex((byte) => byte > 127)
    return bad === -1 ? Buffer.from(bytes).toString('latin1') : undecodable(encoding, bad)
  }
  if (encoding === 'windows-1252') return decodeWindows1252(bytes)
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch (error) {
    if (error instanceof RangeError) {
      return { issue: 'undecodable', detail: `Unknown source encoding '${encoding}'.` }
    }
    return { issue: 'undecodable', detail: `Not valid ${encoding} text.` }
  }
}

/** The encoding by mark and cookie, in one spelling for each; `utf-8` where nothing is said. */
function declaredEncoding(bytes: Uint8Array): string {
  const lines = Buffer.from(bytes.subarray(0, HEAD_BYTES))
    .toString('latin1')
    .split(/\r\n|\r|\n/)
  const first = lines[0]?.replace(/^\u00EF\u00BB\u00BF/, '') ?? ''
  let cookie = COOKIE.exec(first)
  if (cookie === null && BLANK_OR_COMMENT.test(first)) cookie = COOKIE.exec(lines[1] ?? '')
  const name = cookie?.[1]?.toLowerCase().replaceAll('_', '-')
  if (name === undefined || /^(?:utf-?8|utf8)(?:-|$)/.test(name)) return 'utf-8'
  if (/^(?:latin-?1|iso-?8859-1|iso-latin-1|l1)(?:-|$)/.test(name)) return 'latin-1'
  if (/^(?:us-)?ascii$/.test(name)) return 'ascii'
  if (/^cp125\d$/.test(name)) return name.replace('cp', 'windows-')
  if (/^iso8859-\d+$/.test(name)) return name.replace('iso8859', 'iso-8859')
  return PLATFORM_NAMES.get(name) ?? name
}

/** Characters of the bytes 80 to 9F; a blank stands for a byte that has none. */
const WINDOWS_1252 = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ'

/** By hand: several versions of Node take this encoding for latin-1. */
function decodeWindows1252(bytes: Uint8Array): string | DecodeFailure {
  const bad = bytes.findIndex((byte) => WINDOWS_1252.charAt(byte - 0x80) === ' ')
  if (bad !== -1) return undecodable('windows-1252', bad)
  return Buffer.from(bytes)
    .toString('latin1')
    .replace(/[\x80-\x9f]/g, (character) => WINDOWS_1252.charAt(character.charCodeAt(0) - 0x80))
}

function decodeUtf8(bytes: Uint8Array): string | DecodeFailure {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undecodable('utf-8', firstBadByte(bytes))
  }
}

/** Length of the longest prefix of whole UTF-8 characters, found by halving. */
function firstBadByte(bytes: Uint8Array): number {
  let text = ''
  let valid = 0
  let invalid = bytes.length
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1
    try {
      // `stream` leaves an unfinished sequence at the end out of account.
      const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
      text = decoder.decode(bytes.subarray(0, middle), { stream: true })
      valid = middle
    } catch {
      invalid = middle
    }
  }
  return Buffer.byteLength(text)
}

function undecodable(encoding: string, byte: number): DecodeFailure {
  return { issue: 'undecodable', detail: `Not valid ${encoding} text at byte ${byte}.` }
}
