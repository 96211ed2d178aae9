// From declarations to models: own parts, bases and mixins put together, migrations added.
import type { ModuleEntry } from '../../project/module-graph.ts'
import type { ProjectClass } from '../../project/values.ts'
import { firstName, lastName, type Meanings } from '../meanings.ts'
import { withBackrefs } from './backrefs.ts'
import type { Conditions } from './conditions.ts'
import { type Declared, emptyDeclaration } from './declared.ts'
import type { DeclaredMethod } from './declared-methods.ts'
import { inheritedColumns, isDjangoBase, isTortoiseBase, readDjangoDeclaration } from './django.ts'
import { attributeNames, migrationModel, ownUniques, withMigration } from './merged-model.ts'
import type { MigrationStep } from './migration-steps.ts'
import { type Migration, replayMigrations } from './migrations.ts'
import type { OrmColumn, OrmLibrary, OrmModel, OrmRelationship } from './model.ts'
import { isDeclarativeBase, sqlCallee } from './sql-names.ts'
import { addCoreTable, readSqlDeclaration } from './sqlalchemy.ts'
import { addConstraint, type TableContext } from './table-args.ts'

/** What the files themselves recorded for this table. */
export interface OrmFilePart {
  readonly conditions: Conditions
  readonly declaredMethods: readonly DeclaredMethod[]
  readonly migrationSteps: readonly MigrationStep[]
}

export const EMPTY_ORM_PART: OrmFilePart = {
  conditions: {},
  declaredMethods: [],
  migrationSteps: [],
}

const ORM_IMPORT =
  /^(?:sqlalchemy|sqlmodel|flask_sqlalchemy|advanced_alchemy|django|geoalchemy2|alembic|gino|model_utils|mptt|polymorphic|wagtail|treebeard|django_extensions|tortoise)(?:\.|$)/

export class ModelReader {
  readonly #meanings: Meanings
  readonly #partOf: (entry: ModuleEntry) => OrmFilePart
  readonly #declared = new Map<ProjectClass, Declared>()
  readonly #models: OrmModel[] = []

  constructor(meanings: Meanings, partOf: (entry: ModuleEntry) => OrmFilePart) {
    this.#meanings = meanings
    this.#partOf = partOf
  }

  readAll(): readonly OrmModel[] {
    const { index } = this.#meanings
    const migrations: Migration[] = []
    const loose: Declared[] = []
    for (const entry of index.graph.modules) {
      const part = this.#partOf(entry)
      if (part.migrationSteps.length > 0) {
        const { migrationSteps: steps, conditions } = part
        migrations.push({ from: entry, steps, conditions })
      }
      if (usesOrm(entry)) this.#readCore(entry, loose)
    }
    for (const one of index.classes) this.#readClass(one)
    this.#addMigrations(replayMigrations(this.#meanings, migrations))
    this.#models.sort((a, b) =>
      a.path < b.path ? -1 : a.path > b.path ? 1 : a.at.line - b.at.line,
    )
    return withBackrefs(this.#models)
  }

  #readClass(one: ProjectClass): void {
    const library = this.#libraryOf(one)
    if (library === undefined) return
    const own = this.#declaration(one, library)
    if (own.isAbstract) return
    const order = this.#meanings.index.hierarchy.order(one)
    const parts = order.flatMap((base): Declared[] => {
      if (typeof base === 'string') return []
      return [this.#declaration(base, library)]
    })
    const table = this.#tableName(one, own, parts, library)
    if (table === undefined) return
    this.#models.push(this.#build(one, library, order, parts, table ?? undefined))
  }

