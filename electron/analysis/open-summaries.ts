// Summaries of a small project stay open in a thread that waits for the next run: to unpack those that
// are the same again takes longer than anything else that follows an edit.
import type { FileSummary } from '../../analyzer/index.ts'
import { createInterner } from './interner.ts'
import { type PackedSummary, unpackSummary } from './packed-summary.ts'

interface Opened {
  readonly digest: string
  readonly summary: FileSummary
}

export class OpenSummaries {
  /** Of the last run, by path. */
  #opened = new Map<string, Opened>()

  /**
   * Opens the summaries of a run and lets go of them one by one. `isKept` says that they are few enough
   * to stay open.
   */
  open(all: Iterable<PackedSummary>, isKept: boolean): readonly FileSummary[] {
    const former = this.#opened
    this.#opened = new Map()
    const intern = createInterner()
    const summaries: FileSummary[] = []
    for (const packed of all) {
      const { record, digest } = packed
      const known = former.get(record.path)
      // The digest is that of all but the record.
      const summary =
        known?.digest === digest ? { ...known.summary, record } : unpackSummary(packed, intern)
      if (isKept) this.#opened.set(record.path, { digest, summary })
      summaries.push(summary)
    }
    return summaries
  }
}
