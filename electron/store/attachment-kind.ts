// What an attached file is by its bytes: a name proves nothing.
import { isUtf8 } from 'node:buffer'
import type { AttachmentKind } from '../api/attachments.ts'

/** Leading bytes in hexadecimal. */
const MAGIC: readonly (readonly [AttachmentKind, RegExp])[] = [
  ['png', /^89504e470d0a1a0a/],
  ['jpeg', /^ffd8ff/],
  ['gif', /^47494638(?:37|39)61/],
  ['webp', /^52494646.{8}57454250/],
  ['pdf', /^255044462d/],
]
const LONGEST_MAGIC = 12
/** Control characters that no text has. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNWRITTEN = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/

/** The kind of a file with these bytes. */
export function attachmentKind(bytes: Buffer): AttachmentKind {
  const start = bytes.subarray(0, LONGEST_MAGIC).toString('hex')
  const known = MAGIC.find(([, magic]) => magic.test(start))
  if (known !== undefined) return known[0]
  if (!isUtf8(bytes)) return 'binary'
  const text = bytes.toString('utf8').replace(/^\ufeff/, '')
  if (UNWRITTEN.test(text)) return 'binary'
  // Browsers look for markup behind white space and comments.
  if (/^\s*</.test(text) || /<(?:html|svg|script|!doctype)\b/i.test(text.slice(0, 4_096))) {
    return 'markup'
  }
  return isJson(text) ? 'json' : 'text'
}

function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    // Text that looks like it and is not.
    return false
  }
}
