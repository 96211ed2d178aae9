// Puts what a run delivers into the store: batches of files in one transaction each, so that what
// was shown as found survives whatever happens next.
import { createHash } from 'node:crypto'
import { type AnalyzerSettings, withRepository } from '../../analyzer/engine/settings.ts'
import type { FileRecord } from '../../analyzer/model.ts'
import type { PackedReport } from '../analysis/messages.ts'
import { openReport } from '../analysis/packed-report.ts'
import type { RepositorySettings } from '../repository/settings-file.ts'
import type { FoundFile } from '../repository/walk.ts'
import { type ReportedFinding, reportedOf } from '../store/reported.ts'
import type { ReviewStore } from '../store/review-store.ts'
import type { RunEnd } from '../store/runs.ts'
import { moveFixes } from './anchors/fix-moves.ts'
import { ruleCategory, rulesOf } from './rule-set.ts'

/** How a run changed what was known. */
export interface RunCounts {
  files: number
  findings: number
  new: number
  returned: number
  gone: number
}

const BATCH_FILES = 48
const BATCH_MILLISECONDS = 150

export type RunRecorder = ReturnType<typeof recordRun>

/** `onStored` is called after each transaction. */
export function recordRun(store: ReviewStore, runId: number, onStored: () => void) {
  const counts: RunCounts = { files: 0, findings: 0, new: 0, returned: 0, gone: 0 }
  const pending: PackedReport[] = []
  const reached = new Set<string>()
  let files: readonly FoundFile[] = []
  let isComplete = false
  let lastFlush = performance.now()
  const former = store.runs.repeated.former(runId)

  function put(packed: PackedReport): void {
    const { path } = packed
    const digest = createHash('sha256').update(packed.packed).digest('hex')
    const repeated =
      former === undefined ? undefined : store.runs.repeated.repeat(runId, former, path, digest)
    if (repeated === undefined) write(packed, digest)
    else {
      counts.findings += repeated
      counts.gone += store.findings.markGone(runId, path)
    }
    reached.add(path)
    counts.files += 1
  }

  function write(packed: PackedReport, digest: string): void {
    const file = openReport(packed)
    const { report, text, fixes } = file
    const { record, findings, failures } = report
    store.runs.putFile(runId, record)
    for (const failure of failures) store.runs.putFailure(runId, failure)
    if (text !== undefined) store.texts.keep({ sha256: record.sha256, ...text })
    const reported: ReportedFinding[] = []
    for (const [index, finding] of findings.entries()) {
      const category = ruleCategory(finding.ruleId)
      const { id, arrival } = store.findings.put(runId, finding, category, record.sha256)
      store.fixes.putOfRule(id, record.sha256, fixes[index] ?? [])
      if (arrival !== 'new') moveFixes(store, id, file)
      reported.push(reportedOf(id, finding))
      counts.findings += 1
      if (arrival !== 'known') counts[arrival] += 1
    }
    if (report.observed !== undefined) {
      // Failures stand in a table of their own: a report with some is written each time.
      const repeatable =
        failures.length === 0 ? store.runs.repeated.stored(digest, reported) : undefined
      store.runs.putObserved(runId, record.path, report.observed, reported, repeatable)
    }
    // A file that could not be read says nothing about what was found in it before.
    if (record.state !== 'skipped') counts.gone += store.findings.markGone(runId, record.path)
  }

  function flush(): void {
    if (pending.length === 0) return
    const batch = pending.splice(0)
    store.writer.write(() => {
      for (const file of batch) put(file)
    })
    lastFlush = performance.now()
    onStored()
  }

  return {
    counts: counts as Readonly<RunCounts>,
    found(all: readonly FoundFile[], skipped: readonly FileRecord[], complete: boolean): void {
      files = all
      isComplete = complete
      store.writer.write(() => {
        store.runs.setFound(runId, all.length + skipped.length)
        for (const record of skipped) store.runs.putFile(runId, record)
      })
      onStored()
    },
    /** Keeps what the repository set, and which rules run by it. */
    settings(repository: RepositorySettings, chosen: AnalyzerSettings): void {
      const merged = withRepository(chosen, repository.settings)
      store.writer.write(() =>
        store.runs.setRepositorySettings(runId, {
          profile: merged.profile,
          rules: rulesOf(merged),
          repository: JSON.stringify(repository),
        }),
      )
    },
    checked(batch: readonly PackedReport[]): void {
      pending.push(...batch)
      const isDue = performance.now() - lastFlush > BATCH_MILLISECONDS
      if (pending.length >= BATCH_FILES || isDue) flush()
    },
    /** Writes the rest and the end of the run. Files that were not reached are listed as such. */
    end(state: RunEnd, reason: string): void {
      store.writer.write(() => {
        flush()
        for (const { path, bytes } of files) {
          if (!reached.has(path)) store.runs.putFile(runId, unreached(path, bytes, state))
        }
        if (state === 'finished' && isComplete) {
          counts.gone += store.findings.markGoneElsewhere(runId)
        }
        store.runs.end(runId, state, JSON.stringify({ ...counts, reason }))
      })
      onStored()
    },
  }
}

function unreached(path: string, bytes: number, state: RunEnd): FileRecord {
  const detail =
    state === 'cancelled'
      ? 'The analysis was cancelled before it came to this file.'
      : 'The analysis ended before it came to this file.'
  return { path, state: 'skipped', issue: 'cancelled', detail, lines: 0, bytes, sha256: '' }
}
