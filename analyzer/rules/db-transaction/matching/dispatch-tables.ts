// Functions that are chosen by a key: `ACTIONS[name](order)`, with `ACTIONS = {'pay': pay, ...}`.
import type { Checker } from '../../../engine/checker.ts'
import { onlyValue } from '../../../facts/assigned-value.ts'
import { calleeName, receiverOf } from '../../../matching/calls/calls.ts'
import type { ProjectFunction } from '../../../project/values.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** The functions of the table that a call takes its callee from; none for every other call. */
export function functionsInTable(checker: Checker, call: Node): readonly ProjectFunction[] {
  const { tree } = checker
  const table = tableOf(checker, tree.callee(call), 0)
  if (table === NO_NODE) return []
  return tree.namedChildren(table).flatMap((pair) => {
    if (tree.kind(pair) !== k.K_PAIR) return []
    const value = checker.valueOf(tree.child(pair, k.F_VALUE))
    return value?.kind === 'function' ? [value.function] : []
  })
}

/** The dictionary behind `TABLE[key]`, `TABLE.get(key)`, or a local that holds what was chosen. */
function tableOf(checker: Checker, callee: Node, depth: number): Node {
  const { tree, facts } = checker
  if (callee === NO_NODE || depth > 1) return NO_NODE
  const kind = tree.kind(callee)
  if (kind === k.K_SUBSCRIPT) return dictionaryOf(checker, tree.child(callee, k.F_VALUE))
  if (kind === k.K_CALL) {
    const isGet = calleeName(tree, callee) === 'get'
    return isGet ? dictionaryOf(checker, receiverOf(tree, callee)) : NO_NODE
  }
  if (kind !== k.K_IDENTIFIER || facts.reach(callee) !== 'local') return NO_NODE
  return tableOf(checker, onlyValue(facts, callee), depth + 1)
}

/** The dictionary that a name is bound to once. */
function dictionaryOf({ tree, facts }: Checker, node: Node): Node {
  if (node === NO_NODE || tree.kind(node) !== k.K_IDENTIFIER) return NO_NODE
  const value = onlyValue(facts, node)
  return value !== NO_NODE && tree.kind(value) === k.K_DICTIONARY ? value : NO_NODE
}
