import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { receiverAttribute } from '../../facts/receivers.ts'
import { finallyCovering } from '../../flow/surroundings.ts'
import { calleeName, keywordArgument } from '../../matching/calls/calls.ts'
import { parentOf } from '../../matching/statements/statements.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { isDroppedValue } from './matching/dropped-values.ts'
import { plainUse } from './matching/gathered-results.ts'
import { coroutineHandlesItself, droppedByWait } from './matching/waited-tasks.ts'

export default defineRule({
  id: 'task-exception-ignored',
  title: 'Exceptions of tasks that nobody looks at',
  consequence:
    'Background work fails without a trace: no log, no alarm, and the data that it should have written is missing.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [390, 252],
  why: `
\`gather(return_exceptions=True)\` puts exceptions among the results instead of raising them; when the
results are dropped, so are the failures. \`asyncio.wait\` raises nothing either: it hands back the tasks that
are ready and, with a timeout or \`FIRST_COMPLETED\`, those that go on running. A task that is stored but never awaited keeps its exception
until it is collected, long after anybody could act on it.
`,
  fix: `
Look at the results: \`for result in results: if isinstance(result, Exception): ...\`, or leave out
\`return_exceptions\` or use a \`TaskGroup\`. After \`asyncio.wait\` ask each ready task for its \`result()\`
and cancel and await the pending ones. Await a stored task where it ends, or give it a
\`add_done_callback\` that logs \`task.exception()\`.
`,
  confidence: 'medium',
  exemptions: [
    {
      text: 'The results are looked at, returned or given on.',
      quiet: py`
        import asyncio

        async def main(jobs):
            results = await asyncio.gather(*jobs, return_exceptions=True)
            for result in results:
                print(result)
            return await asyncio.gather(*jobs, return_exceptions=True)
      `,
    },
    {
      text: 'Waiting for tasks that were cancelled, and cleaning up.',
      quiet: py`
        import asyncio

        async def main(jobs):
            for job in jobs:
                job.cancel()
            await asyncio.gather(*jobs, return_exceptions=True)

        class Pool:
            async def close(self):
                await asyncio.gather(*self.members, return_exceptions=True)

            async def run(self):
                try:
                    await self.serve()
                finally:
                    await asyncio.gather(*self.members, return_exceptions=True)
      `,
    },
    {
      text: 'A task that is awaited somewhere, has a callback or is handed on.',
      quiet: py`
        import asyncio

        class Server:
            def start(self):
                self._reader = asyncio.create_task(self.read())
                self._writer = asyncio.create_task(self.write())
                self._writer.add_done_callback(self.ended)
                self._timer = asyncio.create_task(self.tick())

            async def stop(self):
                self._reader.cancel()
                await self._reader
                await asyncio.wait([self._timer])
      `,
    },
    {
      text: 'A task whose coroutine handles all exceptions itself.',
      quiet: py`
        import asyncio

        class Server:
            def start(self):
                self._beat = asyncio.create_task(self.beat())

            def stop(self):
                self._beat.cancel()

            async def beat(self):
                while True:
                    try:
                        await self.ping()
                    except Exception:
                        log.exception('ping failed')
      `,
    },
  ],
  limits: ['A task that other files await through the attribute is only seen within its own file.'],
  bad: [
    py`
      import asyncio

      async def notify(users):
          await asyncio.gather(*(send(user) for user in users), return_exceptions=True) #!
    `,
    py`
      import asyncio
      from asyncio import gather

      class Server:
          def start(self):
              self._reader = asyncio.create_task(self.read()) #!

          def stop(self):
              if self._reader is not None:
                  self._reader.cancel()

      async def main(jobs):
          _ = await gather(*jobs, return_exceptions=True) #!
          results = await gather(*jobs, return_exceptions=True) #!
          await asyncio.wait_for(gather(*jobs, return_exceptions=True), 3) #!
    `,
  ],
  good: [
    py`
      import asyncio

      async def notify(users):
          results = await asyncio.gather(*(send(user) for user in users), return_exceptions=True)
          for user, result in zip(users, results):
              if isinstance(result, Exception):
                  log.error('%s was not told: %s', user, result)
    `,
  ],
  calls: {
    'asyncio.gather': checkGather,
    'asyncio.tasks.gather': checkGather,
    'asyncio.wait': checkWait,
    'asyncio.tasks.wait': checkWait,
    'asyncio.create_task': checkTask,
    'asyncio.ensure_future': checkTask,
  },
  methods: { create_task: checkTask },
})

const ENDING =
  /close|stop|shut_?down|cancel|clean|exit|tear_?down|terminate|kill|disconnect|finali[sz]e|drain|abort|dispose|__del__/i

