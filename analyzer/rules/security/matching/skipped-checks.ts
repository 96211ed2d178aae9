// Checks that run only where the client has sent what is checked: `if signature and not verify(signature)`.

import type { Checker } from '../../../engine/checker.ts'
import { onlyValue } from '../../../facts/assigned-value.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { conditionOf, operandsOf } from '../../../matching/statements/branches.ts'
import { statementsOf } from '../../../matching/statements/statements.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

const HEADER = /\bheaders(?:\.get\(|\[)\s*['"][\w-]*(?:sign|token|auth|hmac|secret|key)[\w-]*['"]/i
const VERIFIES = /(?:verif|valid|check|compare_digest|constant_time|is_signed|signed)/i
const REFUSES = /\b(?:40[013]|abort|raise|Forbidden|Unauthorized|PermissionDenied|Response)\b/

const DENIES = /\b(?:40[013]|abort|raise|False|Forbidden|Unauthorized|PermissionDenied)\b/

/** What a caller shows to prove who it is, handed to a function that says whether it is right. */
const PROOF = /(?:^|_)(?:sign(?:ature|ed)?|hmac|digest|tokens?|mac|api_?key|key|secret)(?:_|$)/i
const ANSWERING =
  /(?:^|_)(?:verif\w*|valid\w*|check\w*|auth\w*|allow\w*|ok|is|signature|trusted)(?:_|$)/i
const COMPARES = /\b(?:compare_digest|constant_time_compare|verify\w*)\(/
const OPTIONAL = /\bNone\b|\bOptional\b/

export interface SkippedCheck {
  readonly branch: Node
  /** What the client may leave out. */
  readonly given: Node
}

/** All of a file that turn callers away in their block, and have no other way for those who send nothing. */
export function skippedChecks(checker: Checker): readonly SkippedCheck[] {
  const { tree, facts } = checker
  if (!/\bheaders\b|\bcompare_digest\b|\bverify/.test(tree.source)) return []
  return Array.from(facts.nodesOfKind(k.K_IF_STATEMENT)).flatMap((branch): SkippedCheck[] => {
    const condition = conditionOf(tree, branch)
    const block = tree.child(branch, k.F_CONSEQUENCE)
    if (condition === NO_NODE || block === NO_NODE) return []
    const waved = wavedThrough(checker, branch, condition, block)
    if (waved !== undefined) return [{ branch, given: waved }]
    const [given, verified, more] = operandsOf(tree, condition, 'and')
    if (given === undefined || verified === undefined || more !== undefined) return []
    const isNegated = tree.kind(verified) === k.K_NOT_OPERATOR
    if (!isNegated || !VERIFIES.test(tree.spelled(verified))) return []
    const [other, third] = tree.childrenOf(branch, k.F_ALTERNATIVE)
    if (third !== undefined || (other !== undefined && tree.kind(other) !== k.K_ELSE_CLAUSE)) {
      return []
    }
    const rest = other === undefined ? NO_NODE : tree.child(other, k.F_BODY)
    if (rest !== NO_NODE && DENIES.test(tree.spelled(rest))) return []
    const owner = facts.enclosingFunction(branch)
    const end = rest === NO_NODE && owner !== undefined ? owner.body : rest
    const isAnswered = owner !== undefined && answersYes(checker, owner, block, end)
    const isGiven = isHeader(checker, given) || (isAnswered && isLeftOut(checker, owner, given))
    if (!isGiven || (!isAnswered && !REFUSES.test(tree.spelled(block)))) return []
    return isAskedElsewhere(checker, branch, given) ? [] : [{ branch, given }]
  })
}

/** `return False` in the block of a check whose last word is `return True`. */
function answersYes({ tree }: Checker, owner: FunctionFacts, block: Node, end: Node): boolean {
  if (!ANSWERING.test(owner.name)) return false
  const returned = (statement: Node | undefined) => {
    if (statement === undefined || tree.kind(statement) !== k.K_RETURN_STATEMENT) return NO_NODE
    return statementsOf(tree, statement)[0] ?? NO_NODE
  }
  const no = returned(statementsOf(tree, block).at(-1))
  const yes = returned(statementsOf(tree, end).at(-1))
  return (
    no !== NO_NODE && yes !== NO_NODE && tree.kind(no) === k.K_FALSE && tree.kind(yes) === k.K_TRUE
  )
}

/**
 * `if signature is None: return True` in a check that compares the signature further down, or `if
 * signature: return compare(...)` with an `else` that says yes.
 */
function wavedThrough(
  checker: Checker,
  branch: Node,
  condition: Node,
  block: Node,
): Node | undefined {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(branch)
  if (owner === undefined || !ANSWERING.test(owner.name)) return undefined
  const isAbsent = /^not\s+\w+$|\bis\s+None$/.test(tree.spelled(condition))
  const isPresent = /^\w+$|\bis\s+not\s+None$/.test(tree.spelled(condition))
  const [other, third] = tree.childrenOf(branch, k.F_ALTERNATIVE)
  const rest = other === undefined || third !== undefined ? NO_NODE : tree.child(other, k.F_BODY)
  const passing = isAbsent ? block : isPresent ? rest : NO_NODE
  if (passing === NO_NODE) return undefined
  const [only, more] = statementsOf(tree, passing)
  if (only === undefined || more !== undefined || tree.kind(only) !== k.K_RETURN_STATEMENT) {
    return undefined
  }
  const [answer] = statementsOf(tree, only)
  if (answer === undefined || tree.kind(answer) !== k.K_TRUE) return undefined
  const given =
    tree.kind(condition) === k.K_IDENTIFIER ? condition : statementsOf(tree, condition)[0]
  if (given === undefined) return undefined
  const later = isAbsent
    ? tree.source.slice(tree.end(block), tree.end(owner.node))
    : tree.text(block)
  if (!COMPARES.test(later) || !later.includes(tree.text(given))) return undefined
  return isHeader(checker, given) || isLeftOut(checker, owner, given) ? given : undefined
}

/** A parameter for the proof that may be `None`. */
function isLeftOut(checker: Checker, owner: FunctionFacts, given: Node): boolean {
  const { tree } = checker
  if (tree.kind(given) !== k.K_IDENTIFIER || !PROOF.test(tree.spelled(given))) return false
  const own = owner.parameters.find(({ name }) => name === tree.text(given))
  if (own === undefined || !OPTIONAL.test(tree.spelled(own.node))) return false
  return !isAskedByCallers(checker, owner)
}

/** `if not signature: raise ...` wherever this file calls the check. */
function isAskedByCallers({ tree, facts }: Checker, check: FunctionFacts): boolean {
  const calls = facts.calls.filter(
    (call) => tree.text(facts.callee(call)).split('.').at(-1) === check.name,
  )
  return (
    calls.length > 0 &&
    calls.every((call) => {
      const caller = facts.enclosingFunction(call)
      const body = caller === undefined ? '' : tree.text(caller.node)
      return facts.arguments(call).some(({ value }) => {
        const name = tree.text(value)
        return (
          /^\w+$/.test(name) && new RegExp(`\\bnot ${name}\\b|\\b${name} is None\\b`).test(body)
        )
      })
    })
  )
}

function isHeader({ tree, facts }: Checker, node: Node): boolean {
  const value = tree.kind(node) === k.K_IDENTIFIER ? onlyValue(facts, node) : node
  return value !== NO_NODE && HEADER.test(tree.spelled(value))
}

/** `if not signature: return 401` beside it. */
function isAskedElsewhere({ tree, facts }: Checker, branch: Node, given: Node): boolean {
  const owner = facts.enclosingFunction(branch)
  if (owner === undefined) return true
  const text = tree.text(given)
  return Array.from(facts.nodesIn(owner.node, k.K_IF_STATEMENT)).some((other) => {
    if (other === branch) return false
    const condition = conditionOf(tree, other)
    return condition !== NO_NODE && tree.text(condition).includes(text)
  })
}
