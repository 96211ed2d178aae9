// Before/after pairs: written by rules until a reviewer edits them, then kept as they are.
import type { Fix, FixRegion } from '../api/domain.ts'
import { AppError } from '../api/errors.ts'
import { changedMeanwhile } from './changed-meanwhile.ts'
import type { Db } from './connection.ts'
import type { Command, Writer } from './writer.ts'

export interface NewFix extends FixRegion {
  readonly findingId: number
  readonly textSha256: string
}

export interface SaveFix {
  readonly fixId: number
  readonly rev: number
  readonly title?: string | undefined
  readonly after?: string | undefined
  /** Another region of the same text, with its lines. */
  readonly region?: Pick<FixRegion, 'startLine' | 'endLine' | 'before'> | undefined
}

/** A fix with the finding and the text that it belongs to. */
export interface StoredFix extends Fix {
  readonly findingId: number
  readonly textSha256: string
}

const COLUMNS = `id, finding_id AS findingId, rev, title, grade, author, path,
  start_line AS startLine, end_line AS endLine, before_text AS before, after_text AS after,
  text_sha256 AS textSha256`

export function fixTable(db: Db, writer: Writer) {
  const insert = db.prepare(`INSERT INTO fixes (finding_id, rev, rule_index, title, grade, author,
    path, start_line, end_line, before_text, after_text, text_sha256) VALUES (@findingId, 1,
    @ruleIndex, @title, @grade, @author, @path, @startLine, @endLine, @before, @after, @textSha256)`)
  const ofRule = db.prepare(`SELECT ${COLUMNS}, removed_by AS removedBy FROM fixes
    WHERE finding_id = ? AND rule_index = ?`)
  const renew = db.prepare(`UPDATE fixes SET rev = rev + 1, title = @title, grade = @grade,
    path = @path, start_line = @startLine, end_line = @endLine, before_text = @before,
    after_text = @after, text_sha256 = @textSha256, removed_at = NULL, removed_by = NULL
    WHERE id = @id`)
  const withdraw = db.prepare(`UPDATE fixes SET rev = rev + 1, removed_at = @at, removed_by = 'run'
    WHERE finding_id = @findingId AND rule_index >= @count AND author = 'rule'
    AND removed_at IS NULL`)
  const ofFinding = db.prepare(`SELECT ${COLUMNS} FROM fixes WHERE finding_id = ?
    AND removed_at IS NULL ORDER BY id`)
  const all = db.prepare(`SELECT ${COLUMNS} FROM fixes WHERE removed_at IS NULL ORDER BY id`)
  const one = db.prepare(`SELECT ${COLUMNS} FROM fixes WHERE id = ? AND removed_at IS NULL`)
  const save = db.prepare(`UPDATE fixes SET rev = rev + 1, title = @title, after_text = @after,
    start_line = @startLine, end_line = @endLine, before_text = @before,
    author = 'reviewer' WHERE id = @fixId AND rev = @rev AND removed_at IS NULL`)
  const remove = db.prepare(`UPDATE fixes SET rev = rev + 1, removed_at = @at,
    removed_by = 'reviewer' WHERE id = @fixId AND rev = @rev AND removed_at IS NULL`)
  const move = db.prepare(`UPDATE fixes SET rev = rev + 1, start_line = @startLine,
    end_line = @endLine, text_sha256 = @textSha256 WHERE id = @id`)

  const get = (id: number) => one.get(id) as StoredFix | undefined

  function mustGet(id: number, rev: number): StoredFix {
    const fix = get(id)
    if (fix === undefined) {
      throw new AppError('not-found', 'This fix was removed.', 'Create a new one.')
    }
    if (fix.rev !== rev) throw changedMeanwhile('This fix')
    return fix
  }

  return {
    get,
    ofFinding: (findingId: number) => ofFinding.all(findingId) as StoredFix[],
    all: () => all.all() as StoredFix[],
    /** Writes the fixes of a run's finding; edited and removed ones stay. Inside a transaction. */
    putOfRule(findingId: number, textSha256: string, fixes: readonly FixRegion[]): void {
      for (const [ruleIndex, fix] of fixes.entries()) {
        const known = ofRule.get(findingId, ruleIndex) as
          | (StoredFix & { removedBy: 'run' | 'reviewer' | null })
          | undefined
        if (known === undefined) {
          insert.run({ ...fix, findingId, textSha256, ruleIndex, author: 'rule' })
          continue
        }
        // A person's word stands.
        if (known.author === 'reviewer' || known.removedBy === 'reviewer') continue
        if (known.removedBy === 'run' || differs(known, { ...fix, textSha256 })) {
          renew.run({ ...fix, id: known.id, textSha256 })
        }
      }
      withdraw.run({ findingId, count: fixes.length, at: writer.now() })
    },
    /** Moves a reviewer's fix with its unchanged lines to another text. Inside a transaction. */
    move(fix: StoredFix, startLine: number, textSha256: string): void {
      const endLine = startLine + fix.endLine - fix.startLine
      move.run({ id: fix.id, startLine, endLine, textSha256 })
      if (startLine === fix.startLine) return
      writer.record({
        kind: 'fix.moved',
        subject: `finding:${fix.findingId}`,
        field: `fix:${fix.id}.startLine`,
        before: String(fix.startLine),
        after: String(startLine),
      })
    },
    create(fix: NewFix, command: Command): StoredFix {
      return writer.write(() => {
        const { lastInsertRowid } = insert.run({ ...fix, ruleIndex: null, author: 'reviewer' })
        const id = Number(lastInsertRowid)
        writer.record({
          kind: 'fix.created',
          subject: `finding:${fix.findingId}`,
          field: `fix:${id}`,
          after: fix.title,
          commandId: command.id,
        })
        return mustGet(id, 1)
      }, command)
    },
    /** Throws `not-found` or `conflict`. Gives the new revision. */
    save(
      { fixId, rev, title, after, region }: SaveFix,
      command: Command,
    ): { readonly rev: number } {
      return writer.write(() => {
        const before = mustGet(fixId, rev)
        const { startLine, endLine } = before
        const next = {
          title: title ?? before.title,
          after: after ?? before.after,
          ...(region ?? { startLine, endLine, before: before.before }),
        }
        if (save.run({ ...next, fixId, rev }).changes !== 1) throw changedMeanwhile('This fix')
        for (const field of ['title', 'after'] as const) {
          if (before[field] === next[field]) continue
          writer.record({
            kind: 'fix.saved',
            subject: `finding:${before.findingId}`,
            field: `fix:${fixId}.${field}`,
            before: before[field],
            after: next[field],
            commandId: command.id,
          })
        }
        const lines = { before: linesOf(before), after: linesOf(next) }
        if (lines.before !== lines.after) {
          writer.record({
            kind: 'fix.saved',
            subject: `finding:${before.findingId}`,
            field: `fix:${fixId}.lines`,
            ...lines,
            commandId: command.id,
          })
        }
        return { rev: rev + 1 }
      }, command)
    },
    /** Throws `not-found` or `conflict`. */
    remove(fixId: number, rev: number, command: Command): void {
      writer.write(() => {
        const before = mustGet(fixId, rev)
        if (remove.run({ fixId, rev, at: writer.now() }).changes !== 1)
          throw changedMeanwhile('This fix')
        writer.record({
          kind: 'fix.removed',
          subject: `finding:${before.findingId}`,
          field: `fix:${fixId}`,
          before: before.title,
          commandId: command.id,
        })
      }, command)
    },
  }
}

function differs(known: StoredFix, fix: FixRegion & { readonly textSha256: string }): boolean {
  return (
    known.textSha256 !== fix.textSha256 ||
    known.title !== fix.title ||
    known.grade !== fix.grade ||
    known.path !== fix.path ||
    known.startLine !== fix.startLine ||
    known.endLine !== fix.endLine ||
    known.before !== fix.before ||
    known.after !== fix.after
  )
}

function linesOf({ startLine, endLine }: Pick<FixRegion, 'startLine' | 'endLine'>): string {
  return `${startLine}-${endLine}`
}
