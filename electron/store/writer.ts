// The one way to change a review: a short transaction, an event for each change, and an answer kept
// under the command's id, so that a repeated command changes nothing.
import { AppError } from '../api/errors.ts'
import type { Connection } from './connection.ts'
import { eventTable, type NewEvent } from './events.ts'
import { describeSqliteFailure } from './sqlite-failure.ts'
import { stepRecorder } from './step-recorder.ts'

/** A request that may reach the store twice. */
export interface Command {
  readonly id: string
  readonly method: string
}

export interface Writer {
  /** ISO 8601, UTC. */
  readonly now: () => string
  /** Who changes things: the reviewer's name. */
  readonly actor: () => string
  /** Records a change; only inside `write`. */
  readonly record: (event: NewEvent) => void
  /**
   * Runs `work` in one immediate transaction. With a command, the answer is kept and given again
   * when the command is repeated; a failed try leaves nothing behind and may be repeated.
   */
  readonly write: <T>(work: () => T, command?: Command) => T
}

export interface WriterOptions {
  readonly now: () => Date
  readonly actor: () => string
  /** Nothing is recorded: what happened is told elsewhere. */
  readonly isSilent?: boolean
}

/** Throws AppError `database-read-only`, `-busy`, `-damaged` or `disk-full` where SQLite fails. */
export function createWriter(connection: Connection, options: WriterOptions): Writer {
  const { now, actor, isSilent = false } = options
  const { db } = connection
  const events = eventTable(db)
  const steps = connection.isReadOnly ? undefined : stepRecorder(db)
  const find = db.prepare('SELECT method, answer FROM commands WHERE id = ?')
  const keep = db.prepare('INSERT INTO commands (id, at, method, answer) VALUES (?, ?, ?, ?)')
  const timestamp = () => now().toISOString()

  /** What is part of a larger write is part of its step too, if it is one. */
  function answered<T>(work: () => T, { id, method }: Command, isWithin: boolean): T {
    const known = find.get(id) as { method: string; answer: string } | undefined
    if (known !== undefined) {
      if (known.method !== method) {
        throw new AppError(
          'invalid-input',
          'The id of this command was used for another one.',
          'Repeat the action.',
        )
      }
      // The answer was written below, by this method, from the same type.
      return JSON.parse(known.answer) as T
    }
    if (!isWithin) steps?.begin(method, timestamp(), actor())
    const answer = work()
    if (!isWithin) steps?.end()
    keep.run(id, timestamp(), method, JSON.stringify(answer ?? null))
    return answer
  }

  return {
    now: timestamp,
    actor,
    record(event) {
      if (!isSilent) events.append(event, timestamp(), actor())
    },
    write(work, command) {
      if (connection.isReadOnly) {
        throw new AppError(
          'database-read-only',
          'This review was opened for reading only.',
          'Make its database file and the folder writable, then open it again.',
        )
      }
      const isWithin = db.inTransaction
      try {
        return db
          .transaction(() => (command ? answered(work, command, isWithin) : work()))
          .immediate()
      } catch (error) {
        throw describeSqliteFailure(error) ?? error
      }
    },
  }
}
