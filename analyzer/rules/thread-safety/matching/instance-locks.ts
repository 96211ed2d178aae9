// The locks of two objects of one kind taken one after the other, in the order the caller happens to give.

import type { Checker } from '../../../engine/checker.ts'
import { assignedValue } from '../../../facts/assigned-value.ts'
import type { FileFacts } from '../../../facts/file-facts.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { typeText } from '../../../facts/type-text.ts'
import { managerOf } from '../../../flow/with-parts.ts'
import { calleeName, receiverOf } from '../../../matching/calls/calls.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import { keyedLock, sidesOf } from './keyed-locks.ts'

/** Two takes in one function; the second while the first is held. */
export interface InstancePair {
  readonly first: Node
  readonly second: Node
}

interface Take {
  /** `account.lock` */
  readonly lock: Node
  readonly owner: FunctionFacts
  readonly until: number
}

const LOCK = /(?:lock|mutex|cond|condition)\d*$/i
/** Objects with places of their own in an order: one is never where the other was. */
const RANKED = /parent|child|root|owner|outer|inner|container|leaf|prev|next|upper|lower/i

/** The pairs of a file whose order hangs on which object is given first. */
export function instancePairs(checker: Checker): readonly InstancePair[] {
  const { tree } = checker
  const takes = takesOf(checker)
  return takes.flatMap((held) =>
    takes.flatMap((taken) => {
      const isNested =
        taken.owner === held.owner &&
        tree.start(taken.lock) > tree.start(held.lock) &&
        tree.start(taken.lock) < held.until
      if (!isNested || !areTwins(checker, held, taken)) return []
      const hasGate = takes.some(
        (one) =>
          one.owner === held.owner &&
          tree.start(one.lock) < tree.start(held.lock) &&
          one.until >= held.until,
      )
      return hasGate ? [] : [{ first: held.lock, second: taken.lock }]
    }),
  )
}

function takesOf(checker: Checker): readonly Take[] {
  const { tree, facts } = checker
  const takes: Take[] = []
  for (const item of facts.nodesOfKind(k.K_WITH_ITEM)) {
    const lock = managerOf(tree, item)
    const statement = tree.ancestor(item, k.K_WITH_STATEMENT)
    const owner = facts.enclosingFunction(item)
    if (owner === undefined || statement === NO_NODE || !isLock(checker, lock)) continue
    takes.push({ lock, owner, until: tree.end(statement) })
  }
  for (const identifier of facts.identifiersNamed('acquire')) {
    const call = tree.parent(tree.parent(identifier))
    const lock = tree.kind(call) === k.K_CALL ? receiverOf(tree, call) : NO_NODE
    const owner = facts.enclosingFunction(identifier)
    if (owner === undefined || !isLock(checker, lock)) continue
    const release = facts
      .identifiersNamed('release')
      .find(
        (one) =>
          one > identifier &&
          tree.source.startsWith(`${tree.text(lock)}.`, tree.start(tree.parent(one))),
      )
    const end = tree.end(owner.node)
    takes.push({
      lock,
      owner,
      until: Math.min(end, release === undefined ? end : tree.start(release)),
    })
  }
  return takes
}

function isLock(checker: Checker, node: Node): boolean {
  const { tree } = checker
  if (node === NO_NODE) return false
  if (tree.kind(node) !== k.K_CALL && LOCK.test(tree.spelled(node))) return true
  return keyedLock(checker, node) !== NO_NODE
}

/** `a.lock` and `b.lock` of objects of one class, of which nothing says which comes first. */
function areTwins(checker: Checker, { lock: first, owner }: Take, { lock: second }: Take): boolean {
  const { tree } = checker
  if (tree.kind(first) !== k.K_ATTRIBUTE || tree.kind(second) !== k.K_ATTRIBUTE) {
    return areOfSides(checker, first, second, owner)
  }
  const field = (node: Node) => tree.text(tree.child(node, k.F_ATTRIBUTE))
  const [one, other] = [tree.child(first, k.F_OBJECT), tree.child(second, k.F_OBJECT)]
  return (
    field(first) === field(second) &&
    areInterchangeable(checker, one, other, owner) &&
    !isOrdered(checker, [tree.text(one), tree.text(other)], owner, first)
  )
}