function checkGather(call: Node, checker: Checker): void {
  const { tree, facts } = checker
  const option = keywordArgument(tree, call, 'return_exceptions')
  if (option === NO_NODE || tree.kind(option) !== k.K_TRUE) return
  const owner = facts.enclosingFunction(call)
  if (owner === undefined || isEnding(checker, owner, call)) return
  let awaiting = parentOf(tree, call)
  // `await asyncio.wait_for(asyncio.gather(...), 3)` gives the same list.
  if (tree.kind(awaiting) === k.K_ARGUMENT_LIST) {
    const outer = tree.parent(awaiting)
    if (!/^asyncio\.(?:wait_for|shield)$/.test(facts.calleeName(outer) ?? '')) return
    awaiting = parentOf(tree, outer)
  }
  if (tree.kind(awaiting) !== k.K_AWAIT) return
  const use = plainUse(checker, owner, awaiting)
  if (use !== undefined) {
    checker.report({
      node: call,
      message: `\`return_exceptions=True\` puts exceptions among the results, and \`${owner.name}\` uses all of them as values.`,
      confidence: 'medium',
      evidence: [{ kind: 'act', node: use, message: 'taken for values here' }],
    })
    return
  }
  if (!isDroppedValue(checker, awaiting)) return
  checker.report({
    node: call,
    message: `\`${owner.name}\` drops the results of \`gather\`, and with \`return_exceptions=True\` all failures among them.`,
  })
}

function isEnding({ tree, facts }: Checker, owner: FunctionFacts, call: Node): boolean {
  if (ENDING.test(owner.name)) return true
  if (tree.ancestor(call, k.K_FINALLY_CLAUSE) !== NO_NODE) return true
  if (tree.ancestor(call, k.K_EXCEPT_CLAUSE) !== NO_NODE) return true
  return facts
    .callsIn(owner.node)
    .some((other) => other < call && calleeName(tree, other) === 'cancel')
}

function checkWait(call: Node, checker: Checker): void {
  const owner = checker.facts.enclosingFunction(call)
  if (owner === undefined || isEnding(checker, owner, call)) return
  const dropped = droppedByWait(checker, call)
  if (dropped === undefined) return
  checker.report({
    node: call,
    message:
      dropped.which === 'pending'
        ? `\`${owner.name}\` lets the tasks that are not ready go on: nobody cancels them, awaits them or sees their exceptions.`
        : `\`${owner.name}\` waits for the tasks but asks none of them: \`asyncio.wait\` raises nothing when they fail.`,
    ...(dropped.isGiven && { confidence: 'low' as const }),
  })
}

/** `self.task = asyncio.create_task(...)` of which only `cancel`, `done` and the like are used. */
function checkTask(call: Node, checker: Checker): void {
  const { tree, facts } = checker
  const assignment = parentOf(tree, call)
  if (tree.kind(assignment) !== k.K_ASSIGNMENT) return
  const attribute = receiverAttribute(facts, tree.child(assignment, k.F_LEFT))
  const receiver = tree.kind(facts.callee(call)) === k.K_ATTRIBUTE ? facts.callee(call) : NO_NODE
  const isGroup =
    calleeName(tree, call) === 'create_task' &&
    receiver !== NO_NODE &&
    !/loop|asyncio/i.test(tree.text(tree.child(receiver, k.F_OBJECT)))
  if (attribute === undefined || attribute.isClass || isGroup) return
  const { name } = attribute
  const uses = facts
    .identifiersNamed(name)
    .filter(
      (one) => tree.fieldOf(one) === k.F_ATTRIBUTE && tree.kind(tree.parent(one)) === k.K_ATTRIBUTE,
    )
  if (!uses.every((one) => ignores(checker, tree.parent(one)))) return
  if (finallyCovering(tree, call).length > 0 || coroutineHandlesItself(checker, call)) return
  checker.report({
    node: call,
    message: `Nothing awaits \`self.${name}\` or asks for its exception: when it fails, nobody is told.`,
  })
}

const PASSIVE = new Set(['cancel', 'done', 'cancelled', 'get_name', 'set_name'])

/** True for uses that tell nothing of the outcome: writes, tests, `cancel()`. */
function ignores({ tree, facts }: Checker, attribute: Node): boolean {
  if (facts.isWrite(attribute)) return true
  const parent = parentOf(tree, attribute)
  switch (tree.kind(parent)) {
    case k.K_ATTRIBUTE:
      return PASSIVE.has(facts.name(tree.child(parent, k.F_ATTRIBUTE)))
    case k.K_COMPARISON_OPERATOR:
    case k.K_NOT_OPERATOR:
    case k.K_BOOLEAN_OPERATOR:
    case k.K_IF_STATEMENT:
    case k.K_WHILE_STATEMENT:
    case k.K_ASSERT_STATEMENT:
    case k.K_DELETE_STATEMENT:
      return true
    default:
      return false
  }
}
