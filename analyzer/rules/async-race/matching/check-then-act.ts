// Tests of a shared place that are out of date when what they allow is done.

import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import type { Access } from '../../../flow/accesses.ts'
import { effectsOf } from '../../../flow/effects.ts'
import { SUSPEND } from '../../../flow/events.ts'
import type { FunctionAnalysis } from '../../../flow/function-analysis.ts'
import type { EventIndex } from '../../../flow/graph.ts'
import type { Location } from '../../../flow/locations.ts'
import type { Guard } from '../../../flow/value-flow.ts'
import { writtenValue } from '../../../flow/written-value.ts'
import { argumentsOf, calleeName, withoutParentheses } from '../../../matching/calls/calls.ts'
import { isProperty, ownMethod } from '../../../matching/calls/own-methods.ts'
import { isRevalidated } from '../../../matching/shared-state/revalidation.ts'
import {
  racingCoroutines,
  Staleness,
  underOneLock,
} from '../../../matching/shared-state/stale-events.ts'
import { conditionOf, negatedOf } from '../../../matching/statements/branches.ts'
import { LEAVING } from '../../../matching/statements/leaving.ts'
import { statementsOf } from '../../../matching/statements/statements.ts'
import { carriedReads } from '../../../matching/values/carried-reads.ts'
import type { ProjectFunction } from '../../../project/values.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../../syntax/tree.ts'
import { storeOf } from './awaited-stores.ts'
import { isFill } from './filled-places.ts'
import { guardedActs, isNotedInHandler } from './guarded-acts.ts'
import { isOfOneRunner } from './one-runner.ts'
import { reservations } from './reservations.ts'

/** Objects that have one user by their nature, so that no two tasks run their methods at once. */
export const OF_ONE_USER =
  /(?:Request|Response|Message|BodyPart\w*|WebSocket\w*|Reader|Writer|Stream|Pipeline|Cursor|(?<=[a-z])Context)$/

/** A test, a suspension after it and an act that the test allows. */
export interface CheckThenAct {
  readonly owner: FunctionFacts
  /** What is changed. */
  readonly location: Location
  readonly guard: Guard
  /** The read, or the call that reads, in the test or before it. */
  readonly test: Node
  readonly act: Access
  /** NO_NODE where the suspension stands elsewhere in a loop. */
  readonly suspension: Node
  /** True if what was there is given back otherwise: both tasks store the same. */
  readonly isFill: boolean
}

interface Test {
  readonly event: EventIndex
  readonly node: Node
  readonly guard: Guard
}

/** The checks of a file that other tasks can make untrue before the act, one for each act. */
export function checksThenActs(checker: Checker): readonly CheckThenAct[] {
  return racingCoroutines(checker).flatMap((owner) => checksOf(checker, owner))
}

function checksOf(checker: Checker, owner: FunctionFacts): CheckThenAct[] {
  const analysis = checker.analysis.of(owner)
  const { graph } = analysis
  const acts = guardedActs(checker, owner, analysis)
  if (acts.length === 0) return []
  const found = new Map<Node, CheckThenAct>()
  for (const act of acts) {
    if (found.has(act.node)) continue
    const guards = [
      ...analysis.guardsOf(graph.pointOf(act.event)).map((guard) => asWritten(checker, guard)),
      ...compoundGuards(checker, owner, act.node),
    ]
    const tests = guards.flatMap((guard) => testsIn(checker, analysis, guard, act))
    if (tests.length === 0 || isSharedResult(checker, act)) continue
    const compared = [...guards, ...leavingGuards(checker, owner, act.node)]
    if (isRevalidated(checker, analysis, compared, act.event)) continue
    const staleness = new Staleness(
      analysis,
      tests.map(({ event }) => event),
      claims(checker, analysis, act, guards),
    )
    const isHandled = tests.some(
      ({ event }) => !isStale(staleness, event, act) || underOneLock(analysis, [event, act.event]),
    )
    const [test] = tests
    if (isHandled || test === undefined) continue
    if (isNotedInHandler(checker, act, test.guard.condition)) continue
    if (keepsPassing(checker, test, act) || isOfOneRunner(checker, owner, act.location)) continue
    found.set(act.node, {
      owner,
      location: act.location,
      guard: test.guard,
      test: test.node,
      act,
      suspension: staleness.suspensionBetween(test.event, act.event),
      isFill: isFill(checker, analysis, owner, act, test.guard),
    })
  }
  return [...found.values()]
}

