// Queries that begin with a row of Django, at the managers of what points to it, or with a class
// that is its own manager.
import type { Node } from '../../syntax/tree.ts'
import type { ChainLink } from './chain.ts'
import type { SqlContext } from './context.ts'
import { readModel } from './predicates.ts'
import { emptyQuery, type OpenQuery } from './query.ts'

/** `order.lines`, `order.line_set`: the rows that point to one row of Django. */
export function relatedStart(
  context: SqlContext,
  owner: Node,
  link: ChainLink,
): OpenQuery | undefined {
  if (!context.orm.isRelatedName(link.name)) return undefined
  const model = context.rowModel(owner)
  const related =
    model === undefined
      ? relatedToUser(context, owner, link.name)
      : context.orm.relatedRows(model, link.name)
  if (related === undefined) return undefined
  const query = emptyQuery(link.node, 'select', 'django')
  query.model = related.model
  query.session = link.node
  query.parent = owner
  if (related.key === undefined) query.isComplete = false
  else {
    query.predicates = [
      {
        column: related.key,
        model: related.model,
        op: '=',
        value: owner,
        node: owner,
        isConditional: false,
      },
    ]
  }
  return query
}

const USER = /(?:^|\.)(?:user|current_user|request_user)$/

/** `request.user.orders`: Django gives users, whatever their model is. */
function relatedToUser(context: SqlContext, owner: Node, name: string) {
  const value = context.valueOf(owner)
  if (value?.kind === 'instance' || value?.kind === 'class') return undefined
  const text = context.facts.dottedText(owner)
  return text !== undefined && USER.test(text) ? context.orm.rowsOfUsers(name) : undefined
}

const OWN =
  /^(?:all|annotate|count|exclude|exists|filter|first|get|get_or_none|in_bulk|select_for_update)$/

/** `Order.filter(...)` of Tortoise, whose classes are their own managers. */
export function ownManagerStart(
  context: SqlContext,
  owner: Node,
  link: ChainLink,
): OpenQuery | undefined {
  return OWN.test(link.name) ? ownManager(context, owner) : undefined
}

/** All rows of a class of Tortoise; undefined for other expressions. */
export function ownManager(context: SqlContext, owner: Node): OpenQuery | undefined {
  const model = readModel(context, owner)
  if (model?.isOwnManager !== true) return undefined
  const query = emptyQuery(owner, 'select', 'django')
  query.model = model
  query.session = owner
  return query
}
