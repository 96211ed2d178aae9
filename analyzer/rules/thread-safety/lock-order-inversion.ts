import {
  lockKinds,
  type NestedTake,
  nestedIn,
  nestedTakes,
  stepsOf,
} from '../../matching/lock-graph.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'lock-order-inversion',
  title: 'Two locks taken in both orders',
  consequence:
    'Under load two threads each hold the lock that the other waits for, and both stop for ever.',
  effortHours: { low: 1, high: 4 },
  cwe: [833, 764],
  why: `
One way through the code takes the first lock and then the second, another takes them the other way round.
It works until two threads are on both ways at the same moment; then neither can go on.

| step | thread A | thread B |
|---|---|---|
| 1 | takes \`accounts\` | takes \`journal\` |
| 2 | waits for \`journal\` | waits for \`accounts\` |
| 3 | for ever | for ever |
`,
  fix: `
Fix one order for all locks that can be held together and keep to it everywhere: release the inner lock
before the call that takes the other one, take both up front in the agreed order, or guard both sets of
data with one lock.
`,
  exemptions: [
    {
      text: 'The same order everywhere.',
      quiet: py`
        import threading

        first = threading.Lock()
        second = threading.Lock()

        def one():
            with first, second:
                return 1

        def two():
            with first:
                with second:
                    return 2
      `,
    },
    {
      text: 'Locks that are never held together.',
      quiet: py`
        import threading

        first = threading.Lock()
        second = threading.Lock()

        def one():
            with first:
                with second:
                    return 1

        def two():
            with second:
                pass
            with first:
                return 2
      `,
    },
    {
      text: 'Semaphores that let several in.',
      quiet: py`
        import threading

        lock = threading.Lock()
        slots = threading.Semaphore(8)

        def one():
            with lock, slots:
                return 1

        def two():
            with slots, lock:
                return 2
      `,
    },
    {
      text: 'Locks that a third one keeps apart.',
      quiet: py`
        import threading

        outer = threading.Lock()
        first = threading.Lock()
        second = threading.Lock()

        def one():
            with outer, first, second:
                return 1

        def two():
            with outer:
                with second, first:
                    return 2
      `,
    },
  ],
  limits: [
    'Circles of three and more locks are not looked for.',
    'Locks of different objects of a class count as one.',
  ],
  bad: [
    py`
      import threading

      accounts = threading.Lock()
      journal = threading.Lock()

      def transfer():
          with accounts:
              with journal: #!
                  return 1

      def report():
          with journal:
              return balance()

      def balance():
          with accounts:
              return 2
    `,
    {
      'app/store.py': py`
        import threading
        from app.log import Log

        class Store:
            def __init__(self, log: Log):
                self.lock = threading.RLock()
                self.log = log

            def save(self):
                with self.lock:
                    self.log.write("saved") #!

            def size(self):
                with self.lock:
                    return 1
      `,
      'app/log.py': py`
        import threading
        from app import store

        class Log:
            def __init__(self):
                self.lock = threading.Lock()

            def write(self, text):
                with self.lock:
                    return text

            def flush(self, target: "store.Store"):
                with self.lock:
                    return target.size() #!
      `,
    },
  ],
  good: [
    py`
      import threading

      accounts = threading.Lock()
      journal = threading.Lock()

      def transfer():
          with accounts:
              with journal:
                  return 1

      def report():
          total = balance()
          with journal:
              return total

      def balance():
          with accounts:
              return 2
    `,
  ],
  on: {
    [K_MODULE](_, checker) {
      const kindOf = (key: string) => checker.project.at(lockKinds, key)
      const seen = new Set<string>()
      for (const { nested, node } of nestedIn(checker)) {
        const { held, taken } = nested
        const pair = [held.key, taken.key].toSorted().join(' ')
        if (held.key === taken.key || seen.has(pair)) continue
        if (kindOf(held.key) === 'semaphore' || kindOf(taken.key) === 'semaphore') continue
        const all = checker.project.table(nestedTakes)
        const other = all.find((one) => one.held.key === taken.key && one.taken.key === held.key)
        if (other === undefined || haveGate(all, nested, other)) continue
        seen.add(pair)
        // In one file the first place tells both.
        const isGuess = kindOf(held.key) === undefined || kindOf(taken.key) === undefined
        checker.report({
          node,
          message: `\`${taken.text}\` is taken while \`${held.text}\` is held, and \`${other.function.summary.name}\` takes them the other way round.`,
          ...(isGuess && { confidence: 'medium' as const }),
          evidence: [...stepsOf(nested), ...stepsOf(other)],
        })
      }
    },
  },
})

/** True if both ways hold a third lock around the two. */
function haveGate(all: readonly NestedTake[], one: NestedTake, other: NestedTake): boolean {
  const gatesOf = ({ function: owner, held }: NestedTake) =>
    all
      .filter((outer) => outer.function === owner && outer.taken === held)
      .map((outer) => outer.held.key)
  const gates = new Set(gatesOf(one))
  return gatesOf(other).some((key) => gates.has(key))
}
