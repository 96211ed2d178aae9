// Handlers of undo, redo and the history of a review.
import type { Handlers } from '../api/contract.ts'
import type { Step } from '../api/history.ts'
import type { StoredStep } from '../store/steps.ts'
import type { Session } from './session.ts'
import { findingsOf, stepTitle } from './step-titles.ts'

export interface HistoryHandlerOptions {
  readonly session: (reviewId: number) => Session
  /** Told after each stored change, with the findings that it touched; none when some came or went. */
  readonly onChange: (session: Session, findingIds: readonly number[]) => void
  /** Told after a change of the history alone. */
  readonly onNamed: (session: Session) => void
}

interface Checkpoint {
  readonly seq: number
  readonly name: string
}

export function historyHandlers({
  session: sessionOf,
  onChange,
  onNamed,
}: HistoryHandlerOptions): Pick<Handlers, Extract<keyof Handlers, `history.${string}`>> {
  return {
    'history.read': ({ reviewId, limit }) => {
      const { store } = sessionOf(reviewId)
      return store.readTogether(() => {
        const steps = store.steps.latest(limit)
        const checkpoints = store.events
          .ofKind('review.checkpoint')
          .map(({ seq, after }): Checkpoint => ({ seq, name: after }))
        const { undo, redo } = store.steps.around()
        return {
          // Each step holds the checkpoints between its last event and that of the step above it.
          steps: steps.map((step, index) => asStep(step, checkpoints, steps[index - 1]?.lastEvent)),
          undo: undo === undefined ? null : asStep(undo),
          redo: redo === undefined ? null : asStep(redo),
        }
      })
    },
    'history.undo': ({ reviewId, commandId, stepId }) => {
      const session = sessionOf(reviewId)
      const step = session.store.steps.undo(stepId, { id: commandId, method: 'history.undo' })
      onChange(session, touchedBy([step]))
      return { ...asStep(step), isUndone: true }
    },
    'history.redo': ({ reviewId, commandId, stepId }) => {
      const session = sessionOf(reviewId)
      const step = session.store.steps.redo(stepId, { id: commandId, method: 'history.redo' })
      onChange(session, touchedBy([step]))
      return { ...asStep(step), isUndone: false }
    },
    'history.goTo': ({ reviewId, commandId, stepId }) => {
      const session = sessionOf(reviewId)
      const way = session.store.steps.goTo(stepId, { id: commandId, method: 'history.goTo' })
      onChange(session, touchedBy(way))
      return { steps: way.length }
    },
    'history.checkpoint': ({ reviewId, commandId, name }) => {
      const session = sessionOf(reviewId)
      const command = { id: commandId, method: 'history.checkpoint' }
      const { writer } = session.store
      writer.write(
        () =>
          writer.record({
            kind: 'review.checkpoint',
            subject: 'review',
            field: 'checkpoint',
            after: name,
            commandId,
          }),
        command,
      )
      onNamed(session)
      return { ok: true }
    },
  }
}

/** Commands after which findings may have come or gone, or changed more than the history tells of. */
const ADDING: ReadonlySet<string> = new Set(['manual.create', 'merge.apply', 'drift.apply'])

function touchedBy(steps: readonly StoredStep[]): readonly number[] {
  const isSameList = steps.every(({ method }) => !ADDING.has(method))
  return isSameList ? [...new Set(steps.flatMap(findingsOf))] : []
}

function asStep(
  step: StoredStep,
  checkpoints: readonly Checkpoint[] = [],
  until = Number.POSITIVE_INFINITY,
): Step {
  const ids = findingsOf(step)
  const [findingId = null] = ids
  return {
    id: step.id,
    at: step.at,
    actor: step.actor,
    title: stepTitle(step),
    isUndone: step.state === 'undone',
    findingId: ids.length === 1 ? findingId : null,
    checkpoints: checkpoints
      .filter(({ seq }) => seq > step.lastEvent && seq < until)
      .map(({ name }) => name),
  }
}
