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
import { createInterner } from './interner.ts'
import { SummarySchema } from './message-schemas.ts'
import type { PackedSummary } from './packed-summary.ts'
import { decodeValue, encodeValue } from './plain-values.ts'

/** What is kept of one file. */
export interface CacheEntry {
  readonly summary: PackedSummary
  readonly checked?: KeptReport | undefined
}

/** A report with what it depends on beside the file's content. */
export interface KeptReport {
  /** The checked file; see `packReport`. */
  readonly packed: Uint8Array
  /** Hash of the settings and of the set-up files of tools. */
  readonly key: string
  /** True if it depends on everything that files tell each other. */
  readonly isEverything: boolean
  /** The files that told it something, see `Inputs.files`, and the hash of what they tell. */
  readonly files: readonly string[]
  readonly told: string
  /** What was asked of the linked project, and the hash of its answers. */
  readonly questions: readonly string[]
  readonly answers: string
}

const EntrySchema = z.object({
  summary: SummarySchema,
  checked: z
    .object({
      packed: z.instanceof(Uint8Array),
      key: z.string(),
      isEverything: z.boolean(),
      files: z.array(z.string()),
      told: z.string(),
      questions: z.array(z.string()),
      answers: z.string(),
    })
    .optional(),
})

const MAGIC = 'lectern analysis 3\n'
const CHECKSUM_BYTES = 16
const ENDING = '.cache'
/** Bytes of one file, enough for six million lines: those of a larger project are not kept. */
const MAX_FILE_BYTES = 512 * 1024 * 1024
/** Bytes of all files together; those that were not used for the longest time go first. */
const MAX_FOLDER_BYTES = 1024 * 1024 * 1024
/** A writer that was killed leaves its unfinished file behind, in milliseconds. */
const ABANDONED = 60 * 60 * 1000

/** Where the results of a path are kept; `name` is any text that tells it from others. */
export function cacheFileOf(folder: string, name: string): string {
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 32)
  return join(folder, `${hash}${ENDING}`)
}

/** What lies in the file of a path. */
export interface CacheContents {
  readonly entries: ReadonlyMap<string, CacheEntry>
  /** Hash of everything that all reports depend on, '' where they are not of one whole run. */
  readonly whole: string
}

/** What `version` of the program wrote; nothing if there is nothing of use. */
export function readCacheFile(file: string, version: string): CacheContents {
  const entries = new Map<string, CacheEntry>()
  const bytes = readIfThere(file)
  const head = Buffer.from(`${MAGIC}${version}\n`)
  if (bytes === undefined || !bytes.subarray(0, head.length).equals(head)) {
    return { entries, whole: '' }
  }
  const lineEnd = bytes.indexOf('\n', head.length)
  const whole = bytes.toString('latin1', head.length, Math.max(lineEnd, head.length))
  let at = lineEnd === -1 ? bytes.length : lineEnd + 1
  while (at + 4 + CHECKSUM_BYTES <= bytes.length) {
    const start = at + 4 + CHECKSUM_BYTES
    const end = start + bytes.readUInt32LE(at)
    if (end > bytes.length) break
    const entry = readEntry(bytes.subarray(at + 4, start), bytes.subarray(start, end))
    if (entry !== undefined) entries.set(entry.summary.record.path, entry)
    at = end
  }
  return { entries, whole }
}

/** An entry as it stands in the file: its length, its checksum and what it holds. */
export function encodeEntry(entry: CacheEntry): Uint8Array {
  const bytes = encodeValue(entry)
  const length = Buffer.alloc(4)
  length.writeUInt32LE(bytes.length)
  return Buffer.concat([length, checksum(bytes), bytes])
}

/**
 * Replaces the file by entries and removes what the folder has too much of. False if they are too many
 * for a file. Throws what the disk refuses.
 */
export function writeCacheFile(
  file: string,
  version: string,
  { entries, whole }: CacheContents,
  encode: (entry: CacheEntry) => Uint8Array = encodeEntry,
): boolean {
  const folder = join(file, '..')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const unfinished = `${file}.${randomUUID()}.tmp`
  try {
    const head = `${MAGIC}${version}\n${whole}\n`
    if (!writeEntries(unfinished, head, entries.values(), encode)) return false
    renameSync(unfinished, file)
  } finally {
    rmSync(unfinished, { force: true })
  }
  prune(folder)
  return true
}

/** False if it would be too much for one file. */
function writeEntries(
  path: string,
  head: string,
  entries: Iterable<CacheEntry>,
  encode: (entry: CacheEntry) => Uint8Array,
): boolean {
  const file = openSync(path, 'wx', 0o600)
  try {
    let size = 0
    writeWhole(file, Buffer.from(head))
    for (const entry of entries) {
      const bytes = encode(entry)
      size += bytes.length
      if (size > MAX_FILE_BYTES) return false
      writeWhole(file, bytes)
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
  // The schema says the same of fields that may be missing.
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
