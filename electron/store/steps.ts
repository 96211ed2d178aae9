// Undo and redo, across restarts: every command that changes something is a step.
import { AppError } from '../api/errors.ts'
import type { Db } from './connection.ts'
import { eventTable, type StoredEvent } from './events.ts'
import { type RowChange, rowRestorer, tablesOfSteps } from './row-images.ts'
import { STEP_COLUMNS, type StepRow } from './step-recorder.ts'
import type { Command, Writer } from './writer.ts'

/** A step with the changes that people know it by. */
export interface StoredStep {
  readonly id: number
  readonly at: string
  readonly actor: string
  readonly method: string
  readonly state: 'done' | 'undone'
  /** One for each changed field, from its first to its last value. */
  readonly events: readonly StoredEvent[]
  /** The last event of the step: tells which checkpoints came after it. */
  readonly lastEvent: number
}

/** Steps back and forth; the order in which they were made is the only one. */
export function stepTable(db: Db, writer: Writer) {
  const events = eventTable(db)
  const restore = rowRestorer(db, tablesOfSteps(db))
  const latest = db.prepare(`SELECT ${STEP_COLUMNS} FROM steps WHERE state <> 'dropped'
    ORDER BY id DESC LIMIT ?`)
  const lastDone = db.prepare(`SELECT ${STEP_COLUMNS} FROM steps WHERE state = 'done'
    ORDER BY id DESC LIMIT 1`)
  const firstUndone = db.prepare(`SELECT ${STEP_COLUMNS} FROM steps WHERE state = 'undone'
    ORDER BY id LIMIT 1`)
  const changesOf = db.prepare(`SELECT table_name AS "table", row_key AS "key",
    before_row AS before, after_row AS after FROM step_changes WHERE step_id = ? ORDER BY id`)
  const setState = db.prepare('UPDATE steps SET state = ? WHERE id = ?')
  const setRestoring = db.prepare('UPDATE restoring SET is_on = ?')

  const shown = ({ id, at, actor, method, state, firstEvent, lastEvent }: StepRow): StoredStep => ({
    id,
    at,
    actor,
    method,
    state,
    events: joined(events.between(firstEvent, lastEvent)),
    lastEvent,
  })

  function go(row: StepRow, isBack: boolean, command: Command): StoredStep {
    const step = shown(row)
    const changes = changesOf.all(row.id) as RowChange[]
    const at = writer.now()
    setRestoring.run(1)
    for (const change of isBack ? changes.toReversed() : changes) {
      restore(change, isBack ? 'before' : 'after', at)
    }
    setRestoring.run(0)
    setState.run(isBack ? 'undone' : 'done', row.id)
    for (const event of isBack ? step.events.toReversed() : step.events) {
      writer.record({
        kind: isBack ? 'step.undone' : 'step.redone',
        subject: event.subject,
        field: event.field,
        before: isBack ? event.after : event.before,
        after: isBack ? event.before : event.after,
        reason: isBack ? 'Undone' : 'Done again',
        commandId: command.id,
      })
    }
    return step
  }

  function mustBe(row: StepRow | undefined, stepId: number): StepRow {
    if (row?.id === stepId) return row
    throw new AppError(
      'conflict',
      'Something else was changed in the meantime.',
      'Look at the history, then repeat it.',
    )
  }
  const last = () => lastDone.get() as StepRow | undefined
  const next = () => firstUndone.get() as StepRow | undefined

  return {
    /** The newest steps first; none that was dropped. */
    latest: (limit: number) => (latest.all(limit) as StepRow[]).map(shown),
    /** The step that would be undone, and the one that would be done again. */
    around(): { readonly undo: StoredStep | undefined; readonly redo: StoredStep | undefined } {
      const [undo, redo] = [last(), next()]
      return { undo: undo && shown(undo), redo: redo && shown(redo) }
    },
    /** Undoes the newest step, which has to be the named one. Throws `conflict`. */
    undo: (stepId: number, command: Command): StoredStep =>
      writer.write(() => go(mustBe(last(), stepId), true, command), command),
    /** Does the oldest undone step again, which has to be the named one. Throws `conflict`. */
    redo: (stepId: number, command: Command): StoredStep =>
      writer.write(() => go(mustBe(next(), stepId), false, command), command),
    /**
     * Goes to where the named step was the newest one (0 for the start), in one transaction, and
     * gives the steps on the way. Throws `conflict`.
     */
    goTo: (stepId: number, command: Command): readonly StoredStep[] =>
      writer.write(() => {
        const way: StoredStep[] = []
        for (let row = last(); row !== undefined && row.id > stepId; row = last()) {
          way.push(go(row, true, command))
        }
        for (let row = next(); row !== undefined && row.id <= stepId; row = next()) {
          way.push(go(row, false, command))
        }
        return way
      }, command),
  }
}

/** One event for each field, from its first value to its last. */
function joined(events: readonly StoredEvent[]): readonly StoredEvent[] {
  const byField = new Map<string, StoredEvent>()
  for (const event of events) {
    // What nobody asked for came between, from a run.
    if (event.commandId === '') continue
    const key = JSON.stringify([event.subject, event.field])
    const first = byField.get(key)
    byField.set(key, first ? { ...event, before: first.before } : event)
  }
  return [...byField.values()]
}
