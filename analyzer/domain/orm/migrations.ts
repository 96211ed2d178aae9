// The tables that a chain of Alembic migrations leaves behind.
import { constantOf, type Expression, keywordOf } from '../../facts/expression.ts'
import type { ModuleEntry } from '../../project/module-graph.ts'
import type { Meanings } from '../meanings.ts'
import type { Conditions } from './conditions.ts'
import { conditionKey } from './conditions.ts'
import { type Declared, emptyDeclaration } from './declared.ts'
import { type MigrationStep, stepArgument } from './migration-steps.ts'
import { sqlPredicate } from './row-predicate.ts'
import { readSqlColumn } from './sql-column.ts'
import { sqlCallee } from './sql-names.ts'
import { addCoreTable } from './sqlalchemy.ts'
import { addTableArg, columnNames, type TableContext, textOf } from './table-args.ts'

export interface Migration {
  readonly from: ModuleEntry
  readonly steps: readonly MigrationStep[]
  readonly conditions: Conditions
}

/** Tables by name, after all migrations have run in the order of their revisions. */
export function replayMigrations(
  meanings: Meanings,
  migrations: readonly Migration[],
): ReadonlyMap<string, Declared> {
  const tables = new Map<string, Declared>()
  for (const migration of inOrder(migrations)) {
    for (const step of migration.steps) replay(meanings, migration, step, tables)
  }
  return tables
}

/** Each revision behind the one that it revises; files without revisions by path. */
function inOrder(migrations: readonly Migration[]): readonly Migration[] {
  const byRevision = new Map<string, Migration>()
  for (const one of migrations) {
    const revision = variable(one.from, 'revision')
    if (typeof revision === 'string') byRevision.set(revision, one)
  }
  const done = new Set<Migration>()
  const ordered: Migration[] = []
  for (const first of migrations) {
    const chain: Migration[] = []
    for (let at: Migration | undefined = first; at !== undefined && !done.has(at); ) {
      done.add(at)
      chain.push(at)
      const down = variable(at.from, 'down_revision')
      at = typeof down === 'string' ? byRevision.get(down) : undefined
    }
    ordered.push(...chain.toReversed())
  }
  return ordered
}

function variable(from: ModuleEntry, name: string) {
  return constantOf(from.summary.variables.find((one) => one.name === name)?.value)
}

function replay(
  meanings: Meanings,
  { from, conditions }: Migration,
  step: MigrationStep,
  tables: Map<string, Declared>,
): void {
  const context: TableContext = { meanings, from, conditions }
  const { path } = from.summary
  const text = (one: Expression | undefined) => meanings.text(from, one)
  // Arguments of a batch object stand one place further to the front.
  const shift = step.batch === undefined ? 0 : 1
  const tableAt = (position: number, name: string) =>
    step.batch ?? text(stepArgument(step, position, name))
  switch (step.name) {
    case 'create_table': {
      const table = text(step.call.args[0])
      if (table === undefined) return
      const found = emptyDeclaration()
      for (const one of step.call.args.slice(1)) addTablePart(context, one, found)
      tables.set(table, found)
      return
    }
    case 'drop_table':
      tables.delete(text(step.call.args[0]) ?? '')
      return
    case 'rename_table': {
      const [before, after] = step.call.args.map(text)
      const known = tables.get(before ?? '')
      if (known === undefined || after === undefined) return
      tables.delete(before ?? '')
      tables.set(after, known)
      return
    }
    case 'add_column': {
      const found = tableOf(tables, tableAt(0, 'table_name'))
      const column = step.call.args[1 - shift]
      if (found !== undefined && column !== undefined) addTablePart(context, column, found)
      return
    }
    case 'drop_column': {
      const found = tableOf(tables, tableAt(0, 'table_name'))
      const column = text(step.call.args[1 - shift])
      if (found === undefined || column === undefined) return
      found.columns.delete(column)
      drop(found, (one) => one.columns.includes(column))
      return
    }
    case 'create_unique_constraint':
    case 'create_primary_key':
    case 'create_index': {
      const found = tableOf(tables, tableAt(1, 'table_name'))
      const named = step.name === 'create_index' ? ['columns'] : ['columns']
      const listed = keywordOf(step.call, named[0] as string) ?? step.call.args[2 - shift]
      const columns = listed && 'items' in listed ? columnNames(listed.items) : undefined
      const name = text(step.call.args[0]) ?? text(keywordOf(step.call, 'index_name'))
      if (found === undefined || columns === undefined) return
      const predicate = wherePredicate(context, step)
      const common = {
        path,
        at: step.at,
        columns,
        ...(name !== undefined && { name }),
        ...(predicate && { predicate }),
      }
      const isIndex = step.name === 'create_index'
      const isUnique = !isIndex || constantOf(keywordOf(step.call, 'unique')) === true
      const isExpression =
        listed !== undefined &&
        'items' in listed &&
        listed.items.some(({ kind }) => kind === 'call')
      if (isUnique) found.uniques.push({ ...common, source: 'migration', isExpression })
      if (isIndex) found.indexes.push(common)
      return
    }
    case 'create_check_constraint': {
      const found = tableOf(tables, tableAt(1, 'table_name'))
      const condition = step.call.args[2 - shift] ?? keywordOf(step.call, 'condition')
      const written = textOf(condition)
      if (found !== undefined && written !== undefined) {
        found.checks.push({ path, at: step.at, text: written })
      }
      return
    }
    case 'drop_constraint':
    case 'drop_index': {
      const name = text(step.call.args[0])
      if (name === undefined) return
      for (const found of tables.values()) drop(found, (one) => one.name === name)
      return
    }
    case 'execute': {
      const sql = textOf(step.call.args[0])
      if (sql !== undefined) replaySql(path, step, sql, tables)
    }
  }
}

