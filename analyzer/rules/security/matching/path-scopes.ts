// Tenants that the path names, of routes whose caller belongs to one.
import { domainOf } from '../../../domain/domain-of.ts'
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { calleeName } from '../../../matching/calls/calls.ts'
import { dependenciesOf, type PlacedRoute, pathOf } from '../../../matching/routes/route-places.ts'
import * as k from '../../../syntax/kinds.ts'
import type { Node } from '../../../syntax/tree.ts'
import { textWithHelpers } from './asking-helpers.ts'

const TENANT =
  /^(?:tenant|org|organi[sz]ation|workspace|account|company|team|customer|merchant|shop|store|school|clinic)_(?:id|uuid)$/
const QUERIES =
  /^(?:get|get_one|get_object_or_404|get_or_404|where|filter|filter_by|aget|first_or_404)$/

export interface PathScope {
  /** The query that takes the tenant from the path. */
  readonly call: Node
  readonly column: string
  /** The parameter that holds the caller. */
  readonly caller: string
}

/** The query of a handler for the tenant in the path, which is not compared with the caller's own. */
export function pathScope(checker: Checker, placed: PlacedRoute): PathScope | undefined {
  const { tree, facts } = checker
  const { owner, route } = placed
  if (owner === undefined) return undefined
  const path = `${pathOf(checker, route)} ${route.route}`
  const column = owner.parameters.find(
    ({ name }) => TENANT.test(name) && new RegExp(`[{<](?:\\w+:)?${name}[:}>]`).test(path),
  )?.name
  if (column === undefined) return undefined
  const caller = callerWith(checker, owner, column)
  if (caller === undefined) return undefined
  if (textWithHelpers(checker, owner).includes(`${caller}.`)) return undefined
  const isAsked = dependenciesOf(route).some((one) =>
    one.function?.summary.parameters.some(({ name }) => name === column),
  )
  if (isAsked) return undefined
  const call = Array.from(facts.callsIn(owner.node)).find(
    (one) =>
      QUERIES.test(calleeName(tree, one)) &&
      new RegExp(`\\b${column}\\b`).test(tree.spelled(tree.child(one, k.F_ARGUMENTS))) &&
      facts.enclosingFunction(one) === owner,
  )
  return call === undefined ? undefined : { call, column, caller }
}

/** The parameter whose type is a table with that column. */
function callerWith(checker: Checker, owner: FunctionFacts, column: string): string | undefined {
  const { orm } = domainOf(checker.project)
  return owner.parameters.find(({ nameNode }) => {
    const model = orm.ofValue(checker.analysis.types.valueOf(nameNode))
    return model?.columns.has(column) === true
  })?.name
}
