// What an analysis keeps between runs: one file for each reviewed path, read whole and written whole
// under another name first, so that two processes never see half of one; the last writer wins, and
// what is lost is made anew. Each entry carries a checksum: a damaged one is left out.
import { createHash, randomUUID } from 'node:crypto'
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { CheckedSchema, SummarySchema } from './message-schemas.ts'
import type { CheckedFile } from './messages.ts'
import type { PackedSummary } from './packed-summary.ts'
import { createInterner, decodeValue, encodeValue } from './plain-values.ts'

/** What is kept of one file. */
export interface CacheEntry {
  readonly summary: PackedSummary
  /** The report, and the hash of everything beside the file's content that it depends on. */
  readonly checked?: { readonly key: string; readonly file: CheckedFile } | undefined
}

const EntrySchema = z.object({
  summary: SummarySchema,
  checked: z.object({ key: z.string(), file: CheckedSchema }).optional(),
})

const MAGIC = 'lectern analysis 1\n'
const CHECKSUM_BYTES = 16
const ENDING = '.cache'
/** Bytes of one file: those of a far larger project are not kept. */
const MAX_FILE_BYTES = 256 * 1024 * 1024
/** Bytes of all files together; those that were not used for the longest time go first. */
const MAX_FOLDER_BYTES = 512 * 1024 * 1024
/** A writer that was killed leaves its unfinished file behind, in milliseconds. */
const ABANDONED = 60 * 60 * 1000

/** Where the results of a path are kept; `name` is any text that tells it from others. */
export function cacheFileOf(folder: string, name: string): string {
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 32)
  return join(folder, `${hash}${ENDING}`)
}

/** The entries that `version` of the program wrote, by path; none if there is nothing of use. */
export function readCacheFile(file: string, version: string): Map<string, CacheEntry> {
  const entries = new Map<string, CacheEntry>()
  const bytes = readIfThere(file)
  const head = Buffer.from(`${MAGIC}${version}\n`)
  if (bytes === undefined || !bytes.subarray(0, head.length).equals(head)) return entries
  let at = head.length
  while (at + 4 + CHECKSUM_BYTES <= bytes.length) {
    const start = at + 4 + CHECKSUM_BYTES
    const end = start + bytes.readUInt32LE(at)
    if (end > bytes.length) break
    const entry = readEntry(bytes.subarray(at + 4, start), bytes.subarray(start, end))
    if (entry !== undefined) entries.set(entry.summary.record.path, entry)
    at = end
  }
  return entries
}

/** An entry as it lies in the file: a fraction of the memory that it takes open. */
export function encodeEntry(entry: CacheEntry): Uint8Array {
  return encodeValue(entry).slice()
}

/**
 * Replaces the file by encoded entries, and removes what the folder has too much of. They are asked
 * for one by one. Throws what the disk refuses.
 */
export function writeCacheFile(file: string, version: string, entries: Iterable<Uint8Array>): void {
  const folder = join(file, '..')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const unfinished = `${file}.${randomUUID()}.tmp`
  try {
    if (!writeEntries(unfinished, version, entries)) return
    renameSync(unfinished, file)
  } finally {
    rmSync(unfinished, { force: true })
  }
  prune(folder)
}

/** False if it would be too much for one file. */
function writeEntries(path: string, version: string, entries: Iterable<Uint8Array>): boolean {
  const file = openSync(path, 'wx', 0o600)
  try {
    let size = 0
    writeWhole(file, Buffer.from(`${MAGIC}${version}\n`))
    for (const bytes of entries) {
      size += bytes.length
      if (size > MAX_FILE_BYTES) return false
      const length = Buffer.alloc(4)
      length.writeUInt32LE(bytes.length)
      writeWhole(file, Buffer.concat([length, checksum(bytes), bytes]))
    }
    return true
  } finally {
    closeSync(file)
  }
}

/** The system may take less than it is given. */
function writeWhole(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
}

/** Notes that the file was of use, so that it stays. */
export function touchCacheFile(file: string): void {
  const now = new Date()
  utimesSync(file, now, now)
}

function prune(folder: string): void {
  const files = readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    const found = statSync(path, { throwIfNoEntry: false })
    return found === undefined ? [] : [{ path, bytes: found.size, used: found.mtimeMs }]
  })
  let total = 0
  for (const { path, bytes, used } of files.toSorted((a, b) => b.used - a.used)) {
    if (path.endsWith('.tmp')) {
      if (used < Date.now() - ABANDONED) rmSync(path, { force: true })
      continue
    }
    if (!path.endsWith(ENDING)) continue
    total += bytes
    if (total > MAX_FOLDER_BYTES) rmSync(path, { force: true })
  }
}

function readEntry(sum: Uint8Array, bytes: Uint8Array): CacheEntry | undefined {
  if (!checksum(bytes).equals(sum)) return undefined
  const entry = EntrySchema.safeParse(decodeValue(bytes, createInterner()))
  // The same schemas check these parts wherever they come from; the finding's rest is as it was.
  return entry.success ? (entry.data as CacheEntry) : undefined
}

function checksum(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest().subarray(0, CHECKSUM_BYTES)
}

/** A cache that cannot be read is one that is not there. */
function readIfThere(file: string): Buffer | undefined {
  try {
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
    return size === 0 || size > 2 * MAX_FILE_BYTES ? undefined : readFileSync(file)
  } catch (error) {
    console.error('The analysis cache could not be read.', error)
    return undefined
  }
}
