// One opened review: its store, what is computed from it, and the run that is under way.
import type { SEVERITIES, Severity } from '../../analyzer/model.ts'
import type { Progress, ReviewHeader } from '../api/domain.ts'
import { judgeGates } from '../api/gates.ts'
import { isRootPresent } from '../repository/root.ts'
import type { StoredFinding } from '../store/findings.ts'
import type { ReviewStore } from '../store/review-store.ts'
import { isPacketDatabase } from './packet/packet-reading.ts'
import { describeRepositorySettings } from './repository-settings.ts'

export interface Session {
  readonly id: number
  readonly store: ReviewStore
  /** Stored findings with decisions, read once until something changes. */
  readonly findings: () => readonly StoredFinding[]
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

/** `onInvalidate` is told what `invalidate` is told. */
export function createSession(
  id: number,
  store: ReviewStore,
  openedAt: string,
  onInvalidate?: (findingIds: readonly number[] | undefined) => void,
  isForReading = false,
): Session {
  let kept: readonly StoredFinding[] | undefined
  let keptHeader: ReviewHeader | undefined
  const findings = () => {
    kept ??= store.findings.list()
    return kept
  }
  return {
    id,
    store,
    findings,
    invalidate(findingIds) {
      onInvalidate?.(findingIds)
      kept = kept && findingIds && renew(store, kept, findingIds)
      keptHeader = undefined
    },
    header() {
      keptHeader ??= {
        ...store.readTogether(() => headerOf(id, store, findings(), openedAt)),
        isForReading,
      }
      return keptHeader
    },
    run: undefined,
  }
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

function headerOf(
  id: number,
  store: ReviewStore,
  findings: readonly StoredFinding[],
  openedAt: string,
): Omit<ReviewHeader, 'isForReading'> {
  const review = store.review.read()
  const run = store.runs.latest()
  const files =
    run === undefined
      ? { found: 0, analysed: 0, partial: 0, skipped: 0, lines: 0 }
      : store.runs.counts(run.id)
  const standing = findings.filter(
    ({ isGone, isSuppressed, verdict }) => !isGone && !isSuppressed && verdict !== 'dismissed',
  )
  const runState = run?.state ?? 'none'
  return {
    id,
    name: review.name,
    rootPath: review.rootPath,
    reviewer: review.reviewer,
    ...(review.branch === null ? {} : { branch: review.branch }),
    ...(review.commit === null ? {} : { commit: review.commit }),
    openedAt,
    runState,
    ...(run === undefined || run.finishedAt === null ? {} : { runFinishedAt: run.finishedAt }),
    ruleCount: run === undefined ? 0 : rulesIn(run.rules),
    setByRepository:
      run === undefined
        ? []
        : [...describeRepositorySettings(store.runs.repositorySettings(run.id))],
    // While a run is under way its ledger grows; what was found is known from its start.
    files: { ...files, found: Math.max(files.found, run?.found ?? 0) },
    counts: countBySeverity(standing),
    undecided: standing.filter(({ verdict }) => verdict === 'undecided').length,
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

function countBySeverity(findings: readonly StoredFinding[]): Record<Severity, number> {
  const counts = { critical: 0, high: 0, medium: 0, low: 0, info: 0 }
  for (const { severity } of findings) counts[severity] += 1
  return counts satisfies Record<(typeof SEVERITIES)[number], number>
}
