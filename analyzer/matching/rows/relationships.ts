// Which relationships are loaded when they are touched.
import type { OrmModel } from '../../domain/orm/model.ts'
import { defineTable } from '../../engine/table.ts'

/** Options of a query that load, or refuse to load, relationships with it. */
export const EAGER =
  /selectinload|joinedload|subqueryload|contains_eager|immediateload|select_related|prefetch_related|raiseload/
const EAGER_LAZY = new Set([
  'joined',
  'selectin',
  'subquery',
  'immediate',
  'dynamic',
  'write_only',
  'noload',
  'raise',
  'raise_on_sql',
  'False',
])

/** Names of the relationships of all models. */
export const relationshipNames = defineTable({
  id: 'relationship names',
  make: ({ domain }): ReadonlySet<string> =>
    new Set(domain.orm.models.flatMap(({ relationships }) => [...relationships.keys()])),
})

/** True for a relationship of SQLAlchemy that runs a query of its own when it is first read. */
export function isLazyRelationship(model: OrmModel, name: string): boolean {
  const relationship = model.relationships.get(name)
  return relationship !== undefined && !EAGER_LAZY.has(relationship.lazy ?? 'select')
}
