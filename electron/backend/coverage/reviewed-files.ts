// Reviewed regions against the text of the last analysis: what was marked on an earlier text is
// carried over where it did not change.
import type { FileRecord, OutlinedSymbol } from '../../../analyzer/model.ts'
import type { StoredFinding } from '../../store/findings.ts'
import type { StoredRegion, StoredReviewedFile } from '../../store/reviewed-files.ts'
import { align, keptSpan } from '../anchors/alignment.ts'
import { standingRecord, standingRecords } from '../anchors/standing-texts.ts'
import type { Session } from '../session.ts'
import { linesOf } from '../text-lines.ts'
import { type Carried, carryRegions } from './reviewed-lines.ts'

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

interface KeptOutline {
  readonly key: string
  readonly outline: readonly OutlinedSymbol[]
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
  const keptOutlines = new Map<string, KeptOutline>()
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
      outline: outlineOf(record),
      findings: own,
      ...(row === undefined ? NOTHING : carried(row, record)),
    }
  }

  /** The outline that the run read, in the lines of the text that the marks followed into. */
  function outlineOf({ path, sha256 }: FileRecord): readonly OutlinedSymbol[] {
    const from = store.carriedFiles.get(path)
    if (from === undefined) return outlines().get(path) ?? []
    const key = `${from.fromSha256} ${sha256}`
    const known = keptOutlines.get(path)
    if (known?.key === key) return known.outline
    const before = linesOf(store, from.fromPath, from.fromSha256)
    const after = linesOf(store, path, sha256)
    const alignment = before && after && align(before, after)
    const outline = (outlines().get(from.fromPath) ?? []).flatMap((one) => {
      const span = alignment && keptSpan(alignment, one)
      return span === undefined ? [] : [{ ...one, ...span }]
    })
    keptOutlines.set(path, { key, outline })
    return outline
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
      const records = standingRecords(store)
      const rowOf = reviewedRows(records)
      const own = Map.groupBy(findings(), ({ location }) => location.path)
      return records.map((record) => standing(record, rowOf(record), own.get(record.path) ?? []))
    },
    /** One file of the last analysis; undefined for any other path. */
    one(path: string): StandingFile | undefined {
      const record = standingRecord(store, path)
      if (record === undefined || record.path !== path || record.state === 'skipped') {
        return undefined
      }
      const own = findings().filter(({ location }) => location.path === path)
      const row = store.reviewedFiles.get(path) ?? reviewedRows(standingRecords(store))(record)
      return standing(record, row, own)
    },
  }

  /** What was marked in each file, under the name that it had then. */
  function reviewedRows(records: readonly FileRecord[]) {
    const byPath = new Map(store.reviewedFiles.all().map((row) => [row.path, row]))
    const paths = new Set(records.map(({ path }) => path))
    const formerName = new Map(store.carriedFiles.all().map((file) => [file.path, file.fromPath]))
    const gone = [...byPath.values()].filter(({ path }) => !paths.has(path))
    // A file with another name and the same text was renamed.
    const byText = new Map(gone.map((row) => [row.textSha256, row]))
    return ({ path, sha256 }: FileRecord): StoredReviewedFile | undefined => {
      const former = formerName.get(path) ?? path
      const renamed = paths.has(former) ? undefined : byPath.get(former)
      return byPath.get(path) ?? renamed ?? byText.get(sha256)
    }
  }
}

function lost(regions: readonly StoredRegion[]): Carried {
  return { regions: [], changed: [...new Set(regions.map(({ symbol }) => symbol))] }
}
