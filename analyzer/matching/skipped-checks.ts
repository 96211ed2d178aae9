// Checks that run only where the client has sent what is checked: `if signature and not verify(signature)`.
import type { Checker } from '../engine/checker.ts'
import { onlyValue } from '../facts/assigned-value.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { operandsOf } from './branches.ts'

const HEADER = /\bheaders(?:\.get\(|\[)\s*['"][\w-]*(?:sign|token|auth|hmac|secret|key)[\w-]*['"]/i
const VERIFIES = /(?:verif|valid|check|compare_digest|constant_time|is_signed|signed)/i
const REFUSES = /\b(?:40[013]|abort|raise|Forbidden|Unauthorized|PermissionDenied|Response)\b/

export interface SkippedCheck {
  readonly branch: Node
  /** What the client may leave out. */
  readonly given: Node
}

/** All of a file that turn callers away in their block, and have no other way for those who send nothing. */
export function skippedChecks(checker: Checker): readonly SkippedCheck[] {
  const { tree, facts } = checker
  if (!/\bheaders\b/.test(tree.source)) return []
  return Array.from(facts.nodesOfKind(k.K_IF_STATEMENT)).flatMap((branch): SkippedCheck[] => {
    const condition = tree.child(branch, k.F_CONDITION)
    const block = tree.child(branch, k.F_CONSEQUENCE)
    if (condition === NO_NODE || block === NO_NODE) return []
    const [given, verified, more] = operandsOf(tree, condition, 'and')
    if (given === undefined || verified === undefined || more !== undefined) return []
    const isNegated = tree.kind(verified) === k.K_NOT_OPERATOR
    if (!isNegated || !VERIFIES.test(tree.text(verified)) || !isHeader(checker, given)) return []
    if (!REFUSES.test(tree.text(block)) || tree.child(branch, k.F_ALTERNATIVE) !== NO_NODE)
      return []
    return isAskedElsewhere(checker, branch, given) ? [] : [{ branch, given }]
  })
}

function isHeader({ tree, facts }: Checker, node: Node): boolean {
  const value = tree.kind(node) === k.K_IDENTIFIER ? onlyValue(facts, node) : node
  return value !== NO_NODE && HEADER.test(tree.text(value))
}

/** `if not signature: return 401` beside it. */
function isAskedElsewhere({ tree, facts }: Checker, branch: Node, given: Node): boolean {
  const owner = facts.enclosingFunction(branch)
  if (owner === undefined) return true
  const text = tree.text(given)
  return Array.from(facts.nodesIn(owner.node, k.K_IF_STATEMENT)).some((other) => {
    if (other === branch) return false
    const condition = tree.child(other, k.F_CONDITION)
    return condition !== NO_NODE && tree.text(condition).includes(text)
  })
}
