// Summaries on their way between threads and processes: packed by the worker that made them, opened
// by the workers that link them, carried and kept by everyone else as bytes. Unpacked, those of a
// large project take as much memory as its sources several times over.
import { createHash } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { FileSummary } from '../../analyzer/index.ts'
import type { FileRecord } from '../../analyzer/model.ts'
import type { ModuleSummary } from '../../analyzer/project/summary.ts'
import type { Interner } from './interner.ts'
import { decodeValue, encodeValue } from './plain-values.ts'

export interface PackedSummary {
  readonly record: FileRecord
  readonly packed: Uint8Array
  /** SHA-256 of what the file tells the others, as hex: the same if nothing of that changed. */
  readonly digest: string
}

/** Largest summary of one file, in bytes; far above what the largest file that is read gives. */
const MAX_BYTES = 256 * 1024 * 1024

export function packSummary({ record, ...told }: FileSummary): PackedSummary {
  const bytes = encodeValue(told)
  return {
    record,
    // What deflates gives a piece of a buffer several times as large, which would travel along.
    packed: new Uint8Array(deflateRawSync(bytes, { level: 1 })),
    digest: createHash('sha256').update(bytes).digest('hex'),
  }
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
