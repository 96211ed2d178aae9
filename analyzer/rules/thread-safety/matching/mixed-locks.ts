// State that one lock guards in some places and another one elsewhere: two holders keep nobody out.
import type { Checker } from '../../../engine/checker.ts'
import { assignedValue } from '../../../facts/assigned-value.ts'
import type { ClassFacts } from '../../../facts/classes.ts'
import { receiverAttribute } from '../../../facts/receivers.ts'
import { ALONE } from '../../../matching/shared-state/field-writes.ts'
import { heldLocks } from '../../../matching/shared-state/held-locks.ts'
import { isCalledUnderLock } from '../../../matching/shared-state/lock-callers.ts'
import { lockKind } from '../../../matching/shared-state/lock-constructors.ts'
import { isMadeForThreads } from '../../../matching/shared-state/lock-exempt-writes.ts'
import { usageOf } from '../../../matching/shared-state/mutation.ts'
import { updatedPlace } from '../../../matching/shared-state/read-modify-write.ts'
import { valueBehind } from '../../../matching/values/named-values.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import { isMadeOnce } from './single-instances.ts'
import { isOfOneThread } from './thread-locals.ts'

/** A change under a lock that others do not take for the same state. */
export interface MixedLock {
  readonly node: Node
  /** The lock around it, as written. */
  readonly lock: string
  /** A change under the other lock; NO_NODE where each object brings a lock of its own. */
  readonly witness: Node
  readonly otherLock: string
  /** True where what is written is made of the old value, or a collection is changed. */
  readonly isUpdate: boolean
}

interface Change {
  readonly node: Node
  /** The names of the locks around it, as keys of the places that hold them. */
  readonly locks: readonly string[]
  readonly text: string
}

/** All of a file. */
export function mixedLocks(checker: Checker): readonly MixedLock[] {
  const { facts } = checker
  const keyed = ofEachKey(checker)
  const locks = madeLocks(checker)
  if (locks.size === 0) return keyed
  const changes = Map.groupBy(changesUnderLocks(checker, locks), ({ place }) => place)
  const found = [...changes.values()].flatMap((own) => disagreeing(checker, own))
  return [...found, ...keyed, ...ofEachObject(checker, locks)].filter(
    ({ node }) => facts.enclosingFunction(node) !== undefined,
  )
}

const LOCKS = /^(?:threading|multiprocessing|asyncio|anyio|trio)\./

/**
 * The locks that a file makes: `self.x` of a class, `x` of a class body, `x` of the module, each with the
 * lock that it stands for (a condition may be made of another lock).
 */
function madeLocks(
  checker: Checker,
): ReadonlyMap<string, { readonly of: string; readonly isOfObject: boolean }> {
  const { tree, facts } = checker
  const found = new Map<string, { of: string; isOfObject: boolean }>()
  const twice = new Set<string>()
  for (const call of facts.calls) {
    const name = facts.calleeName(call)
    if (name === undefined || !LOCKS.test(name) || lockKind(name) === undefined) continue
    const assignment = tree.ancestor(call, k.K_ASSIGNMENT, k.K_FUNCTION_DEFINITION)
    if (assignment === NO_NODE || tree.kind(assignment) !== k.K_ASSIGNMENT) continue
    const target = tree.child(assignment, k.F_LEFT)
    const key = lockKey(checker, target)
    if (key === undefined || assignedValue(tree, target) !== call) continue
    const inner = facts.arguments(call)[0]?.value
    const isWrapped = inner !== undefined && /\.Condition$/.test(name)
    if (lockKind(name) === 'semaphore') twice.add(key)
    found.set(key, {
      of: (isWrapped ? lockKey(checker, inner) : key) ?? '?',
      isOfObject: tree.kind(target) === k.K_ATTRIBUTE,
    })
  }
  for (const key of twice) found.delete(key)
  return found
}

