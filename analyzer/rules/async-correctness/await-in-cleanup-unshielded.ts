import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { withItemsAround } from '../../flow/surroundings.ts'
import { managerOf } from '../../flow/with-parts.ts'
import { calleeName, keywordArgument } from '../../matching/calls/calls.ts'
import { libraryName } from '../../matching/calls/library-calls.ts'
import { caughtTypes } from '../../matching/errors/handlers.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { isTimeoutScope, managerName } from './matching/scopes-of-tasks.ts'

export default defineRule({
  id: 'await-in-cleanup-unshielded',
  title: 'Clean-up that a cancellation can cut off',
  consequence:
    'When the service is stopped or a request is cancelled, connections and locks can stay taken.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [459, 404],
  confidence: 'medium',
  picky: true,
  why: `
The clean-up runs because the task was cancelled, and it awaits. Under trio and anyio every await in a
cancelled scope raises at once, so nothing behind it happens; under asyncio a second \`cancel()\`, as
servers send it when they stop, does the same. And with no limit of time, a peer that does not answer
holds up the end for ever.
`,
  fix: `
\`with anyio.CancelScope(shield=True, deadline=...)\` or \`move_on_after(5, shield=True)\` around the awaits;
under asyncio \`await asyncio.wait_for(asyncio.shield(client.close()), 5)\`.
`,
  exemptions: [
    {
      text: 'Shielded or limited in time; a bare `CancelScope()` is neither.',
      quiet: py`
        import anyio
        import asyncio
        import trio

        async def run(client):
            try:
                await client.run()
            finally:
                with trio.move_on_after(5, shield=True):
                    await client.close()
                with anyio.CancelScope(shield=True):
                    await client.close()
                async with asyncio.timeout(5):
                    await client.close()
                await asyncio.shield(client.close())
                await asyncio.wait_for(client.close(), 5)
                await trio.aclose_forcefully(client)
      `,
    },
    {
      text: 'Handlers of ordinary exceptions, and clean-up without an await.',
      quiet: py`
        async def run(client):
            try:
                await client.run()
            except Exception:
                await client.reset()
            finally:
                client.stop()
      `,
    },
    {
      text: 'Tests, which nobody cancels.',
      quiet: {
        'tests/test_client.py': py`
        async def test_client(client):
            try:
                await client.run()
            finally:
                await client.close()
      `,
      },
    },
  ],
  limits: ['Whether what is awaited can wait at all is not followed.'],
  roles: ['source'],
  bad: [
    py`
      async def run(client):
          try:
              await client.run()
          finally:
              await client.close() #!
    `,
    py`
      import asyncio
      import trio

      class Client:
          async def __aexit__(self, *args):
              await self.close() #!

          async def run(self):
              try:
                  await self.step()
              except BaseException:
                  await self.reset() #!
                  raise
              try:
                  await self.step()
              except (OSError, asyncio.CancelledError):
                  async with self.lock: #!
                      raise
              try:
                  await self.step()
              except trio.Cancelled:
                  if self.is_open:
                      await self.reset() #!
                  raise
              try:
                  await self.step()
              finally:
                  async for row in self.rows(): #!
                      print(row)
    `,
  ],
  good: [
    py`
      import asyncio

      async def run(client):
          try:
              await client.run()
          finally:
              await asyncio.wait_for(asyncio.shield(client.close()), 5)
    `,
  ],
  on: {
    [k.K_AWAIT]: (node, checker) => check(checker, node),
    [k.K_FOR_STATEMENT]: checkAsync,
    [k.K_WITH_STATEMENT]: checkAsync,
  },
})

function checkAsync(node: Node, checker: Checker): void {
  const { tree } = checker
  if (!tree.hasChildOfKind(node, k.T_ASYNC)) return
  const clause = tree.childOfKind(node, k.K_WITH_CLAUSE)
  const isTimeout =
    clause !== NO_NODE && tree.namedChildren(clause).some((item) => isTimeoutScope(checker, item))
  if (!isTimeout) check(checker, node)
}