/** What a called coroutine stores is stored when its caller goes on. */
function isStale(staleness: Staleness, test: EventIndex, act: Access): boolean {
  return storeOf(act) === act.node
    ? staleness.isStaleAt(test, act.event)
    : staleness.isStaleAfter(test, act.event)
}

/** `is_missing = self.pool is None`, then `if is_missing:`: the test that the name stands for. */
function asWritten({ tree }: Checker, guard: Guard): Guard {
  const condition = tree.test(guard.condition)
  return condition === guard.condition ? guard : { ...guard, point: WHOLE, condition }
}

/** In place of a point: the test is made of several, or stands elsewhere. */
const WHOLE = -1

/**
 * `if a and b: return` and `if a or b:` around the act: none of the parts alone has a certain
 * outcome there, the whole has.
 */
function compoundGuards({ tree }: Checker, owner: FunctionFacts, act: Node): Guard[] {
  const found: Guard[] = []
  const add = (statement: Node, outcome: boolean): void => {
    const whole = withoutParentheses(tree, conditionOf(tree, statement))
    const negated = whole === NO_NODE ? NO_NODE : negatedOf(tree, whole)
    const condition = negated === NO_NODE ? whole : negated
    const holds = outcome === (negated === NO_NODE)
    if (condition === NO_NODE || tree.kind(condition) !== k.K_BOOLEAN_OPERATOR) return
    found.push({ point: WHOLE, condition, holds })
  }
  for (let at = act; at !== owner.node && at !== NO_NODE; at = tree.parent(at)) {
    const parent = tree.parent(at)
    if (parent === NO_NODE) break
    if (tree.kind(parent) === k.K_IF_STATEMENT && tree.fieldOf(at) === k.F_CONSEQUENCE) {
      add(parent, true)
    }
    const isElse = tree.kind(at) === k.K_ELSE_CLAUSE && tree.kind(parent) === k.K_IF_STATEMENT
    if (isElse && tree.childrenOf(parent, k.F_ALTERNATIVE).length === 1) add(parent, false)
    if (tree.kind(parent) !== k.K_BLOCK) continue
    for (const before of statementsOf(tree, parent)) {
      if (before >= at) break
      if (tree.kind(before) !== k.K_IF_STATEMENT) continue
      const isAlone = tree.childrenOf(before, k.F_ALTERNATIVE).length === 0
      const last = statementsOf(tree, tree.child(before, k.F_CONSEQUENCE)).at(-1)
      if (isAlone && last !== undefined && LEAVING.has(tree.kind(last))) add(before, false)
    }
  }
  return found
}

/** The tests above a node that leave when they hold, on whatever way they stand. */
function leavingGuards({ tree, facts }: Checker, owner: FunctionFacts, act: Node): Guard[] {
  return [...facts.nodesOfKind(k.K_IF_STATEMENT)].flatMap((statement): Guard[] => {
    if (statement >= act || !tree.contains(owner.node, statement)) return []
    const last = statementsOf(tree, tree.child(statement, k.F_CONSEQUENCE)).at(-1)
    if (last === undefined || !LEAVING.has(tree.kind(last))) return []
    return [{ point: WHOLE, condition: conditionOf(tree, statement), holds: false }]
  })
}

/**
 * `if self.token is None: raise` before `self.token = await refresh()`: who comes second passes the
 * test after the act as well, so nothing depends on who comes first.
 */
