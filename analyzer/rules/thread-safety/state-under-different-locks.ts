import { K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { mixedLocks } from './matching/mixed-locks.ts'

const isOfObject = (text: string): boolean => text.startsWith('self.')

export default defineRule({
  id: 'state-under-different-locks',
  title: 'Shared state guarded by locks that differ',
  consequence:
    'Each place takes a lock and none waits for the others: updates are lost although the code looks guarded.',
  effortHours: { low: 0.5, high: 2 },
  cwe: [667, 366],
  why: `
A lock keeps out only those who ask for the same lock. One method changes the stock under \`stock_lock\`, another under
\`order_lock\`: both run at once. The same happens where the lock belongs to the object and the state to the class or
the module: each object has a lock of its own, and all change the one number.

| step | thread A, holds \`stock_lock\` | thread B, holds \`order_lock\` |
|---|---|---|
| 1 | reads 5 | reads 5 |
| 2 | writes 6 | writes 4 |
`,
  fix: `
Name one lock for each piece of state and take it everywhere; beside another lock where both are needed. State of the
class or the module needs a lock that lies there too.
`,
  confidence: 'medium',
  exemptions: [
    {
      text: 'What each thread has for itself.',
      quiet: py`
        import threading

        class Context(threading.local):
            def __init__(self):
                self.answer = None

        current = Context()

        class Proxy:
            def __init__(self, connection):
                self.lock = threading.Lock()
                self.connection = connection

            def call(self, message):
                with self.lock:
                    self.connection.send(message)
                    current.answer = self.connection.receive()
      `,
    },
    {
      text: 'Two fields with a lock each, one lock within another, and a condition that is made of the lock.',
      quiet: py`
        import threading

        class Depot:
            def __init__(self):
                self.stock_lock = threading.Lock()
                self.order_lock = threading.Lock()
                self.changed = threading.Condition(self.stock_lock)
                self.stock = 0
                self.orders = []

            def arrive(self):
                with self.stock_lock:
                    self.stock += 1

            def order(self, name):
                with self.order_lock:
                    self.orders.append(name)
                    with self.stock_lock:
                        self.stock -= 1

            def leave(self):
                with self.changed:
                    self.stock -= 1
                    self.changed.notify()

            def move(self):
                with self.order_lock, self.stock_lock:
                    self.stock -= 1
      `,
    },
    {
      text: 'A class with one object in the program, and a lock that the class or the module holds.',
      quiet: py`
        import threading

        totals = {}
        names = {}
        guard = threading.Lock()

        class Meter:
            count = 0
            lock = threading.Lock()

            def step(self):
                with self.lock:
                    Meter.count += 1

            def total(self, name):
                with guard:
                    totals[name] = totals.get(name, 0) + 1

        class Registry:
            def __init__(self):
                self.lock = threading.Lock()

            def add(self, name):
                with self.lock:
                    names[name] = 1

        registry = Registry()
      `,
    },
    {
      text: 'A method that is called with the other lock held.',
      quiet: py`
        import threading

        class Depot:
            def __init__(self):
                self.lock = threading.Lock()
                self.log_lock = threading.Lock()
                self.count = 0

            def add(self):
                with self.lock:
                    self.count += 1
                    self._note()

            def _note(self):
                with self.log_lock:
                    self.count += 1
      `,
    },
  ],
  limits: ['Locks that come from another function, one for each key, are not compared.'],
  bad: [
    py`
      import threading

      class Depot:
          def __init__(self):
              self.stock_lock = threading.Lock()
              self.order_lock = threading.Lock()
              self.stock = {}
              self.orders = []

          def arrive(self, item):
              with self.stock_lock:
                  self.stock[item] = self.stock.get(item, 0) + 1

          def leave(self, item):
              with self.order_lock:
                  self.orders.append(item)
                  self.stock[item] -= 1 #!
    `,
    py`
      import threading

      first = threading.Lock()
      second = threading.Lock()
      hits = {}

      def hit(page):
          with first:
              hits[page] = hits.get(page, 0) + 1

      def reset(page):
          with second:
              hits.pop(page) #!

      class Meter:
          count = 0

          def __init__(self):
              self.lock = threading.Lock()

          def step(self):
              with self.lock:
                  Meter.count += 1 #!
    `,
  ],
  good: [
    py`
      import threading

      class Depot:
          def __init__(self):
              self.stock_lock = threading.Lock()
              self.order_lock = threading.Lock()
              self.stock = {}
              self.orders = []

          def arrive(self, item):
              with self.stock_lock:
                  self.stock[item] = self.stock.get(item, 0) + 1

          def leave(self, item):
              with self.order_lock:
                  self.orders.append(item)
              with self.stock_lock:
                  self.stock[item] -= 1
    `,
  ],
  on: {
    [K_MODULE](_module, checker) {
      const { tree, facts } = checker
      for (const { node, lock, witness, otherLock, isUpdate } of mixedLocks(checker)) {
        const text = tree.text(node)
        const other = witness === NO_NODE ? '' : (facts.enclosingFunction(witness)?.name ?? '')
        checker.report({
          node,
          message:
            witness === NO_NODE
              ? isOfObject(tree.text(node))
                ? `All keys change \`${text}\`, and \`${lock}\` is another lock for each of them.`
                : `All objects change \`${text}\`, and \`${lock}\` is another lock in each of them.`
              : `\`${text}\` is changed under \`${lock}\`; \`${other}\` changes it under \`${otherLock}\`, so both run at once.`,
          ...(witness !== NO_NODE && {
            evidence: [
              { kind: 'write', node: witness, message: `changed under \`${otherLock}\`` },
              { kind: 'write', node, message: `changed under \`${lock}\`` },
            ],
            related: [witness],
          }),
          ...(!isUpdate && { severity: 'medium' as const }),
        })
      }
    },
  },
})
