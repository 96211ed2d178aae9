// Two reviewers' copies of one review, and what either says in the end.
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { MergeChoice } from '../../../electron/api/merge.ts'
import type { ReviewStore } from '../../../electron/store/review-store.ts'
import { aFolderWith } from '../../support/folders.ts'
import { aCommand, aRawFinding, aRunWith, aStore } from '../../support/stores.ts'

/** Two copies of one analysed review, prepared by its lead, as two reviewers take them home. */
export function twoCopies(
  findings = 12,
  prepare: (base: ReviewStore, ids: readonly number[]) => void = () => undefined,
) {
  const folder = aFolderWith()
  const first = join(folder, 'base.sqlite')
  const base = aStore({ file: first, actor: 'lead' })
  const { ids } = aRunWith(
    base,
    Array.from({ length: findings }, (_, index) => aRawFinding({ line: index + 1 })),
  )
  prepare(base, ids)
  base.close()
  const open = (name: string, seconds: number) => {
    const file = join(folder, `${name}.sqlite`)
    copyFileSync(first, file)
    let tick = 0
    const now = () => {
      tick += 1
      return new Date(Date.UTC(2026, 2, 1, 9, 0, seconds) + 60_000 * tick)
    }
    return { file, store: aStore({ file, actor: name, now }) }
  }
  return { folder, ids, ada: open('ada', 0), bea: open('bea', 30) }
}

/** Merges what `from` holds, every conflict taken as `choice`. */
export function merge(
  store: ReviewStore,
  from: string,
  choice: MergeChoice = 'mine',
  command = aCommand('merge.apply'),
) {
  const preview = store.merges.preview(from)
  const choices = new Map(preview.conflicts.map(({ key }) => [key, choice]))
  return { preview, result: store.merges.apply(from, preview.state, choices, command) }
}

export const decide = (store: ReviewStore, findingId: number, change: object) =>
  store.decisions.decide(
    { findingId, rev: store.findings.get(findingId)?.rev ?? 0, change },
    aCommand('findings.decide'),
  )

/** Texts stand for what refers to them; nobody takes along what nothing refers to any more. */
const IGNORED =
  /^(events|merged_events|merged_rows|merges|commands|steps|step_changes|sqlite_.*|review|runs|restoring|texts)$/

/** Rows that were taken back before anybody else saw them say nothing. */
const SAYING: Readonly<Record<string, string>> = {
  decisions: `WHERE verdict <> 'undecided' OR note <> '' OR severity IS NOT NULL OR gate IS NOT NULL
    OR priority IS NOT NULL OR status <> 'not-started' OR tags <> ''`,
  answers: "WHERE answer IS NOT NULL OR note <> ''",
}

/** What a review says without the ids and counters that differ between copies. */
export function contentOf(file: string) {
  const db = new Database(file, { readonly: true })
  const all = (sql: string) => db.prepare(sql).all() as Record<string, unknown>[]
  const tables = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .pluck()
    .all() as string[]
  const threads = new Map(
    all(
      'SELECT t.id, (SELECT text FROM comments WHERE thread_id = t.id ORDER BY id) AS text FROM threads t',
    ).map(({ id, text }) => [id, text]),
  )
  const people = new Map(all('SELECT id, name FROM people').map(({ id, name }) => [id, name]))
  const content = tables
    .filter((name) => !IGNORED.test(name))
    .map((name): [string, string[]] => {
      const rows = all(`SELECT * FROM ${name} ${SAYING[name] ?? ''}`).map(
        ({ id, rev: _rev, ...row }) => {
          if ('thread_id' in row) row.thread_id = threads.get(row.thread_id)
          if ('assignee_id' in row) row.assignee_id = people.get(row.assignee_id)
          return JSON.stringify(name === 'findings' ? { id, ...row } : row)
        },
      )
      return [name, rows.sort()]
    })
  db.close()
  return Object.fromEntries(content)
}
