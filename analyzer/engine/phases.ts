// What goes into the phases of an analysis and comes out of them. All of it is plain data.
import type { FileRecord, Finding, OutlinedSymbol, RuleFailure } from '../model.ts'
import type { ConcurrencyCount } from '../practices/concurrency-kinds.ts'
import type { PracticeCount } from '../practices/observe.ts'
import type { ModuleSummary } from '../project/summary.ts'
import type { Suppression } from './suppressions.ts'

/** One file as read from disk. */
export interface SourceFile {
  /** Relative to the analysed root, with forward slashes. */
  readonly path: string
  readonly bytes: Uint8Array
  /** Of `bytes`, in hexadecimal. */
  readonly sha256: string
}

/**
 * What one file tells the others and the ledger. Plain data; a cache keys it by `sha256`, path and
 * `SUMMARY_VERSION`.
 */
export interface FileSummary {
  readonly record: FileRecord
  /** What the file tells the project index; absent when it could not be parsed. */
  readonly module?: ModuleSummary
  /** Parts for gatherers, by their id. */
  readonly gathered: Readonly<Record<string, unknown>>
}

/** All that checking one file gives. Plain data. */
export interface FileReport {
  readonly record: FileRecord
  /** In source order. Suppressed findings are among them, with their reason. */
  readonly findings: readonly Finding[]
  readonly failures: readonly RuleFailure[]
  readonly suppressions: readonly Suppression[]
  /** Absent for files that were not read. */
  readonly observed?: FileObservations
}

/** What one file tells beside its findings. */
export interface FileObservations {
  readonly practices: readonly PracticeCount[]
  readonly concurrency: readonly ConcurrencyCount[]
  /** Its functions and classes; absent in what earlier versions kept. */
  readonly outline?: readonly OutlinedSymbol[]
  /** Names that nobody can say are read wherever they are bound; absent as above. */
  readonly unread?: readonly string[]
}
