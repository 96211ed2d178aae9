// What a coroutine of the same file stores for the one that awaits it, when others ran meanwhile:
// `if self.token is None: await self.login()`, where `login` waits and then assigns `self.token`.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import type { Access } from '../../../flow/accesses.ts'
import { CALL } from '../../../flow/events.ts'
import type { FunctionAnalysis } from '../../../flow/function-analysis.ts'
import type { EventIndex } from '../../../flow/graph.ts'
import { writtenValue } from '../../../flow/written-value.ts'
import { calleeName } from '../../../matching/calls/calls.ts'
import { ownFunction } from '../../../matching/calls/own-methods.ts'
import { Staleness, suspensionsOf } from '../../../matching/shared-state/stale-events.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** A change that takes place in a called function, while its caller waits at the event. */
export interface AwaitedStore extends Access {
  /** The target of the assignment in the called function. */
  readonly store: Node
}

/** The node of the assignment itself, wherever it stands. */
export function storeOf(act: Access): Node {
  return 'store' in act ? (act as AwaitedStore).store : act.node
}

/** Helpers of helpers are followed this far. */
const MAX_DEPTH = 3

/**
 * What the coroutines that a function awaits store behind an await of their own, as acts of the
 * function where it goes on. Left out is what they ask for themselves, claim first or lock.
 */
export function awaitedStores(
  checker: Checker,
  owner: FunctionFacts,
  analysis: FunctionAnalysis,
): readonly AwaitedStore[] {
  const { graph } = analysis
  return suspensionsOf(analysis).flatMap((at) => {
    const call = awaitedCall(checker, graph.eventNode(at))
    const helper = call === NO_NODE ? undefined : calledHelper(checker, owner, call)
    if (helper === undefined) return []
    return storesOf(checker, helper).map((access) => ({
      ...access,
      store: storeOf(access),
      event: at,
      node: call,
    }))
  })
}

const newStores = (): Map<FunctionFacts, readonly Access[]> => new Map()

/** One answer for each helper of a file, however many await it. */
function storesOf(checker: Checker, helper: FunctionFacts): readonly Access[] {
  const known = checker.once(newStores, newStores)
  let found = known.get(helper)
  if (found === undefined) {
    found = lateStores(checker, helper, [])
    known.set(helper, found)
  }
  return found
}

function awaitedCall({ tree }: Checker, node: Node): Node {
  if (tree.kind(node) !== k.K_AWAIT) return NO_NODE
  const awaited = tree.namedChildren(node)[0] ?? NO_NODE
  return awaited !== NO_NODE && tree.kind(awaited) === k.K_CALL ? awaited : NO_NODE
}

/** The coroutine of the same file that a call runs: a method of the object, a function of the module. */
function calledHelper(
  checker: Checker,
  owner: FunctionFacts,
  call: Node,
): FunctionFacts | undefined {
  const callee = checker.facts.callee(call)
  const found = callee === NO_NODE ? undefined : ownFunction(checker, callee)
  return found === owner || found?.isGenerator ? undefined : found
}

/** Assignments of shared places that a coroutine makes after it waited. */
function lateStores(
  checker: Checker,
  helper: FunctionFacts,
  above: readonly FunctionFacts[],
): readonly Access[] {
  if (!helper.isAsync || above.includes(helper) || above.length >= MAX_DEPTH) return []
  const analysis = checker.analysis.of(helper)
  const { accesses, graph } = analysis
  if (graph.events.length === 0 || claimsSomething(checker, analysis)) return []
  const behind = new Staleness(analysis, [0])
  const isLate = (event: EventIndex): boolean =>
    behind.isStaleAt(0, event) && analysis.locksHeldAt(event).length === 0
  const isMarked = ({ location }: Access): boolean =>
    accesses.some(
      ({ kind, location: { key }, event }) =>
        kind === 'write' && key === location.key && !behind.isStaleAt(0, event),
    )
  const own = accesses.filter(
    (access) =>
      isStore(checker, access) &&
      isLate(access.event) &&
      !isMarked(access) &&
      !isAsked(accesses, access),
  )
  const called = checker.facts.callsOf(helper).flatMap((call) => {
    const next = calledHelper(checker, helper, call)
    const at = graph.eventsAt(call).find((one) => graph.eventKind(one) === CALL)
    if (next === undefined || at === undefined) return []
    if (analysis.locksHeldAt(at).length > 0) return []
    if (next.isAsync) return lateStores(checker, next, [...above, helper])
    return isLate(at) ? plainStores(checker, next) : []
  })
  return [...own, ...called.filter((access) => !isAsked(accesses, access))]
}

/** What a function that waits for nothing assigns. */
function plainStores(checker: Checker, helper: FunctionFacts): readonly Access[] {
  const analysis = checker.analysis.of(helper)
  const { accesses } = analysis
  return accesses.filter(
    (access) =>
      isStore(checker, access) &&
      analysis.locksHeldAt(access.event).length === 0 &&
      !isAsked(accesses, access),
  )
}

function isStore({ tree }: Checker, { kind, use, location, node }: Access): boolean {
  if (kind !== 'write' || use !== 'value' || !location.isShared) return false
  const isWhole = location.root === 'self' ? location.path.length === 1 : location.root === 'global'
  if (!isWhole || location.path.at(-1)?.startsWith('[')) return false
  // What is noted of a failure, and what is put back, is not what was asked for.
  if (tree.ancestor(node, k.K_EXCEPT_CLAUSE, k.K_FINALLY_CLAUSE) !== NO_NODE) return false
  const written = writtenValue(tree, node)
  return written !== undefined && !EMPTY.has(tree.kind(written.node))
}

const EMPTY: ReadonlySet<number> = new Set([k.K_NONE, k.K_FALSE])

/** True if the function looks at the place by itself: what it finds there is its own business. */
function isAsked(accesses: readonly Access[], { location }: Access): boolean {
  return accesses.some(
    ({ kind, use, location: read }) =>
      kind === 'read' && use !== 'through' && read.key === location.key,
  )
}

const MARKS = /(?:create_task|ensure_future|create_future|Future|Event|Task)$/

/** True if others are kept out before anything is awaited: a flag is set, a task is stored. */
function claimsSomething({ tree }: Checker, analysis: FunctionAnalysis): boolean {
  const behind = new Staleness(analysis, [0])
  return analysis.accesses.some(({ kind, location, node, event }) => {
    if (kind !== 'write' || !location.isShared || behind.isStaleAt(0, event)) return false
    const value = writtenValue(tree, node)?.node ?? NO_NODE
    if (value === NO_NODE) return false
    if (tree.kind(value) === k.K_TRUE) return true
    return tree.kind(value) === k.K_CALL && MARKS.test(calleeName(tree, value))
  })
}
