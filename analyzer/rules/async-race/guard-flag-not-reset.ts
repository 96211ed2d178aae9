import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { solve } from '../../flow/dataflow.ts'
import { edgeBit, FAULT, LIKELY_EDGES } from '../../flow/edges.ts'
import { SUSPEND } from '../../flow/events.ts'
import type { FunctionAnalysis } from '../../flow/function-analysis.ts'
import type { EventIndex } from '../../flow/graph.ts'
import { RAISE_POINT } from '../../flow/graph.ts'
import { ownFunction } from '../../matching/calls/own-methods.ts'
import { racingCoroutines } from '../../matching/shared-state/stale-events.ts'
import { bodyOf, statementsOf } from '../../matching/statements/statements.ts'
import {
  F_OPERATORS,
  K_CALL,
  K_COMPARISON_OPERATOR,
  K_MODULE,
  K_RETURN_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { isAside, isState, type Mark, markOf, takesBack } from './matching/marks.ts'
import { type StartedWithMark, startedWithMark } from './matching/started-marks.ts'

export default defineRule({
  id: 'guard-flag-not-reset',
  title: 'Guard flag that an exception leaves set',
  consequence:
    'One failure or cancellation switches the function off for good: it believes for ever that it is still running.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [459, 667],
  why: `
The flag is set, then something is awaited, and the flag is reset behind it. When the await raises, or
the task is cancelled there, the reset never runs. From then on every call finds the flag set and returns
at once, until the process is started again.

| step | task A | task B | \`self._busy\` |
|---|---|---|---|
| 1 | sets the flag, awaits | | True |
| 2 | the await raises | | True |
| 3 | | finds it set, does nothing | True, **for ever** |

A counter of what is under way is such a mark too: each failure leaves one more than there are, until the limit
is reached by nothing at all.
`,
  fix: `
Reset the flag in a \`finally\`: \`try: await ... finally: self._busy = False\`. An \`asyncio.Lock\` with
\`async with\` does the same and makes others wait.
`,
  exemptions: [
    {
      text: 'Reset in a `finally`.',
      quiet: py`
        class Sync:
            async def run(self):
                if self._busy:
                    return
                self._busy = True
                try:
                    await self.pull()
                finally:
                    self._busy = False
      `,
    },
    {
      text: 'Every way out resets it: all exceptions are caught, cancellation included.',
      quiet: py`
        class Sync:
            async def run(self):
                self._running = True
                try:
                    await self.pull()
                except BaseException:
                    self._running = False
                    raise
                self._running = False
      `,
    },
    {
      text: 'No await while the flag is set, and flags that stay set.',
      quiet: py`
        class Sync:
            async def run(self):
                self._busy = True
                self.count()
                self._busy = False
                self._started = True
                await self.pull()
      `,
    },
    {
      text: 'A state that says what is, such as `connected`, and that nobody asks before setting it.',
      quiet: py`
        class Client:
            async def run(self):
                self.connected = True
                await self.pull()
                self.connected = False
      `,
    },
    {
      text: 'A local variable.',
      quiet: py`
        async def run(source):
            busy = True
            await source.pull()
            busy = False
            return busy
      `,
    },
  ],
  limits: [
    'A flag that another method resets is not seen.',
    'Counters and gauges are followed where something is awaited, not where a plain call fails.',
  ],
  bad: [
    py`
      class Sync:
          async def run(self):
              if self._busy:
                  return
              self._busy = True #!
              await self.pull()
              self._busy = False
    `,
    py`
      refreshing = False
      active = set()

      async def refresh(client):
          global refreshing
          if refreshing:
              return
          refreshing = True #!
          try:
              await client.pull()
          except Exception:
              refreshing = False
              raise
          refreshing = False

      async def work(key, client):
          if key in active:
              return
          active.add(key) #!
          await client.pull()
          active.discard(key)

      class Pool:
          async def drain(self):
              while not self.idle:
                  await self.wait()
              self.idle = False #!
              async with self.client() as client:
                  await client.pull()
              self.idle = True
    `,
    py`
      import enum

      class State(enum.Enum):
          EMPTY = 1
          LOADING = 2
          READY = 3

      class Book:
          async def reload(self):
              if self._state is State.LOADING:
                  return False
              self._state = State.LOADING #!
              self.prices = await self.store.prices()
              self._state = State.READY
              return True
    `,
  ],
  good: [
    py`
      class Sync:
          async def run(self):
              if self._busy:
                  return
              self._busy = True
              try:
                  await self.pull()
              finally:
                  self._busy = False
    `,
    py`
      import enum

      class State(enum.Enum):
          CLOSED = 1
          OPENING = 2
          OPEN = 3
          FAILED = 4

      class Link:
          async def open(self):
              if self._state is State.OPENING:
                  return
              self._state = State.OPENING
              try:
                  await self.wire.open()
              except BaseException:
                  self._state = State.FAILED
                  raise
              self._state = State.OPEN

          async def close(self):
              if self._state is State.CLOSED:
                  return
              self._state = State.CLOSED
              await self.wire.close()

          async def renew(self):
              if self._state is not State.OPEN:
                  return
              self._state = State.OPENING
              await self.wire.open()
              self._state = State.OPEN
    `,
  ],
  on: {
    [K_MODULE](_module, checker) {
      for (const owner of racingCoroutines(checker)) checkCoroutine(checker, owner)
      for (const started of startedWithMark(checker)) checkStarted(checker, started)
    },
  },
})

const GUARD_NAME =
  /(?:busy|lock(?:ed)?|running|in_progress|processing|loading|refreshing|syncing|flushing|updating|reconnecting|connecting|starting|stopping|pending|in_flight|inflight)(?:\[.*\])?$/i

/** Counters of how deep something is nested are left with the object that they are of. */
const DEPTH_NAME = /depth|level|indent|nest|recurs/i

function checkCoroutine(checker: Checker, owner: FunctionFacts): void {
  const analysis = checker.analysis.of(owner)
  const marks = analysis.accesses.flatMap((access) => markOf(checker, access) ?? [])
  const seen = new Set<number>()
  for (const mark of marks) {
    const { node, location, event: at } = mark.access
    if (seen.has(node)) continue
    const resets = marks.filter((other) => takesBack(mark, other))
    const [reset] = resets
    // What is reset first and set again later is the other way round.
    if (reset === undefined || reset.access.node < node) continue
    const isAsked =
      isState(mark) ||
      analysis.accesses.some(
        ({ kind, use, location: asked, event }) =>
          kind === 'read' && use === 'test' && asked.key === location.key && event < at,
      )
    if (isState(mark)) {
      if (!isTurnedAway(checker, analysis, mark)) continue
    } else if (mark.isCount) {
      if (DEPTH_NAME.test(location.text) || isAside(checker, reset.access.node, node)) continue
      if (!isAsked && !isAskedElsewhere(checker, owner, location.key)) continue
    } else if (mark.value === 'inc') {
      if (isAside(checker, reset.access.node, node)) continue
    } else if (!isAsked && (mark.value !== 'true' || !GUARD_NAME.test(location.text))) continue
    const ends = new Set(resets.map(({ access }) => access.event))
    if (!survivesRaise(analysis, at, ends)) continue
    seen.add(node)
    checker.report({
      node,
      message: `\`${owner.name}\` marks \`${location.text}\` and awaits before it takes the mark back: an exception or a cancellation leaves it for ever.`,
      confidence: isAsked ? 'high' : 'medium',
      evidence: [
        { kind: 'write', node, message: 'the mark is set' },
        { kind: 'write', node: reset.access.node, message: 'never reached when an await raises' },
      ],
    })
  }
}

/** `if self.state is State.LOADING: return`: the state stands for work that is under way. */
function isTurnedAway(checker: Checker, analysis: FunctionAnalysis, mark: Mark): boolean {
  const { tree } = checker
  const state = mark.value.slice(1)
  const place = mark.access.location.path.at(-1) ?? mark.access.location.text
  const guards = analysis.guardsOf(analysis.graph.pointOf(mark.access.event))
  return guards.some(({ condition: asked, holds }) => {
    const condition = testBehind(checker, asked)
    if (tree.kind(condition) !== K_COMPARISON_OPERATOR) return false
    const operator = tree.text(tree.childrenOf(condition, F_OPERATORS)[0] ?? NO_NODE)
    const isEqual = operator === 'is' || operator === '=='
    const sides = tree.namedChildren(condition).map((side) => tree.text(side))
    // In a function of its own the object has another name.
    const isOfPlace = sides.some((side) => side.endsWith(place))
    return isEqual && !holds && sides.includes(state) && isOfPlace
  })
}

/** The test that a name or a short function of the file stands for. */
function testBehind(checker: Checker, asked: Node): Node {
  const { tree, facts } = checker
  const condition = tree.test(asked)
  if (tree.kind(condition) !== K_CALL) return condition
  const method = ownFunction(checker, facts.callee(condition))
  const [only, second] = method === undefined ? [] : statementsOf(tree, bodyOf(tree, method.node))
  if (only === undefined || second !== undefined) return condition
  return tree.kind(only) === K_RETURN_STATEMENT
    ? (tree.namedChildren(only)[0] ?? condition)
    : condition
}

/** `self.busy = True` in front of a task, and the coroutine of the task that takes it back. */
function checkStarted(checker: Checker, { mark, field, runner, start }: StartedWithMark): void {
  const analysis = checker.analysis.of(runner)
  const resets = analysis.accesses.filter((access) => {
    const place = access.location.root === 'self' ? access.location.path.join('') : ''
    return place === `.${field}` && markOf(checker, access)?.value === 'false'
  })
  const [reset] = resets
  if (reset === undefined) return
  if (!survivesRaise(analysis, undefined, new Set(resets.map(({ event }) => event)))) return
  checker.report({
    node: mark,
    message: `\`self.${field}\` is marked for the task of \`${runner.name}\`, which awaits before it takes the mark back: an exception or a cancellation leaves it for ever.`,
    confidence: 'medium',
    evidence: [
      { kind: 'write', node: mark, message: 'the mark is set' },
      { kind: 'call', node: start, message: `\`${runner.name}\` is to take it back` },
      { kind: 'write', node: reset.node, message: 'never reached when an await raises' },
    ],
  })
}

/** Another function of the file decides by the counter. */
function isAskedElsewhere(checker: Checker, owner: FunctionFacts, key: string): boolean {
  const roots = [key, key.replace(/\[[^\]]*\]$/, '')]
  return checker.facts.functions.some(
    (one) =>
      one !== owner &&
      one.class === owner.class &&
      checker.analysis
        .of(one)
        .accesses.some(
          ({ kind, use, location, node }) =>
            kind === 'read' &&
            (use === 'test' || isCompared(node)) &&
            (roots.includes(location.key) || roots.includes(location.parent?.key ?? '')),
        ),
  )

  function isCompared(node: Node): boolean {
    return checker.tree.kind(checker.tree.parent(node)) === K_COMPARISON_OPERATOR
  }
}

