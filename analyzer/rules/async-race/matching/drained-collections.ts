// Collections that an awaited call is given and that are emptied behind it: what other tasks have
// added meanwhile goes with the rest, though nobody has seen it.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { calleeName, receiverOf } from '../../../matching/calls/calls.ts'
import { heldLock } from '../../../matching/shared-state/held-locks.ts'
import { isReached } from '../../../matching/transactions/transactions.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface DrainedCollection {
  readonly owner: FunctionFacts
  /** `self._items`. */
  readonly place: string
  /** The call that is given the collection, and what empties it. */
  readonly given: Node
  readonly emptied: Node
}

const OF_ONE = /(?:Pipeline|Transaction|Cursor|Session|Request|Response|Builder|Context)$/
const EMPTY = /^(?:\[\]|\{\}|(?:list|dict|set|deque)\(\))$/
const ADDS = /^(?:append|extend|add|update|insert|appendleft|setdefault)$/

/** All of a file, on attributes of `self`. */
export function drainedCollections(checker: Checker): readonly DrainedCollection[] {
  const { tree, facts } = checker
  return facts.functions.flatMap((owner): DrainedCollection[] => {
    // What one task fills and sends is its own.
    if (!owner.isAsync || owner.class === undefined || OF_ONE.test(owner.class.name)) return []
    return emptyings(checker, owner).flatMap(({ node, place }): DrainedCollection[] => {
      if (!isFilledByOthers(checker, owner, place) || heldLock(facts, node) !== NO_NODE) return []
      const given = facts
        .callsOf(owner)
        .find(
          (call) =>
            call < node &&
            tree.kind(tree.parent(call)) === k.K_AWAIT &&
            facts.arguments(call).some(({ value }) => isGiven(checker, value, place)) &&
            heldLock(facts, call) === NO_NODE &&
            isReached(checker, owner, call, node),
        )
      return given === undefined ? [] : [{ owner, place, given, emptied: node }]
    })
  })
}

/** The collection itself or a copy of all that it holds. */
function isGiven({ tree }: Checker, value: Node, place: string): boolean {
  const text = tree.text(value)
  return text === place || text === `list(${place})` || text === `tuple(${place})`
}

/** `self._items.clear()` and `self._items = []`. */
function emptyings(
  checker: Checker,
  owner: FunctionFacts,
): readonly { readonly node: Node; readonly place: string }[] {
  const { tree, facts } = checker
  const cleared = facts.callsOf(owner).flatMap((call) => {
    const receiver = calleeName(tree, call) === 'clear' ? receiverOf(tree, call) : NO_NODE
    return receiver === NO_NODE ? [] : [{ node: call, place: tree.text(receiver) }]
  })
  const replaced = Array.from(facts.nodesIn(owner.node, k.K_ASSIGNMENT)).flatMap((assignment) => {
    const value = tree.child(assignment, k.F_RIGHT)
    const isEmpty = value !== NO_NODE && EMPTY.test(tree.spelled(value))
    if (!isEmpty || facts.enclosingFunction(assignment) !== owner) return []
    const node = tree.child(assignment, k.F_LEFT)
    return [{ node, place: tree.text(node) }]
  })
  return [...cleared, ...replaced].filter(({ place }) => /^self\.\w+$/.test(place))
}

/** A method of the class that is called from elsewhere adds to it. */
function isFilledByOthers({ tree, facts }: Checker, owner: FunctionFacts, place: string): boolean {
  return facts.calls.some((call) => {
    if (!ADDS.test(calleeName(tree, call))) return false
    const receiver = receiverOf(tree, call)
    const adder = facts.enclosingFunction(call)
    return (
      receiver !== NO_NODE &&
      tree.text(receiver) === place &&
      adder !== undefined &&
      adder.class === owner.class &&
      adder.name !== '__init__'
    )
  })
}
