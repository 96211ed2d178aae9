import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { argumentsOf, calleeName, receiverOf } from '../../matching/calls.ts'
import { K_ATTRIBUTE, K_CALL, K_IDENTIFIER, K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'session-shared-across-tasks',
  title: 'One database session in several tasks at once',
  consequence:
    'Tasks mix their statements on one connection: results get lost or mixed up, transactions are committed half-made.',
  effortHours: { low: 0.5, high: 3 },
  cwe: [362],
  why: `
A session has one connection and one transaction, and no lock. Tasks that run at the same time send statements
over it in between each other: the driver raises "another operation is in progress", or one task commits what
another has only begun. With \`return_exceptions=True\` the failures are not even seen: half of the results are
missing.
`,
  fix: `
Give each task a session of its own: \`async with factory() as session:\` inside of the coroutine, and hand over
the factory. Or run the statements one after the other.
`,
  exemptions: [
    {
      text: 'Each task has a session of its own.',
      quiet: py`
        import asyncio

        from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

        async def load(factory: async_sessionmaker[AsyncSession], key):
            async with factory() as session:
                return await session.get(User, key)

        async def load_all(factory: async_sessionmaker[AsyncSession], keys):
            return await asyncio.gather(*[load(factory, key) for key in keys])
      `,
    },
    {
      text: 'One after the other.',
      quiet: py`
        from sqlalchemy.ext.asyncio import AsyncSession

        async def load(session: AsyncSession, key):
            return await session.get(User, key)

        async def load_all(session: AsyncSession, keys):
            return [await load(session, key) for key in keys]
      `,
    },
    {
      text: 'Tasks that do not touch the session.',
      quiet: py`
        import asyncio

        from sqlalchemy.ext.asyncio import AsyncSession

        async def fetch(client, key):
            return await client.get(key)

        async def load_all(session: AsyncSession, client, keys):
            found = await asyncio.gather(*[fetch(client, key) for key in keys])
            session.add_all(found)
            await session.commit()
      `,
    },
  ],
  limits: [
    'A session that is an attribute of an object is followed only where the object is `self`.',
  ],
  bad: [
    py`
      import asyncio

      from sqlalchemy.ext.asyncio import AsyncSession

      async def load(session: AsyncSession, key):
          return await session.get(User, key)

      async def load_all(session: AsyncSession, keys):
          return await asyncio.gather(*[load(session, key) for key in keys]) #!
    `,
    py`
      import asyncio

      from fastapi import BackgroundTasks
      from sqlalchemy.ext.asyncio import AsyncSession

      async def both(session: AsyncSession, a, b):
          return await asyncio.gather( #!
              session.get(User, a),
              session.execute(b),
              return_exceptions=True,
          )

      async def later(session: AsyncSession, background: BackgroundTasks, key):
          background.add_task(clean, session, key) #!

      async def group(session: AsyncSession, keys):
          async with asyncio.TaskGroup() as tasks:
              for key in keys:
                  tasks.create_task(clean(session, key)) #!
    `,
  ],
  good: [
    py`
      import asyncio

      from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

      async def load(factory: async_sessionmaker[AsyncSession], key):
          async with factory() as session:
              return await session.get(User, key)

      async def load_all(factory: async_sessionmaker[AsyncSession], keys):
          return await asyncio.gather(*[load(factory, key) for key in keys])
    `,
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      const { tree, facts } = checker
      for (const call of facts.calls) {
        const name = calleeName(tree, call)
        if (name === 'gather') checkGather(checker, call)
        else if (name === 'create_task' || name === 'start_soon' || name === 'ensure_future') {
          checkTask(checker, call)
        } else if (name === 'add_task') checkBackground(checker, call)
      }
    },
  },
})

/** `gather(a(session), b(session))`, `gather(*[a(session, x) for x in xs])`. */
function checkGather(checker: Checker, call: Node): void {
  const { tree } = checker
  let first: Node = NO_NODE
  let uses = 0
  let name = ''
  for (const { value, isUnpacked } of argumentsOf(tree, call)) {
    const session = sessionIn(checker, value)
    if (session === NO_NODE) continue
    if (name !== '' && tree.text(session) !== name) continue
    name = tree.text(session)
    if (first === NO_NODE) first = session
    uses += isUnpacked || tree.kind(value) !== K_CALL ? 2 : 1
  }
  if (uses < 2) return
  report(checker, call, first, 'all tasks of this gather')
}