const SET = 1
const WAITED = 2

/**
 * True if an exception can leave the function after the mark and an await, without any of `ends`; without a
 * mark it is set from the beginning.
 */
function survivesRaise(
  analysis: FunctionAnalysis,
  mark: EventIndex | undefined,
  ends: ReadonlySet<EventIndex>,
): boolean {
  const { graph } = analysis
  const endPoints = new Set([...ends].map((event) => graph.pointOf(event)))
  const solution = solve<Uint8Array>(graph, {
    direction: 'forward',
    edges: LIKELY_EDGES & ~edgeBit(FAULT),
    boundary: () => Uint8Array.of(mark === undefined ? SET : 0),
    copy: (state) => state.slice(),
    join: (into, from) => {
      const joined = (into[0] ?? 0) | (from[0] ?? 0)
      const changed = joined !== into[0]
      into[0] = joined
      return changed
    },
    apply: (state, kind, _node, event) => {
      if (event === mark) state[0] = SET
      else if (ends.has(event)) state[0] = 0
      else if (kind === SUSPEND && analysis.suspends(event) && state[0] === SET) state[0] = WAITED
    },
    // Taking the mark back does not fail, although writing an attribute could in theory.
    follow: (state, edge) => {
      if (endPoints.has(graph.source(edge))) state[0] = 0
    },
  })
  return ((solution.at(RAISE_POINT)?.[0] ?? 0) & WAITED) !== 0
}
