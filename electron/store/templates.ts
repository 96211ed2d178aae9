// The reviewer's own templates, compared and set by revision; '' stands for the built-in one.
import { AppError } from '../api/errors.ts'
import type { Db } from './connection.ts'
import type { Command, Writer } from './writer.ts'

export interface StoredTemplate {
  readonly document: string
  readonly text: string
  /** 0 for one that was never written. */
  readonly rev: number
}

export function templateTable(db: Db, writer: Writer) {
  const all = db.prepare(
    "SELECT document, text, rev FROM templates WHERE text <> '' ORDER BY document",
  )
  const one = db.prepare('SELECT document, text, rev FROM templates WHERE document = ?')
  const insert = db.prepare(`INSERT INTO templates (document, text, rev, written_at, written_by)
    VALUES (@document, @text, 1, @at, @actor) ON CONFLICT DO NOTHING`)
  const update = db.prepare(`UPDATE templates SET text = @text, rev = rev + 1, written_at = @at,
    written_by = @actor WHERE document = @document AND rev = @rev`)

  const read = (document: string): StoredTemplate =>
    (one.get(document) as StoredTemplate | undefined) ?? { document, text: '', rev: 0 }

  return {
    /** Those that are not the built-in ones, in the order of their names. */
    all: () => all.all() as StoredTemplate[],
    read,
    /** Throws `conflict`. */
    save(next: StoredTemplate, command: Command): { readonly rev: number } {
      return writer.write(() => {
        const { document, text, rev } = next
        const before = read(document)
        const values = { document, text, rev, at: writer.now(), actor: writer.actor() }
        const { changes } = rev === 0 ? insert.run(values) : update.run(values)
        if (changes !== 1) {
          throw new AppError(
            'conflict',
            'This template was changed in the meantime. Yours was not saved.',
            'Compare both, then save the one that shall stand.',
          )
        }
        if (before.text !== text) {
          writer.record({
            kind: 'template.written',
            subject: `template:${document}`,
            field: 'template',
            before: before.text,
            after: text,
            commandId: command.id,
          })
        }
        return { rev: rev + 1 }
      }, command)
    },
  }
}
