import type { Checker } from '../../engine/checker.ts'
import { calleeName, receiverOf } from '../../matching/calls/calls.ts'
import { isLogCall } from '../../matching/calls/loggers.ts'
import { handlerText, isBroadHandler } from '../../matching/errors/handlers.ts'
import { bodyOf, codeOf, statementsOf } from '../../matching/statements/statements.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'task-done-skipped',
  title: 'Item of a queue not marked as done after a failure',
  consequence:
    'After the first failure `join()` waits for ever: the program does not come to its end.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [833, 755],
  why: `
\`Queue.join\` waits until \`task_done\` was called for each item. Where the work raises, the call behind it is skipped,
and the count never comes to zero. Whoever waits for the queue to empty waits for ever, with all workers idle.
`,
  fix: 'Call `task_done` in a `finally` behind the `get`.',
  exemptions: [
    {
      text: 'A call in `finally`, or behind a `try` that takes every failure.',
      quiet: py`
        import queue

        jobs = queue.Queue(9)

        def work():
            while True:
                job = jobs.get()
                try:
                    job.run()
                finally:
                    jobs.task_done()

        def safely():
            while True:
                job = jobs.get()
                try:
                    job.run()
                except Exception:
                    print('failed')
                jobs.task_done()

        def both():
            while True:
                job = jobs.get()
                try:
                    job.run()
                    jobs.task_done()
                except Exception:
                    jobs.task_done()

        jobs.join()
      `,
    },
    {
      text: 'A queue that nobody joins, and work that does not fail.',
      quiet: py`
        import queue

        jobs = queue.Queue(9)
        rows = []

        def work():
            while True:
                job = jobs.get()
                job.run()
                jobs.task_done()
      `,
    },
  ],
  limits: ['Whether somebody joins the queue is looked for in the same file.'],
  bad: [
    py`
      import asyncio

      async def work(queue, handle):
          while True:
              item = await queue.get()
              await handle(item)
              queue.task_done() #!

      async def feed(items, handle):
          queue = asyncio.Queue(9)
          tasks = [asyncio.create_task(work(queue, handle)) for _ in range(3)]
          for item in items:
              await queue.put(item)
          await queue.join()
          for task in tasks:
              task.cancel()
    `,
    py`
      import queue

      class Pool:
          def __init__(self):
              self.jobs = queue.Queue(9)

          def work(self):
              while True:
                  job = self.jobs.get()
                  try:
                      job.run()
                      self.jobs.task_done() #!
                  except ValueError:
                      print('bad job')

          def other(self):
              while True:
                  job = self.jobs.get()
                  try:
                      job.run()
                  except ValueError:
                      continue
                  self.jobs.task_done() #!

          def wait(self):
              self.jobs.join()
    `,
  ],
  good: [
    py`
      import asyncio

      async def work(queue, handle):
          while True:
              item = await queue.get()
              try:
                  await handle(item)
              finally:
                  queue.task_done()

      async def feed(queue):
          await queue.join()
    `,
  ],
  methods: {
    task_done(call, checker) {
      const { tree } = checker
      const queue = receiverOf(tree, call)
      if (queue === NO_NODE || !isJoined(checker, queue)) return
      const loop = tree.ancestor(call, k.K_WHILE_STATEMENT, k.K_FUNCTION_DEFINITION)
      if (loop === NO_NODE || tree.kind(loop) !== k.K_WHILE_STATEMENT) return
      if (tree.ancestor(call, k.K_FINALLY_CLAUSE, k.K_EXCEPT_CLAUSE) > loop) return
      const taken = takenIn(checker, loop, queue, call)
      const work = taken === NO_NODE ? NO_NODE : workBetween(checker, taken, call)
      if (work === NO_NODE) return
      checker.report({
        node: call,
        message: `If \`${calleeName(tree, work)}\` fails, \`${tree.text(queue)}.task_done()\` is skipped, and \`join()\` waits for ever.`,
        evidence: [
          { kind: 'note', node: taken, message: 'an item is taken' },
          { kind: 'act', node: work, message: 'an exception here skips the rest' },
        ],
      })
    },
  },
})

const last = (text: string): string => text.slice(text.lastIndexOf('.') + 1)

/** Somebody waits for a queue of that name to empty. */
function isJoined({ tree, facts }: Checker, queue: Node): boolean {
  const name = last(tree.text(queue))
  return Array.from(facts.identifiersNamed('join')).some((one) => {
    const attribute = tree.parent(one)
    if (tree.kind(attribute) !== k.K_ATTRIBUTE) return false
    return last(tree.text(tree.child(attribute, k.F_OBJECT))) === name
  })
}

function takenIn({ tree, facts }: Checker, loop: Node, queue: Node, before: Node): Node {
  const text = tree.text(queue)
  const found = Array.from(facts.callsIn(loop)).find((one) => {
    const receiver = receiverOf(tree, one)
    return (
      one < before &&
      receiver !== NO_NODE &&
      calleeName(tree, one) === 'get' &&
      tree.text(receiver) === text
    )
  })
  return found ?? NO_NODE
}

const HARMLESS =
  /^(?:isinstance|len|str|repr|print|getattr|time|monotonic|get|put|put_nowait|append|add|is_set)$/

/** A call between the two that may raise, and that nothing catches on the way to the second. */
function workBetween(checker: Checker, taken: Node, done: Node): Node {
  const { tree } = checker
  const loop = tree.ancestor(taken, k.K_WHILE_STATEMENT)
  for (const node of codeOf(tree, bodyOf(tree, loop))) {
    if (node <= taken || node >= done) continue
    if (tree.kind(node) !== k.K_CALL || HARMLESS.test(calleeName(tree, node))) continue
    if (isLogCall(checker, node) || tree.ancestor(node, k.K_EXCEPT_CLAUSE) > loop) continue
    if (!isCaught(checker, node, done, loop)) return node
  }
  return NO_NODE
}

/** A `try` around the work whose handlers take everything and come to the second call, or make it. */
function isCaught(checker: Checker, work: Node, done: Node, loop: Node): boolean {
  const { tree } = checker
  for (let inner = work, at = tree.parent(work); at > loop; inner = at, at = tree.parent(at)) {
    if (tree.kind(at) !== k.K_TRY_STATEMENT || tree.fieldOf(inner) !== k.F_BODY) continue
    const parts = tree.namedChildren(at)
    if (
      parts.some(
        (one) => tree.kind(one) === k.K_FINALLY_CLAUSE && tree.text(one).includes('task_done'),
      )
    )
      return true
    const clauses = parts.filter((one) => tree.kind(one) === k.K_EXCEPT_CLAUSE)
    if (!clauses.some((clause) => isBroadHandler(checker, clause))) continue
    const isFine = clauses.every((clause) => {
      if (tree.text(clause).includes('task_done')) return true
      // Who is told to stop is not waited for any more.
      if (/Cancel|Stop|Shutdown|Exit|Interrupt/.test(handlerText(tree, clause))) return true
      return !tree.contains(at, done) && !leaves(checker, clause)
    })
    if (isFine) return true
  }
  return false
}

function leaves({ tree }: Checker, clause: Node): boolean {
  const end = statementsOf(tree, bodyOf(tree, clause)).at(-1)
  return end !== undefined && /^(?:raise|return|continue|break)\b/.test(tree.text(end))
}
