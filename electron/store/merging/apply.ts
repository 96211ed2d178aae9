// Writes what a merge takes: row by row, each change with an event that names who made it.
import { AppError } from '../../api/errors.ts'
import type { Row } from '../blank-rows.ts'
import type { Db } from '../connection.ts'
import type { StoredEvent } from '../events.ts'
import { isConstraintFailure } from '../sqlite-failure.ts'
import type { Command, Writer } from '../writer.ts'
import type { CarriedContent } from './carried-content.ts'
import { type Addition, type Difference, eventNames, isLater, type Signed } from './compare.ts'
import type { MergeableTable } from './mergeable-tables.ts'
import type { Bases } from './records.ts'
import type { Side } from './side.ts'

export interface Applying {
  readonly db: Db
  readonly writer: Writer
  readonly ours: Side
  readonly theirs: Side
  readonly bases: Bases
  readonly command: Command
  readonly content: CarriedContent
  /** Told of what is left out, in a sentence. */
  readonly leave: (sentence: string) => void
}

/** Writes rows and fields of the other side; belongs inside the transaction of the merge. */
export function rowWriter({ db, writer, ours, theirs, bases, command, content, leave }: Applying) {
  const setRestoring = db.prepare('UPDATE restoring SET is_on = ?')
  const keepOrigin = db.prepare(`INSERT INTO merged_rows (table_name, row_id, origin)
    VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET origin = excluded.origin`)
  /** Names of rows that this merge made or found to be the same, with their ids here. */
  const known = new Map<string, number>()

  const idHere = (name: string) => known.get(name) ?? ours.idOf(name)

  /** The columns of a row of theirs with the ids of this side; undefined where one is not here. */
  function here(table: MergeableTable, row: Row, columns: readonly string[]): Row | undefined {
    const result: Record<string, string | number | null> = {}
    for (const column of columns) {
      const value = row[column] ?? null
      const referred = table.references[column]
      if (referred === undefined || value === null) result[column] = value
      else {
        const id = idHere(theirs.nameOf(referred, Number(value)))
        if (id === undefined) return undefined
        result[column] = id
      }
    }
    return result
  }

  /** An event of theirs told of a row of this side. */
  function record(event: StoredEvent, rowId: number, before: string, reason: string): void {
    const finding = /^finding:(\d+)$/.exec(event.subject)
    const id = finding && idHere(theirs.nameOf('findings', Number(finding[1])))
    const own = (text: string) => text.replace(/:\d+/, `:${rowId}`)
    writer.record({
      kind: 'merge.taken',
      subject: finding
        ? `finding:${id}`
        : event.subject.replace(/^((?:check:)?\w+):\d+$/, `$1:${rowId}`),
      field: /^(fix|comment|test|thread|minute|attachment):\d+/.test(event.field)
        ? own(event.field)
        : event.field,
      before,
      after: event.after,
      reason,
      commandId: command.id,
      actor: event.actor,
    })
  }

  function recordAll(
    table: MergeableTable,
    their: Difference['theirs'],
    rowId: number,
    groups = table.groups,
    instead = '',
  ) {
    // A thread comes with its first comment, whose event tells of both.
    const told =
      table.table === 'threads'
        ? groups.filter(({ columns }) => !columns.includes('removed_at'))
        : groups
    for (const group of told) {
      for (const name of eventNames(theirs, table, group, their)) {
        const change = bases.theirs.changes.get(name)
        if (change === undefined) continue
        const before =
          instead === '' ? change.from : (bases.ours.changes.get(name)?.to ?? change.from)
        const at = `${change.last.at.slice(0, 16).replace('T', ' ')} UTC`
        record(
          change.last,
          rowId,
          before,
          `Merged from another copy, changed there ${at}${instead}`,
        )
      }
    }
  }

  function add({ table, theirs: their }: Addition): void {
    const columns = Object.keys(their.row).filter((column) => column !== 'id')
    const row = here(table, their.row, columns)
    // Its finding or its thread was left out before.
    if (row === undefined) return
    const refusal = content.bring(table.table, their.row)
    if (refusal !== undefined) {
      leave(refusal)
      return
    }
    const revised = 'rev' in row ? { ...row, rev: 1 } : row
    const isItem = table.table === 'action_items'
    // An item starts without work and then goes where it stands.
    const first: Row = isItem
      ? { finding_id: row.finding_id ?? 0, rev: 1, state: 'not-started' }
      : revised
    const id = insert(table.table, first)
    if (isItem) update(table.table, 'id', id, { ...row, rev: 2 })
    if (table.key === 'origin') {
      keepOrigin.run(table.table, id, their.origin)
      const word = { threads: 'thread', people: 'person' }[table.table]
      if (word !== undefined) known.set(`${word}:${their.origin}`, id)
    }
    recordAll(table, their, id)
  }

  function take(difference: Difference, instead = ''): void {
    const { table, group, theirs: their } = difference
    const taken = here(table, their.row, [...group.columns, ...(table.follow ?? [])])
    if (taken === undefined) return
    // An attachment keeps its bytes for ever, so there is nothing to bring.
    const refusal =
      table.table === 'attachments' ? undefined : content.bring(table.table, their.row)
    if (refusal !== undefined) {
      leave(refusal)
      return
    }
    const key = revise(difference, { ...taken, ...signatureOf(difference) })
    recordAll(table, their, typeof key === 'number' ? key : 0, [group], instead)
  }

  /** Who wrote a row last, where that was the other side; not in the record, as nothing is said. */
  function sign(both: Signed): void {
    revise(both, signatureOf(both))
  }

  function signatureOf(both: Signed): Row {
    const { table, theirs: their } = both
    if (table.signature === undefined || !isLater(both)) return {}
    return Object.fromEntries(table.signature.map((column) => [column, their.row[column] ?? '']))
  }

  /** Writes columns of a row of ours as its next revision; gives its key. */
  function revise({ table, ours: mine }: Signed, columns: Row): string | number {
    const keyColumn =
      'id' in mine.row ? 'id' : Array.isArray(table.key) ? String(table.key[0]) : 'id'
    const key = mine.row[keyColumn] ?? 0
    const rev = db.prepare(`SELECT rev FROM ${table.table} WHERE ${keyColumn} = ?`).pluck().get(key)
    update(table.table, keyColumn, key, { ...columns, rev: Number(rev) + 1 })
    return key
  }

  function insert(table: string, row: Row): number {
    const columns = Object.keys(row)
    return Number(
      db
        .prepare(`INSERT INTO ${table} (${columns.join(', ')})
          VALUES (${columns.map((column) => `@${column}`).join(', ')})`)
        .run(row).lastInsertRowid,
    )
  }

  function update(table: string, keyColumn: string, key: string | number, row: Row): void {
    const set = Object.keys(row).map((column) => `${column} = @${column}`)
    const statement = db.prepare(
      `UPDATE ${table} SET ${set.join(', ')} WHERE ${keyColumn} = @key_of_row`,
    )
    // What stands there went its legal ways in the other copy.
    setRestoring.run(1)
    statement.run({ ...row, key_of_row: key })
    setRestoring.run(0)
  }

  /** One row at a time: what the database refuses is left out and told, the rest stays. */
  function guarded(what: string, work: () => void): void {
    try {
      db.transaction(work)()
    } catch (error) {
      if (!isConstraintFailure(error) || !(error instanceof Error)) throw error
      leave(`${what}: ${error.message}`)
    }
  }

  return {
    idHere,
    know: (name: string, id: number) => known.set(name, id),
    add: (addition: Addition) => guarded(addition.table.table, () => add(addition)),
    sign,
    take: (difference: Difference, instead?: string) =>
      guarded(difference.group.label, () => take(difference, instead)),
  }
}

export function staleMerge(): AppError {
  return new AppError(
    'conflict',
    'One of the two reviews has changed since the merge was looked at. Nothing was merged.',
    'Look at the merge again.',
  )
}
