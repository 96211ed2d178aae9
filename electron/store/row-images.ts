// Rows as they were: written down by triggers of this connection while a step is recorded, and
// brought back from there.
import { AppError } from '../api/errors.ts'
import { blankOf, type Row } from './blank-rows.ts'
import type { Db } from './connection.ts'

/** One changed row: what it was and what it became, as JSON; null where there was none. */
export interface RowChange {
  readonly table: string
  readonly key: string
  readonly before: string | null
  readonly after: string | null
}

/** What no step changes: runs, records of what happened, and lists that never change. */
const LEFT_ALONE = new Set([
  'review',
  'runs',
  'files',
  'rule_failures',
  'texts',
  'attached_bytes',
  'findings',
  'observations',
  'events',
  'merged_events',
  'commands',
  'labels',
  'exports',
  'item_states',
  'item_transitions',
  'steps',
  'step_changes',
  'restoring',
  'working_time',
])

interface Table {
  readonly name: string
  readonly columns: readonly string[]
  readonly key: readonly string[]
}

/** The tables whose rows steps change, from the schema itself: a new table needs no mention. */
export function tablesOfSteps(db: Db): readonly Table[] {
  const names = db
    .prepare(
      "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    )
    .pluck()
    .all() as string[]
  return names
    .filter((name) => !LEFT_ALONE.has(name))
    .map((name) => {
      const columns = db.pragma(`main.table_info(${name})`) as { name: string; pk: number }[]
      const key = columns.filter(({ pk }) => pk > 0).map((column) => column.name)
      return { name, columns: columns.map((column) => column.name), key }
    })
}

/**
 * Writes down every changed row while the temporary table `recording` names a step. The triggers
 * belong to the connection, not to the file.
 */
export function recordRows(db: Db, tables: readonly Table[]): void {
  db.exec('CREATE TEMP TABLE recording (step_id INTEGER NOT NULL)')
  for (const { name, columns, key } of tables) {
    const image = (of: string) => json(of, columns)
    const images = {
      INSERT: `${json('NEW', key)}, NULL, ${image('NEW')}`,
      UPDATE: `${json('OLD', key)}, ${image('OLD')}, ${image('NEW')}`,
      DELETE: `${json('OLD', key)}, ${image('OLD')}, NULL`,
    }
    for (const [action, values] of Object.entries(images)) {
      db.exec(`CREATE TEMP TRIGGER record_${name}_${action} AFTER ${action} ON main.${name}
        WHEN EXISTS (SELECT 1 FROM recording) BEGIN
        INSERT INTO step_changes (step_id, table_name, row_key, before_row, after_row)
        SELECT step_id, '${name}', ${values} FROM recording; END`)
    }
  }
}

/** Brings rows back. `restore` belongs inside a transaction and throws `conflict`. */
export function rowRestorer(db: Db, tables: readonly Table[]) {
  const statements = new Map(
    tables.map((table) => {
      const { name, columns, key } = table
      const where = key.map((column) => `${column} = @${column}`).join(' AND ')
      const others = columns.filter((column) => !key.includes(column))
      return [
        name,
        {
          read: db.prepare(`SELECT ${columns.join(', ')} FROM ${name} WHERE ${where}`),
          insert: db.prepare(`INSERT INTO ${name} (${columns.join(', ')})
            VALUES (${columns.map((column) => `@${column}`).join(', ')})`),
          update: db.prepare(`UPDATE ${name}
            SET ${others.map((column) => `${column} = @${column}`).join(', ')} WHERE ${where}`),
          remove: db.prepare(`DELETE FROM ${name} WHERE ${where}`),
        },
      ]
    }),
  )
  return function restore(change: RowChange, side: 'before' | 'after', at: string): void {
    const statement = statements.get(change.table)
    if (statement === undefined) throw new Error(`No step changes the table ${change.table}.`)
    const { read, insert, update, remove } = statement
    const key = parsed(change.key)
    const wanted = change[side] === null ? undefined : parsed(change[side])
    const left = change[side === 'before' ? 'after' : 'before']
    const current = read.get(key) as Row | undefined
    if (left !== null && (current === undefined || !isSame(current, parsed(left)))) {
      throw changedSince()
    }
    if (current === undefined) {
      if (wanted !== undefined) insert.run(wanted)
      return
    }
    const next = wanted ?? blankOf(change.table, current, at)
    if (next === undefined) {
      remove.run(key)
      return
    }
    const rev = typeof current.rev === 'number' ? { rev: current.rev + 1 } : {}
    update.run({ ...current, ...next, ...rev })
  }
}

function json(of: string, columns: readonly string[]): string {
  return `json_object(${columns.map((column) => `'${column}', ${of}.${column}`).join(', ')})`
}

function parsed(image: string): Row {
  // Written by the triggers above: an object with one value for each column.
  return JSON.parse(image) as Row
}

/** Counting and signing a row is no change of what it says. */
const UNSAID = new Set(['rev', 'decided_at', 'decided_by', 'written_at', 'written_by'])

function isSame(current: Row, expected: Row): boolean {
  return Object.entries(expected).every(
    ([column, value]) => UNSAID.has(column) || current[column] === value,
  )
}

function changedSince(): AppError {
  return new AppError(
    'conflict',
    'What this step changed was changed again since, by an analysis or by another window.',
    'Make the change by hand.',
  )
}
