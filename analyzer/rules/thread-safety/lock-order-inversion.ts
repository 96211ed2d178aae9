import type { Checker } from '../../engine/checker.ts'
import { receiverOf } from '../../matching/calls/calls.ts'
import {
  type NestedTake,
  nestedIn,
  nestedTakesByLock,
  stepsOf,
} from '../../matching/shared-state/lock-graph.ts'
import { K_CALL, K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { instancePairs, isPeerOfReceiver } from './matching/instance-locks.ts'
import { loopedTakes } from './matching/keyed-locks.ts'

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
before the call that takes the other one, take both up front in the agreed order (for two objects of one
class: sorted by a key that never changes), or guard both sets of
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

        def three():
            with first:
                value = 3
            second.acquire()
            second.release()
            return value
      `,
    },
  ],
  limits: [
    'Circles of more than four locks are not looked for.',
    'Locks of two objects of one class are seen where one function takes both, or calls the one that does.',
    'Two locks of one table count where the names of the keys say that they are two of a kind (`source`, `target`).',
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
    py`
      import threading

      users = threading.Lock()
      orders = threading.Lock()
      stock = threading.Lock()

      def one():
          users.acquire()
          try:
              with orders: #!
                  return 1
          finally:
              users.release()

      def two():
          with orders, stock:
              return 2

      def three():
          with stock:
              with users:
                  return 3
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
      const seen = new Set<string>()
      const peers = new Set<Node>()
      for (const { nested, node } of nestedIn(checker)) {
        const { held, taken } = nested
        if (entersPeer(checker, nested, node) && !peers.has(node)) {
          peers.add(node)
          checker.report({
            node,
            message: `\`${held.text}\` is held while \`${nested.way[0]?.summary.name}\` takes that of another object of the class: two objects that do so to each other wait for ever.`,
            confidence: 'medium',
            evidence: stepsOf(nested),
          })
          continue
        }
        const back = wayBack(checker.project.table(nestedTakesByLock), nested)
        if (back === undefined) continue
        const circle = [nested, ...back]
        // In one file the first place tells of all.
        const locks = circle.map((one) => one.held.key).toSorted()
        if (seen.has(locks.join(' '))) continue
        seen.add(locks.join(' '))
        const isGuess = circle.some((one) => one.held.kind === undefined) || back.length > 1
        const names = back.map((one) => `\`${one.function.summary.name}\``).join(' and ')
        checker.report({
          node,
          message: `\`${taken.text}\` is taken while \`${held.text}\` is held, and ${names} ${back.length > 1 ? 'close the circle' : 'takes them the other way round'}.`,
          ...(isGuess && { confidence: 'medium' as const }),
          evidence: circle.flatMap(stepsOf),
        })
      }
      const { tree } = checker
      for (const { lock, over, owner } of loopedTakes(checker)) {
        checker.report({
          node: lock,
          message: `\`${owner.name}\` takes the locks of \`${tree.text(over)}\` in the order in which they are given: two calls with another order wait for each other for ever.`,
          confidence: 'medium',
          evidence: [{ kind: 'act', node: lock, message: 'the locks before it are still held' }],
        })
      }
      for (const { first, second } of instancePairs(checker)) {
        checker.report({
          node: second,
          message: `\`${tree.text(first)}\` and \`${tree.text(second)}\` are taken in the order in which the objects are given: two calls the other way round wait for each other for ever.`,
          confidence: 'medium',
          evidence: [
            { kind: 'act', node: first, message: 'held here' },
            { kind: 'act', node: second, message: 'the other caller holds this one first' },
          ],
        })
      }
    },
  },
})

/** `other.deposit(n)` takes the lock of `other` while that of `self` is held. */
function entersPeer(checker: Checker, { held, taken, way, isSameObject }: NestedTake, node: Node) {
  if (held.key !== taken.key || isSameObject || way.length !== 1) return false
  if (!held.isOfObject || held.kind === undefined || held.kind === 'semaphore') return false
  const { tree } = checker
  const receiver = tree.kind(node) === K_CALL ? receiverOf(tree, node) : NO_NODE
  return receiver !== NO_NODE && isPeerOfReceiver(checker, receiver, node)
}

/** More locks than this in a circle are hardly ever held by as many threads. */
const MAX_LOCKS = 4

type ByLock = ReadonlyMap<string, readonly NestedTake[]>

/** The shortest way from the lock that is taken back to the one that is held. */
function wayBack(byLock: ByLock, first: NestedTake): readonly NestedTake[] | undefined {
  if (!isOrdered(first)) return undefined
  let ways: readonly (readonly NestedTake[])[] = [[first]]
  const seen = new Set([first.taken.key])
  for (let length = 1; length < MAX_LOCKS; length += 1) {
    const longer: (readonly NestedTake[])[] = []
    for (const way of ways) {
      for (const next of byLock.get(way.at(-1)?.taken.key ?? '') ?? []) {
        if (!isOrdered(next)) continue
        const whole = [...way, next]
        const isClosed = next.taken.key === first.held.key
        if (isClosed && !haveGate(byLock, whole)) return whole.slice(1)
        if (isClosed || seen.has(next.taken.key)) continue
        seen.add(next.taken.key)
        longer.push(whole)
      }
    }
    ways = longer
  }
  return undefined
}

/** Two locks; semaphores let several in. */
function isOrdered({ held, taken }: NestedTake): boolean {
  return held.key !== taken.key && held.kind !== 'semaphore' && taken.kind !== 'semaphore'
}

/** True if all ways hold one more lock around theirs. */
function haveGate(byLock: ByLock, circle: readonly NestedTake[]): boolean {
  const gates = circle.map(({ function: owner, held }) => {
    const keys = new Set<string>()
    for (const [key, takes] of byLock) {
      if (takes.some((one) => one.function === owner && one.taken === held)) keys.add(key)
    }
    return keys
  })
  const [first, ...others] = gates
  return first !== undefined && [...first].some((key) => others.every((keys) => keys.has(key)))
}