function keepsPassing({ tree }: Checker, { guard, node }: Test, act: Access): boolean {
  if (act.kind !== 'write' || act.use !== 'value' || act.location.path.at(-1)?.startsWith('[')) {
    return false
  }
  const store = storeOf(act)
  const written = writtenValue(tree, store)
  if (written === undefined || written.kind !== 'whole') return false
  if (EMPTY.test(tree.spelled(written.node))) return false
  const operator = guard.holds ? ' and ' : ' or '
  const place = tree.text(node)
  if (place !== tree.text(store)) return false
  const parts = tree.text(guard.condition).replace(/\s+/g, ' ').split(operator)
  return guard.holds
    ? parts.includes(place) || parts.includes(`${place} is not None`)
    : parts.includes(`not ${place}`) || parts.includes(`${place} is None`)
}

const EMPTY = /^(?:None|False|0|''|""|\[\]|\{\}|\(\)|(?:set|dict|list|tuple)\(\))$/

/** The reads in a test that ask for the place, or for the container in which it is. */
function testsIn(checker: Checker, analysis: FunctionAnalysis, guard: Guard, act: Access): Test[] {
  const { graph } = analysis
  const { tree } = checker
  // Loops, cases and handlers do not ask for a state.
  const kind = tree.kind(guard.condition)
  if (kind === k.K_FOR_STATEMENT || kind === k.K_FOR_IN_CLAUSE) return []
  if (kind === k.K_EXCEPT_CLAUSE) return lookupsIn(checker, analysis, guard, act)
  if (kind === k.K_CASE_CLAUSE) return []
  // An assertion says what is believed; it decides nothing.
  if (tree.kind(graph.statementOf(guard.point)) === k.K_ASSERT_STATEMENT) return []
  const reads = carriedReads(checker, analysis, guard.condition)
    // `self.is_connected` tells more than that one of its parts is there.
    .filter((read) => read.isDerived !== true)
    .filter((read) => asksFor(checker, read, act, guard))
    // The body of a `finally` is laid out more than once: only the test's own copy is meant.
    .filter(
      (read) =>
        guard.point === WHOLE ||
        !tree.contains(guard.condition, read.node) ||
        graph.pointOf(read.event) === guard.point ||
        // What a generator expression goes through has points of its own.
        tree.ancestor(read.node, k.K_GENERATOR_EXPRESSION, k.K_BLOCK) > guard.condition,
    )
    .map((read): Test => {
      // A local name for the container: it is looked into where the test stands.
      const isAlias =
        guard.point !== WHOLE &&
        read.method === undefined &&
        !tree.contains(guard.condition, read.node) &&
        tree.kind(tree.parent(read.node)) === k.K_ASSIGNMENT &&
        (act.kind === 'mutate' || read.location.key !== act.location.key)
      const event = isAlias ? graph.endOfEvents(guard.point) - 1 : read.event
      return { event, node: isAlias ? guard.condition : read.node, guard }
    })
  return reads.length > 0 ? reads : predicatesIn(checker, analysis, guard, act)
}

/** `try: return self.rooms[key]` with `except KeyError:` asks whether there is one. */
function lookupsIn(
  { tree }: Checker,
  analysis: FunctionAnalysis,
  guard: Guard,
  act: Access,
): Test[] {
  const caught = tree.text(guard.condition).split(':', 1)[0] ?? ''
  if (!guard.holds || !/\b(?:KeyError|LookupError|IndexError)\b/.test(caught)) return []
  const body = tree.child(tree.parent(guard.condition), k.F_BODY)
  // Where the exception is caught, nothing was awaited since the lookup failed.
  const event = analysis.graph.endOfEvents(guard.point) - 1
  return analysis.accesses
    .filter(
      ({ kind, location, node }) =>
        kind === 'read' && location.key === act.location.key && tree.contains(body, node),
    )
    .map(({ node }) => ({ event, node, guard }))
}

