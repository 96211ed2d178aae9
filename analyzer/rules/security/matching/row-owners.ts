// Whose the rows of a table are: by the name of a column, a key into the table of users, or the row
// that they belong to.
import type { OrmColumn, OrmModel } from '../../../domain/orm/model.ts'
import type { OrmTables } from '../../../domain/orm/tables.ts'

/** Columns that say whose a row is. */
export const OWNER =
  /^(?:(?:user|owner|tenant|org|organi[sz]ation|workspace|account|customer|author|creator|company|team|merchant|member|created_by|client)(?:_id|_uuid)?|created_by_id)$/
/** People who have to do with a row that is not theirs. */
const OTHERS =
  /(?:updated|modified|edited|changed|approved|reviewed|assigned|closed|deleted|verified|handled|processed|resolved|published|uploaded|last|sent)\w*_(?:by|to)|assignee|reviewer|approver|editor|moderator|publisher|operator|staff|agent|manager|doctor|employee|admin/
const USER_TABLE = /^(?:\w*_)?(?:users?|accounts?|customers?)$/i
const USER_MODEL = /^(?:AUTH_USER_MODEL|\w*User|Account|Customer|Profile|UserProfile)$/
/** Written for others to read: whose they are says who may change them. */
const PUBLISHED =
  /^(?:author|creator|created_by|company|team|organi[sz]ation|org|merchant)(?:_id)?$/

export interface RowOwner {
  /** The attribute that leads to the owner. */
  readonly column: string
  /** True where only the owner is meant to see the row. */
  readonly isPersonal: boolean
}

/** What says whose the rows of a table are; undefined for tables that belong to nobody. */
export function rowOwner(orm: OrmTables, model: OrmModel): RowOwner | undefined {
  const direct = directOwner(orm, model)
  if (direct !== undefined) return direct
  for (const column of model.columns.values()) {
    if (column.foreignKey === undefined || OTHERS.test(column.name)) continue
    const target = linkedModel(orm, model, column)
    if (target === undefined || target === model || isUserModel(target)) continue
    const behind = directOwner(orm, target)
    if (behind?.isPersonal) return { column: column.name, isPersonal: true }
  }
  return undefined
}

function directOwner(orm: OrmTables, model: OrmModel): RowOwner | undefined {
  const columns = [...model.columns.values()]
  const personal =
    columns.find((column) => OWNER.test(column.name) && !PUBLISHED.test(column.name)) ??
    columns.find((column) => leadsToUser(orm, model, column) && !PUBLISHED.test(column.name))
  if (personal !== undefined) return { column: personal.name, isPersonal: true }
  const published = columns.find(({ name }) => PUBLISHED.test(name))
  return published && { column: published.name, isPersonal: false }
}

function leadsToUser(orm: OrmTables, model: OrmModel, column: OrmColumn): boolean {
  if (column.foreignKey === undefined || OTHERS.test(column.name)) return false
  const { table } = column.foreignKey
  if (table !== undefined && USER_TABLE.test(table)) return true
  const link = model.relationships.get(column.name)
  if (link?.target !== undefined && USER_MODEL.test(link.target)) return true
  const target = linkedModel(orm, model, column)
  return target !== undefined && isUserModel(target)
}

function linkedModel(orm: OrmTables, model: OrmModel, column: OrmColumn): OrmModel | undefined {
  const link = model.relationships.get(column.name) ?? column.foreignKey
  return link && orm.targetOf(model, link)
}

function isUserModel(model: OrmModel): boolean {
  return USER_MODEL.test(model.name)
}
