import type { Checker } from '../../engine/checker.ts'
import { libraryName } from '../../matching/calls/library-calls.ts'
import { conditionOf } from '../../matching/statements/branches.ts'
import { inOneLine } from '../../matching/statements/shown.ts'
import { bodyOf, expressionOf, statementsOf } from '../../matching/statements/statements.ts'
import {
  F_LEFT,
  F_RIGHT,
  K_ASSIGNMENT,
  K_AWAIT,
  K_BREAK_STATEMENT,
  K_CALL,
  K_IDENTIFIER,
  K_IF_STATEMENT,
  K_PASS_STATEMENT,
  K_RETURN_STATEMENT,
  K_TRUE,
  K_WHILE_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { spunOn } from './matching/thread-spins.ts'
import { isThreadSleep, waitInstead } from './matching/thread-waits.ts'

export default defineRule({
  id: 'busy-wait-loop',
  title: 'Polling loop in place of an event',
  consequence:
    'Every wait costs processor time all the while and answers late, and the delays add up under load.',
  effortHours: { low: 0.25, high: 2 },
  cwe: [1322],
  why: `
The loop wakes up over and over only to find that nothing has happened. A short pause burns processor time
with every waiting task, a long one adds its length to every answer, and between the last test and the
next statement the condition can change again.
`,
  fix: `
Wait for what makes the condition true: \`await event.wait()\` with an \`asyncio.Event\` that the other
side sets, a \`Condition\` with \`wait_for\`, a \`Queue\`, or the task or future itself. In threads the same with
\`threading.Event\`, \`thread.join()\` and \`future.result()\`.
`,
  exemptions: [
    {
      text: 'A loop that does work on each round.',
      quiet: py`
        import asyncio

        async def watch(self):
            while self.is_open:
                await self.beat()
                await asyncio.sleep(5)
      `,
    },
    {
      text: 'Waiting with an event, and one sleep without a loop.',
      quiet: py`
        import asyncio

        async def wait(event):
            await event.wait()
            await asyncio.sleep(1)
            for _ in range(3):
                await asyncio.sleep(1)
      `,
    },
    {
      text: 'A pause of which the length changes from round to round.',
      quiet: py`
        import asyncio

        async def wait(self):
            delay = 0.1
            while not self.ready:
                await asyncio.sleep(delay)
                delay = min(delay * 2, 10)
      `,
    },
    {
      text: 'Sync code that sleeps for what nothing in the file sets.',
      quiet: py`
        import time

        def wait(self):
            while not self.ready:
                time.sleep(1)
      `,
    },
  ],
  limits: [
    'A state outside of the process may have nothing to wait for; such loops are low in confidence.',
  ],
  bad: [
    py`
      import asyncio

      async def wait(self):
          while not self.ready: #!
              await asyncio.sleep(0.1)
    `,
    py`
      import anyio
      import trio
      from asyncio import sleep

      async def wait(job, client):
          while job.state != 'done': #!
              await sleep(1)
          while True: #!
              if job.done:
                  break
              await trio.sleep(0.1)
          while not await client.ready(): #!
              await anyio.sleep(1)
          while True: #!
              await sleep(3600)

      async def wait_for_task(load, task_id):
          task = await load(task_id)
          while task.status == 'pending':
              await sleep(1) #!
              task = await load(task_id)
          return task
    `,
  ],
  good: [
    py`
      import asyncio

      class Job:
          def __init__(self):
              self.ready = asyncio.Event()

          async def wait(self):
              await self.ready.wait()
    `,
  ],
  on: {
    [K_WHILE_STATEMENT](loop, checker) {
      const { tree, facts } = checker
      const owner = facts.enclosingFunction(loop)
      if (owner?.isAsync !== true) {
        if (owner !== undefined) checkThread(checker, loop)
        return
      }
      const statements = statementsOf(tree, bodyOf(tree, loop)).filter(
        (one) => tree.kind(one) !== K_PASS_STATEMENT,
      )
      const sleeps = statements.filter((one) => isSleep(checker, one))
      const [test, second] = statements.filter((one) => !sleeps.includes(one))
      if (sleeps.length !== 1 || second !== undefined) return
      const condition = conditionOf(tree, loop)
      const [sleep] = sleeps
      if (test !== undefined && sleep !== undefined && asksAgain(checker, test, condition)) {
        checker.report({
          node: sleep,
          message: `This loop asks for \`${inOneLine(tree.text(condition))}\` again after each sleep: wait for what makes it change.`,
          confidence: 'medium',
        })
        return
      }
      if (test !== undefined && !isWayOut(checker, test)) return
      const isEndless = condition !== NO_NODE && tree.kind(condition) === K_TRUE
      if (test !== undefined && !isEndless) return
      const decides = test === undefined ? condition : conditionOf(tree, test)
      const isForever = isEndless && test === undefined
      checker.report({
        node: loop,
        message: isForever
          ? 'This loop only sleeps, again and again: wait for an event or a future that ends it.'
          : `This loop polls \`${inOneLine(tree.text(decides))}\` with a sleep: wait for what makes it true.`,
        // A test has nothing that would tell it.
        ...(checker.role === 'test' && { severity: 'low' as const }),
        ...(isForever || holds(checker, decides, K_AWAIT) ? { confidence: 'low' as const } : {}),
      })
    },
  },
})

/** `while not self.ready: time.sleep(0.01)` for what another thread sets. */
function checkThread(checker: Checker, loop: Node): void {
  const { tree } = checker
  const spun = spunOn(checker, loop)
  if (spun !== NO_NODE) {
    checker.report({
      node: loop,
      message: `While there is nothing in \`${inOneLine(tree.text(spun))}\` this loop asks for it without a pause, which takes a whole core: let a blocking \`get()\` or a Condition wait for it.`,
      confidence: 'medium',
      ...(checker.role === 'test' && { severity: 'low' as const }),
    })
    return
  }
  const statements = statementsOf(tree, bodyOf(tree, loop)).filter(
    (one) => tree.kind(one) !== K_PASS_STATEMENT,
  )
  const sleeps = statements.filter((one) => isThreadSleep(checker, one))
  const [test, second] = statements.filter((one) => !sleeps.includes(one))
  if (sleeps.length > 1 || second !== undefined) return
  const condition = conditionOf(tree, loop)
  const isEndless = condition !== NO_NODE && tree.kind(condition) === K_TRUE
  if (isEndless ? test === undefined || !isWayOut(checker, test) : test !== undefined) return
  const decides = test === undefined ? condition : conditionOf(tree, test)
  const instead = decides === NO_NODE ? undefined : waitInstead(checker, decides)
  if (instead === undefined) return
  const how = sleeps.length === 0 ? 'without a pause, which takes a whole core' : 'with a sleep'
  checker.report({
    node: loop,
    message: `This loop polls \`${inOneLine(tree.text(decides))}\` ${how}: ${instead} sleeps until it is so.`,
    confidence: 'medium',
    ...(checker.role === 'test' && { severity: 'low' as const }),
  })
}

function holds({ tree }: Checker, outer: Node, kind: number): boolean {
  for (let node = outer; node < tree.endOfSubtree(outer); node += 1) {
    if (tree.kind(node) === kind) return true
  }
  return false
}

/** `if x: break` and nothing else. */
function isWayOut(checker: Checker, statement: Node): boolean {
  const { tree } = checker
  if (tree.kind(statement) !== K_IF_STATEMENT) return false
  const clauses = tree.namedChildren(statement)
  const body = statementsOf(tree, clauses[1] ?? NO_NODE)
  if (clauses.length !== 2 || body.length !== 1) return false
  const kind = tree.kind(body[0] ?? statement)
  return kind === K_BREAK_STATEMENT || kind === K_RETURN_STATEMENT
}

/** `task = await load(id)` for a `task` that the loop tests. */
function asksAgain({ tree }: Checker, statement: Node, condition: Node): boolean {
  const assignment = expressionOf(tree, statement)
  if (assignment === NO_NODE || tree.kind(assignment) !== K_ASSIGNMENT) return false
  const target = tree.child(assignment, F_LEFT)
  const value = tree.child(assignment, F_RIGHT)
  if (target === NO_NODE || value === NO_NODE || tree.kind(value) !== K_AWAIT) return false
  for (let node = condition; node < tree.endOfSubtree(condition); node += 1) {
    if (tree.kind(node) === K_IDENTIFIER && tree.text(node) === tree.text(target)) return true
  }
  return false
}

const SLEEP =
  /^(?:(?:asyncio(?:\.tasks)?|trio|anyio|curio|gevent)\.(?:sleep|sleep_until)|(?:trio|anyio)\.lowlevel\.checkpoint)$/

function isSleep(checker: Checker, statement: Node): boolean {
  const { tree } = checker
  const expression = expressionOf(tree, statement)
  if (expression === NO_NODE || tree.kind(expression) !== K_AWAIT) return false
  const call = tree.namedChildren(expression)[0]
  if (call === undefined || tree.kind(call) !== K_CALL) return false
  return SLEEP.test(libraryName(checker, call) ?? '')
}
