// Reviewed regions against the text of the last analysis: what was marked on an earlier text is
// carried over where it did not change.
import type { FileRecord, OutlinedSymbol } from '../../analyzer/model.ts'
import type { StoredFinding } from '../store/findings.ts'
import type { ReviewStore } from '../store/review-store.ts'
import type { StoredRegion, StoredReviewedFile } from '../store/reviewed-files.ts'
import { type Carried, carryRegions } from './reviewed-lines.ts'
import type { Session } from './session.ts'
import { analysedText } from './sources.ts'

/** A file as it stands now, with what of it was read. */
export interface StandingFile extends Carried {
  readonly record: FileRecord
  readonly rev: number
  readonly outline: readonly OutlinedSymbol[]
  readonly findings: readonly StoredFinding[]
}

interface Kept {
  readonly key: string
  readonly carried: Carried
}

const NOTHING: Carried = { regions: [], changed: [] }
const NO_RUN: RunOutlines = { key: '', outlines: new Map() }

interface RunOutlines {
  readonly key: string
  readonly outlines: ReadonlyMap<string, readonly OutlinedSymbol[]>
}

/** Reads files of one review; what is slow is kept until its text or its marks change. */
export function reviewedFiles({ store, findings }: Pick<Session, 'store' | 'findings'>) {
  const kept = new Map<string, Kept>()
  let run = NO_RUN

  function outlines(): RunOutlines['outlines'] {
    const latest = store.runs.latest()
    if (latest === undefined) return NO_RUN.outlines
    const key = latest.state === 'running' ? '' : `${latest.id}`
    if (run.key === '' || run.key !== key) run = { key, outlines: store.runs.outlines(latest.id) }
    return run.outlines
  }

  function standing(
    record: FileRecord,
    row: StoredReviewedFile | undefined,
    own: readonly StoredFinding[],
  ): StandingFile {
    return {
      record,
      rev: row?.path === record.path ? row.rev : 0,
      outline: outlines().get(record.path) ?? [],
      findings: own,
      ...(row === undefined ? NOTHING : carried(row, record)),
    }
  }

  function carried(row: StoredReviewedFile, record: FileRecord): Carried {
    if (row.textSha256 === record.sha256) return { regions: row.regions, changed: [] }
    const key = `${row.rev} ${row.textSha256} ${record.sha256}`
    const known = kept.get(record.path)
    if (known?.key === key) return known.carried
    const before = linesOf(store, row.path, row.textSha256)
    const after = linesOf(store, record.path, record.sha256)
    // Without both texts nobody can say what is still the same.
    const found = before && after ? carryRegions(row.regions, before, after) : lost(row.regions)
    if (before && after) kept.set(record.path, { key, carried: found })
    return found
  }

  return {
    /** Every file that was read by the last analysis, in the order of their paths. */
    all(): readonly StandingFile[] {
      const latest = store.runs.latest()
      if (latest === undefined) return []
      const records = store.runs.ledger(latest.id).filter(({ state }) => state !== 'skipped')
      const byPath = new Map(store.reviewedFiles.all().map((row) => [row.path, row]))
      const paths = new Set(records.map(({ path }) => path))
      // A file with another name and the same text was renamed.
      const gone = [...byPath.values()].filter(({ path }) => !paths.has(path))
      const byText = new Map(gone.map((row) => [row.textSha256, row]))
      const own = Map.groupBy(findings(), ({ location }) => location.path)
      return records.map((record) =>
        standing(
          record,
          byPath.get(record.path) ?? byText.get(record.sha256),
          own.get(record.path) ?? [],
        ),
      )
    },
    /** One file of the last analysis; undefined for any other path. */
    one(path: string): StandingFile | undefined {
      const latest = store.runs.latest()
      const record = latest && store.runs.file(latest.id, path)
      if (record === undefined || record.state === 'skipped') return undefined
      const row = store.reviewedFiles.get(path) ?? renamed(record)
      const own = findings().filter(({ location }) => location.path === path)
      return standing(record, row, own)
    },
  }

  function renamed(record: FileRecord): StoredReviewedFile | undefined {
    const latest = store.runs.latest()
    return store.reviewedFiles
      .all()
      .find(
        ({ path, textSha256 }) =>
          textSha256 === record.sha256 &&
          (latest === undefined || store.runs.file(latest.id, path) === undefined),
      )
  }
}

/** The lines of an analysed text; undefined where it was not kept. */
export function linesOf(
  store: ReviewStore,
  path: string,
  sha256: string,
): readonly string[] | undefined {
  const lines = analysedText(store, path, sha256)?.split(/\r\n|\n|\r/)
  // The break at the end of the last line opens no other one.
  return lines?.at(-1) === '' ? lines.slice(0, -1) : lines
}

function lost(regions: readonly StoredRegion[]): Carried {
  return { regions: [], changed: [...new Set(regions.map(({ symbol }) => symbol))] }
}
