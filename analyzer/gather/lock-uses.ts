// Where functions take which locks, and how long they hold them: for questions across files.
import type { Place } from '../facts/expression.ts'
import type { FileFacts } from '../facts/file-facts.ts'
import { receiverAttribute } from '../facts/receivers.ts'
import { managerOf } from '../flow/with-parts.ts'
import { receiverOf } from '../matching/calls.ts'
import { lockKind } from '../matching/lock-constructors.ts'
import {
  F_RIGHT,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_CALL,
  K_IDENTIFIER,
  K_WITH_ITEM,
  K_WITH_STATEMENT,
} from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { defineGatherer } from './define.ts'

export interface LockTake {
  /** The same for the same lock in all files; for `self.x` one key for all objects of the class. */
  readonly key: string
  /** As it is written. */
  readonly text: string
  readonly isOfObject: boolean
  /** UTF-16 indices of the expression. */
  readonly start: number
  readonly end: number
  readonly at: Place
  /** Where the lock is let go; undefined for a bare `acquire()`. */
  readonly until?: Place
}

export interface FunctionLocks {
  readonly symbol: string
  readonly takes: readonly LockTake[]
  /** Calls of the function on its own receiver, `line:column` each. */
  readonly ownCalls: readonly string[]
}

interface FilePart {
  readonly functions: readonly FunctionLocks[]
  /** Kinds of the locks that the file makes, by key. */
  readonly kinds: Readonly<Record<string, 'lock' | 'reentrant' | 'semaphore'>>
}

export interface LockUses {
  readonly functions: readonly (FunctionLocks & { readonly path: string })[]
  readonly kinds: ReadonlyMap<string, 'lock' | 'reentrant' | 'semaphore'>
}

export const lockUses = defineGatherer<FilePart, LockUses>({
  id: 'lock-uses',
  collect(facts) {
    const kinds = readKinds(facts)
    const functions = readFunctions(facts, kinds)
    return functions.length + Object.keys(kinds).length === 0 ? undefined : { functions, kinds }
  },
  combine(parts) {
    return {
      functions: parts.flatMap(({ path, part }) => part.functions.map((one) => ({ ...one, path }))),
      kinds: new Map(parts.flatMap(({ part }) => Object.entries(part.kinds))),
    }
  },
})

function readKinds(facts: FileFacts): FilePart['kinds'] {
  const { tree } = facts
  const kinds: Record<string, 'lock' | 'reentrant' | 'semaphore'> = {}
  for (const node of facts.nodesOfKind(K_ASSIGNMENT)) {
    const value = tree.child(node, F_RIGHT)
    if (value === NO_NODE || tree.kind(value) !== K_CALL) continue
    const kind = lockKind(facts.calleeName(value))
    const key = kind && lockKey(facts, tree.firstChild(node))?.key
    if (kind === undefined || key === undefined) continue
    // A condition around a lock that is handed in is as reentrant as that lock.
    const isWrapped = facts.arguments(value).length > 0 && kind === 'reentrant'
    kinds[key] = isWrapped ? 'semaphore' : kind
  }
  return kinds
}

function lockKey(
  facts: FileFacts,
  node: Node,
): { readonly key: string; readonly isOfObject: boolean } | undefined {
  const { tree } = facts
  const own = receiverAttribute(facts, node)
  const home = facts.moduleName
  if (own !== undefined) {
    return { key: `${home}.${own.class.symbol}.${own.name}`, isOfObject: !own.isClass }
  }
  const kind = tree.kind(node)
  if (kind === K_IDENTIFIER) {
    const binding = facts.resolve(node)
    const scope = binding?.scope
    if (binding?.kind === 'import') return imported(facts, node)
    if (scope?.kind === 'module') return { key: `${home}.${binding?.name}`, isOfObject: false }
    // A lock in a class body belongs to the class.
    const owner = scope?.kind === 'class' ? facts.classAt(scope.node)?.symbol : undefined
    return owner === undefined
      ? undefined
      : { key: `${home}.${owner}.${binding?.name}`, isOfObject: false }
  }
  return kind === K_ATTRIBUTE ? imported(facts, node) : undefined
}

function imported(facts: FileFacts, node: Node) {
  const name = facts.qualifiedName(node)
  if (name === undefined) return undefined
  const key = name.startsWith('.') ? facts.moduleName + name : name
  return { key, isOfObject: false }
}

const NAMED_LIKE_A_LOCK = /(?:lock|mutex|cond|condition)s?\d*$/i

function readFunctions(facts: FileFacts, kinds: FilePart['kinds']): readonly FunctionLocks[] {
  const { tree } = facts
  const takes = new Map<string, LockTake[]>()
  const add = (node: Node, at: Node, until: Place | undefined): void => {
    const owner = facts.enclosingFunction(at)
    const found = owner === undefined || owner.isLambda ? undefined : lockKey(facts, node)
    if (owner === undefined || found === undefined) return
    if (kinds[found.key] === undefined && !NAMED_LIKE_A_LOCK.test(tree.text(node))) return
    const take: LockTake = {
      ...found,
      text: tree.text(node),
      start: tree.start(node),
      end: tree.end(node),
      at: tree.position(tree.start(node)),
      ...(until && { until }),
    }
    takes.set(owner.symbol, [...(takes.get(owner.symbol) ?? []), take])
  }
  for (const item of facts.nodesOfKind(K_WITH_ITEM)) {
    const manager = managerOf(tree, item)
    const statement = tree.ancestor(item, K_WITH_STATEMENT)
    if (manager === NO_NODE || statement === NO_NODE) continue
    add(manager, item, tree.position(tree.end(statement)))
  }
  for (const name of facts.identifiersNamed('acquire')) {
    const callee = tree.parent(name)
    const call = tree.parent(callee)
    if (tree.kind(call) !== K_CALL || facts.arguments(call).length > 0) continue
    const object = receiverOf(tree, call)
    if (object !== NO_NODE) add(object, call, undefined)
  }
  const calls = ownCalls(facts)
  const symbols = new Set([...takes.keys(), ...calls.keys()])
  return [...symbols].map((symbol) => ({
    symbol,
    takes: takes.get(symbol) ?? [],
    ownCalls: calls.get(symbol) ?? [],
  }))
}

/** Only where the class has a lock at all is it worth knowing who calls whom on the same object. */
function ownCalls(facts: FileFacts): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  if (!/lock|mutex|cond/i.test(facts.tree.source)) return found
  for (const call of facts.calls) {
    const own = receiverAttribute(facts, facts.callee(call))
    const owner = facts.enclosingFunction(call)
    if (own === undefined || owner === undefined) continue
    const { line, column } = facts.tree.position(facts.tree.start(call))
    const known = found.get(owner.symbol)
    if (known === undefined) found.set(owner.symbol, [`${line}:${column}`])
    else known.push(`${line}:${column}`)
  }
  return found
}
