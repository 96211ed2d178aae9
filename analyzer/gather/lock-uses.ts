// Where functions take which locks, and how long they hold them: for questions across files.
import type { Place } from '../facts/expression.ts'
import type { FileFacts } from '../facts/file-facts.ts'
import type { FunctionFacts } from '../facts/functions.ts'
import { receiverAttribute } from '../facts/receivers.ts'
import { managerOf } from '../flow/with-parts.ts'
import { receiverOf } from '../matching/calls/calls.ts'
import { isWaiting } from '../matching/shared-state/lock-constructors.ts'
import { K_BLOCK, K_CALL, K_WITH_ITEM, K_WITH_STATEMENT } from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { defineGatherer } from './define.ts'
import { type LockName, lockName, locksMadeIn, type MadeLock } from './lock-names.ts'

export interface LockTake extends LockName {
  /** As it is written. */
  readonly text: string
  readonly at: Place
  /** True for a call of `acquire`. */
  readonly isAcquired?: true
  /** Where the lock is let go; undefined where another function does. */
  readonly until?: Place
}

export interface OwnRead {
  readonly symbol: string
  readonly name: string
  readonly at: Place
}

export interface FunctionLocks {
  readonly symbol: string
  readonly takes: readonly LockTake[]
  /** Calls of the function on its own receiver, `line:column` each. */
  readonly ownCalls: readonly string[]
  /** Calls in a lambda, which runs when somebody calls it. */
  readonly laterCalls: readonly string[]
  /** Properties of its own receiver that it reads. */
  readonly ownReads: readonly OwnRead[]
}

interface FilePart {
  readonly functions: readonly FunctionLocks[]
  readonly made: Readonly<Record<string, MadeLock>>
}

export interface LockUses {
  readonly functions: readonly (FunctionLocks & { readonly path: string })[]
  /** What is known of the locks that files make, by key. */
  readonly made: ReadonlyMap<string, { readonly path: string; readonly lock: MadeLock }>
}

export const lockUses = defineGatherer<FilePart, LockUses>({
  id: 'lock-uses-2',
  collect(facts) {
    const made = locksMadeIn(facts)
    const functions = readFunctions(facts)
    return functions.length + Object.keys(made).length === 0 ? undefined : { functions, made }
  },
  combine(parts) {
    return {
      functions: parts.flatMap(({ path, part }) => part.functions.map((one) => ({ ...one, path }))),
      made: new Map(
        parts.flatMap(({ path, part }) =>
          Object.entries(part.made).map(([key, lock]) => [key, { path, lock }] as const),
        ),
      ),
    }
  },
})

type Draft = { [Part in Exclude<keyof FunctionLocks, 'symbol'>]: FunctionLocks[Part][number][] }

function readFunctions(facts: FileFacts): readonly FunctionLocks[] {
  const drafts = new Map<string, Draft>()
  const of = ({ symbol }: FunctionFacts): Draft => {
    const known = drafts.get(symbol)
    if (known !== undefined) return known
    const made: Draft = { takes: [], ownCalls: [], laterCalls: [], ownReads: [] }
    drafts.set(symbol, made)
    return made
  }
  readTakes(facts, (owner, take) => of(owner).takes.push(take))
  // Who calls whom on the same object is worth knowing only where there are locks at all.
  if (drafts.size > 0 || /lock|mutex|cond/i.test(facts.tree.source)) {
    readOwnCalls(facts, of)
    readOwnProperties(facts, (owner, read) => of(owner).ownReads.push(read))
  }
  return [...drafts].map(([symbol, parts]) => ({ symbol, ...parts }))
}

