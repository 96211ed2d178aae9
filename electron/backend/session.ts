// One opened review: its store, what is computed from it, and the run that is under way.
import type { Severity } from '../../analyzer/model.ts'
import type { Progress, ReviewHeader } from '../api/domain.ts'
import { judgeGates } from '../api/gates.ts'
import { isRootPresent } from '../repository/root.ts'
import type { AlikeFindings, StoredFinding } from '../store/findings.ts'
import type { ReviewStore } from '../store/review-store.ts'
import { isPacketDatabase } from './packet/packet-reading.ts'
import { describeRepositorySettings } from './repository-settings.ts'

export interface Session {
  readonly id: number
  readonly store: ReviewStore
  /** Stored findings with decisions, read once until something changes. */
  readonly findings: () => readonly StoredFinding[]
  /**
   * At most `limit` findings, those after this id. Whoever reads all of them in pages has them read
   * once, and nobody waits for those of the later pages.
   */
  readonly page: (after: number, limit: number) => readonly StoredFinding[]
  /** Call after each change of the store; with the findings that it is about if those are all. */
  readonly invalidate: (findingIds?: readonly number[]) => void
  readonly header: () => ReviewHeader
  run: ActiveRun | undefined
}

/** A run of this process. */
export interface ActiveRun {
  readonly cancel: () => void
  /** Settles when the run's end is stored; never rejects. */
  readonly ended: Promise<void>
  progress: Progress
}

interface Page {
  readonly after: number
  readonly limit: number
  readonly findings: readonly StoredFinding[]
}

/** What the header tells of the review, whoever has opened it. */
export type ReviewState = Omit<ReviewHeader, 'id' | 'openedAt' | 'isForReading'>

export interface SessionOptions extends Pick<ReviewHeader, 'openedAt' | 'isForReading'> {
  /** Told what `invalidate` is told. */
  readonly onInvalidate?: (findingIds: readonly number[] | undefined) => void
  /** What was read while it was opened. */
  readonly state?: ReviewState
}

export function createSession(
  id: number,
  store: ReviewStore,
  { openedAt, isForReading, onInvalidate, state }: SessionOptions,
): Session {
  let kept: readonly StoredFinding[] | undefined
  /** Those of the pages that were read so far, from the first one. */
  let pages: StoredFinding[] = []
  let ahead: Page | undefined
  /** Reads what is asked for next while the window reads what it was given. */
  function readAhead(after: number, limit: number): void {
    setImmediate(() => {
      const isWanted = kept === undefined && pages.at(-1)?.id === after && store.isOpen()
      if (isWanted) ahead = { after, limit, findings: store.findings.page(after, limit) }
    })
  }
  let keptState = state
  return {
    id,
    store,
    findings() {
      kept ??= store.findings.list()
      return kept
    },
    page(after, limit) {
      if (kept !== undefined) {
        const from = placeOf(kept, after + 1)
        return kept.slice(from, from + limit)
      }
      const isAhead = ahead?.after === after && ahead.limit === limit
      const page = isAhead && ahead ? ahead.findings : store.findings.page(after, limit)
      ahead = undefined
      // A page that does not go on where the pages before it end is none of theirs.
      if (after <= (pages.at(-1)?.id ?? 0)) {
        pages.length = placeOf(pages, after + 1)
        for (const finding of page) pages.push(finding)
        const last = page.at(-1)
        if (last === undefined || page.length < limit) kept = pages
        else readAhead(last.id, limit)
      }
      return page
    },
    invalidate(findingIds) {
      onInvalidate?.(findingIds)
      kept = kept && findingIds && renew(store, kept, findingIds)
      pages = []
      ahead = undefined
      keptState = undefined
    },
    header() {
      keptState ??= readState(store, kept)
      return { id, openedAt, isForReading, ...keptState }
    },
    run: undefined,
  }
}

/** `known` are all findings, where they were read before. */
export function readState(store: ReviewStore, known?: readonly StoredFinding[]): ReviewState {
  return store.readTogether(() => stateOf(store, known ?? store.findings.alike()))
}

/** More changed findings than this are read together. */
const FEW = 1_000

/** The findings with some of them read anew; undefined when all have to be. */
function renew(
  store: ReviewStore,
  findings: readonly StoredFinding[],
  ids: readonly number[],
): readonly StoredFinding[] | undefined {
  if (ids.length > FEW) return undefined
  const renewed = [...findings]
  for (const id of ids) {
    const at = placeOf(findings, id)
    const finding = store.findings.get(id)
    if (finding === undefined || findings[at]?.id !== id) return undefined
    renewed[at] = finding
  }
  return renewed
}

/** Where the first finding with this id or a greater one stands: they are in the order of ids. */
export function placeOf(findings: readonly StoredFinding[], id: number): number {
  let low = 0
  let high = findings.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((findings[middle]?.id ?? id) < id) low = middle + 1
    else high = middle
  }
  return low
}

function stateOf(
  store: ReviewStore,
  findings: readonly (StoredFinding | AlikeFindings)[],
): ReviewState {
  const review = store.review.read()
  const run = store.runs.latest()
  const files =
    run === undefined
      ? { found: 0, analysed: 0, partial: 0, skipped: 0, lines: 0 }
      : store.runs.counts(run.id)
  const runState = run?.state ?? 'none'
  return {
    name: review.name,
    rootPath: review.rootPath,
    reviewer: review.reviewer,
    reviewers: [...review.reviewers],
    ...(review.branch === null ? {} : { branch: review.branch }),
    ...(review.commit === null ? {} : { commit: review.commit }),
    runState,
    ...(run === undefined || run.finishedAt === null ? {} : { runFinishedAt: run.finishedAt }),
    ruleCount: run === undefined ? 0 : rulesIn(run.rules),
    setByRepository:
      run === undefined
        ? []
        : [...describeRepositorySettings(store.runs.repositorySettings(run.id))],
    // While a run is under way its ledger grows; what was found is known from its start.
    files: { ...files, found: Math.max(files.found, run?.found ?? 0) },
    ...countStanding(findings),
    gates: judgeGates(findings, { read: files.analysed + files.partial, runState }),
    isMissing: !isRootPresent(review.rootPath),
    readOnly: store.isReadOnly,
    isPacket: isPacketDatabase(store.file),
  }
}

/** How many ids a run keeps as JSON. */
export function rulesIn(json: string): number {
  const rules: unknown = JSON.parse(json)
  return Array.isArray(rules) ? rules.length : 0
}

function countStanding(
  findings: readonly (StoredFinding | AlikeFindings)[],
): Pick<ReviewHeader, 'counts' | 'undecided'> {
  const counts = { critical: 0, high: 0, medium: 0, low: 0, info: 0 }
  let undecided = 0
  for (const finding of findings) {
    const { severity, verdict, isGone, isSuppressed } = finding
    if (isGone || isSuppressed || verdict === 'dismissed') continue
    const count = 'count' in finding ? finding.count : 1
    counts[severity] += count
    if (verdict === 'undecided') undecided += count
  }
  return { counts: counts satisfies Record<Severity, number>, undecided }
}
