// The one way to change a review: a short transaction, an event for each change, and an answer kept
// under the command's id, so that a repeated command changes nothing.
import { AppError } from '../api/errors.ts'
import type { Connection } from './connection.ts'
import { eventTable, type NewEvent } from './events.ts'
import { describeSqliteFailure } from './sqlite-failure.ts'

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
}

/** Throws AppError `database-read-only`, `-busy`, `-damaged` or `disk-full` where SQLite fails. */
export function createWriter(connection: Connection, { now, actor }: WriterOptions): Writer {
  const { db } = connection
  const events = eventTable(db)
  const find = db.prepare('SELECT method, answer FROM commands WHERE id = ?')
  const keep = db.prepare('INSERT INTO commands (id, at, method, answer) VALUES (?, ?, ?, ?)')
  const timestamp = () => now().toISOString()

  function answered<T>(work: () => T, { id, method }: Command): T {
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
    const answer = work()
    keep.run(id, timestamp(), method, JSON.stringify(answer ?? null))
    return answer
  }

  return {
    now: timestamp,
    actor,
    record: (event) => events.append(event, timestamp(), actor()),
    write(work, command) {
      if (connection.isReadOnly) {
        throw new AppError(
          'database-read-only',
          'This review was opened for reading only.',
          'Make its database file and the folder writable, then open it again.',
        )
      }
      try {
        return db.transaction(() => (command ? answered(work, command) : work())).immediate()
      } catch (error) {
        throw describeSqliteFailure(error) ?? error
      }
    },
  }
}
