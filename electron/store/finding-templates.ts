// Templates of findings that reviewers saved: one for each title.
import { AppError } from '../api/errors.ts'
import type { FindingTemplate, FindingWords } from '../api/manual.ts'
import type { Db } from './connection.ts'
import type { Command, Writer } from './writer.ts'

export function findingTemplateTable(db: Db, writer: Writer) {
  const columns = 'id, rev, title, category, severity, message'
  const all = db.prepare(`SELECT ${columns} FROM finding_templates WHERE removed_at IS NULL
    ORDER BY title COLLATE NOCASE, id`)
  const one = db.prepare(`SELECT ${columns} FROM finding_templates
    WHERE id = ? AND removed_at IS NULL`)
  const titled = db.prepare(`SELECT ${columns} FROM finding_templates
    WHERE title = ? AND removed_at IS NULL`)
  const insert = db.prepare(`INSERT INTO finding_templates (rev, title, category, severity, message)
    VALUES (1, @title, @category, @severity, @message)`)
  const update = db.prepare(`UPDATE finding_templates SET rev = rev + 1, category = @category,
    severity = @severity, message = @message WHERE id = @id`)
  const remove = db.prepare(`UPDATE finding_templates SET rev = rev + 1, removed_at = @at
    WHERE id = @id AND rev = @rev AND removed_at IS NULL`)

  return {
    all: () => all.all() as FindingTemplate[],
    /** Adds a template or replaces the one of the same title. */
    save(words: FindingWords, command: Command): FindingTemplate {
      return writer.write(() => {
        const known = titled.get(words.title) as FindingTemplate | undefined
        const id = known?.id ?? Number(insert.run(words).lastInsertRowid)
        if (known !== undefined) update.run({ ...words, id })
        writer.record({
          kind: 'template.saved',
          subject: `template:${id}`,
          field: 'title',
          before: known?.title ?? '',
          after: words.title,
          commandId: command.id,
        })
        return one.get(id) as FindingTemplate
      }, command)
    },
    /** Throws `conflict` when it was changed or removed since. */
    remove(id: number, rev: number, command: Command): void {
      writer.write(() => {
        const known = one.get(id) as FindingTemplate | undefined
        if (remove.run({ id, rev, at: writer.now() }).changes !== 1) {
          throw new AppError(
            'conflict',
            'This template was changed in the meantime.',
            'Look at the templates as they are now.',
          )
        }
        writer.record({
          kind: 'template.removed',
          subject: `template:${id}`,
          field: 'title',
          before: known?.title ?? '',
          commandId: command.id,
        })
      }, command)
    },
  }
}
