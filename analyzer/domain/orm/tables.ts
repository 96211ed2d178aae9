// The models of a project, as rules look them up.
import type { Constant } from '../../facts/literals.ts'
import type { ModuleEntry } from '../../project/module-graph.ts'
import type { ReadLog } from '../../project/reads.ts'
import { placeOf } from '../../project/symbols.ts'
import type { ProjectClass, Value } from '../../project/values.ts'
import { lastName, type Meanings } from '../meanings.ts'
import type { ForeignKeyTo, OrmColumn, OrmModel, OrmRelationship, UniqueSet } from './model.ts'
import { ModelReader, type OrmFilePart } from './model-reader.ts'
import { isImplied } from './row-predicate.ts'

/** The rows that point to a row, as Django offers them there: `order.lines`, `order.line_set`. */
export interface RelatedRows {
  readonly model: OrmModel
  /** The key that points back; undefined where a table between the two does. */
  readonly key: string | undefined
}

/** Stands for whatever model users have. */
const USERS = 'users'
const USER_MODEL = /^(?:[\w.]*\.)?(?:AUTH_USER_MODEL|\w*User)$/

export class OrmTables {
  readonly #reads: ReadLog
  readonly #models: readonly OrmModel[]
  readonly #byClass = new Map<ProjectClass, OrmModel>()
  readonly #byTable = new Map<string, OrmModel>()
  readonly #byId = new Map<string, OrmModel>()
  readonly #byName = new Map<string, OrmModel[]>()
  readonly #byPath = new Map<string, OrmModel[]>()
  readonly #related = new Map<string, Map<string, RelatedRows>>()

