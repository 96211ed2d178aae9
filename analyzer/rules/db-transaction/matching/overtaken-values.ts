// The greatest value so far: `if amount <= row.highest: raise` and `row.highest = amount`. The test
// looks at a copy, so that of two callers who both pass it the lower value may be written last.

import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { withoutParentheses } from '../../../matching/calls/calls.ts'
import { rowOrigin } from '../../../matching/rows/orm-rows.ts'
import { endsThere } from '../../../matching/rows/row-probes.ts'
import { isRowAttribute, isVersioned } from '../../../matching/rows/row-values.ts'
import { conditionOf } from '../../../matching/statements/branches.ts'
import { isReached, savedAfter } from '../../../matching/transactions/transactions.ts'
import {
  F_ALTERNATIVE,
  F_ATTRIBUTE,
  F_CONSEQUENCE,
  F_LEFT,
  F_OBJECT,
  F_RIGHT,
  K_ATTRIBUTE,
  K_COMPARISON_OPERATOR,
  K_IF_STATEMENT,
} from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import type { TestedCounter } from './tested-counters.ts'

/** Marks of time move on by themselves: whose write is last makes no difference. */
const TIME = /(?:^|_)(?:at|on|time|date|datetime|timestamp|seen|login|heartbeat|until)$/

/** The column that is given a value which a test compared with the loaded row. */
export function overtakenBy(checker: Checker, assignment: Node): TestedCounter | undefined {
  const { tree, facts } = checker
  const target = tree.child(assignment, F_LEFT)
  const value = tree.child(assignment, F_RIGHT)
  if (value === NO_NODE || !isRowAttribute(checker, target)) return undefined
  const column = tree.text(tree.child(target, F_ATTRIBUTE))
  const owner = facts.enclosingFunction(assignment)
  if (owner === undefined || TIME.test(column)) return undefined
  const test = comparisonOf(checker, owner, target, value)
  if (test === NO_NODE) return undefined
  const row = tree.child(target, F_OBJECT)
  const origin = rowOrigin(checker, row)
  if (origin?.kind !== 'loaded' && origin?.kind !== 'helper') return undefined
  if (origin.isLocked || isVersioned(checker, origin)) return undefined
  if (savedAfter(checker, owner, row, target, origin.isDjango) === NO_NODE) return undefined
  return { change: assignment, column, test, origin }
}

/** The comparison of the same column with the same value that the assignment depends on. */
function comparisonOf(checker: Checker, owner: FunctionFacts, target: Node, value: Node): Node {
  const { tree, facts } = checker
  const [written, given] = [tree.text(target), tree.text(withoutParentheses(tree, value))]
  const column = tree.child(target, F_ATTRIBUTE)
  for (const name of facts.identifiersNamed(tree.text(column))) {
    const read = tree.parent(name)
    if (name >= target || facts.enclosingFunction(name) !== owner) continue
    if (tree.kind(read) !== K_ATTRIBUTE || tree.text(read) !== written) continue
    const comparison = tree.parent(read)
    if (tree.kind(comparison) !== K_COMPARISON_OPERATOR) continue
    const [left, right, more] = tree.namedChildren(comparison)
    if (left === undefined || right === undefined || more !== undefined) continue
    const operator = tree.source.slice(tree.end(left), tree.start(right)).trim()
    if (!/^[<>]=?$/.test(operator)) continue
    if (tree.text(left === read ? right : left) !== given) continue
    if (decides(checker, owner, comparison, target)) return comparison
  }
  return NO_NODE
}

/** True where the assignment stands in a branch of the test, or behind one that leaves. */
function decides(checker: Checker, owner: FunctionFacts, test: Node, change: Node): boolean {
  const { tree } = checker
  const branch = tree.ancestor(test, K_IF_STATEMENT)
  if (branch === NO_NODE || !tree.contains(conditionOf(tree, branch), test)) return false
  const body = tree.child(branch, F_CONSEQUENCE)
  if (body === NO_NODE) return false
  if (tree.contains(body, change)) return true
  if (tree.childrenOf(branch, F_ALTERNATIVE).some((one) => tree.contains(one, change))) return true
  return endsThere(checker, body) && isReached(checker, owner, test, change)
}
