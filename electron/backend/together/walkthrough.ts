// Handlers of the walkthrough: made from findings, changed by hand, presented with decisions.
import { readFileSync, statSync } from 'node:fs'
import type { OutlinedSymbol } from '../../../analyzer/model.ts'
import type { Handlers, ParsedInput } from '../../api/contract.ts'
import { AppError } from '../../api/errors.ts'
import { isOpen } from '../../api/gates.ts'
import type { ReviewSnapshot } from '../../api/snapshot.ts'
import { readCodeTour } from '../../report/interchange/code-tour.ts'
import type { StoredFinding } from '../../store/findings.ts'
import type { ReviewStore } from '../../store/review-store.ts'
import type { NewWalkthroughStep } from '../../store/walkthrough.ts'
import { ruleTitle } from '../rule-set.ts'
import type { Session } from '../session.ts'
import { readSourceText } from '../sources.ts'
import { ORDER_EXPLANATION, type Orderable, walkthroughOrder } from './walkthrough-order.ts'

type Topic = Extract<keyof Handlers, `walkthrough.${string}`>

export interface WalkthroughHandlerOptions {
  readonly session: (reviewId: number) => Session
  /** Absolute path of a file that a person chose. */
  readonly sourceOf: (sourceId: number) => string | undefined
  readonly onChange: (session: Session) => void
  /** Told when another step is presented. */
  readonly onShown: (session: Session) => void
}

/** Longest walkthrough; nobody sits through more. */
const MAX_STEPS = 500
/** Largest CodeTour file that is read, in bytes. */
const MAX_TOUR = 10 * 1024 * 1024
const SNIPPET_LINES = 40

export function walkthroughHandlers({
  session: sessionOf,
  sourceOf,
  onChange,
  onShown,
}: WalkthroughHandlerOptions): Pick<Handlers, Topic> {
  const shown = new WeakMap<Session, number>()
  return {
    'walkthrough.read': ({ reviewId }) => {
      const session = sessionOf(reviewId)
      const severities = new Map(session.findings().map(({ id, severity }) => [id, severity]))
      return session.store.readTogether(() => {
        const { steps, ...rest } = session.store.walkthrough.read()
        return {
          ...rest,
          steps: steps.map((step) => ({
            ...step,
            severity: (step.findingId === null ? null : severities.get(step.findingId)) ?? null,
          })),
          minutes: session.store.walkthrough.minutes(),
        }
      })
    },
    'walkthrough.make': ({ reviewId, commandId, of }) => {
      const session = sessionOf(reviewId)
      const findings = chosenFindings(session, of)
      const next = {
        title: of.kind === 'blockers' ? 'Blockers' : 'Findings',
        explanation: ORDER_EXPLANATION,
        steps: stepsOf(session.store, findings),
      }
      const command = { id: commandId, method: 'walkthrough.make' }
      const result = session.store.walkthrough.replace(next, command)
      onChange(session)
      return result
    },
    'walkthrough.change': ({ reviewId, commandId, rev, change }) => {
      const session = sessionOf(reviewId)
      const command = { id: commandId, method: 'walkthrough.change' }
      const result = session.store.walkthrough.change(rev, change, command)
      onChange(session)
      return result
    },
    'walkthrough.importTour': ({ reviewId, commandId, sourceId }) => {
      const session = sessionOf(reviewId)
      const file = sourceOf(sourceId)
      const tour = file === undefined ? undefined : readCodeTour(readTourFile(file))
      if (tour === undefined) {
        throw new AppError('path-not-usable', 'This is no CodeTour file.', 'Choose a .tour file.')
      }
      const ids = idsByFingerprint(session.store)
      const steps = tour.steps.flatMap(({ fingerprint, ...step }): NewWalkthroughStep[] => {
        const lines = linesOf(session.store, step.path)
        if (lines === undefined || step.startLine > lines.length) return []
        const endLine = Math.min(step.endLine, lines.length)
        const findingId = (fingerprint === undefined ? undefined : ids.get(fingerprint)) ?? null
        return [{ ...step, endLine, findingId, reason: '' }]
      })
      const skipped = tour.skipped + tour.steps.length - steps.length
      if (steps.length === 0) {
        throw new AppError(
          'invalid-input',
          'No step of this tour shows lines of the review.',
          'Choose a tour of this repository.',
        )
      }
      const next = { title: tour.title || 'Walkthrough', explanation: IMPORTED, steps }
      const command = { id: commandId, method: 'walkthrough.importTour' }
      const { rev } = session.store.walkthrough.replace(next, command)
      onChange(session)
      return { rev, skipped }
    },
    'walkthrough.decide': ({ reviewId, commandId, stepId, ...decision }) => {
      const session = sessionOf(reviewId)
      const command = { id: commandId, method: 'walkthrough.decide' }
      const result = session.store.walkthrough.decide(stepId, decision, command)
      onChange(session)
      return result
    },
    'walkthrough.show': ({ reviewId, at }) => {
      const session = sessionOf(reviewId)
      if (at === null) shown.delete(session)
      else shown.set(session, at)
      onShown(session)
      return { ok: true }
    },
    'walkthrough.shown': ({ reviewId }) => ({ at: shown.get(sessionOf(reviewId)) ?? null }),
  }
}