  constructor(meanings: Meanings, partOf: (entry: ModuleEntry) => OrmFilePart) {
    this.#reads = meanings.index.reads
    this.#models = new ModelReader(meanings, partOf).readAll()
    for (const model of this.#models) this.#add(model)
    for (const model of this.#models) this.#addRelated(model)
  }

  /** Mapped classes and tables of Core, in the order of files and lines. */
  get models(): readonly OrmModel[] {
    this.#ask('all')
    return this.#models
  }

  /** The model that a class is. */
  of(one: ProjectClass | undefined): OrmModel | undefined {
    if (one !== undefined) this.#ask('of', ...(placeOf(one) ?? []))
    return one && this.#byClass.get(one)
  }

  /** The model that a value is: the class itself or one of its rows. */
  ofValue(value: Value | undefined): OrmModel | undefined {
    return value?.kind === 'class' || value?.kind === 'instance' ? this.of(value.class) : undefined
  }

  byId(id: string): OrmModel | undefined {
    this.#ask('id', id)
    return this.#byId.get(id)
  }

  /** By table; a schema in front of the name may be left out. */
  byTable(table: string): OrmModel | undefined {
    this.#ask('table', table)
    return this.#byTable.get(table) ?? this.#byTable.get(lastName(table))
  }

  /** Models that are called so; several in large projects. */
  named(name: string): readonly OrmModel[] {
    this.#ask('named', name)
    return this.#byName.get(name) ?? []
  }

  /** Models of a file. */
  in(path: string): readonly OrmModel[] {
    this.#ask('in', path)
    return this.#byPath.get(path) ?? []
  }

  /** The model that a foreign key or relationship of `of` leads to. */
  targetOf(of: OrmModel, link: ForeignKeyTo | OrmRelationship): OrmModel | undefined {
    if (link.model !== undefined) return this.byId(link.model)
    if ('table' in link && link.table !== undefined) return this.byTable(link.table)
    if (!('target' in link) || link.target === undefined) return undefined
    const candidates = this.named(link.target)
    return candidates.find(({ path }) => path === of.path) ?? candidates[0]
  }

  /** What the attribute of a Django row leads to, where that is a manager of other rows. */
  relatedRows(model: OrmModel, name: string): RelatedRows | undefined {
    this.#ask('related', model.id, name)
    return this.#related.get(name)?.get(model.id)
  }

  /** Rows that point to the users of the project, for a user of whom no type is known. */
  rowsOfUsers(name: string): RelatedRows | undefined {
    this.#ask('related', USERS, name)
    return this.#related.get(name)?.get(USERS)
  }

  /** False where no row of the project has a manager of that name. */
  isRelatedName(name: string): boolean {
    this.#ask('related-name', name)
    return this.#related.has(name)
  }

  /** What was asked, anew. */
  told([kind, name = '', symbol, number]: readonly (string | number)[]): unknown {
    const text = String(name)
    switch (kind) {
      case 'all':
        return this.models
      case 'of':
        return this.models.findLast(({ class: one }) => {
          const [path, own, count] = (one && placeOf(one)) ?? []
          return path === name && own === symbol && count === number
        })
      case 'id':
        return this.byId(text)
      case 'table':
        return this.byTable(text)
      case 'named':
        return this.named(text)
      case 'in':
        return this.in(text)
      case 'related':
        return this.#related.get(String(symbol))?.get(text)
      case 'related-name':
        return this.isRelatedName(text)
      default:
        throw new Error(`Nobody asks for models ${kind}.`)
    }
  }

  #ask(...question: readonly (string | number)[]): void {
    this.#reads.ask('domain', 'orm', ...question)
  }

  #addRelated(model: OrmModel): void {
    if (model.library !== 'django') return
    for (const link of model.relationships.values()) {
      const target = this.targetOf(model, link)
      const isUser = USER_MODEL.test(target?.name ?? link.target ?? '')
      if (target === undefined && !isUser) continue
      const column = model.columns.get(link.name)
      if (link.isList === true) {
        if (target !== undefined)
          this.#relate(link.name, model.id, { model: target, key: undefined })
      }
      // What points from one row to one row is an attribute that is a row, no manager.
      else if (column?.isUnique !== false) continue
      const name = link.backPopulates ?? `${model.name.toLowerCase()}_set`
      if (!/^\w+$/.test(name)) continue
      const rows = { model, key: column === undefined ? undefined : link.name }
      if (target !== undefined) this.#relate(name, target.id, rows)
      if (isUser) this.#relate(name, USERS, rows)
    }
  }

  #relate(name: string, owner: string, rows: RelatedRows): void {
    const known = this.#related.get(name)
    if (known === undefined) this.#related.set(name, new Map([[owner, rows]]))
    else if (!known.has(owner)) known.set(owner, rows)
  }

  #add(model: OrmModel): void {
    if (model.class !== undefined) this.#byClass.set(model.class, model)
    this.#byId.set(model.id, model)
    // A class without a table of its own shares that of its base: the base stands for the table.
    if (model.table !== undefined && !this.#byTable.has(model.table)) {
      this.#byTable.set(model.table, model)
    }
    push(this.#byName, model.name, model)
    push(this.#byPath, model.path, model)
  }
}

/** The column of an attribute, or of that name in the table. */
export function columnOf(model: OrmModel, name: string): OrmColumn | undefined {
  const own = model.columns.get(name)
  if (own !== undefined) return own
  for (const column of model.columns.values()) if (column.column === name) return column
  return undefined
}

/**
 * A unique set within `columns`, which makes a second row with equal values there impossible. A
 * partial index counts only where `constants` (values by attribute, several names for one value)
 * imply its condition.
 */
export function coveringUnique(
  model: OrmModel,
  columns: ReadonlySet<string>,
  constants: ReadonlyMap<string, readonly Constant[]> = new Map(),
): UniqueSet | undefined {
  return model.uniques.find(
    (set) =>
      set.columns.length > 0 &&
      set.columns.every((name) => columns.has(name)) &&
      isImplied(set.predicate, constants),
  )
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key)
  if (known === undefined) map.set(key, [value])
  else known.push(value)
}
