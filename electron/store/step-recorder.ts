// Writes down what each command changes, so that it can be undone.
import type { Db } from './connection.ts'
import { eventTable, type StoredEvent } from './events.ts'
import { recordRows, tablesOfSteps } from './row-images.ts'
import { KEPT_STEPS, stepPruning } from './step-pruning.ts'

export interface StepRow {
  readonly id: number
  readonly at: string
  readonly actor: string
  readonly method: string
  readonly typingKey: string
  readonly firstEvent: number
  readonly lastEvent: number
  readonly state: 'done' | 'undone'
}

export const STEP_COLUMNS = `id, at, actor, method, typing_key AS typingKey, first_event AS firstEvent,
  last_event AS lastEvent, state`

/** Longest pause, in milliseconds, after which typing in the same field is still the same step. */
const TYPING_PAUSE = 5_000
/** Fields that are saved while they are typed in. */
const TYPED =
  /^(note|text|owner|evidence|template)$|\.(after|title|lines|code|name|note|caption|purpose|command|expectedBefore|expectedAfter)$/

/** Looking for what is too old costs a little: not with each step. */
const PRUNED_EVERY = 100

export interface StepRecorder {
  /** Before the work of a command; inside its transaction. */
  readonly begin: (method: string, at: string, actor: string) => void
  /** After it. */
  readonly end: () => void
}

/** Writes down what commands change, as far back as is kept. For a connection that writes. */
export function stepRecorder(db: Db): StepRecorder {
  const prune = stepPruning(db)
  recordRows(db, tablesOfSteps(db))
  const events = eventTable(db)
  const start = db.prepare('INSERT INTO temp.recording (step_id) VALUES (?)')
  const stop = db.prepare('DELETE FROM temp.recording')
  const recorded = db.prepare('SELECT step_id FROM temp.recording').pluck()
  const insert = db.prepare(`INSERT INTO steps (at, actor, method, typing_key, first_event,
    last_event, state) VALUES (@at, @actor, @method, '', @event, @event, 'done')`)
  const hasChanges = db.prepare('SELECT 1 FROM step_changes WHERE step_id = ? LIMIT 1')
  const drop = db.prepare("UPDATE steps SET state = 'dropped' WHERE state = 'undone'")
  const remove = db.prepare('DELETE FROM steps WHERE id = ?')
  const forget = db.prepare('DELETE FROM step_changes WHERE step_id = ?')
  const finish = db.prepare('UPDATE steps SET typing_key = ?, last_event = ? WHERE id = ?')
  const one = db.prepare(`SELECT ${STEP_COLUMNS} FROM steps WHERE id = ?`)
  const before = db.prepare(
    `SELECT ${STEP_COLUMNS} FROM steps WHERE id < ? ORDER BY id DESC LIMIT 1`,
  )
  const adopt = db.prepare('UPDATE step_changes SET step_id = @into WHERE step_id = @from')
  const extend = db.prepare('UPDATE steps SET at = @at, last_event = @lastEvent WHERE id = @into')
  // Of the images of a row that is typed in only the first and the last one matter.
  const joinImages = db.prepare(`UPDATE step_changes AS first SET after_row =
    (SELECT after_row FROM step_changes AS last WHERE last.step_id = first.step_id
      AND last.table_name = first.table_name AND last.row_key = first.row_key
      ORDER BY id DESC LIMIT 1) WHERE step_id = ?`)
  const dropImages = db.prepare(`DELETE FROM step_changes WHERE step_id = @step AND id NOT IN
    (SELECT MIN(id) FROM step_changes WHERE step_id = @step GROUP BY table_name, row_key)`)

  function join(step: StepRow, into: StepRow): void {
    adopt.run({ from: step.id, into: into.id })
    remove.run(step.id)
    extend.run({ at: step.at, lastEvent: step.lastEvent, into: into.id })
    joinImages.run(into.id)
    dropImages.run({ step: into.id })
  }

  return {
    begin(method, at, actor) {
      // Bringing rows back is no step of its own.
      if (method.startsWith('history.')) return
      const event = events.lastSeq() + 1
      start.run(insert.run({ at, actor, method, event }).lastInsertRowid)
    },
    end() {
      const id = recorded.get() as number | undefined
      if (id === undefined) return
      stop.run()
      const { firstEvent, method } = one.get(id) as StepRow
      const lastEvent = events.lastSeq()
      // Without an event nothing but revisions changed.
      if (lastEvent < firstEvent || hasChanges.get(id) === undefined) {
        forget.run(id)
        remove.run(id)
        return
      }
      const overtaken = drop.run().changes
      if (overtaken > 0 || id % PRUNED_EVERY === 0) prune(KEPT_STEPS)
      finish.run(typingKey(method, events.between(firstEvent, lastEvent)), lastEvent, id)
      const step = one.get(id) as StepRow
      const previous = before.get(id) as StepRow | undefined
      if (previous !== undefined && isOneTyping(previous, step)) join(step, previous)
    },
  }
}

/** Names the field that is typed in; '' for steps that stand alone. */
function typingKey(method: string, events: readonly StoredEvent[]): string {
  const isTyped = events.every(({ field }) => method === 'packet.saveText' || TYPED.test(field))
  if (!isTyped || events.length === 0) return ''
  const places = new Set(events.map(({ subject, field }) => `${subject} ${field.split('.')[0]}`))
  return [method, ...places].join('|')
}

function isOneTyping(before: StepRow, step: StepRow): boolean {
  return (
    before.state === 'done' &&
    step.typingKey !== '' &&
    before.typingKey === step.typingKey &&
    before.actor === step.actor &&
    Date.parse(step.at) - Date.parse(before.at) <= TYPING_PAUSE
  )
}
