import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { loopsAround, withItemsAround } from '../../flow/surroundings.ts'
import { withParts } from '../../flow/with-parts.ts'
import { closedByConsumers } from '../../gather/tables.ts'
import { libraryName } from '../../matching/calls/library-calls.ts'
import { K_CALL, K_YIELD } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'async-generator-unsafe-yield',
  title: 'Yield inside a context manager of an async generator',
  consequence:
    'When the consumer stops early, connections, locks or timeouts stay open until the garbage collector runs, or for ever.',
  effortHours: { low: 0.5, high: 2 },
  cwe: [772, 404],
  why: `
A consumer that breaks out of \`async for\`, or is cancelled, does not close the generator: what stands
behind the \`yield\` runs when the garbage collector finds it, in another task or not at all. A timeout or
task group around a \`yield\` is worse: it cancels whatever the consumer does meanwhile.

| step | generator | consumer |
|---|---|---|
| 1 | enters \`async with connect()\`, yields a row | reads it |
| 2 | waits at the \`yield\` | leaves the loop |
| 3 | connection still open | goes on without it |
`,
  fix: `
Open the resource in the consumer and give it to the generator, or make the function an
\`@asynccontextmanager\` that gives the iterator. Consumers can also use
\`async with contextlib.aclosing(...)\`.
`,
  confidence: 'medium',
  exemptions: [
    {
      text: 'The function of a context manager, fixture or dependency, which is always run to its end.',
      quiet: py`
        import pytest
        from contextlib import asynccontextmanager
        from fastapi import Depends

        @asynccontextmanager
        async def opened():
            async with connect() as connection:
                yield connection

        @pytest.fixture
        async def client():
            async with connect() as connection:
                yield connection

        async def session_of_request():
            async with connect() as connection:
                yield connection

        async def show(session=Depends(session_of_request)):
            return session
      `,
    },
    {
      text: 'A dependency by its shape: one `yield` of what the context manager gave, with the annotation of one.',
      quiet: py`
        from collections.abc import AsyncIterator

        async def get_session() -> AsyncIterator[Session]:
            async with connect() as session:
                yield session
      `,
    },
    {
      text: 'The `yield` stands outside of the block.',
      quiet: py`
        async def rows(path):
            async with connect(path) as connection:
                found = await connection.rows()
            for row in found:
                yield row
      `,
    },
    {
      text: 'Managers that have nothing to clean up, and sync generators.',
      quiet: py`
        from contextlib import nullcontext, suppress

        async def rows(source):
            with suppress(KeyError):
                yield source['a']
            with nullcontext():
                yield 1

        def lines(path):
            with open(path) as file:
                yield from file
      `,
    },
  ],
  limits: ['Whether every consumer closes the generator is not followed.'],
  bad: [
    py`
      async def rows(path):
          async with connect(path) as connection:
              async for row in connection:
                  yield row #!
    `,
    py`
      import asyncio
      import anyio

      async def lines(path):
          with open(path) as file:
              for line in file:
                  yield line #!

      async def guarded(source):
          async with asyncio.timeout(5):
              yield await source.get() #!
          async with asyncio.TaskGroup() as group:
              group.create_task(source.run())
              yield 1 #!

      def sync_generator():
          with anyio.CancelScope():
              yield 1 #!
    `,
  ],
  good: [
    py`
      from contextlib import asynccontextmanager

      @asynccontextmanager
      async def rows(path):
          async with connect(path) as connection:
              yield aiter(connection)
    `,
    {
      'app/store.py': py`
        class Store:
            async def entries(self, after):
                pool = await self.pool()
                async with pool.acquire() as connection, connection.transaction():
                    async for row in connection.cursor("SELECT text FROM journal", after):
                        yield row["text"]
      `,
      'app/views.py': py`
        from contextlib import aclosing

        async def export(request):
            async with aclosing(request.app.state.store.entries(0)) as entries:
                async for line in entries:
                    print(line)
      `,
    },
  ],
  on: {
    [K_YIELD](node, checker) {
      const { facts } = checker
      const owner = facts.enclosingFunction(node)
      if (owner === undefined || owner.isLambda || isManaged(checker, owner)) return
      const items = withItemsAround(checker.tree, node)
      const scope = items.find((item) => isCancelScope(checker, item))
      const item =
        scope ?? (owner.isAsync ? items.find((one) => hasCleanup(checker, one)) : undefined)
      if (item === undefined) return
      if (scope === undefined && isDependency(checker, owner, node, item)) return
      if (scope === undefined && checker.project.has(closedByConsumers, owner.name)) return
      const manager = checker.tree.text(withParts(checker.tree, item).manager)
      checker.report({
        node,
        message:
          scope === undefined
            ? `\`${owner.name}\` yields inside of \`${short(manager)}\`: a consumer that stops early leaves it open.`
            : `\`${owner.name}\` yields inside of \`${short(manager)}\`, which can then cancel the code of the consumer.`,
        ...(scope === undefined ? {} : { confidence: 'high' as const }),
        related: [item],
      })
    },
  },
})

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

