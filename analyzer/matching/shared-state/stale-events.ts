// Whether other tasks may have run between two events of a coroutine.
import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { type Solution, solve } from '../../flow/dataflow.ts'
import { SUSPEND } from '../../flow/events.ts'
import type { FunctionAnalysis } from '../../flow/function-analysis.ts'
import type { EventIndex } from '../../flow/graph.ts'
import type { Location } from '../../flow/locations.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { isCalledWithLock } from './held-locks.ts'
import { isOfOneCall } from './one-call-objects.ts'

/** Objects that have one consumer by their protocol, so two tasks never run these at once. */
const ONE_AT_A_TIME = new Set(['__anext__', '__aiter__', '__aenter__', '__aexit__'])

/**
 * The coroutines of a file that wait at all and that two tasks can run for the same object: not
 * those that are only called with a lock held.
 */
export function racingCoroutines(checker: Checker): readonly FunctionFacts[] {
  return checker.facts.functions.filter(
    (one) =>
      one.isAsync &&
      !ONE_AT_A_TIME.has(one.name) &&
      !isStepOfIterator(checker, one) &&
      !isCalledWithLock(checker.facts, one) &&
      suspensionsOf(checker.analysis.of(one)).length > 0 &&
      !(one.class !== undefined && isOfOneCall(checker, one.class)),
  )
}

const ITERATOR = /Iter(?:ator|able)?$|Cursor$|Paginator$|Pages?$|Generator$/

/** A private step of an object that is walked through by `async for`: it has one consumer. */
function isStepOfIterator({ project, path }: Checker, one: FunctionFacts): boolean {
  if (one.class === undefined || !/^_[^_]/.test(one.name)) return false
  if (!ITERATOR.test(one.class.name)) return false
  const owner = project.index.class(path, one.class.symbol)
  return owner !== undefined && project.index.hierarchy.findMethod(owner, '__anext__') !== undefined
}

/** The suspensions of a function that let other tasks run, in the order of its events. */
export function suspensionsOf(analysis: FunctionAnalysis): readonly EventIndex[] {
  const { graph } = analysis
  const found: EventIndex[] = []
  for (let at = 0; at < graph.events.length; at += 1) {
    if (graph.eventKind(at) === SUSPEND && analysis.suspends(at)) found.push(at)
  }
  return found
}

/** Places of which a change can be seen by other tasks; those behind a parameter may be. */
export function mayBeShared(location: Location): boolean {
  return location.isShared || (location.root === 'parameter' && location.path.length > 0)
}

const FRESH = 1
const STALE = 2

/** What has happened to values since they were read: nothing, or a suspension. */
export class Staleness {
  readonly #analysis: FunctionAnalysis
  readonly #reads: readonly EventIndex[]
  readonly #solution: Solution<Uint8Array>

  /** `settles` ends the watch over a fresh read: the place is claimed before anybody else runs. */
  constructor(
    analysis: FunctionAnalysis,
    reads: readonly EventIndex[],
    settles: ReadonlySet<EventIndex> = new Set(),
  ) {
    const distinct = [...new Set(reads)]
    this.#analysis = analysis
    this.#reads = distinct
    const byRead = new Map(distinct.map((read, at) => [read, at]))
    this.#solution = solve<Uint8Array>(analysis.graph, {
      direction: 'forward',
      boundary: () => new Uint8Array(distinct.length),
      copy: (state) => state.slice(),
      join: unite,
      apply: (state, kind, _node, event) => {
        if (kind === SUSPEND && analysis.suspends(event)) {
          for (let at = 0; at < state.length; at += 1) {
            if (((state[at] ?? 0) & FRESH) !== 0) state[at] = STALE
          }
        }
        if (settles.has(event)) {
          for (let at = 0; at < state.length; at += 1) state[at] = (state[at] ?? 0) & STALE
        }
        const read = byRead.get(event)
        if (read !== undefined) state[read] = FRESH
      },
    })
  }

  /** True if a suspension may lie between the last time `read` took place and `event`. */
  isStaleAt(read: EventIndex, event: EventIndex): boolean {
    return (this.#stateBefore(read, event) & STALE) !== 0
  }

  /** True if the value of `read` is out of date when `suspension` is over. */
  isStaleAfter(read: EventIndex, suspension: EventIndex): boolean {
    return this.#stateBefore(read, suspension) !== 0 && this.#analysis.suspends(suspension)
  }

  #stateBefore(read: EventIndex, event: EventIndex): number {
    return this.#solution.before(event)?.[this.#reads.indexOf(read)] ?? 0
  }

  /** A suspension between the two, for the evidence; NO_NODE when none stands between in the source. */
  suspensionBetween(read: EventIndex, event: EventIndex): Node {
    const { graph } = this.#analysis
    const { tree } = graph
    const from = tree.start(graph.eventNode(read))
    const to = tree.end(graph.eventNode(event))
    const between = suspensionsOf(this.#analysis)
      .map((at) => graph.eventNode(at))
      .filter((node) => tree.start(node) >= from && tree.start(node) <= to)
    return between[0] ?? NO_NODE
  }
}

function unite(into: Uint8Array, from: Uint8Array): boolean {
  let changed = false
  for (let at = 0; at < into.length; at += 1) {
    const joined = (into[at] ?? 0) | (from[at] ?? 0)
    if (joined !== into[at]) changed = true
    into[at] = joined
  }
  return changed
}

/** True if one and the same exclusive lock region holds at all of these events. */
export function underOneLock(analysis: FunctionAnalysis, events: readonly EventIndex[]): boolean {
  return analysis.lockRegions.heldAtAll(events).some(({ lock }) => lock.isExclusive !== false)
}
