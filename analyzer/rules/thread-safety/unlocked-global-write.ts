import type { Checker } from '../../engine/checker.ts'
import { isServed } from '../../matching/inputs/exposure.ts'
import { heldLock, isCalledWithLock } from '../../matching/shared-state/held-locks.ts'
import { updatedPlace, updatedThroughLocal } from '../../matching/shared-state/read-modify-write.ts'
import { type ThreadReach, threadReach } from '../../matching/shared-state/thread-reach.ts'
import { drawsWindows } from '../../matching/shared-state/window-toolkits.ts'
import {
  F_LEFT,
  F_OBJECT,
  F_VALUE,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_AUGMENTED_ASSIGNMENT,
  K_IDENTIFIER,
  K_SUBSCRIPT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { isOfOneThread } from './matching/thread-locals.ts'

export default defineRule({
  id: 'unlocked-global-write',
  title: 'Global updated by several threads without a lock',
  consequence: 'Updates are lost without a trace: counters and totals come out too low.',
  effortHours: { low: 0.5, high: 3 },
  cwe: [362, 366, 820],
  why: `
The new value is made of the old one, and several threads run this code. Between the read and the write
another thread does the same; both start from one old value, and one of the two updates is gone. The
interpreter lock does not help: it may pass on between any two instructions.

| step | thread A | thread B |
|---|---|---|
| 1 | reads \`total\` as 5 | |
| 2 | | reads \`total\` as 5 |
| 3 | writes 6 | |
| 4 | | writes 6 instead of 7 |
`,
  fix: `
Hold one \`threading.Lock\` that belongs to the variable around the read and the write. Better: let threads
return what they found and add it up in one place, or use \`queue.Queue\` or \`itertools.count\`.
`,
  exemptions: [
    {
      text: 'An update under a lock.',
      quiet: py`
        import threading

        total = 0
        lock = threading.Lock()

        guard = threading.Lock()
        counts = {}

        def count(name):
            with guard:
                counts[name] = counts.get(name, 0) + 1

        def work():
            count("a")
            global total
            with lock:
                total += 1

        threading.Thread(target=work).start()
      `,
    },
    {
      text: 'Code that no thread runs.',
      quiet: py`
        total = 0

        def work():
            global total
            total += 1

        work()
      `,
    },
    {
      text: 'A value that does not depend on the old one, and local variables.',
      quiet: py`
        import threading

        state = None

        def work():
            global state
            state = "ready"
            count = 0
            count += 1

        threading.Thread(target=work).start()
      `,
    },
    {
      text: 'What each thread or process has for itself.',
      quiet: py`
        import threading
        from concurrent.futures import ProcessPoolExecutor

        mine = threading.local()
        total = 0

        def work():
            mine.count += 1

        def count():
            global total
            total += 1

        threading.Thread(target=work).start()
        with ProcessPoolExecutor() as pool:
            pool.submit(count)
      `,
    },
    {
      text: 'A variable of an outer call that the thread makes for itself.',
      quiet: py`
        import threading

        def work():
            level = 0

            def step():
                nonlocal level
                level += 1

            step()

        threading.Thread(target=work).start()
      `,
    },
    {
      text: 'Coroutines: between two awaits nobody else runs.',
      quiet: py`
        from fastapi import FastAPI

        app = FastAPI()
        hits = 0

        @app.get("/")
        async def index():
            global hits
            hits += 1
      `,
    },
  ],
  limits: ['Threads that a library starts in ways that are not known are not seen.'],
  bad: [
    py`
      import threading

      total = 0

      def work():
          global total
          total += 1 #!

      for _ in range(4):
          threading.Thread(target=work).start()
    `,
    py`
      from concurrent.futures import ThreadPoolExecutor
      from fastapi import FastAPI

      app = FastAPI()
      hits = {"all": 0}
      size = 0

      @app.get("/")
      def index():
          hits["all"] += 1 #!
          hits["page"] = hits.get("page", 0) + 1 #!
          return hits

      def add(number):
          global size
          size = size + number #!

      def run(numbers):
          count = 0

          def step(number):
              nonlocal count
              count += number #!

          with ThreadPoolExecutor() as pool:
              pool.map(add, numbers)
              pool.map(step, numbers)
          return count
    `,
    py`
      from concurrent.futures import ThreadPoolExecutor

      total = 0

      class Stats:
          pages = 0

          def __init__(self):
              self.errors = 0

      stats = Stats()

      def work(size):
          global total
          before = total
          total = before + size #!
          stats.errors += 1 #!
          Stats.pages += 1 #!

      with ThreadPoolExecutor() as pool:
          for size in range(9):
              pool.submit(work, size)
    `,
  ],
  good: [
    py`
      import threading

      total = 0
      lock = threading.Lock()

      def work():
          global total
          with lock:
              total += 1

      for _ in range(4):
          threading.Thread(target=work).start()
    `,
  ],
  on: {
    [K_AUGMENTED_ASSIGNMENT]: check,
    [K_ASSIGNMENT]: check,
  },
})

function check(assignment: Node, checker: Checker): void {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(assignment)
  if (owner === undefined || owner.isLambda || owner.isAsync) return
  const target = tree.child(assignment, F_LEFT)
  if (target === NO_NODE || rootIn(checker, target) === NO_NODE) return
  const threads = threadReach(checker, owner)
  if (threads === undefined || heldLock(facts, assignment) !== NO_NODE) return
  if (isCalledWithLock(facts, owner)) return
  const place = updatedPlace(checker, assignment) ?? updatedThroughLocal(checker, assignment)
  const root = place === undefined ? NO_NODE : rootIn(checker, place.root)
  if (place === undefined || root === NO_NODE) return
  if (facts.reach(root) === 'closure' && !isSharedCell(checker, root, threads)) return
  const text = tree.text(place.written)
  checker.report({
    node: assignment,
    // Two objects with one number have no order between them, and nothing else is lost.
    ...(CREATION_ORDER.test(text)
      ? { severity: 'medium' as const }
      : (drawsWindows(checker) || !isServed(checker, assignment)) && { severity: 'high' as const }),
    message: `Several threads update \`${text}\` from its old value without a lock: updates get lost.`,
    evidence: [
      ...threads.steps,
      { kind: 'read', node: place.written, message: `the old value of \`${text}\` is read` },
      { kind: 'write', node: assignment, message: 'another thread may have written in between' },
    ],
  })
}

/** A number that only says which of two objects was made first. */
const CREATION_ORDER = /creation_?(?:counter|order|index)$/

/** The variable of the module or of an outer call with which a place starts, NO_NODE for others. */
function rootIn(checker: Checker, place: Node): Node {
  const { tree, facts } = checker
  let root = place
  while (tree.kind(root) === K_SUBSCRIPT) root = tree.child(root, F_VALUE)
  const isOfObject = tree.kind(root) === K_ATTRIBUTE
  if (isOfObject) root = tree.child(root, F_OBJECT)
  if (root === NO_NODE || tree.kind(root) !== K_IDENTIFIER) return NO_NODE
  const reach = facts.reach(root)
  if (reach !== 'global' && !(reach === 'closure' && !isOfObject)) return NO_NODE
  if (facts.resolve(root)?.kind === 'import') return NO_NODE
  return isOfObject && isOfOneThread(checker, root) ? NO_NODE : root
}

/** Each call of the outer function has a variable of its own: only threads that it starts share it. */
function isSharedCell({ facts, path }: Checker, name: Node, { entry }: ThreadReach): boolean {
  const outer = facts.resolve(name)?.scope?.function
  const { summary, module } = entry.function
  if (outer === undefined || module.summary.path !== path) return false
  const isStarted = entry.kind === 'thread' || entry.kind === 'executor'
  return isStarted && summary.symbol.startsWith(`${outer.symbol}.<locals>.`)
}
