import type { Checker } from '../../engine/checker.ts'
import { bodyOf } from '../../matching/statements/statements.ts'
import {
  K_AWAIT,
  K_FUNCTION_DEFINITION,
  K_LAMBDA,
  K_WITH_CLAUSE,
  K_WITH_ITEM,
  K_WITH_STATEMENT,
  K_YIELD,
  T_ASYNC,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { isTimeoutScope } from './matching/scopes-of-tasks.ts'

export default defineRule({
  id: 'timeout-scope-without-await',
  title: 'Timeout around code that never awaits',
  consequence:
    'The timeout that is written down can never fire, so a slow operation runs on without limit.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [1088],
  why: `
A timeout ends a block by raising at an await. Where nothing is awaited there is no place to raise: the
block runs to its end however long it takes, and the timeout comes too late or not at all.
`,
  fix: `
Await what can take long inside of the block (\`await asyncio.to_thread(...)\` for blocking work), or remove
the timeout.
`,
  exemptions: [
    {
      text: 'Something is awaited in the block.',
      quiet: py`
        import asyncio
        import trio

        async def load(session):
            async with asyncio.timeout(5):
                await session.get()
            with trio.move_on_after(5):
                async for row in session:
                    print(row)
            with trio.fail_after(5):
                async with session:
                    pass
      `,
    },
    {
      text: 'A `yield`, after which others await inside of the scope.',
      quiet: py`
        import contextlib
        import trio

        @contextlib.contextmanager
        def limit():
            with trio.fail_after(5):
                yield
      `,
    },
    {
      text: 'A scope that is handed to others, who cancel by it.',
      quiet: py`
        import anyio

        async def main(tasks):
            async with anyio.CancelScope() as scope, tasks.open():
                tasks.keep(scope)
      `,
    },
  ],
  limits: ['Whether what is awaited can wait at all is not followed.'],
  bad: [
    py`
      import asyncio

      async def load(path):
          async with asyncio.timeout(5): #!
              return parse(path)
    `,
    py`
      import anyio
      import trio
      from async_timeout import timeout

      async def load(path):
          with trio.move_on_after(5): #!
              parse(path)
          with anyio.fail_after(5): #!
              async def inner():
                  await trio.sleep(1)
          async with timeout(5) as limit: #!
              [parse(one) for one in path]
          with trio.CancelScope(): #!
              parse(lambda: path)
    `,
  ],
  good: [
    py`
      import asyncio

      async def load(path):
          async with asyncio.timeout(5):
              return await asyncio.to_thread(parse, path)
    `,
  ],
  on: {
    [K_WITH_STATEMENT](statement, checker) {
      const { tree } = checker
      const clause = tree.childOfKind(statement, K_WITH_CLAUSE)
      if (clause === NO_NODE) return
      const items = tree.namedChildren(clause).filter((one) => tree.kind(one) === K_WITH_ITEM)
      const scope = items.findIndex((item) => isTimeoutScope(checker, item))
      if (scope === -1) return
      const isOther = tree.hasChildOfKind(statement, T_ASYNC) && items.length > 1
      if (isOther || waits(checker, bodyOf(tree, statement))) return
      checker.report({
        node: statement,
        message: `Nothing is awaited inside of \`${tree.text(items[scope] ?? clause)}\`: it cannot end the block.`,
      })
    },
  },
})

/** True if the code of a block, nested functions left out, awaits or yields. */
function waits({ tree }: Checker, body: Node): boolean {
  const end = tree.endOfSubtree(body)
  for (let node = body; node < end; node += 1) {
    const kind = tree.kind(node)
    if (kind === K_FUNCTION_DEFINITION || kind === K_LAMBDA) {
      node = tree.endOfSubtree(node) - 1
      continue
    }
    if (kind === K_AWAIT || kind === K_YIELD || kind === T_ASYNC) return true
  }
  return false
}
