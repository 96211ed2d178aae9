// What a lock is called over the whole project, and which locks a file makes.

import { assignedValue } from '../facts/assigned-value.ts'
import type { FileFacts } from '../facts/file-facts.ts'
import { receiverAttribute } from '../facts/receivers.ts'
import { type LockKind, lockKind } from '../matching/shared-state/lock-constructors.ts'
import { K_ASSIGNMENT, K_ATTRIBUTE, K_CALL, K_IDENTIFIER, K_NONE } from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'

export interface LockName {
  /** The same for the same lock in all files; for `self.x` one key for all objects of the class. */
  readonly key: string
  readonly isOfObject: boolean
  /** Class and name of `self.x` and `cls.x`: a base class may be the one that makes it. */
  readonly field?: { readonly symbol: string; readonly name: string }
}

/** What a file says of a lock: its kind, or of which other lock it is a view. */
export type MadeLock = LockKind | { readonly sameAs: LockName }

/** The name of the lock that an expression is; undefined where another call has another one. */
export function lockName(facts: FileFacts, node: Node): LockName | undefined {
  const { tree } = facts
  const own = receiverAttribute(facts, node)
  const home = facts.moduleName
  if (own !== undefined) {
    const { symbol } = own.class
    return {
      key: `${home}.${symbol}.${own.name}`,
      isOfObject: !own.isClass,
      field: { symbol, name: own.name },
    }
  }
  const kind = tree.kind(node)
  if (kind === K_ATTRIBUTE) return imported(facts, node)
  if (kind !== K_IDENTIFIER) return undefined
  const binding = facts.resolve(node)
  const scope = binding?.scope
  if (binding?.kind === 'import') return imported(facts, node)
  if (scope?.kind === 'module') return { key: `${home}.${binding?.name}`, isOfObject: false }
  if (scope?.kind === 'function') {
    // `lock = self.lock` is that lock.
    const [only, second] = binding?.definitions ?? []
    const value = only && second === undefined ? assignedValue(tree, only.node) : NO_NODE
    return value !== NO_NODE && tree.kind(value) === K_ATTRIBUTE
      ? lockName(facts, value)
      : undefined
  }
  // A lock in a class body belongs to the class.
  const owner = scope?.kind === 'class' ? facts.classAt(scope.node)?.symbol : undefined
  return owner === undefined
    ? undefined
    : { key: `${home}.${owner}.${binding?.name}`, isOfObject: false }
}

function imported(facts: FileFacts, node: Node): LockName | undefined {
  const name = facts.qualifiedName(node)
  if (name === undefined) return undefined
  const key = name.startsWith('.') ? facts.moduleName + name : name
  return { key, isOfObject: false }
}

/** The locks that a file makes, by key. */
export function locksMadeIn(facts: FileFacts): Readonly<Record<string, MadeLock>> {
  const { tree } = facts
  const made: Record<string, MadeLock> = {}
  const others: Node[] = []
  for (const node of facts.nodesOfKind(K_ASSIGNMENT)) {
    const target = tree.firstChild(node)
    const value = assignedValue(tree, target)
    const one = value === NO_NODE ? undefined : madeLock(facts, value)
    const key = one && lockName(facts, target)?.key
    if (one === undefined || key === undefined) {
      if (value !== NO_NODE && tree.kind(value) !== K_NONE) others.push(target)
      continue
    }
    // Where two kinds may lie there, the one that asks less counts.
    made[key] = made[key] === undefined || made[key] === one ? one : 'reentrant'
  }
  const names = new Set(Object.keys(made).map((key) => key.slice(key.lastIndexOf('.') + 1)))
  if (names.size === 0) return made
  for (const target of others) {
    const text = tree.text(target)
    if (!names.has(text.slice(text.lastIndexOf('.') + 1))) continue
    if (facts.reach(target) === 'local') continue
    const key = lockName(facts, target)?.key
    // What is handed in instead may be a lock of any kind.
    if (key !== undefined && made[key] === 'lock') made[key] = 'reentrant'
  }
  return made
}

function madeLock(facts: FileFacts, value: Node): MadeLock | undefined {
  const { tree } = facts
  if (tree.kind(value) !== K_CALL) return undefined
  const name = facts.calleeName(value)
  const kind = lockKind(name) ?? lockKind(factoryOf(facts, value))
  const [given] = facts.arguments(value)
  if (given === undefined || !name?.endsWith('.Condition')) return kind
  // A condition around a lock is that lock.
  const same = lockName(facts, given.value)
  if (same !== undefined) return { sameAs: same }
  const inner = tree.kind(given.value) === K_CALL ? madeLock(facts, given.value) : undefined
  return inner ?? 'semaphore'
}

/** What makes the value of a field of a data class. */
function factoryOf(facts: FileFacts, call: Node): string | undefined {
  for (const one of facts.arguments(call)) {
    if (one.name === 'default_factory' || one.name === 'factory') {
      return facts.qualifiedName(one.value)
    }
  }
  return undefined
}