/** A task in a loop, or one of several in the function. */
function checkTask(checker: Checker, call: Node): void {
  const { tree, facts } = checker
  const [work] = argumentsOf(tree, call)
  const session = work === undefined ? NO_NODE : sessionIn(checker, work.value)
  if (session === NO_NODE || isOwnOfTask(checker, session)) return
  const owner = facts.enclosingFunction(call)
  if (owner === undefined) return
  const others = [...facts.calls].filter(
    (one) =>
      facts.enclosingFunction(one) === owner &&
      calleeName(tree, one) === calleeName(tree, call) &&
      tree.text(one).includes(tree.text(session)),
  )
  const isRepeated =
    /\b(?:for|while)\b/.test(headsAround(checker, call, owner)) || others.length > 1
  const isUsedMeanwhile = usedLater(checker, call, session, owner)
  if (!isRepeated && !isUsedMeanwhile) return
  report(
    checker,
    call,
    session,
    isRepeated ? 'several tasks at once' : 'this task and the code after it',
  )
}

/** Work that runs when the request and its session are over. */
function checkBackground(checker: Checker, call: Node): void {
  const { tree } = checker
  for (const { value } of argumentsOf(tree, call).slice(1)) {
    const session = sessionIn(checker, value)
    if (session !== NO_NODE && session === value) {
      report(checker, call, session, 'work that runs when the request has closed it')
      return
    }
  }
}

/** The session that an expression uses or hands over, NO_NODE if none. */
function sessionIn(checker: Checker, expression: Node): Node {
  const { tree } = checker
  const sql = sqlOf(checker)
  for (let node = expression; node < tree.endOfSubtree(expression); node += 1) {
    const kind = tree.kind(node)
    if (kind !== K_IDENTIFIER && kind !== K_ATTRIBUTE) continue
    const value = sql.session(node)
    if ((value?.kind === 'session' || value?.kind === 'connection') && !value.isScoped) return node
  }
  return NO_NODE
}

/** True for a session that the loop or comprehension makes anew for each task. */
function isOwnOfTask({ facts, tree }: Checker, session: Node): boolean {
  if (tree.kind(session) !== K_IDENTIFIER) return false
  const [only, more] = facts.resolve(session)?.definitions ?? []
  if (only === undefined || more !== undefined) return false
  return /^\s*(?:async )?(?:for|with)\b/.test(lineOf(tree.source, tree.start(only.node)))
    ? tree.start(only.node) < tree.start(session) &&
        /for\b/.test(lineOf(tree.source, tree.start(only.node)))
    : false
}

function lineOf(source: string, at: number): string {
  const start = source.lastIndexOf('\n', at) + 1
  const end = source.indexOf('\n', at)
  return source.slice(start, end === -1 ? undefined : end)
}

/** First lines of the statements around a node, up to its function. */
function headsAround({ tree }: Checker, node: Node, owner: FunctionFacts): string {
  const heads: string[] = []
  for (let at = tree.parent(node); at !== NO_NODE && at !== owner.node; at = tree.parent(at)) {
    heads.push(tree.text(at).slice(0, 40).split('\n')[0] ?? '')
  }
  return heads.filter((head) => /^(?:async )?(?:for|while)\b|\bfor\b/.test(head)).join('\n')
}

/** True when the function goes on to use the session without having waited for the task. */
function usedLater(checker: Checker, call: Node, session: Node, owner: FunctionFacts): boolean {
  const { tree, facts } = checker
  const name = tree.text(session)
  return [...facts.calls].some((one) => {
    if (one <= tree.endOfSubtree(call) || facts.enclosingFunction(one) !== owner) return false
    const receiver = receiverOf(tree, one)
    if (receiver === NO_NODE || tree.text(receiver) !== name) return false
    const between = tree.source.slice(tree.end(call), tree.start(one))
    return !/\bawait\b/.test(between)
  })
}

function report(checker: Checker, call: Node, session: Node, who: string): void {
  const { tree } = checker
  checker.report({
    node: call,
    message: `\`${tree.text(session)}\` is used by ${who}: their statements mix on one connection.`,
    evidence: [{ kind: 'note', node: session, message: 'one session for all of them' }],
  })
}
