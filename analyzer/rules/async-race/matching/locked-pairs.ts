// Two methods that each take the lock by themselves, one to read and one to write, and a caller that
// computes what it gives to the second from what it got of the first.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import * as event from '../../../flow/events.ts'
import type { FunctionAnalysis } from '../../../flow/function-analysis.ts'
import type { EventIndex } from '../../../flow/graph.ts'
import type { Location } from '../../../flow/locations.ts'
import { writtenValue } from '../../../flow/written-value.ts'
import { argumentFor } from '../../../matching/calls/calls.ts'
import { ownMethod } from '../../../matching/calls/own-methods.ts'
import { racingCoroutines, underOneLock } from '../../../matching/shared-state/stale-events.ts'
import { carriedReads } from '../../../matching/values/carried-reads.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface LockedPair {
  readonly owner: FunctionFacts
  /** The call that reads under the lock. */
  readonly read: Node
  /** The call that writes under it again. */
  readonly write: Node
  /** What both are about, and the lock, as written. */
  readonly place: string
  readonly lock: string
}

/** A place of the object and a lock that is held where it is read or written. */
interface Guarded {
  readonly place: string
  readonly lock: string
}

interface Setter extends Guarded {
  readonly position: number
  readonly parameter: string
}

const MAX_CALLS = 2

/** The updates of a file that two acquisitions of one lock, in two methods, leave open. */
export function lockedPairs(checker: Checker): readonly LockedPair[] {
  return racingCoroutines(checker).flatMap((owner) => {
    if (owner.class === undefined) return []
    const analysis = checker.analysis.of(owner)
    const calls = checker.facts.callsOf(owner).flatMap((call) => ownCall(checker, analysis, call))
    return calls.flatMap(({ call, at, method }): LockedPair[] => {
      const setter = settersOf(checker, method).find((one) => {
        const value = argumentFor(checker.tree, call, one.position - 1, one.parameter)
        return value !== NO_NODE && sourceOf(one, value, at) !== undefined
      })
      if (setter === undefined) return []
      const value = argumentFor(checker.tree, call, setter.position - 1, setter.parameter)
      const read = sourceOf(setter, value, at)
      if (read === undefined) return []
      return [{ owner, read, write: call, place: setter.place, lock: setter.lock }]
    })

    /** The call from whose result a value is computed, and which reads the same place. */
    function sourceOf(setter: Setter, value: Node, at: EventIndex): Node | undefined {
      // What was read is put back as it is: nothing is computed.
      if (checker.tree.kind(value) === k.K_IDENTIFIER) return undefined
      const sources = new Set(analysis.values.sourcesOf(value))
      return calls.find(
        (one) =>
          sources.has(one.at) &&
          !underOneLock(analysis, [one.at, at]) &&
          givenBy(checker, one.method, 0).some(
            ({ place, lock }) => place === setter.place && lock === setter.lock,
          ),
      )?.call
    }
  })
}

/** `await self.balance(account)` with the method of the same class. */
function ownCall(checker: Checker, { graph }: FunctionAnalysis, call: Node) {
  const { tree, facts } = checker
  const method = ownMethod(checker, facts.callee(call))
  if (method?.isAsync !== true || tree.kind(tree.parent(call)) !== k.K_AWAIT) return []
  const at = graph.eventsAt(call).find((one) => graph.eventKind(one) === event.CALL)
  return at === undefined ? [] : [{ call, at, method }]
}

/** The places whose values a method gives back, each with a lock under which it reads them. */
function givenBy(checker: Checker, method: FunctionFacts, depth: number): readonly Guarded[] {
  if (depth > MAX_CALLS) return []
  const { tree, facts } = checker
  const analysis = checker.analysis.of(method)
  return Array.from(facts.nodesIn(method.node, k.K_RETURN_STATEMENT)).flatMap((statement) => {
    if (facts.enclosingFunction(statement) !== method) return []
    const value = tree.namedChildren(statement)[0] ?? NO_NODE
    if (value === NO_NODE) return []
    if (tree.kind(value) === k.K_AWAIT) {
      return ownCall(checker, analysis, tree.namedChildren(value)[0] ?? NO_NODE).flatMap(
        ({ at, method: called }) =>
          underLocks(analysis, at, placesGivenBy(checker, called, depth + 1)),
      )
    }
    return carriedReads(checker, analysis, value).flatMap((read) =>
      read.location.root === 'self'
        ? underLocks(analysis, read.event, [placeOf(read.location)])
        : [],
    )
  })
}

/** The places whose values a method gives back, whether it locks or not. */
function placesGivenBy(checker: Checker, method: FunctionFacts, depth: number): readonly string[] {
  if (depth > MAX_CALLS) return []
  const { tree, facts } = checker
  const analysis = checker.analysis.of(method)
  return Array.from(facts.nodesIn(method.node, k.K_RETURN_STATEMENT)).flatMap((statement) => {
    const value = tree.namedChildren(statement)[0] ?? NO_NODE
    if (value === NO_NODE || facts.enclosingFunction(statement) !== method) return []
    return carriedReads(checker, analysis, value).flatMap(({ location }) =>
      location.root === 'self' ? [placeOf(location)] : [],
    )
  })
}

function underLocks(
  analysis: FunctionAnalysis,
  at: EventIndex,
  places: readonly string[],
): readonly Guarded[] {
  const locks = analysis.locksHeldAt(at).map(({ lock }) => lock.text)
  return places.flatMap((place) => locks.map((lock) => ({ place, lock })))
}

/** The places that a method gives an argument of its call, under a lock that it takes itself. */
function settersOf(checker: Checker, method: FunctionFacts): readonly Setter[] {
  const { tree } = checker
  const analysis = checker.analysis.of(method)
  return analysis.accesses.flatMap((access): Setter[] => {
    const { kind, use, location, node } = access
    if (kind !== 'write' || use !== 'value' || location.root !== 'self') return []
    const written = writtenValue(tree, node)
    if (written?.kind !== 'whole' || tree.kind(written.node) !== k.K_IDENTIFIER) return []
    const parameter = tree.text(written.node)
    const position = method.parameters.findIndex(({ name }) => name === parameter)
    if (position < 1) return []
    return underLocks(analysis, access.event, [placeOf(location)]).map((guarded) => ({
      ...guarded,
      position,
      parameter,
    }))
  })
}

/** Items of one container stand for each other. */
const placeOf = ({ text }: Location): string => text.replace(/\[[^\]]*\]/g, '[...]')