const IMPORTED = 'In the order of the imported tour.'

/** What the packet holds of the walkthrough; the speaker's notes are no part of it. */
export function walkthroughParts(
  store: ReviewStore,
): Pick<ReviewSnapshot, 'walkthrough' | 'minutes'> {
  const { title, explanation, steps } = store.walkthrough.read()
  const minutes = store.walkthrough.minutes().map(({ id: _, findingId, ...minute }) => ({
    ...minute,
    ...(findingId !== null && { findingId }),
  }))
  const walkthrough = {
    title,
    explanation,
    steps: steps.map(({ findingId, path, startLine, endLine, title, text, view }) => {
      const fingerprint =
        findingId === null ? undefined : store.findings.body(findingId)?.fingerprint
      const kept = store.texts.read(store.findings.textOf(path) ?? '')?.toString('utf8') ?? ''
      const snippet = kept.split(/\r\n|\r|\n/).slice(startLine - 1, endLine)
      return {
        ...(findingId !== null && { findingId }),
        ...(fingerprint !== undefined && { fingerprint }),
        ...{ path, startLine, endLine, title, text, view },
        snippet: snippet.slice(0, SNIPPET_LINES).join('\n'),
      }
    }),
  }
  return {
    ...(steps.length > 0 && { walkthrough }),
    ...(minutes.length > 0 && { minutes }),
  }
}

function chosenFindings(
  session: Session,
  of: ParsedInput<'walkthrough.make'>['of'],
): readonly StoredFinding[] {
  const wanted = of.kind === 'findings' ? new Set(of.ids) : undefined
  const chosen = session
    .findings()
    .filter((one) => (wanted === undefined ? isBlocker(one) : wanted.has(one.id)))
  if (chosen.length === 0) {
    throw new AppError(
      'invalid-input',
      'There is nothing to walk through.',
      'Choose other findings; blockers are open and critical or due before merge.',
    )
  }
  if (chosen.length > MAX_STEPS) {
    throw new AppError(
      'invalid-input',
      `A walkthrough has at most ${MAX_STEPS} steps.`,
      'Choose fewer findings with the filter.',
    )
  }
  return chosen
}

/** Open, and critical or to be closed before merge. */
function isBlocker(finding: StoredFinding): boolean {
  return isOpen(finding) && (finding.gate === 'merge' || finding.severity === 'critical')
}

function stepsOf(
  store: ReviewStore,
  findings: readonly StoredFinding[],
): readonly NewWalkthroughStep[] {
  const run = store.runs.latest()
  const outlines = run === undefined ? new Map() : store.runs.outlines(run.id)
  const byId = new Map(findings.map((one) => [one.id, one]))
  const ordered = walkthroughOrder(
    findings.map((one) => orderable(store, one, outlines.get(one.location.path) ?? [])),
  )
  return ordered.flatMap(({ id, reason }): NewWalkthroughStep[] => {
    const one = byId.get(id)
    if (one === undefined) return []
    const { path, range } = one.location
    return [
      {
        findingId: id,
        path,
        startLine: range.startLine,
        endLine: range.endLine,
        title: `#${one.number} ${one.ownTitle ?? ruleTitle(one.ruleId)}`.slice(0, 300),
        text: one.message,
        view: 'source',
        reason,
      },
    ]
  })
}

function orderable(
  store: ReviewStore,
  { id, severity, location, symbol }: StoredFinding,
  outline: readonly OutlinedSymbol[],
): Orderable {
  const { path, range } = location
  const body = store.findings.body(id)
  const around = outline.findLast(
    (one) => one.startLine <= range.startLine && one.endLine >= range.startLine,
  )
  return {
    id,
    severity,
    path,
    startLine: range.startLine,
    symbol,
    around: around ?? { startLine: range.startLine, endLine: range.endLine },
    way: [...(body?.evidence.map((step) => step.location) ?? []), ...(body?.related ?? [])].map(
      (place) => ({ path: place.path, line: place.range.startLine }),
    ),
  }
}

function linesOf(store: ReviewStore, path: string): readonly string[] | undefined {
  try {
    return readSourceText(store, path).text.split(/\r\n|\r|\n/)
  } catch (error) {
    // A file that is not part of the review has no lines to show.
    if (error instanceof AppError) return undefined
    throw error
  }
}

function idsByFingerprint(store: ReviewStore): ReadonlyMap<string, number> {
  return new Map([...store.findings.bodies()].map(([id, { fingerprint }]) => [fingerprint, id]))
}

function readTourFile(file: string): unknown {
  const stats = statSync(file, { throwIfNoEntry: false })
  if (stats?.isFile() !== true || stats.size > MAX_TOUR) return undefined
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    // Answered by the caller: what is no JSON is no tour.
    return undefined
  }
}
