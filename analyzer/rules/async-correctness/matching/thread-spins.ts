// Loops of sync code that ask for work without a pause: where there is none they take a whole core.
import type { Checker } from '../../../engine/checker.ts'
import { receiverAttribute } from '../../../facts/receivers.ts'
import {
  argumentsOf,
  calleeName,
  receiverOf,
  withoutParentheses,
} from '../../../matching/calls/calls.ts'
import {
  conditionOf,
  consequenceOf,
  hasAlternative,
  negatedOf,
} from '../../../matching/statements/branches.ts'
import { bodyOf, statementsOf } from '../../../matching/statements/statements.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** Questions that are answered at once. */
const ASKING = /^(?:empty|qsize|len|is_set|isSet|is_alive|bool)$/

/** What a loop asks for again and again with nothing that waits; NO_NODE for other loops. */
export function spunOn(checker: Checker, loop: Node): Node {
  const { tree } = checker
  const condition = conditionOf(tree, loop)
  if (condition === NO_NODE || !asksOnly(checker, condition)) return NO_NODE
  const statements = statementsOf(tree, bodyOf(tree, loop))
  const [first, second] = statements
  if (first === undefined) return NO_NODE
  if (tree.kind(first) === k.K_TRY_STATEMENT)
    return takenAtOnce(checker, first, second !== undefined)
  const choice = second === undefined ? inLock(checker, first) : NO_NODE
  if (choice === NO_NODE || tree.kind(choice) !== k.K_IF_STATEMENT) return NO_NODE
  if (hasAlternative(tree, choice) || consequenceOf(tree, choice).length === 0) return NO_NODE
  const asked = conditionOf(tree, choice)
  const container = asksOnly(checker, asked) ? containerIn(checker, asked) : NO_NODE
  if (container === NO_NODE || tree.text(condition).includes(tree.text(container))) return NO_NODE
  // What it asks for is what it works on, not a switch.
  const isUsed = consequenceOf(tree, choice).some((one) =>
    tree.text(one).includes(`${tree.text(container)}.`),
  )
  return isUsed ? container : NO_NODE
}

/** True where every call is a question that is answered at once. */
function asksOnly({ tree, facts }: Checker, expression: Node): boolean {
  return (
    Array.from(facts.callsIn(expression)).every((call) => ASKING.test(calleeName(tree, call))) &&
    !/\bawait\b/.test(tree.text(expression))
  )
}

/** The only statement of `with self.lock:`, or the statement itself. */
function inLock({ tree }: Checker, statement: Node): Node {
  if (tree.kind(statement) !== k.K_WITH_STATEMENT) return statement
  if (tree.text(tree.childOfKind(statement, k.K_WITH_CLAUSE)).includes('(')) return NO_NODE
  const [only, more] = statementsOf(tree, tree.child(statement, k.F_BODY))
  return only === undefined || more !== undefined ? NO_NODE : only
}

/** `self.queue` of `self.queue`, `len(self.queue) > 0` and `not self.queue.empty()`. */
function containerIn(checker: Checker, condition: Node): Node {
  const { tree, facts } = checker
  const node = withoutParentheses(tree, condition)
  const negated = negatedOf(tree, node)
  if (negated !== NO_NODE) {
    const isEmpty = tree.kind(negated) === k.K_CALL && calleeName(tree, negated) === 'empty'
    return isEmpty ? containerIn(checker, receiverOf(tree, negated)) : NO_NODE
  }
  switch (tree.kind(node)) {
    case k.K_COMPARISON_OPERATOR: {
      const [left = NO_NODE] = tree.namedChildren(node)
      const isCounted =
        tree.kind(left) === k.K_CALL && /^(?:len|qsize)$/.test(calleeName(tree, left))
      return isCounted ? containerIn(checker, left) : NO_NODE
    }
    case k.K_CALL: {
      const name = calleeName(tree, node)
      if (name === 'len') return containerIn(checker, argumentsOf(tree, node)[0]?.value ?? NO_NODE)
      return name === 'qsize' ? containerIn(checker, receiverOf(tree, node)) : NO_NODE
    }
    case k.K_ATTRIBUTE:
      return receiverAttribute(facts, node) === undefined ? NO_NODE : node
    case k.K_IDENTIFIER:
      return facts.resolve(node)?.scope?.kind === 'module' ? node : NO_NODE
  }
  return NO_NODE
}

/** `try: item = queue.get_nowait()` with nothing but `except Empty: continue`. */
function takenAtOnce({ tree, facts }: Checker, attempt: Node, isFollowed: boolean): Node {
  const taking = Array.from(facts.callsIn(tree.child(attempt, k.F_BODY))).find((call) => {
    const name = calleeName(tree, call)
    const isNow =
      name === 'get' &&
      argumentsOf(tree, call).some(
        (one) => /^(?:block)?$/.test(one.name ?? '') && tree.kind(one.value) === k.K_FALSE,
      )
    return name === 'get_nowait' || isNow
  })
  if (taking === undefined) return NO_NODE
  const others = tree.namedChildren(attempt).filter((one) => one !== tree.child(attempt, k.F_BODY))
  const isIdle = others.every((clause) => {
    if (tree.kind(clause) !== k.K_EXCEPT_CLAUSE) return false
    const [only, more] = statementsOf(tree, tree.childOfKind(clause, k.K_BLOCK))
    const kind = only === undefined || more !== undefined ? NO_NODE : tree.kind(only)
    return kind === k.K_CONTINUE_STATEMENT || (kind === k.K_PASS_STATEMENT && !isFollowed)
  })
  return isIdle && others.length > 0 ? taking : NO_NODE
}
