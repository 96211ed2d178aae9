import type { Checker } from '../../engine/checker.ts'
import { nestedIn, stepsOf } from '../../matching/shared-state/lock-graph.ts'
import type { ProjectFunction } from '../../project/values.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'self-deadlock',
  title: 'Lock taken again by who holds it',
  consequence:
    'The thread waits for itself and never goes on; everyone who needs the lock waits with it.',
  effortHours: { low: 0.5, high: 3 },
  cwe: [764, 833],
  why: `
A plain \`Lock\` does not know who holds it. Taking it a second time, here through the calls that are made
while it is held, waits until it is released, which only the waiting thread could do.

| step | thread A |
|---|---|
| 1 | \`add\` takes the lock |
| 2 | \`add\` calls \`total\` |
| 3 | \`total\` takes the lock: waits for step 5 |
| 4 | never reached |
| 5 | \`add\` would release the lock |
`,
  fix: `
Split the work from the locking: a private method that expects the lock to be held (\`_total_locked\`), called
by both. A \`threading.RLock\` works as well where the second holder finds consistent data.
`,
  exemptions: [
    {
      text: 'A reentrant lock; a condition makes itself one.',
      quiet: py`
        import threading

        class Account:
            def __init__(self):
                self.lock = threading.RLock()
                self.ready = threading.Condition()

            def total(self):
                with self.lock, self.ready:
                    return 1

            def add(self):
                with self.lock, self.ready:
                    return self.total()
      `,
    },
    {
      text: 'The lock of another object of the class.',
      quiet: py`
        import threading

        class Account:
            def __init__(self, parent: "Account"):
                self.lock = threading.Lock()
                self.parent = parent

            def total(self):
                with self.lock:
                    return 1

            def add(self):
                with self.lock:
                    return self.parent.total()
      `,
    },
    {
      text: 'A call that is made once the lock is free.',
      quiet: py`
        import threading

        LOCK = threading.Lock()

        def total():
            with LOCK:
                return 1

        def add():
            with LOCK:
                count = 1
            return count + total()
      `,
    },
    {
      text: 'A lock that was released in between, and one that may be of another kind.',
      quiet: py`
        import threading

        class Account:
            def __init__(self, lock=None):
                self.gate = threading.Lock()
                if lock is None:
                    self.lock = threading.Lock()
                else:
                    self.lock = lock

            def total(self):
                with self.lock, self.gate:
                    return 1

            def add(self):
                self.gate.acquire()
                try:
                    count = 1
                finally:
                    self.gate.release()
                return count + self.total()

            def both(self):
                with self.lock:
                    return self.rest()

            def rest(self):
                with self.lock:
                    return 1
      `,
    },
    {
      text: 'What only runs later: a callback, a task, a generator that nobody loops over yet.',
      quiet: py`
        import asyncio

        lock = asyncio.Lock()
        hooks = []

        async def total():
            async with lock:
                return 1

        async def add():
            async with lock:
                task = asyncio.create_task(total())
                hooks.append(lambda: total())
            return await task
      `,
    },
    {
      text: 'An attempt that gives up, semaphores, and a second acquire that waits for another thread to release.',
      quiet: py`
        import threading

        done = threading.Lock()

        def handshake(start):
            done.acquire()
            start(done.release)
            done.acquire()
            done.release()

        LOCK = threading.Lock()
        SLOTS = threading.Semaphore(3)

        def total():
            with SLOTS:
                return LOCK.acquire(blocking=False)

        def add():
            with LOCK, SLOTS:
                return total()
      `,
    },
  ],
  limits: [
    'A lock that one function takes and another lets go is not followed.',
    'Calls more than four functions away are not followed.',
  ],
  bad: [
    py`
      import threading

      class Account:
          def __init__(self):
              self.lock = threading.Lock()

          def total(self):
              with self.lock:
                  return 1

          def add(self):
              with self.lock:
                  return self._more() + 1 #!

          def _more(self):
              return self.total()
    `,
    py`
      import threading
      from dataclasses import dataclass, field

      class Queue:
          def __init__(self):
              self.mutex = threading.Lock()
              self.ready = threading.Condition(self.mutex)

          @property
          def size(self):
              with self.mutex:
                  return 1

          def put(self):
              with self.ready:
                  if self.size > 9: #!
                      return
                  self.ready.notify()

          def get(self):
              self.mutex.acquire()
              try:
                  return self.size #!
              finally:
                  self.mutex.release()

      class Stack(Queue):
          def pop(self):
              with self.mutex:
                  return super().get() #!

      @dataclass
      class Account:
          lock: threading.Lock = field(default_factory=threading.Lock)

          def total(self):
              self.lock.acquire()
              self.lock.release()

          def add(self):
              lock = self.lock
              with lock:
                  self.total() #!
    `,
    {
      'app/locks.py': py`
        import threading

        LOCK = threading.Lock()
      `,
      'app/store.py': py`
        from app.locks import LOCK

        def read():
            with LOCK:
                return 1

        async def nested(lock):
            with LOCK:
                with LOCK: #!
                    return 2
      `,
      'app/api.py': py`
        from app import locks
        from app.store import read

        def show():
            with locks.LOCK:
                return read() #!
      `,
    },
  ],
  good: [
    py`
      import threading

      class Account:
          def __init__(self):
              self.lock = threading.Lock()

          def total(self):
              with self.lock:
                  return self._total_locked()

          def add(self):
              with self.lock:
                  return self._total_locked() + 1

          def _total_locked(self):
              return 1
    `,
  ],
  on: {
    [K_MODULE](_, checker) {
      const seen = new Set<Node>()
      for (const { nested, node } of nestedIn(checker)) {
        const { held, taken, way, isSameObject } = nested
        if (held.key !== taken.key || !isSameObject || held.kind !== 'lock') continue
        // Two threads that wait for each other: the second `acquire` ends when the other lets go.
        if (way.length === 0 && held.isAcquired && taken.isAcquired) continue
        if (seen.has(node) || isGivenBackFirst(checker, way.at(-1), held.text)) continue
        seen.add(node)
        const through = way.at(-1)?.summary.name
        const how = through === undefined ? 'taken again here' : `taken again by \`${through}\``
        checker.report({
          node,
          message: `\`${held.text}\` is held and ${how}: a plain lock waits for itself for ever.`,
          // The program asks elsewhere whether it holds the lock, and perhaps does not go this way then.
          ...(triesLock(checker, held.text) && {
            severity: 'medium' as const,
            confidence: 'medium' as const,
          }),
          evidence: stepsOf(nested),
        })
      }
    },
  },
})

/** `if self._lock.acquire(False):` somewhere in the file. */
function triesLock({ tree, facts }: Checker, lock: string): boolean {
  return facts.identifiersNamed('acquire').some((name) => {
    const call = tree.parent(tree.parent(name))
    const text = call === NO_NODE ? '' : tree.text(call)
    return text.startsWith(`${lock}.acquire(`) && /\((?:blocking\s*=\s*)?False\b/.test(text)
  })
}

/** `self._lock.release()` and then `self._lock.acquire()`: the callee lets go of what its caller holds. */
function isGivenBackFirst(
  { facts, tree, path }: Checker,
  callee: ProjectFunction | undefined,
  lock: string,
): boolean {
  if (callee === undefined || callee.module.summary.path !== path) return false
  const own = facts.functions.find((one) => one.symbol === callee.summary.symbol)
  if (own === undefined) return false
  const first = Array.from(facts.callsIn(own.node), (call) => tree.text(facts.callee(call))).find(
    (name) => name.startsWith(`${lock}.`),
  )
  return first === `${lock}.release`
}
