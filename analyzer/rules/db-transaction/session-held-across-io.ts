import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { calleeName, receiverOf } from '../../matching/calls.ts'
import { libraryName } from '../../matching/library-calls.ts'
import { isReached, isReachedWithout } from '../../matching/transactions.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const OUTSIDE =
  /^(?:httpx|aiohttp|requests)\.(?:\w+(?:\(\))?\.)*(?:get|post|put|patch|delete|head|request|send|stream)$|^(?:asyncio|anyio|time|trio)\.sleep$|^(?:boto3|aioboto3|botocore|openai|anthropic|stripe|twilio|smtplib|aiosmtplib|google\.cloud)\b.*\.(?:create|send\w*|upload\w*|put_object|invoke|publish|capture|charge\w*)$|^asyncio\.Queue\(\)\.get$|^subprocess\.(?:run|check_output|call|check_call)$/
const RUNS = /^(?:execute|scalars?|exec|get|get_one|query|flush|add|merge|refresh|stream)$/

export default defineRule({
  id: 'session-held-across-io',
  title: 'Database connection held while waiting for somebody else',
  consequence:
    'When the other service is slow, all connections of the pool are taken and the whole application stands still.',
  effortHours: { low: 0.5, high: 4 },
  cwe: [400],
  confidence: 'medium',
  why: `
The first statement takes a connection out of the pool and opens a transaction; both are held until the commit.
In between the code waits for a service outside. If that takes ten seconds, the connection, and all row locks,
are held for ten seconds. A pool has five or ten connections: so many slow calls are enough to stop every other
request that needs the database.
`,
  fix: `
Read what is needed and end the transaction first (\`commit()\` or leave the \`with\`), call the service, and write
the answer in a second, short transaction.
`,
  exemptions: [
    {
      text: 'A transaction that is ended before the call.',
      quiet: py`
        import httpx
        from sqlalchemy.ext.asyncio import AsyncSession

        async def sync(session: AsyncSession, client: httpx.AsyncClient, key):
            user = await session.get(User, key)
            await session.commit()
            answer = await client.get("https://example.org")
            user.note = answer.text
            await session.commit()
      `,
    },
    {
      text: 'The call comes first.',
      quiet: py`
        import httpx
        from sqlalchemy.ext.asyncio import AsyncSession

        async def sync(session: AsyncSession, client: httpx.AsyncClient, key):
            answer = await client.get("https://example.org")
            user = await session.get(User, key)
            user.note = answer.text
            await session.commit()
      `,
    },
    {
      text: 'Each has a block of its own.',
      quiet: py`
        import httpx
        from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

        async def sync(factory: async_sessionmaker[AsyncSession], client: httpx.AsyncClient, key):
            async with factory() as session:
                user = await session.get(User, key)
            answer = await client.get("https://example.org")
            return user, answer
      `,
    },
  ],
  limits: ['Calls of services inside of called functions are not seen.'],
  bad: [
    py`
      import httpx
      from sqlalchemy.ext.asyncio import AsyncSession

      async def sync(session: AsyncSession, client: httpx.AsyncClient, key):
          user = await session.get(User, key)
          answer = await client.get("https://example.org") #!
          user.note = answer.text
          await session.commit()
    `,
    py`
      import asyncio

      import requests
      from sqlalchemy import select
      from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
      from sqlalchemy.orm import Session

      async def poll(factory: async_sessionmaker[AsyncSession]):
          async with factory() as session:
              await session.execute(select(1))
              await asyncio.sleep(5) #!
              await session.execute(select(2))

      def charge(session: Session, order):
          session.add(order)
          session.flush()
          requests.post("https://pay.example.org", timeout=5) #!
          session.commit()
    `,
  ],
  good: [
    py`
      import httpx
      from sqlalchemy.ext.asyncio import AsyncSession

      async def sync(session: AsyncSession, client: httpx.AsyncClient, key):
          user = await session.get(User, key)
          await session.commit()
          answer = await client.get("https://example.org")
          user.note = answer.text
          await session.commit()
    `,
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      const { facts } = checker
      for (const call of facts.calls) {
        const owner = facts.enclosingFunction(call)
        if (owner === undefined || owner.isLambda) continue
        const name = libraryName(checker, call)
        if (name === undefined || !OUTSIDE.test(name)) continue
        check(checker, owner, call)
      }
    },
  },
})

function check(checker: Checker, owner: FunctionFacts, call: Node): void {
  const { tree, facts } = checker
  const sql = sqlOf(checker)
  const own = [...facts.calls].filter((one) => facts.enclosingFunction(one) === owner)
  const started = own.findLast((one) => {
    if (one >= call || !RUNS.test(calleeName(tree, one))) return false
    const receiver = receiverOf(tree, one)
    const session = receiver === NO_NODE ? undefined : sql.session(receiver)
    if (session?.kind !== 'session' || calleeName(tree, one) === 'add') return false
    return isReached(checker, owner, one, call)
  })
  if (started === undefined) return
  const session = tree.text(receiverOf(tree, started))
  const ends = own.filter((one) => {
    const step = sql.step(one)
    const isEnd = step?.kind === 'commit' || step?.kind === 'rollback' || step?.kind === 'close'
    return isEnd && tree.text(receiverOf(tree, one)) === session
  })
  const isEnded = ends.some(
    (end) =>
      end > started &&
      end < call &&
      !isReachedWithout(checker, owner, { from: started, to: call, without: end }),
  )
  const usedLater = own.some(
    (one) =>
      one > call &&
      tree.text(receiverOf(tree, one) === NO_NODE ? one : receiverOf(tree, one)) === session,
  )
  // The block that the session belongs to has to be around both.
  const region = sql.regions(started).find(({ kind }) => kind !== 'savepoint')
  const isLeft = region !== undefined && !tree.contains(region.node, call)
  if (isEnded || isLeft || (!usedLater && region === undefined)) return
  checker.report({
    node: call,
    message: `\`${session}\` holds its connection since line ${tree.line(started)} while \`${tree.text(facts.callee(call))}\` waits for somebody else.`,
    evidence: [
      { kind: 'act', node: started, message: 'takes a connection out of the pool' },
      { kind: 'suspension', node: call, message: 'waits, with the connection held' },
    ],
  })
}
