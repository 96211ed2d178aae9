// Calls that read and write documents of MongoDB: of pymongo, motor and what looks like them.
import type { Checker } from '../../../engine/checker.ts'
import { onlyValue } from '../../../facts/assigned-value.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { stringValue } from '../../../facts/strings.ts'
import { bare } from '../../../matching/calls/call-chains.ts'
import { calleeName, positionalArgument, receiverOf } from '../../../matching/calls/calls.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface DocumentCall {
  readonly call: Node
  readonly method: string
  /** As written: `db.users`. */
  readonly collection: string
  readonly owner: FunctionFacts
  /** The first argument: a filter, or the document that is inserted. */
  readonly first: Node
  /** The second one: the change, or the document that replaces. */
  readonly second: Node
}

const METHODS = /^(?:find_one|count_documents|insert_one|update_one|replace_one)$/
/** A transaction of the server: the second of two that meet is refused. */
const TRANSACTION = /\bstart_transaction\(|\bwith_transaction\(|\bsession\s*=/

/** All of a file, outside of transactions, in its order. */
export function documentCalls(checker: Checker): readonly DocumentCall[] {
  return checker.once(KEY, () => {
    const { tree, facts } = checker
    if (!/\b(?:find_one|count_documents)\(/.test(tree.source)) return []
    return [...facts.calls].flatMap((call) => {
      const method = calleeName(tree, call)
      if (!METHODS.test(method)) return []
      const owner = facts.enclosingFunction(call)
      const receiver = receiverOf(tree, call)
      if (owner === undefined || receiver === NO_NODE) return []
      if (TRANSACTION.test(tree.spelled(owner.node))) return []
      const first = positionalArgument(tree, call, 0)
      const second = positionalArgument(tree, call, 1)
      return [{ call, method, collection: tree.text(receiver), owner, first, second }]
    })
  })
}

const KEY = {}

/** The entries of a dictionary that is written out, in place or behind a name; empty for others. */
export function entriesOf(
  checker: Checker,
  expression: Node,
): readonly { readonly key: string; readonly value: Node }[] {
  const { tree } = checker
  const node = displayOf(checker, expression)
  if (node === NO_NODE || tree.kind(node) !== k.K_DICTIONARY) return []
  return tree.namedChildren(node).flatMap((pair) => {
    if (tree.kind(pair) !== k.K_PAIR) return []
    const key = stringValue(tree, tree.child(pair, k.F_KEY))
    return key === undefined ? [] : [{ key, value: tree.child(pair, k.F_VALUE) }]
  })
}

/** What a name stands for if it is given one value, else the expression itself. */
export function displayOf(checker: Checker, expression: Node): Node {
  if (expression === NO_NODE) return NO_NODE
  const node = bare(checker, expression)
  if (node === NO_NODE || checker.tree.kind(node) !== k.K_IDENTIFIER) return node
  const value = onlyValue(checker.facts, node)
  return value === NO_NODE ? node : bare(checker, value)
}
