// Dependencies that say who is calling and only repeat what a header claims:
// `def current_user_id(x_user_id: int = Header()): return x_user_id`.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { functionKey } from '../../../gather/define.ts'
import { withoutParentheses } from '../../../matching/calls/calls.ts'
import { routeDependencies } from '../../../matching/routes/route-places.ts'
import { projectFunction } from '../../../matching/shared-state/thread-reach.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import { SCOPE } from './principals.ts'

export interface ClaimedIdentity {
  /** The parameter that the header fills. */
  readonly name: string
  /** The `return` that hands it on. */
  readonly answer: Node
}

const IDENTITY =
  /(?:^|_)(?:current|auth\w*|logged_in|calling|request)_(?:user|account|tenant|principal|identity|member|customer)|^(?:get_)?(?:user|tenant|account|caller|principal|actor)_?(?:id|uuid)?$/
/** What stands in front of the service has checked the caller, as somebody wrote down. */
const BEHIND =
  /gateway|proxy|ingress|upstream|trusted|mesh|istio|envoy|sidecar|internal|load.?balancer/i
/** Calls that look at nothing but the text of the header. */
const SHAPING =
  /^(?:\w+\.)*(?:int|str|UUID|strip|lower|Header|HTTPException|isdigit|bool|len|ValueError)$/

/** The header that a dependency of routes takes for the caller, without looking at any proof. */
export function claimedIdentity(
  checker: Checker,
  owner: FunctionFacts,
): ClaimedIdentity | undefined {
  const { tree, facts, project } = checker
  if (!IDENTITY.test(owner.name) || BEHIND.test(tree.text(owner.node))) return undefined
  const claimed = owner.parameters.filter((one) => isHeader(checker, one.default, one.annotation))
  if (claimed.length === 0 || claimed.length < owner.parameters.length) return undefined
  if (!claimed.every(({ name }) => SCOPE.test(name))) return undefined
  const own = projectFunction(checker, owner)
  if (own === undefined || !project.has(routeDependencies, functionKey(own))) return undefined
  if (facts.callsOf(owner).some((call) => !SHAPING.test(tree.spelled(facts.callee(call))))) {
    return undefined
  }
  for (const answer of facts.nodesIn(owner.node, k.K_RETURN_STATEMENT)) {
    if (facts.enclosingFunction(answer) !== owner) continue
    const name = handedOn(checker, tree.namedChildren(answer)[0] ?? NO_NODE)
    if (claimed.some((one) => one.name === name)) return { name, answer }
  }
  return undefined
}

function isHeader({ tree }: Checker, value: Node, annotation: Node): boolean {
  return [value, annotation].some((one) => one !== NO_NODE && /\bHeader\(/.test(tree.spelled(one)))
}

/** The name that an answer is, by itself, made a number, or with something instead of nothing. */
function handedOn({ tree, facts }: Checker, expression: Node): string {
  const node = expression === NO_NODE ? NO_NODE : withoutParentheses(tree, expression)
  if (node === NO_NODE) return ''
  switch (tree.kind(node)) {
    case k.K_IDENTIFIER:
      return tree.text(node)
    case k.K_BOOLEAN_OPERATOR:
      return tree.text(tree.child(node, k.F_LEFT))
    case k.K_CALL:
      return tree.text(facts.arguments(node)[0]?.value ?? NO_NODE)
    default:
      return ''
  }
}