/** Where a lock is kept: class and field, or the name in the module; undefined for other places. */
function lockKey(checker: Checker, expression: Node): string | undefined {
  const { tree, facts } = checker
  if (expression === NO_NODE) return undefined
  const own = receiverAttribute(facts, expression)
  if (own !== undefined) return `${own.class.index}.${own.name}`
  if (tree.kind(expression) === k.K_IDENTIFIER) {
    const scope = facts.resolve(expression)?.scope
    if (scope?.kind === 'module') return facts.name(expression)
    const owner = scope?.kind === 'class' ? facts.classAt(scope.node) : undefined
    return owner === undefined ? undefined : `${owner.index}.${facts.name(expression)}`
  }
  const owner = namedClass(checker, expression)
  if (owner === undefined) return undefined
  return `${owner.index}.${facts.name(tree.child(expression, k.F_ATTRIBUTE))}`
}

/** The class of this file before the dot: `Meter.lock`. */
function namedClass({ tree, facts }: Checker, attribute: Node): ClassFacts | undefined {
  if (tree.kind(attribute) !== k.K_ATTRIBUTE) return undefined
  const object = tree.child(attribute, k.F_OBJECT)
  if (tree.kind(object) === k.K_IDENTIFIER) {
    return facts.classes.find(
      (one) => one.name === facts.name(object) && facts.resolve(object)?.kind === 'class',
    )
  }
  return /^(?:type\(self\)|self\.__class__)$/.test(tree.spelled(object))
    ? facts.enclosingClass(attribute)
    : undefined
}

type Locks = ReturnType<typeof madeLocks>

function changesUnderLocks(
  checker: Checker,
  locks: Locks,
): readonly (Change & { readonly place: string })[] {
  const { tree, facts } = checker
  const found: (Change & { readonly place: string })[] = []
  const add = (node: Node, place: string) => {
    const held = [...heldLocks(facts, node)]
    const keys = held.map((lock) => lockKey(checker, lock)).map((key) => key && locks.get(key)?.of)
    // A lock that is not known may be the right one.
    if (keys.length === 0 || keys.some((key) => key === undefined || key === '?')) return
    found.push({
      node,
      place,
      locks: keys.filter((key): key is string => key !== undefined),
      text: tree.text(held[0] as Node),
    })
  }
  for (const node of facts.nodesOfKind(k.K_ATTRIBUTE)) {
    const own = receiverAttribute(facts, node)
    if (own === undefined || ALONE.test(own.method.name)) continue
    if (!facts.isWrite(node) && usageOf(facts, node) !== 'changes') continue
    if (locks.has(`${own.class.index}.${own.name}`)) continue
    const write = {
      ...own,
      node,
      lock: undefined,
      isOfClass: own.isClass,
      isAsyncLock: false,
      isLocalLock: false,
    }
    if (isMadeForThreads(checker, write)) continue
    if (isCalledUnderLock(checker, own.class, own.method, [])) continue
    add(node, `self ${own.class.index}.${own.name}`)
  }
  for (const { node, name } of changesOfModule(checker)) add(node, `module ${name}`)
  return found
}

/** Where functions change a variable of the module: rebound by `global`, or changed in place. */
function changesOfModule(checker: Checker): readonly { node: Node; name: string }[] {
  const { facts, tree } = checker
  const found: { node: Node; name: string }[] = []
  for (const binding of facts.bindings()) {
    if (binding.scope?.kind !== 'module' || binding.kind !== 'variable') continue
    const rebound = binding.definitions.map(({ node }) => node)
    const changed = Array.from(binding.references).filter(
      (node) => usageOf(facts, node) === 'changes',
    )
    for (const node of new Set([...rebound, ...changed])) {
      if (facts.enclosingFunction(node) === undefined || tree.kind(node) !== k.K_IDENTIFIER)
        continue
      if (!isOfOneThread(checker, node)) found.push({ node, name: binding.name })
    }
  }
  return found
}

/** The changes of one place whose locks have none in common with those of the others. */
function disagreeing(checker: Checker, changes: readonly Change[]): readonly MixedLock[] {
  const [first] = changes
  if (first === undefined || changes.length < 2) return []
  const counts = new Map<string, number>()
  for (const { locks } of changes) {
    for (const lock of locks) counts.set(lock, (counts.get(lock) ?? 0) + 1)
  }
  const [usual] = [...counts].toSorted(([, a], [, b]) => b - a)
  if (usual === undefined) return []
  const witness = changes.find(({ locks }) => locks.includes(usual[0]))
  if (witness === undefined) return []
  return changes
    .filter(({ locks }) => !locks.includes(usual[0]))
    .filter((one) => !one.locks.some((lock) => witness.locks.includes(lock)))
    .map((one) => ({
      node: one.node,
      lock: one.text,
      witness: witness.node,
      otherLock: witness.text,
      isUpdate: isUpdate(checker, one.node) || isUpdate(checker, witness.node),
    }))
}

