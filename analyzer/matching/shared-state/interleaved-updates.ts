// Writes of a shared place that are computed from a read on the other side of a suspension.
import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import type { Access } from '../../flow/accesses.ts'
import * as event from '../../flow/events.ts'
import type { FunctionAnalysis } from '../../flow/function-analysis.ts'
import type { Location } from '../../flow/locations.ts'
import { writtenValue } from '../../flow/written-value.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { positionalArgument, withoutParentheses } from '../calls/calls.ts'
import { storedArguments } from '../calls/own-methods.ts'
import { carriedReads } from '../values/carried-reads.ts'
import { isRevalidated } from './revalidation.ts'
import { mayBeShared, racingCoroutines, Staleness, underOneLock } from './stale-events.ts'

/** A read, a suspension after it and a write of what was computed from the read. */
export interface InterleavedUpdate {
  readonly owner: FunctionFacts
  readonly location: Location
  readonly read: Access
  readonly write: Access
  /** NO_NODE where the suspension stands elsewhere in a loop. */
  readonly suspension: Node
  /** The lock that both hold, but let go in between; undefined without one. */
  readonly reacquired: string | undefined
}

/** The interleaved updates of a file that no lock makes one, one for each write. */
export function interleavedUpdates(checker: Checker): readonly InterleavedUpdate[] {
  return racingCoroutines(checker).flatMap((owner) => updatesOf(checker, owner))
}

function updatesOf(checker: Checker, owner: FunctionFacts): InterleavedUpdate[] {
  const analysis = checker.analysis.of(owner)
  const candidates = analysis.accesses
    .filter(
      ({ kind, use, location }) => kind === 'write' && use !== 'update' && mayBeShared(location),
    )
    .flatMap((write) => {
      const value = writtenValue(checker.tree, write.node)?.node
      return value === undefined ? [] : pairsOf(checker, analysis, write, value)
    })
  for (const { write, value } of storedArguments(checker, owner, analysis)) {
    candidates.push(...pairsOf(checker, analysis, write, value))
  }
  if (candidates.length === 0) return []
  const staleness = new Staleness(
    analysis,
    candidates.map(({ read }) => read.event),
  )
  const found = new Map<number, InterleavedUpdate>()
  for (const { write, read } of candidates) {
    if (found.has(write.event) || !staleness.isStaleAt(read.event, write.event)) continue
    if (underOneLock(analysis, [read.event, write.event])) continue
    const guards = analysis.guardsOf(analysis.graph.pointOf(write.event))
    if (isRevalidated(checker, analysis, guards, write.event)) continue
    const held = new Set(analysis.locksHeldAt(read.event).map(({ lock }) => lock.key))
    found.set(write.event, {
      owner,
      location: write.location,
      read,
      write,
      suspension: staleness.suspensionBetween(read.event, write.event),
      reacquired: analysis.locksHeldAt(write.event).find(({ lock }) => held.has(lock.key))?.lock
        .text,
    })
  }
  return [...found.values()]
}

interface Pair {
  readonly write: Access
  readonly read: Access
}

/** Reads of the same place, in other statements, that go into the written value. */
function pairsOf(checker: Checker, analysis: FunctionAnalysis, write: Access, node: Node): Pair[] {
  const { tree } = checker
  const value = withoutParentheses(tree, node)
  const reads = carriedReads(checker, analysis, value).filter((read) =>
    isSamePlace(checker, read, write),
  )
  // What others wrote meanwhile goes in as well: `self.items = taken + self.items`.
  if (reads.some((read) => tree.contains(node, read.node))) return []
  const restored = restoredNodes(checker, analysis, value)
  return reads
    .filter((read) => read.isDerived === true || !restored.has(read.node))
    .map((read) => ({ write, read }))
}

/** What a plain name was given as it is: putting it back computes nothing. */
function restoredNodes(
  { tree }: Checker,
  analysis: FunctionAnalysis,
  value: Node,
): ReadonlySet<Node> {
  const { graph, defUse } = analysis
  const found = new Set<Node>()
  if (tree.kind(value) !== k.K_IDENTIFIER) return found
  for (const one of graph.eventsAt(value)) {
    if (graph.eventKind(one) !== event.READ_NAME) continue
    for (const definition of defUse.definitionsOf(one)) {
      const written = definition < 0 ? undefined : writtenValue(tree, graph.eventNode(definition))
      // `+=` on one of the ways makes it a computed value.
      if (written?.kind === 'updated') return new Set()
      if (written?.kind === 'whole') found.add(withoutParentheses(tree, written.node))
    }
  }
  return found
}

function isSamePlace({ tree }: Checker, read: Access, write: Access): boolean {
  if (read.location.key === write.location.key) return true
  const { parent, path } = write.location
  if (read.method !== 'get' || parent?.key !== read.location.key) return false
  const key = positionalArgument(tree, read.node, 0)
  return key !== NO_NODE && path.at(-1) === `[${tree.text(key)}]`
}