  /** Undefined if the class has no table at all, null if its name is computed. */
  #tableName(
    one: ProjectClass,
    own: Declared,
    parts: readonly Declared[],
    library: OrmLibrary,
  ): string | null | undefined {
    if (own.table !== undefined) return own.table
    if (library === 'django') return djangoTable(one)
    const inherited = parts.find((part) => part.table !== undefined)?.table
    if (inherited !== undefined) return inherited
    if (library === 'sqlmodel') return undefined
    const hasColumns = own.columns.size > 0
    if (!hasColumns) return undefined
    const isFlask = this.#meanings.derives(one, (name) =>
      /(?:^|\.)(?:db|SQLAlchemy\(\))\.Model$/.test(name),
    )
    return isFlask ? snakeCase(one.summary.name) : hasKey(parts) ? null : undefined
  }

  #build(
    one: ProjectClass,
    library: OrmLibrary,
    order: readonly (ProjectClass | string)[],
    parts: readonly Declared[],
    table: string | undefined,
  ): OrmModel {
    const { path } = one.module.summary
    const { name, symbol, at } = one.summary
    const columns = new Map<string, OrmColumn>()
    const relationships = new Map<string, OrmRelationship>()
    const merged = emptyDeclaration()
    for (const base of order) {
      if (typeof base !== 'string') continue
      for (const column of inheritedColumns(base, { path, name, at }))
        columns.set(column.name, column)
    }
    // From the last base to the class itself, so that the nearest declaration stands.
    for (const part of parts.toReversed()) {
      for (const [key, column] of part.columns) columns.set(key, column)
      for (const [key, relationship] of part.relationships) {
        relationships.set(key, relationship)
      }
      merged.uniques.push(...part.uniques)
      merged.indexes.push(...part.indexes)
      merged.checks.push(...part.checks)
      merged.managers.push(...part.managers)
      merged.isOrdered ||= part.isOrdered
      merged.isComplete &&= part.isComplete
      if (part.versionColumn !== undefined) merged.versionColumn = part.versionColumn
    }
    if (library === 'django') addDjangoKey(columns, { path, name: 'id', at })
    const attribute = attributeNames(columns)
    const uniques = [
      ...ownUniques(columns),
      ...merged.uniques.map((set) => ({ ...set, columns: set.columns.map(attribute) })),
    ]
    const isComplete = merged.isComplete && order.every((base) => isKnownBase(base))
    const { versionColumn } = merged
    return {
      id: `${path}#${symbol}`,
      name,
      path,
      at,
      library,
      class: one,
      table,
      columns,
      relationships,
      uniques,
      indexes: merged.indexes.map((set) => ({ ...set, columns: set.columns.map(attribute) })),
      checks: merged.checks,
      ...(versionColumn !== undefined && { versionColumn: attribute(versionColumn) }),
      managers: merged.managers,
      isOwnManager: order.some((base) => typeof base === 'string' && isTortoiseBase(base)),
      isOrdered: merged.isOrdered,
      isComplete,
    }
  }

  #libraryOf(one: ProjectClass): OrmLibrary | undefined {
    const { hierarchy } = this.#meanings.index
    let isMapped = false
    let isOutside = false
    for (const base of hierarchy.order(one)) {
      if (typeof base !== 'string') {
        isMapped ||= usesOrm(base.module) && looksMapped(base)
        continue
      }
      if (isDjangoBase(base)) return 'django'
      if (base.startsWith('sqlmodel.')) return 'sqlmodel'
      if (isDeclarativeBase(base)) return 'sqlalchemy'
      isOutside ||= base === '' || !base.startsWith('builtins.')
    }
    // A base that cannot be seen may be the declarative one: a table name says that it is.
    const hasTable = one.summary.attributes.some(
      ({ name }) => name === '__tablename__' || name === '__table__',
    )
    if (hasTable && usesOrm(one.module)) return 'sqlalchemy'
    if (!isMapped || !isOutside || !usesDjango(one.module)) return undefined
    const declared = this.#declaration(one, 'django')
    return declared.columns.size > 0 ? 'django' : undefined
  }

  #declaration(one: ProjectClass, library: OrmLibrary): Declared {
    const known = this.#declared.get(one)
    if (known !== undefined) return known
    const part = this.#partOf(one.module)
    const context: TableContext = {
      meanings: this.#meanings,
      from: one.module,
      conditions: part.conditions,
    }
    const found =
      library === 'django'
        ? readDjangoDeclaration(context, one)
        : readSqlDeclaration(
            { ...context, methods: part.declaredMethods, isSqlModel: library === 'sqlmodel' },
            one,
          )
    this.#declared.set(one, found)
    return found
  }

  /** `users = Table('users', metadata, ...)` and indexes that stand by themselves. */
  #readCore(entry: ModuleEntry, loose: Declared[]): void {
    const { conditions } = this.#partOf(entry)
    const context: TableContext = { meanings: this.#meanings, from: entry, conditions }
    const { path } = entry.summary
    for (const { name, at, value } of entry.summary.variables) {
      if (value?.kind !== 'call') continue
      const found = emptyDeclaration()
      if (!addCoreTable(context, value, found) || found.table == null) continue
      loose.push(found)
      const attribute = attributeNames(found.columns)
      this.#models.push({
        id: `${path}#${name}`,
        name,
        path,
        at,
        library: 'sqlalchemy',
        class: undefined,
        table: found.table,
        columns: found.columns,
        relationships: found.relationships,
        uniques: [
          ...ownUniques(found.columns),
          ...found.uniques.map((set) => ({ ...set, columns: set.columns.map(attribute) })),
        ],
        indexes: found.indexes,
        checks: found.checks,
        managers: [],
        isOwnManager: false,
        isOrdered: false,
        isComplete: found.isComplete,
      })
    }
    this.#readLooseIndexes(context)
  }

  /** `Index('ix', User.email, unique=True)` behind a class belongs to that class. */
  #readLooseIndexes(context: TableContext): void {
    const { summary } = context.from
    const values = summary.variables.flatMap(({ value }) => value ?? [])
    for (const call of [...summary.statements, ...values]) {
      if (call.kind !== 'call') continue
      if (sqlCallee(this.#meanings, context.from, call) !== 'Index') continue
      const column = call.args.find(({ kind }) => kind === 'name')
      const origin = column?.kind === 'name' ? column.origin : undefined
      const dot = origin?.lastIndexOf('.') ?? -1
      if (origin === undefined || dot <= 0) continue
      const owner = this.#meanings.index.resolveName(context.from, origin.slice(0, dot))
      if (owner?.kind !== 'class') continue
      const library = this.#libraryOf(owner.class)
      if (library !== undefined) {
        addConstraint(context, 'Index', call, this.#declaration(owner.class, library))
      }
    }
  }

  #addMigrations(tables: ReadonlyMap<string, Declared>): void {
    if (tables.size === 0) return
    const known = new Map<string, OrmModel[]>()
    for (const model of this.#models) if (model.table !== undefined) push(known, model.table, model)
    for (const [table, declared] of tables) {
      const models = known.get(table) ?? known.get(lastName(table)) ?? []
      if (models.length === 0) this.#models.push(migrationModel(table, declared))
      for (const model of models) {
        const at = this.#models.indexOf(model)
        this.#models[at] = withMigration(model, declared)
      }
    }
  }
}

function addDjangoKey(
  columns: Map<string, OrmColumn>,
  place: { readonly path: string; readonly name: string; readonly at: OrmColumn['at'] },
): void {
  if ([...columns.values()].some(({ isPrimaryKey }) => isPrimaryKey)) return
  columns.set('id', {
    ...place,
    column: 'id',
    type: 'BigAutoField',
    family: 'integer',
    isNullable: false,
    isUnique: false,
    isPrimaryKey: true,
    isIndexed: true,
    isRefreshed: false,
    isTracked: false,
  })
}

function hasKey(parts: readonly Declared[]): boolean {
  return parts.some(({ columns }) => [...columns.values()].some(({ isPrimaryKey }) => isPrimaryKey))
}

/** Bases about whose members nothing is missing. */
function isKnownBase(base: ProjectClass | string): boolean {
  if (typeof base !== 'string') return true
  if (base === '') return false
  const library = firstName(base)
  return (
    isDeclarativeBase(base) ||
    /^(?:django|tortoise|sqlalchemy|sqlmodel|builtins|typing|typing_extensions|abc|enum|pydantic|dataclasses)$/.test(
      library,
    )
  )
}

function looksMapped(one: ProjectClass): boolean {
  return one.summary.attributes.some(({ value }) => value?.kind === 'call')
}

function usesOrm(entry: ModuleEntry): boolean {
  return entry.summary.imports.some(
    ({ target, module }) =>
      ORM_IMPORT.test(target ?? module) || /(?:^|\.)db(?:\.|$)/.test(target ?? ''),
  )
}

function usesDjango(entry: ModuleEntry): boolean {
  return entry.summary.imports.some(({ target }) => target?.startsWith('django.'))
}

/** `<app label>_<model>`: the folder of the models is the label. */
function djangoTable(one: ProjectClass): string | null {
  const parts = one.module.summary.path.split('/')
  const at = parts.findIndex((part) => part === 'models' || part === 'models.py')
  const label = at > 0 ? parts[at - 1] : undefined
  return label === undefined ? null : `${label}_${one.summary.name.toLowerCase()}`
}

function snakeCase(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '_').toLowerCase()
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key)
  if (known === undefined) map.set(key, [value])
  else known.push(value)
}