function isUpdate(checker: Checker, node: Node): boolean {
  const { tree, facts } = checker
  if (!facts.isWrite(node)) return true
  const assignment = tree.ancestor(node, k.K_ASSIGNMENT, k.K_AUGMENTED_ASSIGNMENT, k.K_BLOCK)
  if (assignment === NO_NODE || tree.kind(assignment) === k.K_BLOCK) return false
  return updatedPlace(checker, assignment) !== undefined
}

/** State of the class or the module, changed under a lock that each object makes for itself. */
function ofEachObject(checker: Checker, locks: Locks): readonly MixedLock[] {
  const { tree, facts } = checker
  const places: Node[] = changesOfModule(checker).map(({ node }) => node)
  for (const node of facts.nodesOfKind(k.K_ATTRIBUTE)) {
    const isOfClass =
      receiverAttribute(facts, node)?.isClass === true || namedClass(checker, node) !== undefined
    if (isOfClass && (facts.isWrite(node) || usageOf(facts, node) === 'changes')) places.push(node)
  }
  return places.flatMap((node) => {
    if (!isUpdate(checker, node)) return []
    const held = [...heldLocks(facts, node)]
    const [lock] = held
    const owner = facts.enclosingClass(node)
    if (lock === undefined || owner === undefined) return []
    const isOwn = held.every((one) => {
      const key = lockKey(checker, one)
      const own = receiverAttribute(facts, one)
      return own?.isClass === false && key !== undefined && locks.get(key)?.isOfObject === true
    })
    if (!isOwn || isMadeOnce(checker, owner) || isKept(checker, owner)) return []
    return [{ node, lock: tree.text(lock), witness: NO_NODE, otherLock: '', isUpdate: true }]
  })
}

/** A number of the whole object, changed under a lock that each key has for itself. */
function ofEachKey(checker: Checker): readonly MixedLock[] {
  const { tree, facts } = checker
  return Array.from(facts.nodesOfKind(k.K_AUGMENTED_ASSIGNMENT)).flatMap((assignment) => {
    const node = tree.child(assignment, k.F_LEFT)
    if (node === NO_NODE || receiverAttribute(facts, node)?.isClass !== false) return []
    const held = [...heldLocks(facts, assignment)]
    const [lock] = held
    if (lock === undefined || !held.every((one) => isOfKey(checker, one))) return []
    return [{ node, lock: tree.text(lock), witness: NO_NODE, otherLock: '', isUpdate: true }]
  })
}

/** `self._locks[key]`, `self._lock_of(key)`, also behind a name, where the key comes in from outside. */
function isOfKey(checker: Checker, lock: Node): boolean {
  const { tree, facts } = checker
  const made = valueBehind(checker, lock)
  const kind = tree.kind(made)
  const isItem = kind === k.K_SUBSCRIPT
  if (!isItem && kind !== k.K_CALL) return false
  const holder = isItem ? tree.child(made, k.F_VALUE) : facts.callee(made)
  const key = isItem ? tree.child(made, k.F_SUBSCRIPT) : facts.arguments(made)[0]?.value
  if (key === undefined || key === NO_NODE || tree.kind(key) !== k.K_IDENTIFIER) return false
  if (!tree.text(holder).startsWith('self.') || !/lock|mutex|guard/i.test(tree.spelled(holder))) {
    return false
  }
  return facts.resolve(key)?.kind === 'parameter'
}

/** The module makes its one object itself: `meter = Meter()`. */
function isKept({ facts, tree }: Checker, owner: ClassFacts): boolean {
  return Array.from(facts.identifiersNamed(owner.name)).some((name) => {
    const call = tree.parent(name)
    return (
      tree.kind(call) === k.K_CALL &&
      facts.callee(call) === name &&
      facts.enclosingFunction(call) === undefined
    )
  })
}
