// The text of each file that the marks of a review stand in: what the last analysis read, or what
// the marks followed into since.
import type { FileRecord } from '../../../analyzer/model.ts'
import type { ReviewStore } from '../../store/review-store.ts'

/** The records of the files that the last analysis read, as they were carried since; by path. */
export function standingRecords(store: ReviewStore): readonly FileRecord[] {
  const run = store.runs.latest()
  if (run === undefined) return []
  const carried = carriedBySource(store)
  return store.runs
    .ledger(run.id)
    .filter(({ state }) => state !== 'skipped')
    .map((record) => carried(record))
}

/** One of them, by the path that the file has now. */
export function standingRecord(store: ReviewStore, path: string): FileRecord | undefined {
  const run = store.runs.latest()
  if (run === undefined) return undefined
  const own = store.carriedFiles.get(path)
  const record = store.runs.file(run.id, own?.fromPath ?? path)
  return record && carriedBySource(store)(record)
}

function carriedBySource(store: ReviewStore): (record: FileRecord) => FileRecord {
  const byPath = new Map(store.carriedFiles.inForce().map((file) => [file.fromPath, file]))
  return (record) => {
    const file = byPath.get(record.path)
    if (file === undefined || file.fromSha256 !== record.sha256) return record
    const { path, textSha256: sha256, lines, bytes } = file
    return { ...record, path, sha256, lines, bytes }
  }
}

/** Content hash of the analysed text that is shown for a path; undefined where there is none. */
export function shownSha256(store: ReviewStore, path: string): string | undefined {
  const carried = store.carriedFiles.get(path)?.textSha256
  const run = store.runs.latest()
  const record = run && store.runs.file(run.id, path)
  return carried ?? store.findings.textOf(path) ?? (record?.sha256 || undefined)
}
