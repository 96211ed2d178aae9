// Rows that come from a class without its model being named at the call: `Order.get(...)` of
// Tortoise, `order.lines.first()`, `self.get_object()` of a view.
import { domainOf } from '../../domain/domain-of.ts'
import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'

export interface OwnRow {
  readonly model: string
  /** What the query starts with, NO_NODE where it is not written here. */
  readonly query: Node
  readonly isLocked: boolean
}

/** The row that such a call gives; undefined for every other call. */
export function ownRow(checker: Checker, call: Node): OwnRow | undefined {
  const query = sqlOf(checker).rows(call)[0]?.query
  if (query?.model === undefined) return rowOfView(checker, call)
  const isOwn = query.model.isOwnManager || query.parent !== NO_NODE
  return isOwn
    ? { model: query.model.name, query: query.session, isLocked: query.lock !== NO_NODE }
    : undefined
}

const VIEWS = /^(?:rest_framework\.(?:generics|viewsets|mixins)|django\.views\.generic)\b/

/** `self.get_object()` in a view that says with `queryset` or `model` which rows it is about. */
function rowOfView(checker: Checker, call: Node): OwnRow | undefined {
  const { tree, facts } = checker
  if (tree.text(facts.callee(call)) !== 'self.get_object') return undefined
  const view = facts.enclosingClass(call)
  if (view === undefined || !facts.imports.some(({ target }) => VIEWS.test(target ?? ''))) {
    return undefined
  }
  // A view with a `get_object` of its own may give, or lock, anything.
  if (view.methods.some(({ name }) => name === 'get_object')) return undefined
  for (const { name, value } of view.attributes) {
    if (value === NO_NODE || (name !== 'queryset' && name !== 'model')) continue
    const [, model] = /^(?:\w+\.)*([A-Z]\w*)(?:\.objects\b|$)/.exec(tree.text(value)) ?? []
    if (model === undefined || domainOf(checker.project).orm.named(model).length === 0) continue
    const isLocked = /select_for_update/.test(tree.spelled(view.node))
    return { model, query: NO_NODE, isLocked }
  }
  return undefined
}
