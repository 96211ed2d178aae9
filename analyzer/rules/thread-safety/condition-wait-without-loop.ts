import type { Checker } from '../../engine/checker.ts'
import { receiverOf } from '../../matching/calls/calls.ts'
import { isAwaited, isDropped, statementsOf } from '../../matching/statements/statements.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const CONDITION = /^(?:threading|asyncio|multiprocessing|anyio|trio)\.Condition\(\)$/

export default defineRule({
  id: 'condition-wait-without-loop',
  title: 'Wait for a condition that is not asked again',
  consequence:
    'Who wakes up second finds what it waited for already taken, or waits for ever for a call that came before.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [362, 821],
  why: `
\`Condition.wait\` comes back when somebody notified, and with the lock taken anew. Until then others may have run:
the item that was there is gone. A waiter that asked with \`if\` goes on all the same. One that does not ask at all misses
a \`notify\` that came before it waited.

| step | first waiter | second waiter |
|---|---|---|
| 1 | wakes up, takes the only item | wakes up, waits for the lock |
| 2 | lets the lock go | takes the lock, takes from an empty list |
`,
  fix: 'Ask in a loop: `while not items: condition.wait()`, or `condition.wait_for(lambda: items)`.',
  exemptions: [
    {
      text: 'A wait in a loop, and `wait_for`.',
      quiet: py`
        import threading

        class Box:
            def __init__(self):
                self.ready = threading.Condition()
                self.items = []

            def take(self):
                with self.ready:
                    while not self.items:
                        self.ready.wait()
                    return self.items.pop()

            def poll(self):
                while True:
                    with self.ready:
                        if not self.items:
                            self.ready.wait()
                            continue
                        return self.items.pop()

            def each(self):
                while True:
                    with self.ready:
                        while not self.items:
                            self.ready.wait()
                        item = self.items.pop()
                    item.run()

            def inside(self):
                with self.ready:
                    while True:
                        self.ready.wait()
                        if self.items:
                            return self.items.pop()

            def other(self):
                with self.ready:
                    self.ready.wait_for(lambda: self.items)
                    return self.items.pop()
      `,
    },
    {
      text: 'A wait with a time limit, a method that hands the wait on, and events.',
      quiet: py`
        import threading

        class Box:
            def __init__(self):
                self.ready = threading.Condition()
                self.stopped = threading.Event()

            def pause(self):
                with self.ready:
                    self.ready.wait(5)
                self.stopped.wait()

            def wait(self):
                self.ready.wait()
      `,
    },
  ],
  limits: ['A condition that comes in as a parameter counts only with its type.'],
  bad: [
    py`
      import asyncio
      import threading

      class Box:
          def __init__(self):
              self.ready = threading.Condition()
              self.items = []

          def take(self):
              with self.ready:
                  if not self.items:
                      self.ready.wait() #!
                  return self.items.pop()

      changed = asyncio.Condition()

      class Sender:
          def __init__(self):
              self.filled = threading.Condition()
              self.running = True
              self.mails = []

          def run(self):
              while self.running:
                  with self.filled:
                      self.filled.wait() #! medium
                      mails, self.mails = self.mails, []
                  for mail in mails:
                      mail.send()

      async def next_change(state):
          async with changed:
              if state.old:
                  await changed.wait() #!
              return state.value

      def first(box, ready: threading.Condition):
          with ready:
              ready.wait() #!
              return box.pop()
    `,
  ],
  good: [
    py`
      import threading

      class Box:
          def __init__(self):
              self.ready = threading.Condition()
              self.items = []

          def take(self):
              with self.ready:
                  while not self.items:
                      self.ready.wait()
                  return self.items.pop()
    `,
  ],
  methods: {
    wait(call, checker) {
      const { tree, facts } = checker
      if (facts.arguments(call).length > 0) return
      const condition = receiverOf(tree, call)
      if (condition === NO_NODE) return
      const value = checker.valueOf(condition)
      if (value?.kind !== 'external' || !CONDITION.test(value.name)) return
      const owner = facts.enclosingFunction(call)
      if (owner === undefined || owner.isLambda || /^_?wait/.test(owner.name)) return
      if (!isStatement(checker, call)) return
      const loop = tree.ancestor(call, k.K_WHILE_STATEMENT, k.K_FOR_STATEMENT)
      const text = tree.text(condition)
      if (loop > owner.node) {
        if (!asksNothing(checker, call, loop)) return
        if (value.name.startsWith('asyncio') && !awaitsBeside(checker, call, loop)) return
        checker.report({
          node: call,
          confidence: 'medium',
          message: `\`${text}.wait()\` asks nothing under the lock before it waits: a \`notify\` that comes while the loop is at work is lost.`,
        })
        return
      }
      checker.report({
        node: call,
        message: `\`${text}.wait()\` stands in no loop: what it waited for may be gone, or have come before.`,
      })
    },
  },
})

function isStatement({ tree }: Checker, call: Node): boolean {
  return isDropped(tree, isAwaited(tree, call) ? tree.parent(call) : call)
}

/** The wait is the first thing that each round does with the lock, in whatever state things are. */
function asksNothing({ tree }: Checker, call: Node, loop: Node): boolean {
  const block = tree.ancestor(call, k.K_BLOCK)
  const around = tree.parent(block)
  if (tree.kind(around) !== k.K_WITH_STATEMENT || around < loop) return false
  const [first] = statementsOf(tree, block)
  return first !== undefined && tree.contains(first, call)
}

/** Another task can only come in between where the loop waits for something else, without the lock. */
function awaitsBeside({ tree, facts }: Checker, call: Node, loop: Node): boolean {
  const around = tree.ancestor(call, k.K_WITH_STATEMENT)
  return Array.from(facts.nodesIn(loop, k.K_AWAIT)).some((one) => !tree.contains(around, one))
}
