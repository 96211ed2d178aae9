// The rows of the checklists that somebody touched: who ticked what, and when.
import { AppError } from '../api/errors.ts'
import { changedMeanwhile } from './changed-meanwhile.ts'
import type { Db } from './connection.ts'
import type { Command, Writer } from './writer.ts'

export interface StoredCheck {
  readonly id: number
  readonly rev: number
  readonly gate: 'merge' | 'production'
  /** Name of a standing row; null for a reviewer's own. */
  readonly standing: string | null
  readonly text: string
  readonly owner: string
  readonly evidence: string
  readonly tickedAt: string | null
  readonly tickedBy: string | null
}

export interface SaveCheck {
  /** null makes a new row. */
  readonly id: number | null
  readonly rev: number
  readonly gate: StoredCheck['gate']
  readonly standing: string | null
  readonly change: {
    readonly text?: string | undefined
    readonly owner?: string | undefined
    readonly evidence?: string | undefined
    readonly isTicked?: boolean | undefined
  }
}

export function checkTable(db: Db, writer: Writer) {
  const columns = `id, rev, gate, standing, text, owner, evidence, ticked_at AS tickedAt,
    ticked_by AS tickedBy`
  const all = db.prepare(`SELECT ${columns} FROM checks WHERE removed_at IS NULL ORDER BY id`)
  const one = db.prepare(`SELECT ${columns} FROM checks WHERE removed_at IS NULL AND id = ?`)
  const insert = db.prepare(`INSERT INTO checks (rev, gate, standing, text, owner, evidence,
    ticked_at, ticked_by) VALUES (1, @gate, @standing, @text, @owner, @evidence, @tickedAt,
    @tickedBy) ON CONFLICT DO NOTHING`)
  const update = db.prepare(`UPDATE checks SET rev = rev + 1, text = @text, owner = @owner,
    evidence = @evidence, ticked_at = @tickedAt, ticked_by = @tickedBy
    WHERE id = @id AND rev = @rev AND removed_at IS NULL`)
  const remove = db.prepare(`UPDATE checks SET rev = rev + 1, removed_at = @at
    WHERE id = @id AND rev = @rev AND removed_at IS NULL AND standing IS NULL`)

  function knownOrNew({ id, rev, gate, standing }: SaveCheck): StoredCheck {
    if (id === null) {
      const none = { text: '', owner: '', evidence: '', tickedAt: null, tickedBy: null }
      return { id: 0, rev: 0, gate, standing, ...none }
    }
    const known = one.get(id) as StoredCheck | undefined
    if (known === undefined) {
      throw new AppError('not-found', 'This row was removed.', 'Look at the checklist anew.')
    }
    if (known.rev !== rev) throw changedMeanwhile('This row')
    return known
  }

  return {
    all: () => all.all() as StoredCheck[],
    /** Throws `not-found`, `conflict`, or `invalid-input` for a row without words. */
    save(wanted: SaveCheck, command: Command): { readonly id: number; readonly rev: number } {
      return writer.write(() => {
        const before = knownOrNew(wanted)
        const { text, owner, evidence, isTicked } = wanted.change
        const wasTicked = before.tickedAt !== null
        const tick =
          isTicked === undefined || isTicked === wasTicked
            ? { tickedAt: before.tickedAt, tickedBy: before.tickedBy }
            : isTicked
              ? { tickedAt: writer.now(), tickedBy: writer.actor() }
              : { tickedAt: null, tickedBy: null }
        const next = {
          ...before,
          text: text ?? before.text,
          owner: owner ?? before.owner,
          evidence: evidence ?? before.evidence,
          ...tick,
        }
        if (next.standing === null && next.text.trim() === '') {
          throw new AppError('invalid-input', 'A row needs words.', 'Write what has to be true.')
        }
        const done = wanted.id === null ? insert.run(next) : update.run(next)
        if (done.changes !== 1) throw changedMeanwhile('This row')
        const id = wanted.id ?? Number(done.lastInsertRowid)
        for (const field of ['text', 'owner', 'evidence', 'tickedAt'] as const) {
          if (before[field] === next[field]) continue
          writer.record({
            kind: field === 'tickedAt' ? 'check.ticked' : 'check.saved',
            subject: `check:${next.gate}:${next.standing ?? id}`,
            field: field === 'tickedAt' ? 'ticked' : field,
            before: field === 'tickedAt' ? word(wasTicked) : before[field],
            after: field === 'tickedAt' ? word(next.tickedAt !== null) : next[field],
            commandId: command.id,
          })
        }
        return { id, rev: before.rev + 1 }
      }, command)
    },
    /** Removes a reviewer's own row. Throws `not-found` or `conflict`. */
    remove(id: number, rev: number, command: Command): void {
      writer.write(() => {
        const before = one.get(id) as StoredCheck | undefined
        if (before === undefined || before.standing !== null) {
          throw new AppError('not-found', 'This row cannot be removed.', 'Leave it unticked.')
        }
        if (remove.run({ id, rev, at: writer.now() }).changes !== 1)
          throw changedMeanwhile('This row')
        writer.record({
          kind: 'check.removed',
          subject: `check:${before.gate}:${id}`,
          before: before.text,
          commandId: command.id,
        })
      }, command)
    },
  }
}

function word(isTicked: boolean): string {
  return isTicked ? 'ticked' : 'open'
}
