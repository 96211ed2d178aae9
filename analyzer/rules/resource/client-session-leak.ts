import type { Checker } from '../../engine/checker.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { fateOf } from '../../matching/resources/ownership.ts'
import type { Closing } from '../../matching/resources/uses.ts'
import type { Node } from '../../syntax/tree.ts'
import type { NodeHandler } from '../define.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const CLIENTS = [
  'aiohttp.ClientSession',
  'aiohttp.client.ClientSession',
  'httpx.AsyncClient',
  'httpx.Client',
  'requests.Session',
  'requests.session',
  'requests.sessions.Session',
  'redis.asyncio.Redis',
  'redis.asyncio.StrictRedis',
  'redis.asyncio.from_url',
  'redis.asyncio.Redis.from_url',
  'aioredis.from_url',
  'aioredis.create_redis_pool',
  'aioredis.Redis',
  'asyncpg.connect',
  'asyncpg.create_pool',
  'aiomysql.connect',
  'aiomysql.create_pool',
  'aiosqlite.connect',
  'websockets.connect',
  'http.client.HTTPConnection',
  'http.client.HTTPSConnection',
  'smtplib.SMTP',
  'smtplib.SMTP_SSL',
  'ftplib.FTP',
  'imaplib.IMAP4_SSL',
  'imaplib.IMAP4',
]

const CLOSING: Closing = {
  methods: new Set(
    'close aclose disconnect wait_closed terminate quit logout shutdown release'.split(' '),
  ),
  readers: new Set(['builtins.print', 'builtins.repr', 'builtins.str']),
}

const report: NodeHandler = (call, checker) => check(checker, call)

export default defineRule({
  id: 'client-session-leak',
  title: 'Client with open connections that is never closed',
  consequence:
    'Each call leaves connections open until the server or this process has none left and refuses to work.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [772, 404],
  why: `
A client holds a pool of connections. One that is made for a call and not closed leaves them open: async
clients cannot close themselves when they are collected, they only warn "Unclosed client session". Under
load the sockets run out, here or on the other side.
`,
  fix: `
\`async with aiohttp.ClientSession() as session:\`, or one client for the whole application that is made
at start-up and closed at its end (\`await client.aclose()\`).
`,
  exemptions: [
    {
      text: 'Managed by `with`, or closed in a `finally`.',
      quiet: py`
        import aiohttp
        import httpx

        async def load(url):
            async with aiohttp.ClientSession() as session:
                await session.get(url)
            client = httpx.AsyncClient()
            try:
                return await client.get(url)
            finally:
                await client.aclose()
      `,
    },
    {
      text: 'Returned, yielded, stored or handed on.',
      quiet: py`
        import httpx

        def make():
            return httpx.AsyncClient()

        def client():
            made = httpx.Client()
            yield made
            made.close()

        def build(app):
            app.state.client = httpx.AsyncClient()
            return Api(httpx.AsyncClient())
      `,
    },
    {
      text: 'An attribute that another method closes.',
      quiet: py`
        import aiohttp

        class Api:
            async def start(self):
                self.session = aiohttp.ClientSession()

            async def stop(self):
                await self.session.close()
      `,
    },
    {
      text: 'One client of the module, which lives as long as the process.',
      quiet: py`
        import httpx

        client = httpx.AsyncClient()

        async def load(url):
            return await client.get(url)
      `,
    },
  ],
  limits: ['An attribute that is closed under another name is reported, in low confidence.'],
  bad: [
    py`
      import aiohttp

      async def load(url):
          session = aiohttp.ClientSession() #!
          response = await session.get(url)
          return await response.json()
    `,
    py`
      import asyncpg
      import httpx
      import redis.asyncio as redis
      import requests
      from aiohttp import ClientSession

      async def load(url):
          await httpx.AsyncClient().get(url) #!
          client = httpx.AsyncClient() #!
          answer = await client.get(url)
          if answer.is_error:
              return None
          await client.aclose()
          cache = redis.from_url(url) #!
          await cache.get('a')
          connection = await asyncpg.connect(url) #!
          rows = await connection.fetch('select 1')
          requests.Session().get(url) #!
          return rows

      class Api:
          def __init__(self):
              self.session = ClientSession() #!

          async def load(self, url):
              return await self.session.get(url)
    `,
  ],
  good: [
    py`
      import aiohttp

      async def load(url):
          async with aiohttp.ClientSession() as session:
              response = await session.get(url)
              return await response.json()
    `,
  ],
  calls: callsTo(CLIENTS, report),
})

function check(checker: Checker, call: Node): void {
  const fate = fateOf(checker, call, CLOSING)
  if (fate === 'cared-for') return
  const name = checker.facts.calleeName(call) ?? ''
  const isAttribute = fate === 'attribute'
  const isSync = /^(?:requests|http|smtplib|ftplib|imaplib)\./.test(name)
  const text =
    fate === 'on-error'
      ? 'is left open when something raises before it is closed'
      : isAttribute
        ? 'is kept on the object, and nothing closes it'
        : fate === 'sometimes'
          ? 'is left open on a way that does not close it'
          : 'is never closed'
  checker.report({
    node: call,
    message: `\`${name}\` ${text}: its connections stay open.`,
    confidence: isAttribute ? 'low' : fate === 'on-error' ? 'medium' : 'high',
    ...(isAttribute || fate === 'on-error' || isSync
      ? // A client of a test that opens its connection when it is used ends with the test.
        {
          severity:
            isAttribute || (checker.role === 'test' && isSync)
              ? ('low' as const)
              : ('medium' as const),
        }
      : {}),
  })
}
