// Summaries on their way between threads and processes: packed by the worker that made them, opened
// by the workers that link them, carried and kept by everyone else as bytes. Unpacked, those of a
// large project take as much memory as its sources several times over.
import { createHash } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { hashText } from '../../analyzer/engine/hash.ts'
import type { FileSummary } from '../../analyzer/index.ts'
import type { FileRecord } from '../../analyzer/model.ts'
import { partsOf } from '../../analyzer/project/file-parts.ts'
import type { ModuleSummary } from '../../analyzer/project/summary.ts'
import type { Interner } from './interner.ts'
import { decodeValue, encodeValue } from './plain-values.ts'

export interface PackedSummary {
  readonly record: FileRecord
  readonly packed: Uint8Array
  /** SHA-256 of what the file tells the others, as hex: the same if nothing of that changed. */
  readonly digest: string
  /** Lines of parts and what they hold, shortened; see `partsOf`. Made where a cache is kept. */
  readonly parts?: string | undefined
}

/** Largest summary of one file, in bytes; far above what the largest file that is read gives. */
const MAX_BYTES = 256 * 1024 * 1024

/** `isKept` says that a later run will compare what the file tells. */
export function packSummary({ record, ...told }: FileSummary, isKept = false): PackedSummary {
  const bytes = encodeValue(told)
  const { module } = told
  return {
    record,
    ...(isKept && module !== undefined && { parts: linesOf(partsOf(module, shortened)) }),
    // What deflates gives a piece of a buffer several times as large, which would travel along.
    packed: new Uint8Array(deflateRawSync(bytes, { level: 1 })),
    digest: createHash('sha256').update(bytes).digest('hex'),
  }
}

/** What a file tells, by part: what was written by `packSummary`. */
export function readParts({ parts = '' }: PackedSummary): ReadonlyMap<string, string> {
  const lines = parts.split('\n')
  const found = new Map<string, string>()
  for (let at = 0; at + 1 < lines.length; at += 2) found.set(lines[at] ?? '', lines[at + 1] ?? '')
  return found
}

function linesOf(parts: ReadonlyMap<string, string>): string {
  const lines: string[] = []
  for (const [part, text] of parts) lines.push(part, text)
  return lines.join('\n')
}

const HASH_LENGTH = 16

function shortened(text: string): string {
  return text.length < HASH_LENGTH ? text : hashText(text)
}

/** Opens a summary. Equal parts of it are one object: it is only for reading. */
export function unpackSummary({ record, packed }: PackedSummary, intern: Interner): FileSummary {
  const bytes = inflateRawSync(packed, { maxOutputLength: MAX_BYTES })
  // Packed above, by a worker of the same version.
  const told = decodeValue(bytes, intern) as Omit<FileSummary, 'record'>
  return { record, ...told, ...(told.module && { module: withSmallRows(told.module) }) }
}

/** The numbers of calls are most of what many files tell; in a typed array they take half. */
function withSmallRows(module: ModuleSummary): ModuleSummary {
  return { ...module, calls: { ...module.calls, rows: Int32Array.from(module.calls.rows) } }
}
