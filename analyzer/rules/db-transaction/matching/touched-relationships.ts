// Relationships of a row that are loaded when something of them is touched.
import { domainOf } from '../../../domain/domain-of.ts'
import type { OrmModel } from '../../../domain/orm/model.ts'
import type { Checker } from '../../../engine/checker.ts'
import { isLazyRelationship } from '../../../matching/rows/relationships.ts'
import { F_ATTRIBUTE, F_OBJECT, K_ATTRIBUTE } from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** True where `row.name` runs a query, by the relationship and by what is asked of it. */
export function isLoadedByTouch(
  checker: Checker,
  model: OrmModel,
  name: string,
  node: Node,
): boolean {
  if (model.library === 'django') {
    // The key itself is there; touching an attribute of what it leads to loads the row.
    const { tree } = checker
    const parent = tree.parent(node)
    const isTouched = tree.kind(parent) === K_ATTRIBUTE && tree.child(parent, F_OBJECT) === node
    if (isTouched && asksManager(checker, model, name, parent)) return true
    if (!isTouched || model.columns.get(name)?.foreignKey === undefined) return false
    return !/^(?:pk|id)$/.test(tree.spelled(tree.child(parent, F_ATTRIBUTE)))
  }
  return isLazyRelationship(model, name)
}

const ASKING =
  /^(?:all|count|exists|filter|exclude|first|last|latest|earliest|get|values|values_list|aggregate|order_by)$/

/** `order.lines.count()`, `order.line_set.all()`: the rows that point to this one. */
function asksManager(checker: Checker, model: OrmModel, name: string, method: Node): boolean {
  const { tree } = checker
  const isCalled = tree.calledBy(method) !== NO_NODE
  if (!isCalled || !ASKING.test(tree.spelled(tree.child(method, F_ATTRIBUTE)))) return false
  if (model.columns.has(name)) return false
  return domainOf(checker.project).orm.relatedRows(model, name) !== undefined
}
