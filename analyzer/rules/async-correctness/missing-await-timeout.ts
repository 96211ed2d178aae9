import type { Checker } from '../../engine/checker.ts'
import { loopsAround, withItemsAround } from '../../flow/surroundings.ts'
import {
  argumentFor,
  calleeName,
  hasUnpacking,
  keywordArgument,
} from '../../matching/calls/calls.ts'
import { receiverIs, typedName } from '../../matching/calls/typed-calls.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { isTimeoutScope } from './matching/scopes-of-tasks.ts'

/** Waits of which the other side decides whether they ever end. */
const NETWORK =
  /^(?:asyncio\.open_connection|asyncio\.open_unix_connection|asyncio\.StreamReader\(\)\.(?:read|readline|readexactly|readuntil)|asyncio\.subprocess\.Process\(\)\.(?:wait|communicate)|asyncio\.create_subprocess_(?:exec|shell)\(\)\.(?:wait|communicate)|asyncpg\.connect|asyncpg\.create_pool|aiomysql\.connect|aiosmtplib\.send|websockets\.connect|websockets(?:\.\w+)*\(\)\.recv|anyio\.connect_tcp|trio\.open_tcp_stream)$/

export default defineRule({
  id: 'missing-await-timeout',
  title: 'Waiting for something outside without a limit',
  consequence:
    'One peer that does not answer holds requests for ever, until no worker or connection is left.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [400, 1088],
  confidence: 'medium',
  picky: true,
  why: `
Nothing ends this wait if the other side does not: a server that accepts and stays silent, a queue whose
producer has died, a lock whose holder hangs. Each waiting task keeps its request, memory and connections,
and the service stops bit by bit without an error.
`,
  fix: `
\`async with asyncio.timeout(10):\` around the wait, \`asyncio.wait_for(..., 10)\`, or the \`timeout\` of the
call itself, and an answer for the case that it fires.
`,
  exemptions: [
    {
      text: 'A timeout scope, `wait_for`, or a timeout of the call or the client.',
      quiet: py`
        import asyncio
        import asyncpg
        import httpx

        async def load(host):
            async with asyncio.timeout(5):
                reader, writer = await asyncio.open_connection(host, 80)
            await asyncio.wait_for(asyncio.open_connection(host, 80), 5)
            await asyncpg.connect(host, timeout=5)
            async with httpx.AsyncClient() as client:
                return await client.get(host), reader, writer
      `,
    },
    {
      text: 'The loop of a worker, which waits for its next job as long as it takes.',
      quiet: py`
        import asyncio

        async def work(jobs: asyncio.Queue):
            while True:
                job = await jobs.get()
                await job.run()
      `,
    },
    {
      text: 'Waits of which the end is decided in the program itself.',
      quiet: py`
        import asyncio

        async def main(task, lock: asyncio.Lock):
            async with lock:
                await task
            await asyncio.sleep(1)
            await asyncio.gather(task)
      `,
    },
  ],
  limits: ['A timeout that the caller sets, or that lies in the options of a client, is not seen.'],
  bad: [
    py`
      import asyncio

      async def load(host):
          reader, writer = await asyncio.open_connection(host, 80) #!
          return reader
    `,
    py`
      import asyncio
      import redis.asyncio as redis

      async def load(host, cache: redis.Redis):
          reader, writer = await asyncio.open_connection(host, 80) #!
          line = await reader.readline() #!
          await cache.blpop('jobs', 5)
          return line, await cache.blpop('jobs', timeout=0) #!
    `,
    py`
      import asyncio
      import asyncpg
      import httpx

      async def load(host, reader: asyncio.StreamReader, jobs: asyncio.Queue, lock: asyncio.Lock):
          line = await reader.readline() #!
          connection = await asyncpg.connect(host) #!
          job = await jobs.get() #!
          await lock.acquire() #!
          async with httpx.AsyncClient(timeout=None) as client:
              await client.get(host, timeout=None) #!
          return line, connection, job
    `,
  ],
  good: [
    py`
      import asyncio

      async def load(host):
          async with asyncio.timeout(10):
              reader, writer = await asyncio.open_connection(host, 80)
          return reader
    `,
  ],
  roles: ['source', 'migration'],
  on: {
    [k.K_AWAIT](node, checker) {
      const { tree } = checker
      const call = tree.namedChildren(node)[0] ?? NO_NODE
      if (call === NO_NODE || tree.kind(call) !== k.K_CALL) return
      const confidence = waitOf(checker, call)
      if (confidence === undefined || hasUnpacking(tree, call)) return
      if (withItemsAround(tree, node).some((item) => isTimeoutScope(checker, item))) return
      checker.report({
        node: call,
        message: `\`${tree.text(checker.facts.callee(call))}\` has no limit: if nothing comes, the task waits for ever.`,
        confidence,
      })
    },
  },
})

/** How sure it is that the wait has no limit; undefined where it has one, or is none of these. */
function waitOf(checker: Checker, call: Node): 'medium' | 'low' | undefined {
  const { tree } = checker
  const method = calleeName(tree, call)
  if (BLOCKING_POPS.test(method) && receiverIs(checker, call, 'redis', 'asyncio')) {
    return isUnlimitedPop(checker, call, method) ? 'medium' : undefined
  }
  const limit = keywordArgument(tree, call, 'timeout')
  const isOff = limit !== NO_NODE && tree.kind(limit) === k.K_NONE
  if (limit !== NO_NODE) return isOff && isHttp(checker, call) ? 'medium' : undefined
  if (NETWORK.test(typedName(checker, call) ?? '')) return 'medium'
  const isQueue = method === 'get' && receiverIs(checker, call, 'queue', 'asyncio')
  const isLock =
    method === 'acquire' &&
    (receiverIs(checker, call, 'lock', 'asyncio') ||
      receiverIs(checker, call, 'semaphore', 'asyncio'))
  return (isQueue || isLock) && loopsAround(tree, call).length === 0 ? 'low' : undefined
}

const BLOCKING_POPS = /^(?:blpop|brpop|brpoplpush|bzpopmin|bzpopmax|blmove)$/

/** `blpop(keys, timeout=0)` waits for ever, and so does a call without the argument. */
function isUnlimitedPop(checker: Checker, call: Node, method: string): boolean {
  const { tree } = checker
  if (loopsAround(tree, call).length > 0) return false
  const place = method === 'blmove' || method === 'brpoplpush' ? 2 : 1
  const limit = argumentFor(tree, call, place, 'timeout')
  return limit === NO_NODE || /^(?:0|None)$/.test(tree.text(limit))
}

function isHttp(checker: Checker, call: Node): boolean {
  return receiverIs(checker, call, 'http-client', 'asyncio')
}
