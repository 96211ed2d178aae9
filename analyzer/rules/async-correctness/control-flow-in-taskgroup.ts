import type { Checker } from '../../engine/checker.ts'
import { withItemsAround } from '../../flow/surroundings.ts'
import {
  K_BREAK_STATEMENT,
  K_CONTINUE_STATEMENT,
  K_FOR_STATEMENT,
  K_RETURN_STATEMENT,
  K_WHILE_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { isTaskGroup } from './matching/scopes-of-tasks.ts'

const handle = (node: Node, checker: Checker): void => check(checker, node)

export default defineRule({
  id: 'control-flow-in-taskgroup',
  title: 'Jump out of a task group',
  consequence:
    'The code looks as if it stopped early but waits for all tasks, and a value can be lost to an error.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [670],
  why: `
Leaving the block of a task group by \`return\`, \`break\` or \`continue\` does not leave at once: the group
waits for its tasks first. If one of them fails meanwhile, its exception replaces the value that was to be
returned, and a reader believes that the tasks were stopped.
`,
  fix: `
Keep the value in a variable and jump behind the block. Where the other tasks must stop, cancel them:
\`group.cancel_scope.cancel()\` or \`task.cancel()\`.
`,
  exemptions: [
    {
      text: 'The jump stands behind the block, or stays inside of it.',
      quiet: py`
        import asyncio

        async def load(urls):
            async with asyncio.TaskGroup() as group:
                for url in urls:
                    if not url:
                        continue
                    task = group.create_task(fetch(url))
                    if len(urls) > 9:
                        break
            return task.result()
      `,
    },
    {
      text: 'A function that is only defined inside of the block.',
      quiet: py`
        import trio

        async def load(urls):
            async with trio.open_nursery() as nursery:
                async def work():
                    return 1

                nursery.start_soon(work)
                nursery.start_soon(lambda: 1)
      `,
    },
    {
      text: 'Other blocks.',
      quiet: py`
        import asyncio

        async def load(session):
            async with asyncio.timeout(5):
                return await session.get()
      `,
    },
  ],
  limits: ['A task group that reaches the block through a variable is not known.'],
  bad: [
    py`
      import asyncio

      async def load(urls):
          async with asyncio.TaskGroup() as group:
              task = group.create_task(fetch(urls[0]))
              return await task #!
    `,
    py`
      import anyio
      import trio

      async def load(urls):
          for url in urls:
              async with trio.open_nursery() as nursery:
                  nursery.start_soon(fetch, url)
                  if url:
                      continue #!
                  break #!
          while urls:
              async with anyio.create_task_group() as group, urls[0]:
                  group.start_soon(fetch, urls)
                  try:
                      return 1 #!
                  finally:
                      urls.pop()
    `,
  ],
  good: [
    py`
      import asyncio

      async def load(urls):
          async with asyncio.TaskGroup() as group:
              task = group.create_task(fetch(urls[0]))
          return task.result()
    `,
  ],
  on: {
    [K_RETURN_STATEMENT]: handle,
    [K_BREAK_STATEMENT]: handle,
    [K_CONTINUE_STATEMENT]: handle,
  },
})

function check(checker: Checker, node: Node): void {
  const { tree, facts } = checker
  if (facts.enclosingFunction(node)?.isAsync !== true) return
  const group = withItemsAround(tree, node).find((item) => isTaskGroup(checker, item))
  if (group === undefined) return
  const isReturn = tree.kind(node) === K_RETURN_STATEMENT
  if (!isReturn) {
    const loop = tree.ancestor(node, K_FOR_STATEMENT, K_WHILE_STATEMENT)
    if (loop === NO_NODE || loop > group) return
  }
  const word = /^\w+/.exec(tree.text(node))?.[0] ?? ''
  checker.report({
    node,
    message: `\`${word}\` leaves the block of a task group only after all of its tasks have ended.`,
    related: [group],
  })
}