function addTablePart(context: TableContext, part: Expression, found: Declared): void {
  if (part.kind !== 'call') return
  const kind = sqlCallee(context.meanings, context.from, part)
  const title = constantOf(part.args[0])
  if (kind === 'Column' && typeof title === 'string') {
    const place = { path: context.from.summary.path, name: title, at: part.at }
    found.columns.set(title, readSqlColumn(context.meanings, context.from, part, place))
  } else if (kind === 'Table') addCoreTable(context, part, found)
  else addTableArg(context, part, found)
}

/** A table of another migration tool, or made before the first migration, is known by its changes. */
function tableOf(tables: Map<string, Declared>, name: string | undefined): Declared | undefined {
  if (name === undefined) return undefined
  let found = tables.get(name)
  if (found === undefined) {
    found = { ...emptyDeclaration(), isComplete: false }
    tables.set(name, found)
  }
  return found
}

function drop(
  found: Declared,
  matches: (one: { readonly name?: string; readonly columns: readonly string[] }) => boolean,
): void {
  for (const list of [found.uniques, found.indexes]) {
    for (let at = list.length - 1; at >= 0; at -= 1) {
      const one = list[at]
      if (one !== undefined && matches(one)) list.splice(at, 1)
    }
  }
}

function wherePredicate(context: TableContext, step: MigrationStep) {
  for (const { name, value } of step.call.keywords) {
    if (!name.endsWith('_where')) continue
    const text = textOf(value)
    if (text !== undefined) return sqlPredicate(text)
    return context.conditions[conditionKey(step.at, name)] ?? { text: '' }
  }
  return undefined
}

const UNIQUE_INDEX =
  /create\s+unique\s+index\s+(?:concurrently\s+)?(?:if\s+not\s+exists\s+)?"?(\w+)"?\s+on\s+(?:only\s+)?"?([\w.]+)"?\s*(?:using\s+\w+\s*)?\(([^;]*?)\)\s*(?:where\s+([^;]+))?(?:;|$)/gi
const UNIQUE_CONSTRAINT =
  /alter\s+table\s+(?:only\s+)?"?([\w.]+)"?\s+add\s+constraint\s+"?(\w+)"?\s+unique\s*\(([^)]*)\)/gi
const CHECK =
  /alter\s+table\s+(?:only\s+)?"?([\w.]+)"?\s+add\s+constraint\s+"?(\w+)"?\s+check\s*\((.*)\)/gi

/** Constraints that are written as SQL. */
function replaySql(
  path: string,
  step: MigrationStep,
  sql: string,
  tables: Map<string, Declared>,
): void {
  const spot = { path, at: step.at, source: 'migration' } as const
  for (const [, name = '', table = '', list = '', where] of sql.matchAll(UNIQUE_INDEX)) {
    const columns = list
      .split(',')
      .flatMap((one) => one.match(/(\w+)\s*\)*(?:\s+(?:asc|desc))?$/i)?.[1] ?? [])
    const isExpression = list.includes('(')
    const predicate = where === undefined ? {} : { predicate: sqlPredicate(where) }
    tableOf(tables, table)?.uniques.push({ ...spot, name, columns, isExpression, ...predicate })
  }
  for (const [, table = '', name = '', list = ''] of sql.matchAll(UNIQUE_CONSTRAINT)) {
    const columns = list.split(',').map((one) => one.trim().replaceAll('"', ''))
    tableOf(tables, table)?.uniques.push({ ...spot, name, columns, isExpression: false })
  }
  for (const [, table = '', name = '', text = ''] of sql.matchAll(CHECK)) {
    tableOf(tables, table)?.checks.push({ path, at: step.at, name, text })
  }
}
