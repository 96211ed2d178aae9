import type { Checker } from '../../engine/checker.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { argumentFor } from '../../matching/calls/calls.ts'
import { caughtTypes } from '../../matching/errors/handlers.ts'
import { conditionOf } from '../../matching/statements/branches.ts'
import { bodyOf, isAwaited } from '../../matching/statements/statements.ts'
import {
  F_BODY,
  K_ATTRIBUTE,
  K_BREAK_STATEMENT,
  K_EXCEPT_CLAUSE,
  K_FALSE,
  K_FLOAT,
  K_FOR_STATEMENT,
  K_FUNCTION_DEFINITION,
  K_INTEGER,
  K_LAMBDA,
  K_RETURN_STATEMENT,
  K_TRUE,
  K_TRY_STATEMENT,
  K_WHILE_STATEMENT,
  K_WITH_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { playedBy } from './matching/played-tests.ts'

const SLEEPS = [
  'time.sleep',
  'asyncio.sleep',
  'trio.sleep',
  'anyio.sleep',
  'curio.sleep',
  'gevent.sleep',
  'eventlet.sleep',
]

/** Those that sleep when they are called; the others give a coroutine, which may go anywhere. */
const BLOCKING = new Set(['time.sleep', 'gevent.sleep', 'eventlet.sleep'])

export default defineRule({
  id: 'sleep-in-test',
  title: 'Fixed sleep in a test',
  consequence:
    'The test waits longer than it has to on every run and still fails at random on a slow machine.',
  effortHours: { low: 0.5, high: 2 },
  why: `
A sleep guesses how long something takes. On a loaded build machine the guess is too short and the test
fails without a defect; everywhere else it is too long, and a few hundred such tests make a suite nobody
runs. A test that fails at random is soon ignored, and with it the defects that it finds.
`,
  fix: `
Wait for the thing itself: an \`Event\` that the code under test sets, \`queue.get(timeout=...)\`,
\`thread.join(timeout=...)\`, \`await task\`, or a polling loop with a deadline. Where the subject is time
itself, hand in a clock that the test moves forward.
`,
  exemptions: [
    {
      text: 'A stand-in for the clock that records what is expected.',
      quiet: py`
        import time

        def test_backoff(proxy):
            for seconds in (1, 2, 4):
                time.sleep(seconds).AndReturn(None)
            assert proxy.run() == 3
      `,
    },
    {
      text: 'A clock that the test turns itself.',
      quiet: py`
        import trio

        async def test_late(autojump_clock):
            await trio.sleep(5)
            assert trio.current_time() == 5

        async def test_never(mock):
            await trio.sleep(100000)
            assert mock.woken
      `,
    },
    {
      text: 'A polling loop that ends as soon as its condition holds.',
      quiet: py`
        import time

        def test_port_opens(server):
            deadline = time.monotonic() + 5
            while not server.is_ready():
                assert time.monotonic() < deadline
                time.sleep(0.01)
            for _ in range(100):
                if server.connections:
                    break
                time.sleep(0.01)
            else:
                raise AssertionError("no connection")
      `,
    },
    {
      text: '`asyncio.sleep(0)`, which only lets other tasks run.',
      quiet: py`
        import asyncio

        async def test_task_starts():
            task = asyncio.create_task(work())
            await asyncio.sleep(0)
            assert not task.done()
      `,
    },
    {
      text: 'A stand-in for slow work: a function inside of the test, a task, or a sleep under a timeout.',
      quiet: py`
        import asyncio
        import time

        async def test_timeout():
            async def slow():
                await asyncio.sleep(10)

            with pytest.raises(TimeoutError):
                await asyncio.wait_for(slow(), 0.01)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.01):
                    await asyncio.sleep(10)
            task = asyncio.create_task(asyncio.sleep(10))
            task.cancel()

        def test_runs_in_thread(pool):
            assert pool.submit(lambda: time.sleep(0.1)).result(1) is None
      `,
    },
    {
      text: 'A helper of the tests that is no test, set-up or tear-down itself.',
      quiet: py`
        import time

        def wait_until(predicate, timeout=5):
            time.sleep(0.05)
            return predicate()
      `,
    },
    {
      text: 'A sleep that is replaced by the test, or that is its subject.',
      quiet: py`
        import time

        def test_retry_waits(monkeypatch):
            calls = []
            monkeypatch.setattr(time, "sleep", calls.append)
            fetch()
            assert calls == [1, 2, 4]

        def test_sleep_rounds_up():
            start = time.monotonic()
            time.sleep(0.01)
            assert time.monotonic() - start >= 0.01
      `,
    },
  ],
  limits: [
    'A sleep in a helper that a test calls is not reported.',
    'Waits of other libraries, such as those of browser drivers, are not known.',
  ],
  bad: [
    py`
      import threading
      import time

      def test_worker_finishes(worker):
          threading.Thread(target=worker.run).start()
          time.sleep(1) #!
          assert worker.done
    `,
    py`
      import asyncio
      from time import sleep
      import unittest
      import pytest

      class CacheTest(unittest.TestCase):
          def setUp(self):
              sleep(0.2) #!

          def test_expiry(self):
              self.cache.put("key", 1, ttl=0.1)
              sleep(0.2) #!
              self.assertIsNone(self.cache.get("key"))

      @pytest.mark.asyncio
      async def test_event(bus):
          await bus.publish("event")
          await asyncio.sleep(delay=0.5) #!
          assert bus.seen

      @pytest.fixture
      def server():
          process = start()
          for _ in range(3):
              sleep(1) #!
          yield process
          process.stop()
    `,
  ],
  good: [
    py`
      import threading

      def test_worker_finishes(worker):
          thread = threading.Thread(target=worker.run)
          thread.start()
          thread.join(timeout=10)
          assert worker.done
    `,
  ],
  calls: callsTo(SLEEPS, checkSleep),
})

function checkSleep(call: Node, checker: Checker): void {
  const { tree, facts } = checker
  const inner = facts.enclosingFunction(call)
  const test = inner && playedBy(checker, inner)
  if (test === undefined || !isTestCode(checker, test.node)) return
  if (/sleep/i.test(test.name)) return
  // `time.sleep(1).AndReturn(None)`: a stand-in that is told what to expect.
  if (tree.kind(tree.parent(call)) === K_ATTRIBUTE) return
  const duration = argumentFor(tree, call, 0, 'delay')
  const seconds = duration === NO_NODE ? '' : tree.text(duration)
  const kind = duration === NO_NODE ? 0 : tree.kind(duration)
  const isNumber = kind === K_INTEGER || kind === K_FLOAT
  if (isNumber && (Number(seconds) === 0 || Number(seconds) >= VIRTUAL)) return
  if (test.parameters.some(({ name }) => FAKE_CLOCK.test(name))) return
  if (!isAwaited(tree, call) && !BLOCKING.has(facts.calleeName(call) ?? '')) return
  if (isInterrupted(checker, call)) return
  if (retries(checker, call) || isPolling(checker, call) || measuresTime(checker, call, test.node))
    return
  const guess = isNumber ? `guesses that ${seconds} s are enough` : 'guesses how long it takes'
  checker.report({
    node: call,
    // It costs time, and now and then a second run: nothing that anybody uses breaks by it.
    severity: 'medium',
    message: `\`${test.name}\` ${guess}: too short on a slow machine, too long on every other.`,
  })
}

/** Seconds that no test waits for: its clock is turned by hand. */
const VIRTUAL = 3_600
const FAKE_CLOCK = /clock|freezer|frozen_time|time_machine|fake_time|mock_time/

const FIXTURE_NAMES = new Set([
  'setUp',
  'tearDown',
  'setUpClass',
  'tearDownClass',
  'asyncSetUp',
  'asyncTearDown',
  'setup_method',
  'teardown_method',
  'setup_class',
  'teardown_class',
  'setup_function',
  'teardown_function',
  'setup_module',
  'teardown_module',
])

/** A test, its set-up and tear-down, or a fixture; not a function inside of one. */
function isTestCode(checker: Checker, definition: Node): boolean {
  const { facts, tree } = checker
  const found = facts.functionAt(definition)
  if (found === undefined || found.isLambda || found.enclosing !== undefined) return false
  if (/^test/i.test(found.name) || FIXTURE_NAMES.has(found.name)) return true
  return found.decorators.some((decorator) => /(?:^|\.)fixture\b/.test(tree.text(decorator)))
}

/** A pause before another attempt: in the handler of a failure, or in a loop inside of a `try`. */
function retries({ tree }: Checker, call: Node): boolean {
  if (tree.ancestor(call, K_EXCEPT_CLAUSE, K_FUNCTION_DEFINITION) === NO_NODE) return false
  const inner = tree.ancestor(call, K_EXCEPT_CLAUSE, K_FUNCTION_DEFINITION)
  if (tree.kind(inner) === K_EXCEPT_CLAUSE) return true
  const loop = tree.ancestor(call, K_FOR_STATEMENT, K_WHILE_STATEMENT, K_FUNCTION_DEFINITION)
  if (tree.kind(loop) === K_FUNCTION_DEFINITION) return false
  return tree.kind(tree.ancestor(loop, K_TRY_STATEMENT, K_FUNCTION_DEFINITION)) === K_TRY_STATEMENT
}

/** True inside a loop that can end before its time is up. */
function isPolling(checker: Checker, call: Node): boolean {
  const { tree } = checker
  const loop = tree.ancestor(
    call,
    K_WHILE_STATEMENT,
    K_FOR_STATEMENT,
    K_FUNCTION_DEFINITION,
    K_LAMBDA,
  )
  if (loop === NO_NODE) return false
  const kind = tree.kind(loop)
  if (kind !== K_WHILE_STATEMENT && kind !== K_FOR_STATEMENT) return false
  const condition = conditionOf(tree, loop)
  if (condition !== NO_NODE && !isConstantTruth(checker, condition)) return true
  const body = tree.child(loop, F_BODY)
  for (let node = body; node < tree.endOfSubtree(body); node += 1) {
    const inner = tree.kind(node)
    if (inner === K_BREAK_STATEMENT || inner === K_RETURN_STATEMENT) return true
  }
  return false
}

const INTERRUPTING = /(?:timeout|move_on|fail_after|raises|assertRaises|cancel)/i

/** True where the sleep is there to be cut short: under a timeout, or expected to raise. */
function isInterrupted(checker: Checker, call: Node): boolean {
  const { tree } = checker
  for (
    let at = tree.ancestor(call, K_WITH_STATEMENT, K_TRY_STATEMENT, K_FUNCTION_DEFINITION);
    at !== NO_NODE && tree.kind(at) !== K_FUNCTION_DEFINITION;
    at = tree.ancestor(at, K_WITH_STATEMENT, K_TRY_STATEMENT, K_FUNCTION_DEFINITION)
  ) {
    const header = tree.source.slice(tree.start(at), tree.start(bodyOf(tree, at)))
    const handlers = tree
      .namedChildren(at)
      .filter((child) => tree.kind(child) === K_EXCEPT_CLAUSE)
      .flatMap((clause) => caughtTypes(tree, clause).map((type) => tree.text(type)))
    if (INTERRUPTING.test(header) || handlers.some((type) => INTERRUPTING.test(type))) return true
  }
  return false
}

function isConstantTruth(checker: Checker, node: Node): boolean {
  const kind = checker.tree.kind(node)
  return kind === K_TRUE || kind === K_FALSE || kind === K_INTEGER
}

const CLOCK =
  /^(?:time\.(?:time|monotonic|perf_counter|process_time|thread_time)(?:_ns)?|timeit\.default_timer)$/

/** True when the test reads a clock: then the passing of time is what it is about. */
function measuresTime(checker: Checker, call: Node, definition: Node): boolean {
  const { facts } = checker
  return facts
    .callsIn(definition)
    .some((other) => other !== call && CLOCK.test(facts.calleeName(other) ?? ''))
}
