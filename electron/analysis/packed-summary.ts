// Summaries on their way between threads and processes: packed by the worker that made them, opened
// by the workers that link them, carried and kept by everyone else as bytes. Unpacked, those of a
// large project take as much memory as its sources ten times over.
import { deserialize, serialize } from 'node:v8'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { FileSummary } from '../../analyzer/index.ts'
import type { FileRecord } from '../../analyzer/model.ts'

export interface PackedSummary {
  readonly record: FileRecord
  readonly packed: Uint8Array
}

/** Largest summary of one file, in bytes; far above what the largest file that is read gives. */
const MAX_BYTES = 256 * 1024 * 1024

export function packSummary(summary: FileSummary): PackedSummary {
  return { record: summary.record, packed: deflateRawSync(serialize(summary), { level: 1 }) }
}

export function unpackSummary({ packed }: PackedSummary): FileSummary {
  // Packed above, by a worker of the same run and version.
  return deserialize(inflateRawSync(packed, { maxOutputLength: MAX_BYTES })) as FileSummary
}
