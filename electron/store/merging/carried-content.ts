// What rows refer to by its hash and the other database holds: analysed text and attached bytes. Each
// is taken over once, when its sum is seen to hold.
import { createHash } from 'node:crypto'
import { inflateSync } from 'node:zlib'
import { z } from 'zod'
import { MAX_ATTACHMENT, MAX_ATTACHMENTS } from '../../api/attachments.ts'
import { attachmentKind } from '../attachment-kind.ts'
import type { Row } from '../blank-rows.ts'
import type { Db } from '../connection.ts'
import type { StoredPlace } from '../strengths.ts'
import { type StoredText, textTable } from '../texts.ts'

/** No analysed file is larger. */
const MAX_TEXT = 64 * 1024 * 1024
const MEGABYTE = 1024 * 1024
const Line = z.int().min(1).max(1_000_000)
const PlacesSchema = z
  .array(
    z.object({
      path: z.string().min(1).max(4_096),
      startLine: Line,
      endLine: Line,
      snippet: z.string().max(1_000_000),
      textSha256: z.string().max(64),
    }),
  )
  .max(1_000)
/** Folders, and what hides or directs a name instead of being read. */
const UNSAFE_NAME = /[\\/\p{Cc}\p{Cf}]|^\.+$/u

export interface CarriedContent {
  /** Gives whether the text is here, after taking it from there where it is not. */
  readonly text: (sha256: string) => boolean
  /** Brings what a row refers to. Gives a sentence where the row cannot be taken. */
  readonly bring: (table: string, row: Row) => string | undefined
}

export function contentCarrier(ours: Db, theirs: Db): CarriedContent {
  const text = textCarrier(ours, theirs)
  const attached = attachedCarrier(ours, theirs)
  return {
    text,
    bring(table, row) {
      switch (table) {
        case 'attachments':
          return attached(row)
        case 'strengths': {
          const places = placesIn(String(row.places))
          if (places === undefined) return `The places of “${row.title}” could not be read.`
          for (const { textSha256 } of places) text(textSha256)
          return undefined
        }
        case 'fixes':
        case 'threads':
          // Lines can be told without their text; what has it can be carried further.
          if (typeof row.text_sha256 === 'string') text(row.text_sha256)
          return undefined
        default:
          return undefined
      }
    },
  }
}

function textCarrier(ours: Db, theirs: Db): (sha256: string) => boolean {
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

/** Bytes that are here already cost nothing but their place in the limit, as when they are added. */
function attachedCarrier(ours: Db, theirs: Db): (row: Row) => string | undefined {
  const has = ours.prepare('SELECT 1 FROM attached_bytes WHERE sha256 = ?')
  const total = ours
    .prepare('SELECT COALESCE(SUM(size), 0) FROM attachments WHERE removed_at IS NULL')
    .pluck()
  const read = theirs
    .prepare('SELECT content FROM attached_bytes WHERE sha256 = ? AND length(content) <= ?')
    .pluck()
  const keep = ours.prepare('INSERT INTO attached_bytes (sha256, content) VALUES (?, ?)')
  return ({ name, kind, size, sha256 }) => {
    const content = read.get(sha256, MAX_ATTACHMENT)
    const isWhole =
      Buffer.isBuffer(content) &&
      content.length === size &&
      createHash('sha256').update(content).digest('hex') === sha256 &&
      attachmentKind(content) === kind
    if (!isWhole || UNSAFE_NAME.test(String(name))) {
      return `The attached file “${name}” is not what it says it is.`
    }
    if (Number(total.get()) + content.length > MAX_ATTACHMENTS) {
      return `The attached file “${name}” would take the files of the review beyond ${MAX_ATTACHMENTS / MEGABYTE} MB.`
    }
    if (has.get(sha256) === undefined) keep.run(sha256, content)
    return undefined
  }
}

/** The places in a column that another copy wrote; undefined when they are none. */
export function placesIn(json: string): readonly StoredPlace[] | undefined {
  return PlacesSchema.safeParse(JSON.parse(json)).data
}

function holds({ sha256, deflated }: StoredText): boolean {
  try {
    const bytes = inflateSync(deflated, { maxOutputLength: MAX_TEXT })
    return createHash('sha256').update(bytes).digest('hex') === sha256
  } catch {
    // Not what it says it is, or far larger: it is left out.
    return false
  }
}
