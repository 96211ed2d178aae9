import type { Checker } from '../../engine/checker.ts'
import { heldLock } from '../../matching/held-locks.ts'
import { updatedPlace } from '../../matching/read-modify-write.ts'
import { type ThreadReach, threadReach } from '../../matching/thread-reach.ts'
import { K_ASSIGNMENT, K_AUGMENTED_ASSIGNMENT, K_IDENTIFIER } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

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
  const place = updatedPlace(checker, assignment)
  if (place === undefined || tree.kind(place.root) !== K_IDENTIFIER) return
  const reach = facts.reach(place.root)
  if (reach !== 'global' && reach !== 'closure') return
  if (facts.resolve(place.root)?.kind === 'import') return
  if (heldLock(facts, assignment) !== NO_NODE) return
  const threads = threadReach(checker, owner)
  if (threads === undefined) return
  if (reach === 'closure' && !isSharedCell(checker, place.root, threads)) return
  const text = tree.text(place.written)
  checker.report({
    node: assignment,
    message: `Several threads update \`${text}\` from its old value without a lock: updates get lost.`,
    evidence: [
      ...threads.steps,
      { kind: 'read', node: place.written, message: `the old value of \`${text}\` is read` },
      { kind: 'write', node: assignment, message: 'another thread may have written in between' },
    ],
  })
}

/** Each call of the outer function has a variable of its own: only threads that it starts share it. */
function isSharedCell({ facts, path }: Checker, name: Node, { entry }: ThreadReach): boolean {
  const outer = facts.resolve(name)?.scope?.function
  const { summary, module } = entry.function
  if (outer === undefined || module.summary.path !== path) return false
  const isStarted = entry.kind === 'thread' || entry.kind === 'executor'
  return isStarted && summary.symbol.startsWith(`${outer.symbol}.<locals>.`)
}