function asksFor({ tree }: Checker, read: Access, act: Access, guard: Guard): boolean {
  if (read.use === 'through') return false
  const asked = read.location
  if (asked.key === act.location.key) return true
  const { parent, path } = act.location
  const last = path.at(-1) ?? ''
  if (isRenewal(tree, asked, act, guard)) return true
  if (!last.startsWith('[') || parent?.key !== asked.key) return false
  if (read.method === 'values') return isUniqueValue(tree, guard, act)
  // `d.get(a)` says nothing about `d[b]`; `a in d` neither.
  const text = tree.text(tree.parent(read.node))
  const key = last.slice(1, -1)
  // Whether there is a container at all says nothing about what is in it.
  const isOfContainer = read.method === undefined && !/\bin\b/.test(tree.spelled(guard.condition))
  if (isOfContainer && /\bis (?:not )?None\b/.test(tree.spelled(guard.condition))) return false
  const isKeyed = read.method === 'get' || /\bin\b/.test(text)
  return !isKeyed || key === '*' || hasWord(text, key.replaceAll('"', ''))
}

/** `if self.token["expires"] < now:` before all of `self.token` is replaced: it has run out. */
function isRenewal(tree: SyntaxTree, asked: Location, act: Access, { condition }: Guard): boolean {
  if (act.kind !== 'write' || act.use !== 'value' || asked.parent?.key !== act.location.key) {
    return false
  }
  return tree.kind(condition) === k.K_COMPARISON_OPERATOR && /[<>]/.test(tree.spelled(condition))
}

/** `if name in self.names.values(): raise` before `self.names[key] = name`: the value is unique. */
function isUniqueValue(tree: SyntaxTree, guard: Guard, act: Access): boolean {
  const written = act.kind === 'write' ? writtenValue(tree, act.node) : undefined
  if (written?.kind !== 'whole' || !NAMED.has(tree.kind(written.node))) return false
  return hasWord(tree.text(guard.condition), tree.text(written.node))
}

const NAMED: ReadonlySet<number> = new Set([k.K_IDENTIFIER, k.K_ATTRIBUTE])

/** True if a text has these words, not only as a part of longer ones. */
function hasWord(text: string, words: string): boolean {
  const pattern = words.replace(/[^\w\s]/g, String.raw`\$&`)
  return new RegExp(String.raw`(?<!\w)${pattern}(?!\w)`).test(text)
}

/** `self._is_known(key)`: a method without an await whose summary reads the place. */
function predicatesIn(
  checker: Checker,
  analysis: FunctionAnalysis,
  guard: Guard,
  act: Access,
): Test[] {
  const { tree, facts } = checker
  const { graph } = analysis
  if (act.location.root !== 'self' && act.location.root !== 'cls') return []
  const isContainer = act.kind === 'mutate' || act.location.path.length > 1
  const name = act.location.path[0]
  if (!isContainer || name === undefined) return []
  const found: Test[] = []
  const end = tree.endOfSubtree(guard.condition)
  for (let node = guard.condition; node < end; node += 1) {
    const asked = predicateAt(node)
    if (asked === undefined) continue
    const effects = effectsOf(asked)
    const key = `self${name}`
    const isAsked = effects?.reads?.some((one) => one.key === key) === true
    const changes = [...(effects?.writes ?? []), ...(effects?.mutations ?? [])]
    // One that marks what it looks up has acted already.
    if (!isAsked || changes.some((one) => one.key === key)) continue
    // What is awaited asks at its end, as far as is known.
    const awaiting = tree.kind(tree.parent(node)) === k.K_AWAIT ? tree.parent(node) : NO_NODE
    const at = graph
      .eventsAt(awaiting === NO_NODE ? node : awaiting)
      .filter((one) => awaiting === NO_NODE || graph.eventKind(one) === SUSPEND)
      .find((one) => guard.point === WHOLE || graph.pointOf(one) === guard.point)
    if (at !== undefined) found.push({ event: at, node, guard })
  }
  return found

  function predicateAt(node: Node): ProjectFunction | undefined {
    if (tree.kind(node) === k.K_CALL) {
      const value = checker.valueOf(facts.callee(node))
      return value?.kind === 'method' ? value.function : undefined
    }
    if (tree.kind(node) !== k.K_ATTRIBUTE) return undefined
    const method = ownMethod(checker, node)
    if (method === undefined || !isProperty(checker, method)) return undefined
    return checker.project.index.function(checker.path, method.symbol)
  }
}

