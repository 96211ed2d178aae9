// Texts of the packet that reviewers write or confirm, compared and set by revision.
import { AppError } from '../api/errors.ts'
import type { Db } from './connection.ts'
import type { Command, Writer } from './writer.ts'

export interface StoredFieldText {
  /** null for a text about the review as a whole. */
  readonly findingId: number | null
  readonly field: string
  /** Markdown; '' when it was taken back. */
  readonly text: string
  readonly isConfirmed: boolean
  /** 0 for a text that was never written. */
  readonly rev: number
}

export function fieldTextTable(db: Db, writer: Writer) {
  const columns = `finding_id AS findingId, field, text, is_confirmed AS isConfirmed, rev`
  const all = db.prepare(`SELECT ${columns} FROM field_texts
    ORDER BY COALESCE(finding_id, 0), field`)
  const one = db.prepare(`SELECT ${columns} FROM field_texts
    WHERE finding_id IS @findingId AND field = @field`)
  const insert = db.prepare(`INSERT INTO field_texts
    (finding_id, field, text, is_confirmed, rev, written_at, written_by)
    VALUES (@findingId, @field, @text, @confirmed, 1, @at, @actor) ON CONFLICT DO NOTHING`)
  const update = db.prepare(`UPDATE field_texts SET text = @text, is_confirmed = @confirmed,
    rev = rev + 1, written_at = @at, written_by = @actor
    WHERE finding_id IS @findingId AND field = @field AND rev = @rev`)
  const hasFinding = db.prepare('SELECT 1 FROM findings WHERE id = ?')

  return {
    all: () => (all.all() as RawRow[]).map(asStored),
    /** Writes a text on the revision that it was read at. Throws `not-found` or `conflict`. */
    save(next: StoredFieldText, command: Command): { readonly rev: number } {
      return writer.write(() => {
        const { findingId, field, rev } = next
        if (findingId !== null && hasFinding.get(findingId) === undefined) {
          throw new AppError('not-found', `There is no finding #${findingId}.`, 'Choose another.')
        }
        const row = one.get({ findingId, field }) as RawRow | undefined
        const before = row === undefined ? { text: '', isConfirmed: false, rev: 0 } : asStored(row)
        if (before.rev !== rev) throw conflict()
        const values = {
          findingId,
          field,
          text: next.text,
          confirmed: next.isConfirmed ? 1 : 0,
          rev,
          at: writer.now(),
          actor: writer.actor(),
        }
        const { changes } = rev === 0 ? insert.run(values) : update.run(values)
        if (changes !== 1) throw conflict()
        const subject = findingId === null ? 'review' : `finding:${findingId}`
        const event = { kind: 'text.written', subject, commandId: command.id }
        if (before.text !== next.text) {
          writer.record({ ...event, field, before: before.text, after: next.text })
        }
        if (before.isConfirmed !== next.isConfirmed) {
          writer.record({
            ...event,
            field: `${field}.standing`,
            before: standing(before.isConfirmed),
            after: standing(next.isConfirmed),
          })
        }
        return { rev: rev + 1 }
      }, command)
    },
  }
}

type RawRow = Omit<StoredFieldText, 'isConfirmed'> & { readonly isConfirmed: number }

function asStored(row: RawRow): StoredFieldText {
  return { ...row, isConfirmed: row.isConfirmed === 1 }
}

function standing(isConfirmed: boolean): string {
  return isConfirmed ? 'confirmed' : 'draft'
}

function conflict(): AppError {
  return new AppError(
    'conflict',
    'This text was changed in the meantime. Yours was not saved.',
    'Compare both texts, then save the one that shall stand.',
  )
}
