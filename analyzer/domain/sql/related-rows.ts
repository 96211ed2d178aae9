// Queries that begin with a row of Django: the managers of what points to it.
import type { Node } from '../../syntax/tree.ts'
import type { ChainLink } from './chain.ts'
import type { SqlContext } from './context.ts'
import { emptyQuery, type OpenQuery } from './query.ts'

/** `order.lines`, `order.line_set`: the rows that point to one row of Django. */
export function relatedStart(
  context: SqlContext,
  owner: Node,
  link: ChainLink,
): OpenQuery | undefined {
  if (!context.orm.isRelatedName(link.name)) return undefined
  const model = context.rowModel(owner)
  const related = model && context.orm.relatedRows(model, link.name)
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
