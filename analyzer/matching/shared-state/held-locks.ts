// Whether a node stands where a lock is held: in a `with` block, or a `try` that releases it.

import { assignedValue } from '../../facts/assigned-value.ts'
import { keptAttribute } from '../../facts/called-names.ts'
import type { FileFacts } from '../../facts/file-facts.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import {
  F_ATTRIBUTE,
  F_BODY,
  F_VALUE,
  K_AS_PATTERN,
  K_ATTRIBUTE,
  K_BLOCK,
  K_CALL,
  K_DECORATED_DEFINITION,
  K_DECORATOR,
  K_FINALLY_CLAUSE,
  K_FUNCTION_DEFINITION,
  K_IDENTIFIER,
  K_LAMBDA,
  K_TRY_STATEMENT,
  K_WITH_CLAUSE,
  K_WITH_ITEM,
  K_WITH_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { argumentsOf, calleeName, receiverOf } from '../calls/calls.ts'
import { expressionOf } from '../statements/statements.ts'
import { isLockConstructor, lockKind } from './lock-constructors.ts'

const LOCK_NAME =
  /lock|mutex|semaphore|(?:^|[._])sem(?:$|[._(])|(?:^|[._])cond(?:ition)?(?:$|[._(])|critical|exclusive|serial/i

/**
 * The expression of the innermost lock around a node in its own function, NO_NODE if none. The lock
 * of a `try` stands behind the node, that of a `with` before it.
 */
export function heldLock(facts: FileFacts, node: Node): Node {
  for (const lock of heldLocks(facts, node)) return lock
  return NO_NODE
}

/** All locks around a node in its own function, the innermost first. */
export function* heldLocks(facts: FileFacts, node: Node): Generator<Node> {
  const { tree } = facts
  const acquires =
    facts.identifiersNamed('acquire').length + facts.identifiersNamed('enter_context').length > 0
  for (let inner = node, at = tree.parent(node); at > NO_NODE; inner = at, at = tree.parent(at)) {
    const kind = tree.kind(at)
    if (kind === K_FUNCTION_DEFINITION) {
      const lock = lockingDecorator(facts, at)
      if (lock !== NO_NODE) yield lock
      return
    }
    if (kind === K_LAMBDA) return
    if (kind === K_BLOCK && acquires) {
      const lock = acquiredBefore(facts, at, inner)
      if (lock !== NO_NODE) yield lock
    }
    if (tree.fieldOf(inner) !== F_BODY) continue
    if (kind === K_WITH_STATEMENT) yield* locksOf(facts, at)
    if (kind === K_TRY_STATEMENT) {
      const lock = releasedLock(facts, at)
      if (lock !== NO_NODE) yield lock
    }
  }
}

/** `@synchronized` and the like hold a lock around the whole call. */
function lockingDecorator({ tree }: FileFacts, definition: Node): Node {
  const decorated = tree.parent(definition)
  if (decorated === NO_NODE || tree.kind(decorated) !== K_DECORATED_DEFINITION) return NO_NODE
  for (const decorator of tree.namedChildren(decorated)) {
    if (tree.kind(decorator) !== K_DECORATOR) continue
    const name = tree.namedChildren(decorator)[0] ?? NO_NODE
    if (
      name !== NO_NODE &&
      /synchroni[sz]ed|(?:^|_|\.)lock(?:ed|ing)?(?:$|_|\()/i.test(tree.spelled(name))
    )
      return name
  }
  return NO_NODE
}

/** `lock.acquire()` as a statement above in the same block, and no `release()` since. */
function acquiredBefore(facts: FileFacts, block: Node, inner: Node): Node {
  const { tree } = facts
  let lock: Node = NO_NODE
  for (const statement of tree.namedChildren(block)) {
    if (statement >= inner) break
    if (lock !== NO_NODE && tree.kind(statement) === K_TRY_STATEMENT) {
      // What a `try` above released is no longer held.
      const released = releasedLock(facts, statement)
      if (released !== NO_NODE && tree.text(released) === tree.text(lock)) lock = NO_NODE
    }
    const call = expressionOf(tree, statement)
    if (call === NO_NODE || tree.kind(call) !== K_CALL) continue
    const receiver = keptAttribute(facts, receiverOf(tree, call))
    if (receiver === NO_NODE) continue
    const name = calleeName(tree, call)
    if (name === 'enter_context') {
      const entered = argumentsOf(tree, call)[0]?.value
      if (entered !== undefined && isLock(facts, entered)) lock = entered
    } else if (name === 'acquire' && isLock(facts, receiver)) lock = receiver
    else if (name === 'release' && lock !== NO_NODE && tree.text(receiver) === tree.text(lock)) {
      lock = NO_NODE
    }
  }
  return lock
}

/** True if every call of a private function in this file is made under a lock. */
export function isCalledWithLock(facts: FileFacts, one: FunctionFacts): boolean {
  if (!one.name.startsWith('_')) return false
  const { tree } = facts
  let calls = 0
  for (const identifier of facts.identifiersNamed(one.name)) {
    const parent = tree.parent(identifier)
    const callee = tree.kind(parent) === K_ATTRIBUTE ? parent : identifier
    const call = tree.parent(callee)
    if (tree.kind(parent) === K_FUNCTION_DEFINITION) continue
    if (tree.kind(call) !== K_CALL || facts.callee(call) !== callee) return false
    if (heldLock(facts, call) === NO_NODE) return false
    calls += 1
  }
  return calls > 0
}

/** A lock by its name, or by what this file gives the variable or the field. */
function isLock(facts: FileFacts, expression: Node): boolean {
  const makers = makersOf(facts, expression)
  if (makers.some((call) => admitsSeveral(facts, call))) return false
  return LOCK_NAME.test(facts.tree.spelled(expression)) || makers.length > 0
}

/** The calls of this file that make a lock for a variable or a field. */
function makersOf(facts: FileFacts, expression: Node): readonly Node[] {
  const { tree } = facts
  const kind = tree.kind(expression)
  if (kind === K_IDENTIFIER) {
    const definitions = facts.resolve(expression)?.definitions ?? []
    return definitions.flatMap(({ node }) => makingCall(facts, node) ?? [])
  }
  if (kind !== K_ATTRIBUTE) return []
  // `self.guard` and `cls.guard`: given in the body of the class or in a method.
  const name = tree.child(expression, F_ATTRIBUTE)
  const owner = facts.enclosingClass(expression)
  if (name === NO_NODE || owner === undefined) return []
  return Array.from(facts.identifiersNamed(facts.name(name)))
    .filter((one) => tree.contains(owner.node, one))
    .flatMap((one) => {
      const target = tree.fieldOf(one) === F_ATTRIBUTE ? tree.parent(one) : one
      return makingCall(facts, target) ?? []
    })
}

function makingCall(facts: FileFacts, target: Node): Node | undefined {
  const value = assignedValue(facts.tree, target)
  if (value === NO_NODE || facts.tree.kind(value) !== K_CALL) return undefined
  return isLockConstructor(facts.calleeName(value)) ? value : undefined
}

/** `Semaphore(8)`: who holds it is not alone. Without a number it lets one in. */
function admitsSeveral(facts: FileFacts, call: Node): boolean {
  if (lockKind(facts.calleeName(call)) !== 'semaphore') return false
  const [limit] = facts.arguments(call)
  return limit !== undefined && facts.tree.text(limit.value) !== '1'
}

function* locksOf(facts: FileFacts, statement: Node): Generator<Node> {
  const { tree } = facts
  const clause = tree.childOfKind(statement, K_WITH_CLAUSE)
  if (clause === NO_NODE) return
  for (const item of tree.namedChildren(clause)) {
    if (tree.kind(item) !== K_WITH_ITEM) continue
    let value = tree.child(item, F_VALUE)
    if (value === NO_NODE) continue
    if (tree.kind(value) === K_AS_PATTERN) value = tree.firstChild(value)
    const lock = keptAttribute(facts, value)
    if (isLock(facts, lock)) yield lock
  }
}

/** A lock; buffers and marks have a `release` as well. */
function isReleasable(facts: FileFacts, receiver: Node, statement: Node): boolean {
  if (isLock(facts, receiver)) return true
  const { tree } = facts
  const owner = tree.ancestor(statement, K_FUNCTION_DEFINITION)
  const acquire = `${tree.text(receiver)}.acquire(`
  return tree.source.slice(tree.start(Math.max(owner, 0)), tree.end(statement)).includes(acquire)
}

/** The lock that the `finally` of a `try` releases: it was acquired before the `try`. */
function releasedLock(facts: FileFacts, statement: Node): Node {
  const { tree } = facts
  const clause = tree.childOfKind(statement, K_FINALLY_CLAUSE)
  if (clause === NO_NODE) return NO_NODE
  for (let node = clause; node < tree.endOfSubtree(clause); node += 1) {
    if (tree.kind(node) !== K_CALL || calleeName(tree, node) !== 'release') continue
    const receiver = keptAttribute(facts, receiverOf(tree, node))
    if (receiver !== NO_NODE && isReleasable(facts, receiver, statement)) return receiver
  }
  return NO_NODE
}
