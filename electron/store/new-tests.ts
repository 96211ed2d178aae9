// New tests that belong to findings: written by reviewers, marked as removed, never deleted.
import { AppError } from '../api/errors.ts'
import type { SnapshotTest } from '../api/snapshot.ts'
import { changedMeanwhile } from './changed-meanwhile.ts'
import type { Db } from './connection.ts'
import type { Command, Writer } from './writer.ts'

export interface StoredTest extends SnapshotTest {
  readonly id: number
  readonly findingId: number
  readonly rev: number
}

const FIELDS = [
  'name',
  'path',
  'kind',
  'purpose',
  'code',
  'command',
  'expectedBefore',
  'expectedAfter',
] as const

export function newTestTable(db: Db, writer: Writer) {
  const columns = `id, finding_id AS findingId, rev, name, path, kind, purpose, code, command,
    expected_before AS expectedBefore, expected_after AS expectedAfter`
  const all = db.prepare(`SELECT ${columns} FROM new_tests WHERE removed_at IS NULL
    ORDER BY finding_id, id`)
  const ofFinding = db.prepare(`SELECT ${columns} FROM new_tests
    WHERE removed_at IS NULL AND finding_id = ? ORDER BY id`)
  const one = db.prepare(`SELECT ${columns} FROM new_tests WHERE removed_at IS NULL AND id = ?`)
  const hasFinding = db.prepare('SELECT 1 FROM findings WHERE id = ?')
  const insert = db.prepare(`INSERT INTO new_tests (finding_id, rev, name, path, kind, purpose,
    code, command, expected_before, expected_after) VALUES (@findingId, 1, @name, @path, @kind,
    @purpose, @code, @command, @expectedBefore, @expectedAfter)`)
  const update = db.prepare(`UPDATE new_tests SET rev = rev + 1, name = @name, path = @path,
    kind = @kind, purpose = @purpose, code = @code, command = @command,
    expected_before = @expectedBefore, expected_after = @expectedAfter
    WHERE id = @id AND rev = @rev AND removed_at IS NULL`)
  const remove = db.prepare(`UPDATE new_tests SET rev = rev + 1, removed_at = @at
    WHERE id = @id AND rev = @rev AND removed_at IS NULL`)

  function mustGet(id: number, rev: number): StoredTest {
    const test = one.get(id) as StoredTest | undefined
    if (test === undefined) {
      throw new AppError('not-found', 'This test was removed.', 'Write a new one.')
    }
    if (test.rev !== rev) throw changedMeanwhile('This test')
    return test
  }

  return {
    all: () => all.all() as StoredTest[],
    ofFinding: (findingId: number) => ofFinding.all(findingId) as StoredTest[],
    /** Throws `not-found` for an unknown finding. */
    create(findingId: number, test: SnapshotTest, command: Command): StoredTest {
      return writer.write(() => {
        if (hasFinding.get(findingId) === undefined) {
          throw new AppError('not-found', `There is no finding #${findingId}.`, 'Choose another.')
        }
        const id = Number(insert.run({ ...test, findingId }).lastInsertRowid)
        writer.record({
          kind: 'test.created',
          subject: `finding:${findingId}`,
          field: `test:${id}`,
          after: test.name,
          commandId: command.id,
        })
        return mustGet(id, 1)
      }, command)
    },
    /** Throws `not-found` or `conflict`. Gives the new revision. */
    save(
      id: number,
      rev: number,
      change: Partial<SnapshotTest>,
      command: Command,
    ): { readonly rev: number } {
      return writer.write(() => {
        const before = mustGet(id, rev)
        const next = { ...before, ...change }
        if (update.run(next).changes !== 1) throw changedMeanwhile('This test')
        for (const field of FIELDS) {
          if (before[field] === next[field]) continue
          writer.record({
            kind: 'test.saved',
            subject: `finding:${before.findingId}`,
            field: `test:${id}.${field}`,
            before: before[field],
            after: next[field],
            commandId: command.id,
          })
        }
        return { rev: rev + 1 }
      }, command)
    },
    /** Throws `not-found` or `conflict`. Gives the finding that it belonged to. */
    remove(id: number, rev: number, command: Command): number {
      return writer.write(() => {
        const before = mustGet(id, rev)
        if (remove.run({ id, rev, at: writer.now() }).changes !== 1)
          throw changedMeanwhile('This test')
        writer.record({
          kind: 'test.removed',
          subject: `finding:${before.findingId}`,
          field: `test:${id}`,
          before: before.name,
          commandId: command.id,
        })
        return before.findingId
      }, command)
    },
  }
}
