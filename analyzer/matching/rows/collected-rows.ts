// Rows that a comprehension collects: `{row.sku: row for row in query}`, and what is taken out of it.
import type { Checker } from '../../engine/checker.ts'
import { onlyValue } from '../../facts/assigned-value.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { calleeName, receiverOf, withoutParentheses } from '../calls/calls.ts'

const COMPREHENSIONS: ReadonlySet<number> = new Set([
  k.K_DICTIONARY_COMPREHENSION,
  k.K_LIST_COMPREHENSION,
  k.K_SET_COMPREHENSION,
])

/** What a comprehension goes through whose items are the loop's own; NO_NODE for any other expression. */
export function collectedFrom({ tree }: Checker, node: Node): Node {
  if (!COMPREHENSIONS.has(tree.kind(node))) return NO_NODE
  const clauses = tree.namedChildren(node).filter((one) => tree.kind(one) === k.K_FOR_IN_CLAUSE)
  const [clause, more] = clauses
  if (clause === undefined || more !== undefined) return NO_NODE
  const body = tree.child(node, k.F_BODY)
  if (body === NO_NODE) return NO_NODE
  const item = tree.kind(body) === k.K_PAIR ? tree.child(body, k.F_VALUE) : body
  const target = tree.child(clause, k.F_LEFT)
  if (tree.kind(target) !== k.K_IDENTIFIER || tree.text(item) !== tree.text(target)) return NO_NODE
  return tree.child(clause, k.F_RIGHT)
}

/** The collection that `rows.get(sku)`, `rows.pop(sku)` and `rows.values()` of such a dictionary ask; else NO_NODE. */
export function askedCollection({ tree, facts }: Checker, call: Node): Node {
  if (!/^(?:get|pop|values)$/.test(calleeName(tree, call))) return NO_NODE
  const receiver = receiverOf(tree, call)
  if (receiver === NO_NODE || tree.kind(receiver) !== k.K_IDENTIFIER) return NO_NODE
  const value = onlyValue(facts, receiver)
  if (value === NO_NODE) return NO_NODE
  const isKept = tree.kind(withoutParentheses(tree, value)) === k.K_DICTIONARY_COMPREHENSION
  return isKept ? receiver : NO_NODE
}
