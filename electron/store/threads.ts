// Threads and their comments: written by reviewers, marked as removed, never deleted.
import type { AnchorNote } from '../api/anchors.ts'
import { AppError } from '../api/errors.ts'
import type { LineSpan } from '../api/regions.ts'
import type { Comment, Disposition, Thread } from '../api/threads.ts'
import { anchorJson } from './anchors.ts'
import { changedMeanwhile } from './changed-meanwhile.ts'
import type { Db } from './connection.ts'
import type { Command, Writer } from './writer.ts'

export interface NewThread {
  readonly findingId: number | null
  readonly path: string
  readonly startLine: number
  readonly endLine: number
  readonly snippet: string
  /** The text that the lines belong to; undefined where it is not kept. */
  readonly textSha256: string | undefined
}

/** A thread about lines with the text that they belong to; null where that is not known. */
export interface ThreadPlace extends LineSpan {
  readonly id: number
  readonly path: string
  readonly textSha256: string | null
  readonly snippet: string
}

interface ThreadRow extends Omit<Thread, 'comments' | 'anchor' | 'inFaq'> {
  readonly inFaq: 0 | 1
  readonly anchor: string | null
}

export function threadTable(db: Db, writer: Writer) {
  const place = `COALESCE(a.path, t.path) AS path, COALESCE(a.start_line, t.start_line) AS startLine,
    COALESCE(a.end_line, t.end_line) AS endLine, t.snippet`
  const columns = `t.id, t.rev, t.finding_id AS findingId, ${place}, t.disposition,
    t.in_faq AS inFaq,
    CASE WHEN a.settled = 'open' AND a.state <> 'exact' THEN ${anchorJson('a')} END AS anchor`
  const from = 'FROM threads t LEFT JOIN anchors a ON a.thread_id = t.id'
  const all = db.prepare(`SELECT ${columns} ${from} WHERE t.removed_at IS NULL
    ORDER BY path, startLine, t.id`)
  const one = db.prepare(`SELECT ${columns} ${from} WHERE t.id = ? AND t.removed_at IS NULL`)
  const onLines = db.prepare(`SELECT t.id, ${place},
    COALESCE(a.text_sha256, t.text_sha256) AS textSha256 ${from}
    WHERE t.finding_id IS NULL AND t.removed_at IS NULL ORDER BY path, startLine, t.id`)
  const insert = db.prepare(`INSERT INTO threads (rev, finding_id, path, start_line, end_line,
    snippet, disposition, opened_at, opened_by, text_sha256) VALUES (1, @findingId, @path,
    @startLine, @endLine, @snippet, 'open', @at, @actor, @textSha256)`)
  const dispose = db.prepare(`UPDATE threads SET rev = rev + 1, disposition = @disposition
    WHERE id = @id AND rev = @rev AND removed_at IS NULL`)
  const takeIn = db.prepare(`UPDATE threads SET rev = rev + 1, in_faq = @inFaq
    WHERE id = @id AND rev = @rev AND removed_at IS NULL`)
  const commentColumns = `id, rev, thread_id AS threadId, text, posted_at AS at, posted_by AS by,
    edited_at IS NOT NULL AS isEdited`
  const comments = db.prepare(`SELECT ${commentColumns} FROM comments WHERE removed_at IS NULL
    ORDER BY id`)
  const comment = db.prepare(`SELECT ${commentColumns} FROM comments
    WHERE id = ? AND removed_at IS NULL`)
  const post = db.prepare(`INSERT INTO comments (rev, thread_id, text, posted_at, posted_by)
    VALUES (1, @threadId, @text, @at, @actor)`)
  const edit = db.prepare(`UPDATE comments SET rev = rev + 1, text = @text, edited_at = @at
    WHERE id = @id AND rev = @rev AND removed_at IS NULL`)

  function mustGet(id: number): ThreadRow {
    const row = one.get(id) as ThreadRow | undefined
    if (row === undefined) {
      throw new AppError('not-found', 'This thread is not there any more.', 'Open a new one.')
    }
    return row
  }
  function subjectOf({ id, findingId }: Pick<ThreadRow, 'id' | 'findingId'>): string {
    return findingId === null ? `thread:${id}` : `finding:${findingId}`
  }
  /** Posts a comment with its event; belongs inside a transaction. */
  function postTo(thread: ThreadRow, text: string, command: Command): number {
    const row = { threadId: thread.id, text, at: writer.now(), actor: writer.actor() }
    const id = Number(post.run(row).lastInsertRowid)
    writer.record({
      kind: 'comment.posted',
      subject: subjectOf(thread),
      field: `comment:${id}`,
      after: text,
      commandId: command.id,
    })
    return id
  }

  return {
    all(): Thread[] {
      const ofThread = Map.groupBy(
        (comments.all() as CommentRow[]).map(asComment),
        ({ threadId }) => threadId,
      )
      return (all.all() as ThreadRow[]).map(({ anchor, ...thread }) => ({
        ...thread,
        inFaq: thread.inFaq === 1,
        // Made by the query above.
        ...(anchor === null ? {} : { anchor: JSON.parse(anchor) as AnchorNote }),
        comments: (ofThread.get(thread.id) ?? []).map(({ threadId: _, ...rest }) => rest),
      }))
    },
    /** The threads about lines alone, where they stand. */
    onLines: () => onLines.all() as ThreadPlace[],
    /** The finding that a thread is about; undefined for one about lines or none. */
    findingOf: (threadId: number) =>
      (one.get(threadId) as ThreadRow | undefined)?.findingId ?? undefined,
    /** Gives the id of the thread. */
    open(thread: NewThread, text: string, command: Command): number {
      return writer.write(() => {
        const row = {
          ...thread,
          textSha256: thread.textSha256 ?? null,
          at: writer.now(),
          actor: writer.actor(),
        }
        const id = Number(insert.run(row).lastInsertRowid)
        postTo(mustGet(id), text, command)
        return id
      }, command)
    },
    /** Gives the id of the comment. Throws `not-found`. */
    reply: (threadId: number, text: string, command: Command): number =>
      writer.write(() => postTo(mustGet(threadId), text, command), command),
    /** Throws `not-found` or `conflict`. Gives the new revision. */
    dispose(
      threadId: number,
      rev: number,
      disposition: Disposition,
      command: Command,
    ): { readonly rev: number } {
      return writer.write(() => {
        const before = mustGet(threadId)
        if (dispose.run({ id: threadId, rev, disposition }).changes !== 1)
          throw changedMeanwhile('This thread')
        if (before.disposition !== disposition) {
          writer.record({
            kind: 'thread.disposed',
            subject: subjectOf(before),
            field: `thread:${threadId}.disposition`,
            before: before.disposition,
            after: disposition,
            commandId: command.id,
          })
        }
        return { rev: rev + 1 }
      }, command)
    },
    /** Takes it into the packet's questions or out of them. Throws `not-found` or `conflict`. */
    answerAll(
      threadId: number,
      rev: number,
      inFaq: boolean,
      command: Command,
    ): { readonly rev: number } {
      return writer.write(() => {
        const before = mustGet(threadId)
        const row = { id: threadId, rev, inFaq: inFaq ? 1 : 0 }
        if (takeIn.run(row).changes !== 1) throw changedMeanwhile('This thread')
        if ((before.inFaq === 1) !== inFaq) {
          writer.record({
            kind: 'thread.disposed',
            subject: subjectOf(before),
            field: `thread:${threadId}.inFaq`,
            before: before.inFaq === 1 ? 'yes' : 'no',
            after: inFaq ? 'yes' : 'no',
            commandId: command.id,
          })
        }
        return { rev: rev + 1 }
      }, command)
    },
    /** Throws `not-found`, or `conflict` when it was changed since or is another reviewer's. */
    edit(
      commentId: number,
      rev: number,
      text: string,
      command: Command,
    ): { readonly rev: number; readonly threadId: number } {
      return writer.write(() => {
        const before = comment.get(commentId) as CommentRow | undefined
        if (before === undefined) {
          throw new AppError('not-found', 'This comment is not there any more.', 'Write a new one.')
        }
        if (before.by !== writer.actor()) {
          throw new AppError('conflict', `This comment is ${before.by}'s.`, 'Reply to it instead.')
        }
        const row = { id: commentId, rev, text, at: writer.now() }
        if (edit.run(row).changes !== 1) throw changedMeanwhile('This comment')
        if (before.text !== text) {
          writer.record({
            kind: 'comment.edited',
            subject: subjectOf(mustGet(before.threadId)),
            field: `comment:${commentId}`,
            before: before.text,
            after: text,
            commandId: command.id,
          })
        }
        return { rev: rev + 1, threadId: before.threadId }
      }, command)
    },
  }
}

interface CommentRow extends Omit<Comment, 'isEdited'> {
  readonly threadId: number
  readonly isEdited: 0 | 1
}

function asComment(row: CommentRow): Comment & { readonly threadId: number } {
  return { ...row, isEdited: row.isEdited === 1 }
}
