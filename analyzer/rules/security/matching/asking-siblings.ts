// Handlers that take the number in the path and leave the caller out, beside handlers of the same things
// that look at both.

import { domainOf } from '../../../domain/domain-of.ts'
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import type { Parameter } from '../../../facts/parameters.ts'
import { typeText } from '../../../facts/type-text.ts'
import {
  dependenciesOf,
  isMutating,
  type PlacedRoute,
  routesHere,
} from '../../../matching/routes/route-places.ts'
import { F_BODY, K_COMPARISON_OPERATOR } from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

const CALLER_NAME =
  /^(?:(?:current|auth|authenticated|logged_in|session|signed_in)_\w+|user|principal|identity|caller|requester|me|viewer|actor|member|customer|patient|clerk|account)$/
const CALLER_TYPE = /\bCurrent\w+|\bAuth(?:enticated|orized|ed)?User\b|\bPrincipal\b/

/** Errors, lines of the log and conversions do nothing with a row. */
const TELLS = /(?:Error|Exception)$|^log|^(?:str|int|UUID)$/

export interface LeftOutCaller {
  /** The call that is given the number alone. */
  readonly call: Node
  readonly caller: string
  readonly sibling: PlacedRoute
}

/** What the handler of a route does with the number alone, though it is given the caller as its siblings are. */
export function leftOutCaller(
  checker: Checker,
  placed: PlacedRoute,
  ids: readonly string[],
): LeftOutCaller | undefined {
  const { route, owner } = placed
  const [id, more] = ids
  if (owner === undefined || id === undefined || more !== undefined) return undefined
  if (route.router === undefined) return undefined
  // A dependency that is given the number may have looked at both.
  const isAsked = dependenciesOf(route).some((one) =>
    one.function?.summary.parameters.some(({ name }) => name === id),
  )
  if (isAsked) return undefined
  const caller = owner.parameters.find((one) => isCaller(checker, one))
  if (caller === undefined || mentions(checker, bodyOf(checker, owner), caller.name)) {
    return undefined
  }
  const call = checker.facts.callsIn(owner.node).find((one) => {
    return isGiven(checker, one, id) && !TELLS.test(checker.tree.text(checker.facts.callee(one)))
  })
  if (call === undefined) return undefined
  const sibling = routesHere(checker).find((other) => {
    if (other.route.router !== route.router || other.owner === undefined) return false
    // Whoever may read need not be allowed to change; the other way round it is the same right.
    if (!isMutating(route) && isMutating(other.route)) return false
    return other.owner !== owner && asksBoth(checker, other.owner, id)
  })
  return sibling && { call, caller: caller.name, sibling }
}

function bodyOf({ tree }: Checker, owner: FunctionFacts): Node {
  return tree.child(owner.node, F_BODY)
}

function mentions({ tree }: Checker, node: Node, name: string): boolean {
  return node !== NO_NODE && new RegExp(`\\b${name}\\b`).test(tree.spelled(node))
}

/** A row that the framework hands to the handler, or what is called like the caller. */
function isCaller({ tree, project, analysis }: Checker, one: Parameter): boolean {
  const annotation = typeText(tree, one.annotation)
  if (CALLER_TYPE.test(annotation)) return true
  if (/^(?:int|str|UUID|float|bool|list|dict)\b/.test(annotation)) return false
  const model = domainOf(project).orm.ofValue(analysis.types.valueOf(one.nameNode))
  if (model === undefined) return CALLER_NAME.test(one.name) && annotation !== ''
  return true
}

function isGiven({ tree, facts }: Checker, call: Node, name: string): boolean {
  return facts.arguments(call).some(({ value }) => tree.text(value) === name)
}

/** `_visible(db, clerk, order_id)`, `if row.patient_id != patient.id`. */
function asksBoth(checker: Checker, owner: FunctionFacts, id: string): boolean {
  const { tree, facts } = checker
  const caller = owner.parameters.find((one) => isCaller(checker, one))
  if (caller === undefined || !owner.parameters.some(({ name }) => name === id)) return false
  const isHanded = facts.callsIn(owner.node).some((call) => {
    return (
      isGiven(checker, call, id) &&
      facts.arguments(call).some(({ value }) => {
        return new RegExp(`^${caller.name}(?:\\.\\w+)?$`).test(tree.spelled(value))
      })
    )
  })
  if (isHanded) return true
  if (!mentions(checker, bodyOf(checker, owner), id)) return false
  return facts.nodesIn(owner.node, K_COMPARISON_OPERATOR).some((one) => {
    return new RegExp(
      `\\.\\w+\\s*(?:!=|==|is not)\\s*${caller.name}\\b|\\b${caller.name}\\.\\w+\\s*(?:!=|==)`,
    ).test(tree.spelled(one))
  })
}
