// Analysed text that rows of the other side refer to: taken over once its sum is seen to hold.
import { createHash } from 'node:crypto'
import { inflateSync } from 'node:zlib'
import type { Db } from '../connection.ts'
import { type StoredText, textTable } from '../texts.ts'

/** No analysed file is larger. */
const MAX_BYTES = 64 * 1024 * 1024

/** Gives whether the text is here, after taking it from there where it is not. */
export function textCarrier(ours: Db, theirs: Db): (sha256: string) => boolean {
  const has = ours.prepare('SELECT 1 FROM texts WHERE sha256 = ?')
  const read = theirs.prepare('SELECT sha256, size, deflated FROM texts WHERE sha256 = ?')
  const texts = textTable(ours)
  return (sha256) => {
    if (has.get(sha256) !== undefined) return true
    const text = read.get(sha256) as StoredText | undefined
    if (text === undefined || !holds(text)) return false
    texts.keep(text)
    return true
  }
}

function holds({ sha256, deflated }: StoredText): boolean {
  try {
    const bytes = inflateSync(deflated, { maxOutputLength: MAX_BYTES })
    return createHash('sha256').update(bytes).digest('hex') === sha256
  } catch {
    // Not what it says it is, or far larger: it is left out.
    return false
  }
}