/** `self.locks[source]` and `self.locks[target]`: two of one table, by the keys that a caller gives. */
function areOfSides(checker: Checker, first: Node, second: Node, owner: FunctionFacts): boolean {
  const [one, other] = [keyedLock(checker, first), keyedLock(checker, second)]
  if (one === NO_NODE || other === NO_NODE) return false
  const sides = sidesOf(checker, one, other, owner)
  return sides !== undefined && !isOrdered(checker, sides, owner, first)
}

/** Names of two objects that a caller may give the other way round. */
function areInterchangeable(
  checker: Checker,
  one: Node,
  other: Node,
  owner: FunctionFacts,
): boolean {
  const { tree } = checker
  if ([one, other].some((name) => tree.kind(name) !== k.K_IDENTIFIER)) return false
  if (tree.text(one) === tree.text(other)) return false
  const first = sourceOf(checker, one, owner)
  return first !== undefined && first === sourceOf(checker, other, owner)
}

/** True for a parameter that is another object of the method's own class: `other` beside `self`. */
export function isPeerOfReceiver(checker: Checker, name: Node, before: Node): boolean {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(before)
  if (owner?.class === undefined || tree.kind(name) !== k.K_IDENTIFIER) return false
  if (tree.text(name) === owner.parameters[0]?.name) return false
  if (sourceOf(checker, name, owner) !== owner.class.name) return false
  return !isOrdered(checker, [tree.text(name)], owner, before)
}

/** What a name holds: the class that is declared, or where it was looked up. */
function sourceOf({ tree, facts }: Checker, name: Node, owner: FunctionFacts): string | undefined {
  const binding = facts.resolve(name)
  const [only, more] = binding?.definitions ?? []
  if (only === undefined || more !== undefined || RANKED.test(tree.spelled(name))) return undefined
  if (binding?.scope?.function !== owner) return undefined
  if (only.kind !== 'parameter') return lookupOf(facts, assignedValue(tree, only.node))
  const parameter = owner.parameters.find((given) => given.name === binding.name)
  if (parameter === undefined) return undefined
  const own = owner.class?.name
  if (own !== undefined && owner.parameters[0] === parameter) return own
  if (parameter.annotation !== NO_NODE) {
    const declared = typeText(tree, parameter.annotation)
    return /^(?:typing\.)?Self$/.test(declared) ? own : declared
  }
  if (own === undefined) return ''
  const isPeer = /^(?:other|another|rhs|peer|target|dest(?:ination)?|dst|to|recipient|receiver)$/
  return isPeer.test(binding.name) ? own : undefined
}

/** `accounts[source]` and `accounts[target]` are of one kind. */
function lookupOf(facts: FileFacts, value: Node): string | undefined {
  const { tree } = facts
  if (value === NO_NODE) return undefined
  if (tree.kind(value) === k.K_SUBSCRIPT) return tree.text(tree.child(value, k.F_VALUE))
  // `self.account(name)`: one of several by a name or number.
  const isGet =
    tree.kind(value) === k.K_CALL &&
    (/^get/.test(calleeName(tree, value)) || facts.arguments(value).length === 1) &&
    !/^[A-Z]/.test(calleeName(tree, value))
  return isGet ? tree.text(facts.callee(value)) : undefined
}

/** True if the function compares or sorts before it takes the first lock. */
function isOrdered(
  { tree }: Checker,
  names: readonly string[],
  owner: FunctionFacts,
  before: Node,
): boolean {
  const text = tree.source.slice(tree.start(owner.node), tree.start(before))
  if (/\b(?:sorted|min|max|id|hash)\(|\.sort\(/.test(text)) return true
  return names.some((name) => new RegExp(`\\b${name}\\b(?:[^\\n]*[^-])?\\s[<>]=?\\s`).test(text))
}
