// Attached files: their bytes once for each content, their names and captions with revisions; marked
// as removed, never deleted.
import { createHash } from 'node:crypto'
import { type Attachment, type AttachmentKind, MAX_ATTACHMENTS } from '../api/attachments.ts'
import { AppError } from '../api/errors.ts'
import { changedMeanwhile } from './changed-meanwhile.ts'
import type { Db } from './connection.ts'
import type { Command, Writer } from './writer.ts'

export interface NewAttachment {
  readonly findingId: number
  /** Made safe. */
  readonly name: string
  readonly kind: AttachmentKind
  readonly content: Buffer
}

export function attachmentTable(db: Db, writer: Writer) {
  const columns = `id, rev, finding_id AS findingId, name, caption, kind, size, sha256,
    added_at AS at, added_by AS by`
  const all = db.prepare(`SELECT ${columns} FROM attachments WHERE removed_at IS NULL
    ORDER BY finding_id, id`)
  const ofFinding = db.prepare(`SELECT ${columns} FROM attachments
    WHERE finding_id = ? AND removed_at IS NULL ORDER BY id`)
  const one = db.prepare(`SELECT ${columns} FROM attachments WHERE id = ? AND removed_at IS NULL`)
  const total = db
    .prepare('SELECT COALESCE(SUM(size), 0) FROM attachments WHERE removed_at IS NULL')
    .pluck()
  const bytes = db.prepare('SELECT content FROM attached_bytes WHERE sha256 = ?').pluck()
  const keep = db.prepare(`INSERT INTO attached_bytes (sha256, content) VALUES (@sha256, @content)
    ON CONFLICT (sha256) DO NOTHING`)
  const insert = db.prepare(`INSERT INTO attachments (rev, finding_id, name, caption, kind, size,
    sha256, added_at, added_by) VALUES (1, @findingId, @name, '', @kind, @size, @sha256, @at,
    @actor)`)
  const say = db.prepare(`UPDATE attachments SET rev = rev + 1, caption = @caption
    WHERE id = @id AND rev = @rev AND removed_at IS NULL`)
  const remove = db.prepare(`UPDATE attachments SET rev = rev + 1, removed_at = @at
    WHERE id = @id AND rev = @rev AND removed_at IS NULL`)

  function mustGet(id: number): Attachment {
    const row = one.get(id) as Attachment | undefined
    if (row === undefined) {
      throw new AppError('not-found', 'This file is not there any more.', 'Add it again.')
    }
    return row
  }
  function record(
    { id, findingId }: Pick<Attachment, 'id' | 'findingId'>,
    field: string,
    [before, after]: readonly [string, string],
    command: Command,
  ): void {
    if (before === after) return
    writer.record({
      kind: 'attachment.changed',
      subject: `finding:${findingId}`,
      field: `attachment:${id}.${field}`,
      before,
      after,
      commandId: command.id,
    })
  }

  return {
    all: () => all.all() as Attachment[],
    ofFinding: (findingId: number) => ofFinding.all(findingId) as Attachment[],
    /** Throws `not-found`. */
    get: mustGet,
    /** Bytes of all files that are there. */
    total: () => Number(total.get()),
    /** Throws `not-found`. */
    read(id: number): Buffer {
      // Written below; a row of attachments always has its bytes.
      return bytes.get(mustGet(id).sha256) as Buffer
    },
    /** `make` gives the file, within the transaction. Throws `invalid-input` beyond the limit. */
    add(make: () => NewAttachment, command: Command): number {
      return writer.write(() => {
        const { content, ...file } = make()
        if (Number(total.get()) + content.length > MAX_ATTACHMENTS) {
          throw new AppError(
            'invalid-input',
            `The files of a review take ${MAX_ATTACHMENTS / 1024 / 1024} MB at most; this one would go beyond it.`,
            'Remove others first, or add a smaller file.',
          )
        }
        const sha256 = createHash('sha256').update(content).digest('hex')
        keep.run({ sha256, content })
        const row = { ...file, size: content.length, sha256 }
        const added = insert.run({ ...row, at: writer.now(), actor: writer.actor() })
        const id = Number(added.lastInsertRowid)
        record({ id, findingId: file.findingId }, 'name', ['', file.name], command)
        return id
      }, command)
    },
    /** Throws `not-found` or `conflict`. Gives the new revision. */
    caption(id: number, rev: number, caption: string, command: Command): { readonly rev: number } {
      return writer.write(() => {
        const before = mustGet(id)
        if (say.run({ id, rev, caption }).changes !== 1) throw changedMeanwhile('This file')
        record(before, 'caption', [before.caption, caption], command)
        return { rev: rev + 1 }
      }, command)
    },
    /** Throws `not-found` or `conflict`. */
    remove(id: number, rev: number, command: Command): void {
      writer.write(() => {
        const before = mustGet(id)
        if (remove.run({ id, rev, at: writer.now() }).changes !== 1)
          throw changedMeanwhile('This file')
        record(before, 'name', [before.name, ''], command)
        return null
      }, command)
    },
  }
}