const PROTECTED =
  /^(?:asyncio\.(?:shield|wait_for|wait|timeout|gather)|trio\.aclose_forcefully|anyio\.aclose_forcefully)$/

function check(checker: Checker, node: Node): void {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(node)
  const place = owner === undefined ? undefined : cleanUpAround(checker, node, owner.node)
  const isExit = owner?.name === '__aexit__' && owner.class !== undefined
  if (place === undefined && !isExit) return
  if (tree.kind(node) === k.K_AWAIT) {
    const call = tree.namedChildren(node)[0] ?? NO_NODE
    if (call === NO_NODE || tree.kind(call) !== k.K_CALL) return
    if (
      PROTECTED.test(libraryName(checker, call) ?? '') ||
      calleeName(tree, call) === 'aclose_forcefully'
    ) {
      return
    }
  }
  const isCovered = withItemsAround(tree, node).some(
    (item) =>
      (place === undefined || tree.contains(place, item)) &&
      isTimeoutScope(checker, item) &&
      !isOpenScope(checker, item),
  )
  if (isCovered || hasLimit(checker, node)) return
  // A scope of trio or anyio cancels every await in it; asyncio cancels once, and seldom twice.
  const isScoped = facts.imports.some(({ target }) => /^(?:trio|anyio)\b/.test(target ?? ''))
  if (!isScoped && owner !== undefined && isOfProgram(checker, owner)) return
  checker.report({
    node,
    ...(!isScoped && { severity: 'low' as const }),
    message: `This await in the ${place === undefined ? '`__aexit__`' : 'clean-up'} of \`${owner?.name}\` can be cut off by a cancellation.`,
  })
}

/** `lifespan(app)`, `main()`: what ends with the program, which nobody cancels twice. */
function isOfProgram({ tree }: Checker, owner: FunctionFacts): boolean {
  if (/^_*(?:async_?)?(?:main|run_app|serve|lifespan\w*)$|_lifespan$/.test(owner.name)) return true
  const [first] = owner.parameters
  const isManager = owner.decorators.some((one) => /asynccontextmanager/.test(tree.text(one)))
  return (
    isManager && owner.parameters.length === 1 && /^_?(?:app|application)$/.test(first?.name ?? '')
  )
}

/** `CancelScope()`: something to cancel, neither shield nor limit. */
function isOpenScope(checker: Checker, item: Node): boolean {
  const { tree } = checker
  if (!managerName(checker, item)?.endsWith('.CancelScope')) return false
  const call = managerOf(tree, item)
  const shield = keywordArgument(tree, call, 'shield')
  const isShielded = shield !== NO_NODE && tree.kind(shield) !== k.K_FALSE
  return !isShielded && keywordArgument(tree, call, 'deadline') === NO_NODE
}

function hasLimit({ tree }: Checker, node: Node): boolean {
  const call = tree.namedChildren(node)[0] ?? NO_NODE
  return (
    call !== NO_NODE &&
    tree.kind(call) === k.K_CALL &&
    keywordArgument(tree, call, 'timeout') !== NO_NODE
  )
}

const CANCELLING = /(?:^|\.)(?:BaseException|CancelledError|Cancelled)$|get_cancelled_exc_class/

/** The innermost `finally`, or handler of cancellations, around a node. */
function cleanUpAround({ tree }: Checker, node: Node, owner: Node): Node | undefined {
  for (let at = tree.parent(node); at !== NO_NODE && at !== owner; at = tree.parent(at)) {
    const kind = tree.kind(at)
    if (kind === k.K_FINALLY_CLAUSE) return at
    if (kind !== k.K_EXCEPT_CLAUSE) continue
    const types = caughtTypes(tree, at)
    if (types.length === 0 || types.some((type) => CANCELLING.test(tree.text(type)))) return at
  }
  return undefined
}
