// Whether a node stands where a lock is held: in a `with` block, or a `try` that releases it.

import type { FileFacts } from '../facts/file-facts.ts'
import {
  F_BODY,
  F_VALUE,
  K_AS_PATTERN,
  K_CALL,
  K_FINALLY_CLAUSE,
  K_FUNCTION_DEFINITION,
  K_LAMBDA,
  K_TRY_STATEMENT,
  K_WITH_CLAUSE,
  K_WITH_ITEM,
  K_WITH_STATEMENT,
} from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { calleeName, receiverOf } from './calls.ts'

const LOCK_NAME =
  /lock|mutex|semaphore|(?:^|[._])sem(?:$|[._(])|(?:^|[._])cond(?:ition)?(?:$|[._(])|critical|exclusive|serial/i

/**
 * The expression of the innermost lock around a node in its own function, NO_NODE if none. The lock
 * of a `try` stands behind the node, that of a `with` before it.
 */
export function heldLock(facts: FileFacts, node: Node): Node {
  const { tree } = facts
  for (let inner = node, at = tree.parent(node); at !== NO_NODE; inner = at, at = tree.parent(at)) {
    const kind = tree.kind(at)
    if (kind === K_FUNCTION_DEFINITION || kind === K_LAMBDA) return NO_NODE
    if (tree.fieldOf(inner) !== F_BODY) continue
    let lock: Node = NO_NODE
    if (kind === K_WITH_STATEMENT) lock = lockOf(facts, at)
    if (kind === K_TRY_STATEMENT) lock = releasedLock(facts, at)
    if (lock !== NO_NODE) return lock
  }
  return NO_NODE
}

function lockOf(facts: FileFacts, statement: Node): Node {
  const { tree } = facts
  const clause = tree.childOfKind(statement, K_WITH_CLAUSE)
  if (clause === NO_NODE) return NO_NODE
  for (const item of tree.namedChildren(clause)) {
    if (tree.kind(item) !== K_WITH_ITEM) continue
    let value = tree.child(item, F_VALUE)
    if (value === NO_NODE) continue
    if (tree.kind(value) === K_AS_PATTERN) value = tree.firstChild(value)
    if (LOCK_NAME.test(tree.text(value))) return value
  }
  return NO_NODE
}

/** The lock that the `finally` of a `try` releases: it was acquired before the `try`. */
function releasedLock(facts: FileFacts, statement: Node): Node {
  const { tree } = facts
  const clause = tree.childOfKind(statement, K_FINALLY_CLAUSE)
  if (clause === NO_NODE) return NO_NODE
  for (let node = clause; node < tree.endOfSubtree(clause); node += 1) {
    if (tree.kind(node) !== K_CALL || calleeName(tree, node) !== 'release') continue
    const receiver = receiverOf(tree, node)
    if (receiver !== NO_NODE) return receiver
  }
  return NO_NODE
}
