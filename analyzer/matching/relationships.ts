// Which relationships are loaded when they are touched.
import type { OrmModel } from '../domain/orm/model.ts'

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

/** True for a relationship of SQLAlchemy that runs a query of its own when it is first read. */
export function isLazyRelationship(model: OrmModel, name: string): boolean {
  const relationship = model.relationships.get(name)
  return relationship !== undefined && !EAGER_LAZY.has(relationship.lazy ?? 'select')
}
