// Handlers of what happens when the code changes under a review.
import type { Handlers, Output, ParsedInput } from '../../api/contract.ts'
import type { MarkId } from '../../api/drift.ts'
import { AppError } from '../../api/errors.ts'
import type { Disposition } from '../../api/threads.ts'
import type { CarriedPlaces, MarkPlace } from '../../store/anchors.ts'
import type { Session } from '../session.ts'
import { shownVersion } from '../sources.ts'
import { linesOf } from '../text-lines.ts'
import { carryMarks } from './carry.ts'
import { readDrift } from './drift.ts'

export interface DriftHandlerOptions {
  readonly session: (reviewId: number) => Session
  /** Told after each stored change, with the findings that it is about; without for many. */
  readonly onChange: (session: Session, findingIds?: readonly number[]) => void
}

/** Lines that are shown above and below the code that a mark stood in. */
const AROUND = 6
const CLOSED: Disposition = 'resolved'

export function driftHandlers({
  session: sessionOf,
  onChange,
}: DriftHandlerOptions): Pick<Handlers, Extract<keyof Handlers, `drift.${string}`>> {
  return {
    'drift.read': ({ reviewId }) => readDrift(sessionOf(reviewId)),
    'drift.apply': async ({ reviewId, commandId }) => {
      const session = sessionOf(reviewId)
      if (session.run !== undefined) {
        throw new AppError(
          'conflict',
          'This review is being analysed.',
          'Wait until it is done, or cancel it.',
        )
      }
      const marks = await carryMarks(session, commandId)
      onChange(session)
      return { marks }
    },
    'drift.settle': ({ reviewId, commandId, mark, rev, as }) => {
      const session = sessionOf(reviewId)
      const { store } = session
      const command = { id: commandId, method: 'drift.settle' }
      const place = as.kind === 'moved' ? placeAt(session, mark, as) : undefined
      const saved = store.writer.write(() => {
        const settled = store.anchors.settle(mark, rev, as.kind, place, command)
        if (as.kind === 'closed' && 'threadId' in mark) closeThread(session, mark.threadId, command)
        return settled
      }, command)
      onChange(session, 'findingId' in mark ? [mark.findingId] : [])
      return saved
    },
    'drift.original': ({ reviewId, mark }) => originalOf(sessionOf(reviewId), mark),
  }
}

/** The lines that a reviewer chose for a mark. Throws `not-found` or `invalid-input`. */
function placeAt(
  { store }: Session,
  mark: MarkId,
  { path, startLine, endLine }: Extract<ParsedInput<'drift.settle'>['as'], { kind: 'moved' }>,
): MarkPlace & { readonly places?: CarriedPlaces } {
  const textSha256 = shownVersion(store, path)
  const lines = textSha256 === undefined ? undefined : linesOf(store, path, textSha256)
  if (textSha256 === undefined || lines === undefined) {
    throw new AppError(
      'not-found',
      `The text of ${path} cannot be kept.`,
      'Analyse the review again.',
    )
  }
  if (endLine < startLine || endLine > lines.length) {
    throw new AppError('invalid-input', `${path} has ${lines.length} lines.`, 'Mark other lines.')
  }
  const first = lines[startLine - 1] ?? ''
  const range = {
    startLine,
    startColumn: first.length - first.trimStart().length + 1,
    endLine,
    endColumn: (lines[endLine - 1] ?? '').length + 1,
  }
  const body = 'findingId' in mark ? store.findings.body(mark.findingId) : undefined
  const snippet = lines.slice(startLine - 1, endLine).join('\n')
  const { evidence, related } = body ?? {}
  return {
    path,
    range,
    textSha256,
    ...(evidence &&
      related && { places: { location: { path, range }, evidence, related, snippet } }),
  }
}

function closeThread(
  { store }: Session,
  threadId: number,
  command: { readonly id: string; readonly method: string },
): void {
  const thread = store.threads.all().find(({ id }) => id === threadId)
  if (thread === undefined || thread.disposition === CLOSED) return
  store.threads.dispose(threadId, thread.rev, CLOSED, {
    ...command,
    id: `${command.id}-thread`,
  })
}

/** Throws `not-found` for a mark that was never carried, or whose text was not kept. */
function originalOf({ store }: Session, mark: MarkId): Output<'drift.original'> {
  const origin = store.anchors.get(mark)?.origin
  const lines = origin && linesOf(store, origin.path, origin.textSha256)
  if (origin === undefined || lines === undefined) {
    throw new AppError(
      'not-found',
      'The code that this mark stood in was not kept.',
      'Look at its snippet.',
    )
  }
  const { path, startLine, commit } = origin
  const endLine = Math.min(origin.endLine, Math.max(startLine, lines.length))
  const firstLine = Math.max(1, startLine - AROUND)
  return {
    path,
    startLine,
    endLine,
    commit,
    firstLine,
    lines: lines.slice(firstLine - 1, endLine + AROUND),
  }
}
