// Columns that name a row of another table of the same database, and nothing in the database holds to it.
import { lastName } from '../../domain/meanings.ts'
import type { OrmColumn, OrmModel } from '../../domain/orm/model.ts'
import { nameOf } from '../../domain/routes/auth.ts'
import type { Project } from '../../engine/project.ts'
import { defineTable } from '../../engine/table.ts'

export interface SoftLink {
  readonly model: string
  readonly column: string
  readonly target: string
}

/** Tables that outlive what they speak of, or that are filled from elsewhere. */
const LOOSE =
  /audit|log|event|histor|archive|snapshot|stat|report|metric|analytic|cache|outbox|inbox|queue|message|fact|staging|import|export|backup|view|summary|usage|session|token|webhook|notification|deleted|trash|record|sync|read_?model|projection|denormal/i
/** Numbers that other programs gave. */
const FOREIGN =
  /(?:^|_)(?:external|remote|provider|stripe|telegram|discord|github|google|facebook|slack|twitter|tg|vk|chat|legacy|upstream|source|original|old|ext|api|object|entity|resource|correlation|trace|request|task|job|process|celery|tenant|public|client|device|transaction)_/
const KEYS: ReadonlySet<string> = new Set(['integer', 'uuid'])

/** All of a project, by `OrmModel.id`. */
export const softLinks = defineTable({
  id: 'columns without their foreign key',
  make: (project): ReadonlyMap<string, readonly SoftLink[]> => {
    const models = project.domain.orm.models.filter(isDeclared)
    const linked = models
      .flatMap(({ columns }) => [...columns.values()])
      .filter(({ name, foreignKey }) => foreignKey !== undefined && name.endsWith('_id')).length
    const found = models.map((model) => [model.id, linksOf(project, models, model)] as const)
    const count = found.reduce((sum, [, links]) => sum + links.length, 0)
    // Where foreign keys are the exception, they are left out on purpose.
    return new Map(
      count > 0 && linked >= 2 * count ? found.filter(([, links]) => links.length > 0) : [],
    )
  },
})

function isDeclared({ library, class: own }: OrmModel): boolean {
  return (library === 'sqlalchemy' || library === 'sqlmodel') && own !== undefined
}

function linksOf(
  project: Project,
  models: readonly OrmModel[],
  model: OrmModel,
): readonly SoftLink[] {
  if (LOOSE.test(model.name) || LOOSE.test(model.table ?? '')) return []
  return [...model.columns.values()].flatMap((column) => {
    if (!isSoft(model, column)) return []
    const named = models.filter((one) => isNamed(one, column.name.slice(0, -3)))
    const [target, more] = named
    if (target === undefined || more !== undefined || target === model) return []
    if (!isSameBase(project, model, target) || !hasKeyOf(target, column)) return []
    return [{ model: model.name, column: column.name, target: target.name }]
  })
}

function isSoft(model: OrmModel, column: OrmColumn): boolean {
  if (!/^[a-z]\w*_id$/.test(column.name) || FOREIGN.test(column.name)) return false
  if (column.foreignKey !== undefined || column.isPrimaryKey || !KEYS.has(column.family)) {
    return false
  }
  // The other half of a relation that the program looks after by itself.
  return !model.relationships.has(column.name.slice(0, -3))
}

/** `room` of `Room`, of the table `rooms`. */
function isNamed({ name, table }: OrmModel, thing: string): boolean {
  const snake = name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase()
  return snake === thing || snake === `${thing}_model` || table === thing || table === `${thing}s`
}

/** Both tables are made by one base, so that they lie in one database. */
function isSameBase(project: Project, one: OrmModel, other: OrmModel): boolean {
  if (one.library !== other.library || isBound(one) || isBound(other)) return false
  const others = basesOf(project, other)
  return basesOf(project, one).some((base) => /Base|Model/.test(base) && others.includes(base))
}

/** By their names; the bases of all bases included. */
function basesOf({ index }: Project, { class: own }: OrmModel): readonly string[] {
  if (own === undefined) return []
  return index.hierarchy.order(own).flatMap((one) => {
    if (typeof one === 'string') return [one]
    return [
      ...(one === own ? [] : [one.summary.name]),
      ...one.summary.bases.map((base) => lastName(nameOf(base))),
    ]
  })
}

/** Another database or schema of its own. */
function isBound({ class: own }: OrmModel): boolean {
  return own?.summary.attributes.some(({ name }) => name === '__bind_key__') ?? false
}

function hasKeyOf(target: OrmModel, column: OrmColumn): boolean {
  const keys = [...target.columns.values()].filter(({ isPrimaryKey }) => isPrimaryKey)
  const [key, more] = keys
  return key !== undefined && more === undefined && key.family === column.family
}