const MANAGING =
  /(?:contextmanager|fixture|\.lifespan|hookimpl|hookspec|inject|provide|provider|on_event|hookwrapper)$/i

function isManaged({ facts, tree }: Checker, owner: FunctionFacts): boolean {
  return owner.decorators.some((decorator) => {
    const callee = tree.kind(decorator) === K_CALL ? facts.callee(decorator) : decorator
    return MANAGING.test(facts.qualifiedName(callee) ?? tree.text(callee))
  })
}

const CANCEL_SCOPES =
  /^(?:asyncio\.(?:timeout|timeout_at|TaskGroup|timeouts\.timeout|taskgroups\.TaskGroup)|async_timeout\.(?:timeout|timeout_at)|(?:anyio|trio)\.(?:CancelScope|open_cancel_scope|move_on_after|move_on_at|fail_after|fail_at|create_task_group|open_nursery)|anyio\.from_thread\.BlockingPortal|trio_asyncio\.open_loop|aiotools\.TaskGroup)$/

function isCancelScope(checker: Checker, item: Node): boolean {
  const { manager } = withParts(checker.tree, item)
  if (manager === NO_NODE || checker.tree.kind(manager) !== K_CALL) return false
  return CANCEL_SCOPES.test(libraryName(checker, manager) ?? '')
}

const WITHOUT_CLEANUP =
  /^(?:contextlib\.(?:suppress|nullcontext)|warnings\.catch_warnings|unittest\..*|pytest\.(?:raises|warns))$/

function hasCleanup(checker: Checker, item: Node): boolean {
  const { manager } = withParts(checker.tree, item)
  if (manager === NO_NODE) return false
  const name = checker.tree.kind(manager) === K_CALL ? libraryName(checker, manager) : undefined
  return !WITHOUT_CLEANUP.test(name ?? '')
}

/** What frameworks run to its end: handed to something as a function, or of that shape. */
function isDependency(checker: Checker, owner: FunctionFacts, node: Node, item: Node): boolean {
  const { tree, project, path } = checker
  const own = project.index.function(path, owner.symbol)
  if (own !== undefined && project.index.calls.spawns.some(({ target }) => target === own)) {
    return true
  }
  if (loopsAround(tree, node).length > 0) return false
  const { target } = withParts(tree, item)
  const given = tree.namedChildren(node)[0]
  const isBare = given === undefined
  const isOfManager = !isBare && target !== NO_NODE && tree.text(target) === tree.text(given)
  const isAnnotated =
    owner.returns !== NO_NODE &&
    /Async(?:Iterator|Generator|Iterable)/.test(tree.text(owner.returns))
  const isNamed =
    /^(?:get|provide|lifespan|override|with|use)(?:_|$)|lifespan|_(?:session|db)$/.test(owner.name)
  return (isBare && isNamed) || (isOfManager && (isAnnotated || isNamed))
}
