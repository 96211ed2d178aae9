import type { Checker } from '../../engine/checker.ts'
import { assignedValue } from '../../facts/assigned-value.ts'
import { receiverAttribute } from '../../facts/receivers.ts'
import { calleeName, receiverOf } from '../../matching/calls/calls.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'cancelled-task-not-awaited',
  title: 'Task cancelled and not waited for',
  consequence:
    'The object counts as stopped while its task still runs: it uses what is closed next, and its last error is lost.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [404],
  why: `
\`cancel()\` only asks: the task gets the \`CancelledError\` when the loop comes to it, and its \`finally\` blocks run after
that. A \`stop\` that returns at once lets the caller close the connection, or the loop, under a task that is still
cleaning up. An exception that the task raised meanwhile is never read.
`,
  fix: `
Await it after the \`cancel\`: \`with contextlib.suppress(asyncio.CancelledError): await task\`, or
\`await asyncio.gather(task, return_exceptions=True)\`.
`,
  confidence: 'medium',
  exemptions: [
    {
      text: 'A task that is awaited after it, alone or with others.',
      quiet: py`
        import asyncio

        class Poller:
            async def start(self):
                self.task = asyncio.create_task(self.run())
                self.other = asyncio.create_task(self.run())

            async def stop(self):
                self.task.cancel()
                self.other.cancel()
                try:
                    await self.task
                except asyncio.CancelledError:
                    pass
                await asyncio.gather(self.other, return_exceptions=True)

            async def run(self):
                await asyncio.sleep(9)
      `,
    },
    {
      text: 'Plain methods, which cannot await, timers, and a task that is only started anew.',
      quiet: py`
        import asyncio

        class Poller:
            def start(self):
                self.task = asyncio.create_task(self.run())
                self.timer = asyncio.get_event_loop().call_later(3, print)

            def stop(self):
                self.task.cancel()

            async def close(self):
                self.timer.cancel()

            async def touch(self):
                self.late.cancel()
                self.late = asyncio.create_task(self.run())

            async def run(self):
                await asyncio.sleep(9)
      `,
    },
  ],
  limits: ['Tasks in lists, and those that another class awaits, are not followed.'],
  bad: [
    py`
      import asyncio

      class Poller:
          def __init__(self):
              self.task = None
              self.beat = None

          async def start(self):
              self.task = asyncio.create_task(self.run())
              self.beat = asyncio.ensure_future(self.run())

          async def stop(self):
              self.task.cancel() #!

          async def close(self):
              if self.beat is not None:
                  self.beat.cancel() #!
                  self.beat = None

          async def run(self):
              await asyncio.sleep(9)

      class Other:
          async def start(self):
              self.job = asyncio.create_task(asyncio.sleep(9))

          async def __aexit__(self, *details):
              self.job.cancel() #!
    `,
  ],
  good: [
    py`
      import asyncio
      import contextlib

      class Poller:
          async def start(self):
              self.task = asyncio.create_task(self.run())

          async def stop(self):
              self.task.cancel()
              with contextlib.suppress(asyncio.CancelledError):
                  await self.task

          async def run(self):
              await asyncio.sleep(9)
    `,
  ],
  methods: {
    cancel(call, checker) {
      const { tree, facts } = checker
      const task = receiverAttribute(facts, receiverOf(tree, call))
      const owner = facts.enclosingFunction(call)
      if (task === undefined || owner === undefined || !owner.isAsync) return
      if (!ENDING.test(owner.name) || !isTask(checker, call, task.name)) return
      const reads = Array.from(facts.identifiersNamed(task.name)).filter(
        (one) => tree.fieldOf(one) === k.F_ATTRIBUTE && tree.contains(task.class.node, one),
      )
      const isAsked = reads.some((one) => isHandedOn(checker, tree.parent(one)))
      if (isAsked) return
      checker.report({
        node: call,
        message: `\`${owner.name}\` returns while \`${tree.text(receiverOf(tree, call))}\` still runs: \`cancel\` only asks it to end.`,
      })
    },
  },
})

const ENDING =
  /^_*(?:a?close|stop|shut_?down|disconnect|terminate|tear_?down|clean_?up|on_(?:close|stop|shutdown|disconnect)|__aexit__|finish|end)(?:_\w+)?$/

/** The class gives the field a task. */
function isTask({ tree, facts }: Checker, call: Node, name: string): boolean {
  const owner = facts.enclosingClass(call)
  return Array.from(facts.identifiersNamed(name)).some((one) => {
    const attribute = tree.parent(one)
    if (owner === undefined || !tree.contains(owner.node, attribute)) return false
    const value = assignedValue(tree, attribute)
    if (value === NO_NODE || tree.kind(value) !== k.K_CALL) return false
    return /^(?:create_task|ensure_future)$/.test(calleeName(tree, value))
  })
}

/** Awaited, or handed to something that may await it: anything but a question or a `cancel`. */
function isHandedOn({ tree, facts }: Checker, attribute: Node): boolean {
  if (facts.isWrite(attribute)) return false
  const parent = tree.parent(attribute)
  switch (tree.kind(parent)) {
    case k.K_ATTRIBUTE:
      return !/^(?:cancel|done|cancelled|cancelling|get_name|set_name|add_done_callback)$/.test(
        tree.text(tree.child(parent, k.F_ATTRIBUTE)),
      )
    case k.K_IF_STATEMENT:
    case k.K_COMPARISON_OPERATOR:
    case k.K_NOT_OPERATOR:
    case k.K_BOOLEAN_OPERATOR:
      return false
    default:
      return true
  }
}