const TASKS = /(?:create_task|ensure_future|create_future|Future|Event|Task)$/

/** Events that keep other tasks out before anything is awaited: the place is marked, or another. */
function claims(
  checker: Checker,
  analysis: FunctionAnalysis,
  act: Access,
  guards: readonly Guard[],
): ReadonlySet<EventIndex> {
  const { tree } = checker
  const { accesses } = analysis
  const container = act.location.path.at(-1)?.startsWith('[') ? act.location.parent : act.location
  const tests = guards.map(({ condition }) => condition)
  const found = new Set(reservations(checker, analysis, tests).map(({ event }) => event))
  for (const access of accesses) {
    if (access.event === act.event || access.kind === 'read') continue
    const { location, node, use, kind } = access
    const isSame =
      location.key === act.location.key ||
      location.key === container?.key ||
      location.parent?.key === container?.key
    const value = kind === 'write' ? writtenValue(tree, node) : undefined
    const isMark = value?.kind === 'whole' && isMarking(checker, value.node)
    const isElsewhere = (location.isShared && use !== 'update' && isKeyed(access)) || isMark
    if (isSame || isElsewhere) found.add(access.event)
  }
  return found

  function isKeyed({ location, kind, method, node }: Access): boolean {
    if (kind === 'mutate') return method === 'add' && argumentsOf(tree, node).length === 1
    return location.path.at(-1)?.startsWith('[') === true
  }
}

/** `True`, or something that others can wait for. */
function isMarking({ tree }: Checker, value: Node): boolean {
  if (tree.kind(value) === k.K_TRUE) return true
  return tree.kind(value) === k.K_CALL && TASKS.test(calleeName(tree, value))
}

/** True for what a task or future gives that is at hand already: all who wait for it get the same. */
function isSharedResult({ tree }: Checker, act: Access): boolean {
  const written = act.kind === 'write' ? writtenValue(tree, storeOf(act)) : undefined
  if (written === undefined || tree.kind(written.node) !== k.K_AWAIT) return false
  const awaited = tree.namedChildren(written.node)[0]
  return awaited !== undefined && tree.kind(awaited) !== k.K_CALL
}

/** True if the test finds nothing and the act stores the one value: lazy initialisation. */
export function isLazyInitialisation(
  { tree }: Checker,
  { guard, test, act, location }: CheckThenAct,
): boolean {
  if (act.kind !== 'write' || act.use !== 'value' || location.path.at(-1)?.startsWith('[')) {
    return false
  }
  const written = writtenValue(tree, storeOf(act))
  if (written === undefined || CONSTANTS.has(tree.kind(written.node))) return false
  const text = tree.text(guard.condition).replace(/\s+/g, ' ')
  const place = tree.contains(guard.condition, test)
    ? tree.text(test)
    : (/\w+/.exec(text.replace(/^not /, ''))?.[0] ?? '')
  const saysMissing = text === `${place} is None` || text === `not ${place}`
  const saysPresent = text === `${place} is not None` || text === place
  return (saysMissing && guard.holds) || (saysPresent && !guard.holds)
}

const CONSTANTS: ReadonlySet<number> = new Set([k.K_NONE, k.K_TRUE, k.K_FALSE, k.K_INTEGER])
