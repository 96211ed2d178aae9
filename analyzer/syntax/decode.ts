// From the bytes of a source file to text, as Python reads them: byte order mark, encoding cookie,
// UTF-8 without either.
import { Buffer, isAscii, isUtf8 } from 'node:buffer'

export interface DecodedSource {
  readonly ok: true
  /** Without a byte order mark; line breaks as they are on disk. */
  readonly text: string
  /** Canonical name of the encoding, lower case: `utf-8`, `iso-8859-1`, `windows-1251`. */
  readonly encoding: string
  readonly hasBom: boolean
}

export interface DecodeFailure {
  readonly ok: false
  readonly issue: 'undecodable' | 'binary'
  /** A sentence for the reader. */
  readonly detail: string
  /** Byte offset of what cannot be read. */
  readonly offset: number
}

/** Python's names for encodings that the platform knows under another label. */
const LABELS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'utf-8-sig': 'utf-8',
    'utf8-sig': 'utf-8',
    utf: 'utf-8',
    u8: 'utf-8',
    cp65001: 'utf-8',
    'mac-roman': 'macintosh',
    macroman: 'macintosh',
    'mac-cyrillic': 'x-mac-cyrillic',
    cp932: 'shift_jis',
    ms932: 'shift_jis',
    'euc-jis-2004': 'euc-jp',
    cp936: 'gbk',
    cp949: 'euc-kr',
    uhc: 'euc-kr',
    cp950: 'big5',
    cp874: 'windows-874',
  }),
)

/** Names of Latin-1, which is not what the platform takes it for (Windows-1252). */
const LATIN_1 = new Set([
  'latin-1',
  'latin1',
  'latin',
  'l1',
  'iso-8859-1',
  'iso8859-1',
  'iso-8859-1-unix',
  'iso-latin-1',
  'iso-ir-100',
  '8859',
  'cp819',
])

const ASCII = new Set(['ascii', 'us-ascii', '646', 'ansi-x3.4-1968'])

/** What the bytes 0x80 to 0x9f mean in Windows-1252. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

const COOKIE = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/
const BLANK = /^[ \t\f]*(?:#.*)?$/

/** Decodes a file; the failure says where the first byte stands that cannot be read. */
export function decodeSource(bytes: Uint8Array): DecodedSource | DecodeFailure {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const nul = all.indexOf(0)
  if (nul !== -1) return { ok: false, issue: 'binary', detail: 'It holds a NUL byte.', offset: nul }
  if (isLfsPointer(all)) {
    const detail = 'It is a pointer of Git LFS; the file that it stands for was not fetched.'
    return { ok: false, issue: 'binary', detail, offset: 0 }
  }
  const hasBom = all[0] === 0xef && all[1] === 0xbb && all[2] === 0xbf
  const body = hasBom ? all.subarray(3) : all
  const declared = hasBom ? undefined : encodingCookie(body)
  if (declared === undefined) return decodeUtf8(body, hasBom)
  const name = declared.toLowerCase().replaceAll('_', '-')
  if (LATIN_1.has(name)) return latin1(body, 'iso-8859-1')
  if (isAscii(body)) return latin1(body, ASCII.has(name) ? 'ascii' : (labelOf(name) ?? name))
  if (ASCII.has(name)) {
    const offset = body.findIndex((byte) => byte > 0x7f)
    return failure(`It declares ${declared} and has other characters.`, offset)
  }
  const label = labelOf(name)
  if (label === undefined) return failure(`Its encoding ${declared} is not known.`, 0)
  if (label === 'utf-8') return decodeUtf8(body, false)
  if (label === 'windows-1252') return windows1252(body)
  return decodeAs(body, label)
}

/** What stands in the place of a file that Git LFS keeps elsewhere; shorter than 1,024 bytes. */
function isLfsPointer(bytes: Buffer): boolean {
  return bytes.length < 1_024 && bytes.indexOf('version https://git-lfs.github.com/spec/') === 0
}

/** The encoding that a comment in the first two lines declares (PEP 263). */
export function encodingCookie(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 1024))
  const lines = head.toString('latin1').split(/\r\n|\r|\n/, 2)
  for (const line of lines) {
    const found = COOKIE.exec(line)
    if (found?.[1] !== undefined) return found[1]
    if (!BLANK.test(line)) return undefined
  }
  return undefined
}

function decodeUtf8(body: Buffer, hasBom: boolean): DecodedSource | DecodeFailure {
  if (isAscii(body)) return { ok: true, text: body.toString('latin1'), encoding: 'utf-8', hasBom }
  if (isUtf8(body)) return { ok: true, text: body.toString('utf8'), encoding: 'utf-8', hasBom }
  return failure(
    'It is not valid UTF-8 and declares no other encoding.',
    badUtf8(body) + (hasBom ? 3 : 0),
  )
}

function latin1(body: Buffer, encoding: string): DecodedSource {
  return { ok: true, text: body.toString('latin1'), encoding, hasBom: false }
}

/** Done here: the platform's decoder takes this encoding for Latin-1 in some of its versions. */
function windows1252(body: Buffer): DecodedSource {
  const text = body
    .toString('latin1')
    .replace(/[\u0080-\u009f]/g, (char) => WINDOWS_1252.charAt(char.charCodeAt(0) - 0x80))
  return { ok: true, text, encoding: 'windows-1252', hasBom: false }
}

function labelOf(name: string): string | undefined {
  const candidates = [
    LABELS.get(name),
    name,
    name.replaceAll('-', ''),
    name.replace(/^iso(?=\d)/, 'iso-'),
  ]
  for (const candidate of candidates) {
    if (candidate === undefined) continue
    try {
      return new TextDecoder(candidate).encoding
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
    }
  }
  return undefined
}

function decodeAs(body: Buffer, label: string): DecodedSource | DecodeFailure {
  try {
    const text = new TextDecoder(label, { fatal: true }).decode(body)
    return { ok: true, text, encoding: label, hasBom: false }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return failure(`It declares ${label} and has bytes that this encoding does not know.`, 0)
  }
}

function failure(detail: string, offset: number): DecodeFailure {
  return { ok: false, issue: 'undecodable', detail, offset }
}

/** Offset of the first byte at which UTF-8 breaks. */
function badUtf8(body: Buffer): number {
  let at = 0
  while (at < body.length) {
    const lead = body[at] as number
    const size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
    if (size > 1 && !isUtf8(body.subarray(at, at + size))) return at
    at += size
  }
  return at
}
