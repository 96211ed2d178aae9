// Unique sets of columns, and what migrations add to a model.
import type { Declared } from './declared.ts'
import type { OrmColumn, OrmModel, UniqueSet } from './model.ts'

export function withMigration(model: OrmModel, declared: Declared): OrmModel {
  const attribute = attributeNames(model.columns)
  const further = [...ownUniques(declared.columns), ...declared.uniques]
    .map((set): UniqueSet => ({ ...set, source: 'migration', columns: set.columns.map(attribute) }))
    .filter((set) => !model.uniques.some((own) => sameUnique(own, set)))
  const checks = declared.checks.filter(
    ({ text }) => !model.checks.some((own) => own.text.trim() === text.trim()),
  )
  if (further.length === 0 && checks.length === 0) return model
  return {
    ...model,
    uniques: [...model.uniques, ...further],
    checks: [...model.checks, ...checks],
  }
}

export function migrationModel(table: string, declared: Declared): OrmModel {
  const first = declared.columns.values().next().value ?? declared.uniques[0] ?? declared.indexes[0]
  return {
    id: `#${table}`,
    name: table,
    path: first?.path ?? '',
    at: first?.at ?? { line: 1, column: 1 },
    library: 'migration',
    class: undefined,
    table,
    columns: declared.columns,
    relationships: declared.relationships,
    uniques: [...ownUniques(declared.columns), ...declared.uniques],
    indexes: declared.indexes,
    checks: declared.checks,
    managers: [],
    isOwnManager: false,
    isOrdered: false,
    isComplete: declared.isComplete,
  }
}

function sameUnique(a: UniqueSet, b: UniqueSet): boolean {
  const names = new Set(a.columns)
  return (
    a.columns.length === b.columns.length &&
    b.columns.every((name) => names.has(name)) &&
    (a.predicate === undefined) === (b.predicate === undefined)
  )
}

/** Unique columns and the primary key as sets. */
export function ownUniques(columns: ReadonlyMap<string, OrmColumn>): UniqueSet[] {
  const found: UniqueSet[] = []
  const keys = [...columns.values()].filter(({ isPrimaryKey }) => isPrimaryKey)
  const [first] = keys
  if (first !== undefined) {
    found.push({
      path: first.path,
      at: first.at,
      columns: keys.map(({ name }) => name),
      source: 'primary-key',
      isExpression: false,
    })
  }
  for (const { name, path, at, isUnique } of columns.values()) {
    if (isUnique) found.push({ path, at, columns: [name], source: 'column', isExpression: false })
  }
  return found
}

/** From names in the table to names of attributes. */
export function attributeNames(columns: ReadonlyMap<string, OrmColumn>): (name: string) => string {
  const byColumn = new Map<string, string>()
  for (const { name, column } of columns.values()) byColumn.set(column, name)
  return (name) => (columns.has(name) ? name : (byColumn.get(name) ?? name))
}
