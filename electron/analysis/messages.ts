// What the analysis process and the process that runs it say to each other. Plain data.
import type { AnalyzerSettings, ConfigFile, FileReport } from '../../analyzer/index.ts'
import type { FileRecord } from '../../analyzer/model.ts'
import type { FixRegion } from '../api/domain.ts'
import type { Limits } from '../repository/limits.ts'
import type { RepositorySettings } from '../repository/settings-file.ts'
import type { FoundFile } from '../repository/walk.ts'
import type { PackedSummary } from './packed-summary.ts'

/** What to analyse and how: the same for every process of one run. */
export interface AnalysisPlan {
  /** Real path of the folder. */
  readonly root: string
  /** The one file to analyse, relative to the root; '' for all of it. */
  readonly onlyPath: string
  readonly settings: AnalyzerSettings
  readonly limits: Limits
  /** Worker threads; 0 lets the process choose by cores and by the size of the sources. */
  readonly jobs: number
  /** Longest time without a sign of life from one file, in milliseconds. */
  readonly patience: number
  /** Absolute path of the folder for what is kept between runs; '' reads every file anew. */
  readonly cacheFolder: string
}

/** Starts a run, or goes on with one whose process died. */
export interface RunRequest {
  readonly kind: 'run'
  readonly plan: AnalysisPlan
  /** What was found before the process died; undefined at the first start. */
  readonly files?: readonly FoundFile[] | undefined
  /** Paths of the files that set up tools, found with them. */
  readonly configs: readonly string[]
  readonly summaries: readonly PackedSummary[]
  /** Paths whose reports were delivered already. */
  readonly done: readonly string[]
  /** Files that were under way when the process died: taken one at a time, before all others. */
  readonly suspects: readonly string[]
  /** Files that are not touched again, with their records. */
  readonly quarantined: readonly FileRecord[]
}

/** A function of an inspected text; lines from 1. */
export interface FunctionOutline {
  /** `Stock.take`, `outer.<locals>.inner`. */
  readonly symbol: string
  readonly startLine: number
  readonly endLine: number
  readonly isAsync: boolean
  readonly parameters: readonly {
    readonly name: string
    readonly kind: 'positional-only' | 'positional' | 'keyword-only' | 'rest' | 'keywords'
    /** As written, '' without one. */
    readonly annotation: string
    readonly hasDefault: boolean
  }[]
}

/** Asks whether a text that a person wrote is Python, without a run. */
export interface InspectRequest {
  readonly kind: 'inspect'
  readonly id: number
  readonly path: string
  readonly bytes: Uint8Array
}

export type ToAnalysis =
  | RunRequest
  | InspectRequest
  | { readonly kind: 'cancel' }
  /** A run is about to come: the first worker is made. */
  | { readonly kind: 'prepare' }

/** One checked file with what the store keeps beside its report. */
export interface CheckedFile {
  readonly report: FileReport
  /** The analysed bytes, deflated; for files with findings. */
  readonly text?: { readonly size: number; readonly deflated: Uint8Array }
  /** Fixes that rules wrote: one list for each finding of the report, in its order. */
  readonly fixes: readonly (readonly FixRegion[])[]
}

/** A checked file packed, see `packReport`. */
export interface PackedReport {
  readonly path: string
  readonly packed: Uint8Array
}

export type Phase = 'discover' | 'read' | 'link' | 'check'

export type FromAnalysis =
  | {
      readonly kind: 'found'
      readonly files: readonly FoundFile[]
      readonly skipped: readonly FileRecord[]
      readonly configs: readonly string[]
      readonly isComplete: boolean
    }
  /** What the repository sets for its own reviews. */
  | { readonly kind: 'settings'; readonly repository: RepositorySettings }
  /** Sent before a worker touches the files: if the process dies, one of these may be why. */
  | { readonly kind: 'started'; readonly paths: readonly string[] }
  | { readonly kind: 'summarized'; readonly summaries: readonly PackedSummary[] }
  | { readonly kind: 'checked'; readonly files: readonly PackedReport[] }
  | {
      readonly kind: 'progress'
      readonly phase: Phase
      readonly done: number
      readonly total: number
    }
  /** A worker gives no sign of life on this file; only killing the process helps. */
  | { readonly kind: 'stuck'; readonly path: string }
  | {
      readonly kind: 'inspected'
      readonly id: number
      readonly record: FileRecord
      readonly functions: readonly FunctionOutline[]
    }
  | { readonly kind: 'done' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly message: string }

/** What a worker thread needs to know of a run. */
export interface WorkerSetup {
  readonly plan: AnalysisPlan
  /** Absolute path of the compiled parser; without it the portable one is used. */
  readonly addon: string | undefined
  /** Source bytes whose facts the worker may keep. */
  readonly keepBytes: number
  readonly configs: readonly ConfigFile[]
}

export type ToWorker =
  /** A run begins; all that is known of a former one is gone. No answer. */
  | { readonly kind: 'begin'; readonly setup: WorkerSetup }
  /** The run is over: the thread lets go of what it holds, and waits. No answer. */
  | { readonly kind: 'end' }
  | Job

/** What a worker answers. */
export type Job =
  | { readonly kind: 'summarize'; readonly files: readonly FoundFile[] }
  /** The summaries that other workers made, and the paths of all, in path order. */
  | {
      readonly kind: 'link'
      readonly paths: readonly string[]
      readonly others: readonly PackedSummary[]
    }
  | { readonly kind: 'check'; readonly paths: readonly string[] }
  /** Asks the linked project what former checks asked of it. */
  | { readonly kind: 'ask'; readonly questions: readonly string[] }

/** What a report depends on beside its own file, with the answers that it got. */
export interface KnownInputs {
  /** True if it may depend on anything. */
  readonly isEverything: boolean
  /** Paths of files that told it something. */
  readonly files: readonly string[]
  readonly questions: readonly string[]
  /** One for each question. */
  readonly answers: readonly string[]
}

export type FromWorker =
  | { readonly kind: 'at'; readonly path: string }
  | {
      readonly kind: 'summarized'
      readonly summaries: readonly PackedSummary[]
      /** Files that could not be read. */
      readonly unread: readonly FileRecord[]
    }
  | { readonly kind: 'linked' }
  | {
      readonly kind: 'checked'
      readonly files: readonly PackedReport[]
      /**
       * One for each file, undefined for what another run may answer otherwise; none where nothing is
       * kept between runs.
       */
      readonly inputs: readonly (KnownInputs | undefined)[]
    }
  /** One for each question; '' for what cannot be compared. */
  | { readonly kind: 'answered'; readonly answers: readonly string[] }
