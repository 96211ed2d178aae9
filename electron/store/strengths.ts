// What reviewers saw done well: marked as removed, never deleted.
import { AppError } from '../api/errors.ts'
import { changedMeanwhile } from './changed-meanwhile.ts'
import type { Db } from './connection.ts'
import type { Command, Writer } from './writer.ts'

/** Lines of a file, and the text in which they were chosen. */
export interface StoredPlace {
  readonly path: string
  readonly startLine: number
  /** Inclusive. */
  readonly endLine: number
  readonly snippet: string
  /** Content hash of that text, '' where it could not be kept. */
  readonly textSha256: string
}

export interface StrengthWords {
  readonly title: string
  readonly text: string
  readonly places: readonly StoredPlace[]
}

export interface StoredStrength extends StrengthWords {
  readonly id: number
  readonly rev: number
  readonly by: string
  readonly at: string
}

export function strengthTable(db: Db, writer: Writer) {
  const columns = 'id, rev, title, text, places, written_by AS by, written_at AS at'
  const all = db.prepare(`SELECT ${columns} FROM strengths WHERE removed_at IS NULL ORDER BY id`)
  const one = db.prepare(`SELECT ${columns} FROM strengths WHERE id = ? AND removed_at IS NULL`)
  const insert = db.prepare(`INSERT INTO strengths (rev, title, text, places, written_at,
    written_by) VALUES (1, @title, @text, @places, @at, @actor)`)
  const update = db.prepare(`UPDATE strengths SET rev = rev + 1, title = @title, text = @text,
    places = @places WHERE id = @id AND rev = @rev AND removed_at IS NULL`)
  const remove = db.prepare(`UPDATE strengths SET rev = rev + 1, removed_at = @at
    WHERE id = @id AND rev = @rev AND removed_at IS NULL`)

  function record(id: number, field: string, before: string, after: string, command: Command) {
    if (before === after) return
    writer.record({
      kind: 'strength.written',
      subject: `strength:${id}`,
      field,
      before,
      after,
      commandId: command.id,
    })
  }
  function mustGet(id: number): StoredStrength {
    const row = one.get(id) as Row | undefined
    if (row === undefined) {
      throw new AppError('not-found', 'This strength is not there any more.', 'Write a new one.')
    }
    return asStrength(row)
  }

  return {
    all: (): StoredStrength[] => (all.all() as Row[]).map(asStrength),
    /** Gives the id. */
    create(words: StrengthWords, command: Command): number {
      return writer.write(() => {
        const row = { ...words, places: JSON.stringify(words.places) }
        const added = insert.run({ ...row, at: writer.now(), actor: writer.actor() })
        const id = Number(added.lastInsertRowid)
        record(id, 'title', '', words.title, command)
        record(id, 'strength.text', '', words.text, command)
        if (words.places.length > 0) record(id, 'places', '', spotsOf(words), command)
        return id
      }, command)
    },
    /** Throws `not-found`, or `conflict` when it was changed since. Gives the new revision. */
    save(
      id: number,
      rev: number,
      change: (before: StoredStrength) => StrengthWords,
      command: Command,
    ): { readonly rev: number } {
      return writer.write(() => {
        const before = mustGet(id)
        const next = change(before)
        const row = { id, rev, ...next, places: JSON.stringify(next.places) }
        if (update.run(row).changes !== 1) throw changedMeanwhile('This strength')
        record(id, 'title', before.title, next.title, command)
        record(id, 'strength.text', before.text, next.text, command)
        record(id, 'places', spotsOf(before), spotsOf(next), command)
        return { rev: rev + 1 }
      }, command)
    },
    /** Throws `not-found`, or `conflict` when it was changed since. */
    remove(id: number, rev: number, command: Command): void {
      writer.write(() => {
        const before = mustGet(id)
        if (remove.run({ id, rev, at: writer.now() }).changes !== 1)
          throw changedMeanwhile('This strength')
        record(id, 'title', before.title, '', command)
        return null
      }, command)
    },
  }
}

interface Row extends Omit<StoredStrength, 'places'> {
  readonly places: string
}

function asStrength(row: Row): StoredStrength {
  // Written above, from the same type.
  return { ...row, places: JSON.parse(row.places) as StoredPlace[] }
}

/** The places as the history tells them. */
export function spotsOf({ places }: Pick<StrengthWords, 'places'>): string {
  return places.map(({ path, startLine, endLine }) => `${path}:${startLine}-${endLine}`).join(', ')
}