function readTakes(facts: FileFacts, add: (owner: FunctionFacts, take: LockTake) => void): void {
  const { tree } = facts
  const place = (at: number) => tree.position(at)
  for (const item of facts.nodesOfKind(K_WITH_ITEM)) {
    const manager = managerOf(tree, item)
    const statement = tree.ancestor(item, K_WITH_STATEMENT)
    const owner = facts.enclosingFunction(item)
    if (manager === NO_NODE || statement === NO_NODE || owner === undefined) continue
    const name = owner.isLambda ? undefined : lockName(facts, manager)
    if (name === undefined) continue
    const text = tree.text(manager)
    const end = releaseAfter(facts, item, text, tree.end(statement)) ?? tree.end(statement)
    add(owner, { ...name, text, at: place(tree.start(item)), until: place(end) })
  }
  for (const identifier of facts.identifiersNamed('acquire')) {
    const call = tree.parent(tree.parent(identifier))
    const owner = tree.kind(call) === K_CALL ? facts.enclosingFunction(call) : undefined
    if (owner === undefined || owner.isLambda || !isWaiting(facts, call)) continue
    const object = receiverOf(tree, call)
    const name = object === NO_NODE ? undefined : lockName(facts, object)
    if (name === undefined) continue
    const text = tree.text(object)
    const block = tree.ancestor(call, K_BLOCK)
    const last = tree.end(owner.node)
    const release = releaseAfter(facts, call, text, last)
    const until = release === undefined ? undefined : Math.min(release, tree.end(block))
    add(owner, {
      ...name,
      text,
      isAcquired: true,
      at: place(tree.start(call)),
      ...(until !== undefined && { until: place(until) }),
    })
  }
}

/** Where the same function first lets a lock go behind a node and before an index of the source. */
function releaseAfter(
  facts: FileFacts,
  node: Node,
  text: string,
  before: number,
): number | undefined {
  const { tree } = facts
  for (const identifier of facts.identifiersNamed('release')) {
    if (identifier <= node) continue
    if (tree.start(identifier) >= before) return undefined
    const call = tree.parent(tree.parent(identifier))
    if (tree.kind(call) !== K_CALL || tree.text(receiverOf(tree, call)) !== text) continue
    if (facts.enclosingFunction(call) === facts.enclosingFunction(node)) return tree.start(call)
  }
  return undefined
}

function readOwnCalls(facts: FileFacts, of: (owner: FunctionFacts) => Draft): void {
  const { tree } = facts
  for (const call of facts.calls) {
    let owner = facts.enclosingFunction(call)
    const isLater = owner?.isLambda === true
    const callee = facts.callee(call)
    const isOwn = receiverAttribute(facts, callee) !== undefined || isOfBases(facts, callee)
    if (!isLater && !isOwn) continue
    while (owner?.isLambda) owner = owner.enclosing
    if (owner === undefined) continue
    const { line, column } = tree.position(tree.start(call))
    const draft = of(owner)
    if (isLater) draft.laterCalls.push(`${line}:${column}`)
    else draft.ownCalls.push(`${line}:${column}`)
  }
}

/** `super().x`. */
function isOfBases({ tree }: FileFacts, callee: Node): boolean {
  return callee !== NO_NODE && tree.source.startsWith('super(', tree.start(callee))
}

function readOwnProperties(
  facts: FileFacts,
  add: (owner: FunctionFacts, read: OwnRead) => void,
): void {
  const { tree } = facts
  for (const method of facts.functions) {
    if (method.class === undefined || method.isLambda) continue
    const isProperty = method.decorators.some((one) =>
      /(?:^|\.)(?:cached_)?property$/.test(facts.qualifiedName(one) ?? ''),
    )
    if (!isProperty) continue
    for (const identifier of facts.identifiersNamed(method.name)) {
      const own = receiverAttribute(facts, tree.parent(identifier))
      const owner = facts.enclosingFunction(identifier)
      if (own === undefined || owner === undefined || own.class !== method.class) continue
      if (owner.isLambda || facts.isWrite(tree.parent(identifier))) continue
      const at = tree.position(tree.start(tree.parent(identifier)))
      add(owner, { symbol: own.class.symbol, name: own.name, at })
    }
  }
}
