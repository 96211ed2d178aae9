import type { Checker } from '../../engine/checker.ts'
import { answersAtOnce } from '../../flow/instant-calls.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { calleeName } from '../../matching/calls/calls.ts'
import { SERVICE_CALLS, SERVICE_METHODS } from '../../matching/calls/service-calls.ts'
import { inThread } from '../../matching/edits/call-edits.ts'
import { bodyOf } from '../../matching/statements/statements.ts'
import { K_AWAIT, K_FUNCTION_DEFINITION, K_WITH_STATEMENT } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import type { NodeHandler } from '../define.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { blockingCallIn } from './matching/blocking-calls.ts'

const VERBS = 'get post put patch delete head options request'.split(' ')
const FUNCTIONS = [
  ...VERBS.flatMap((verb) => [`requests.${verb}`, `requests.api.${verb}`, `httpx.${verb}`]),
  'httpx.stream',
  'urllib.request.urlopen',
  'urllib.request.urlretrieve',
  'urllib2.urlopen',
  'urllib3.request',
  'socket.create_connection',
  'socket.getaddrinfo',
  'socket.gethostbyname',
]
/** Clients that connect as they are made, when they are told where to. */
const CONNECTING = [
  ...['SMTP', 'SMTP_SSL', 'LMTP'].map((name) => `smtplib.${name}`),
  ...['IMAP4', 'IMAP4_SSL'].map((name) => `imaplib.${name}`),
  ...['POP3', 'POP3_SSL'].map((name) => `poplib.${name}`),
  ...['FTP', 'FTP_TLS'].map((name) => `ftplib.${name}`),
]
const METHODS = [...VERBS, 'send', 'stream', 'urlopen', 'getresponse']
const CLIENT_METHODS =
  /^(?:requests\.(?:Session|session|sessions\.Session)\(\)\.(?:get|post|put|patch|delete|head|options|request|send)|httpx\.Client\(\)\.(?:get|post|put|patch|delete|head|options|request|send|stream)|urllib3\.(?:PoolManager|ProxyManager|HTTPConnectionPool|HTTPSConnectionPool)\(\)\.(?:request|urlopen)|http\.client\.HTTPS?Connection\(\)\.(?:request|getresponse))$/

const report: NodeHandler = (call, checker) => check(call, checker, /./)
const reportMethod: NodeHandler = (call, checker) => check(call, checker, CLIENT_METHODS)
const reportConnection: NodeHandler = (call, checker) => {
  if (checker.facts.arguments(call).length > 0) check(call, checker, /./)
}
const reportService: NodeHandler = (call, checker) => check(call, checker, SERVICE_CALLS)

export default defineRule({
  id: 'blocking-http-in-async',
  title: 'Blocking call of another server in a coroutine',
  consequence:
    'While one request waits for another server, every other request of the process stands still.',
  effortHours: { low: 0.5, high: 2 },
  cwe: [833],
  why: `
A sync client stops the thread until the other server has answered, and all tasks of an event loop
share one thread. A slow server elsewhere becomes an outage here: no other task runs, no timeout fires.
`,
  fix: `
Use an async client and await it: \`httpx.AsyncClient\`, \`aiohttp\`, \`aiosmtplib\`. Where the library must stay, run
the call in a thread: \`await asyncio.to_thread(requests.get, url)\`.
`,
  exemptions: [
    {
      text: 'An async client.',
      quiet: py`
        import httpx

        async def load(url):
            async with httpx.AsyncClient() as client:
                first = await client.get(url)
                second = client.get(url)
                return first, await second
      `,
    },
    {
      text: 'The call runs in a thread, or in a sync function.',
      quiet: py`
        import asyncio
        import requests

        def fetch(url):
            return requests.get(url)

        async def load(url):
            def work():
                return requests.get(url)

            await asyncio.to_thread(work)
            return await asyncio.to_thread(requests.get, url)
      `,
    },
    {
      text: 'A client that is made and connects later, and names asked for by the loop.',
      quiet: py`
        import asyncio
        import smtplib

        async def tell(host, message):
            server = smtplib.SMTP()
            addresses = await asyncio.get_running_loop().getaddrinfo(host, 25)
            await asyncio.to_thread(deliver, server, addresses, message)
      `,
    },
    {
      text: 'The address is a number already, so that nobody is asked.',
      quiet: py`
        import socket
        from socket import AI_NUMERICHOST, AI_NUMERICSERV

        _NUMERIC_ONLY = AI_NUMERICHOST | AI_NUMERICSERV

        async def parse(host, port, flags=0):
            first = socket.getaddrinfo(host, port, flags=AI_NUMERICHOST)
            return first or socket.getaddrinfo(host, port, 0, 0, 0, flags | _NUMERIC_ONLY)
      `,
    },
    {
      text: 'Another object with a method of that name, and the making of a request that is not sent.',
      quiet: py`
        import httpx
        import requests

        async def load(cache, url):
            request = requests.Request('GET', url)
            return cache.get(url), {}.get(url), httpx.Request('GET', url), request
      `,
    },
  ],
  limits: ['A client that reaches the coroutine without a type is not seen.'],
  bad: [
    py`
      import requests

      async def load(url):
          return requests.get(url, timeout=5).json() #!
    `,
    py`
      import smtplib
      import socket
      from imaplib import IMAP4_SSL

      async def tell(host, message, settings):
          with smtplib.SMTP(settings.host, settings.port, timeout=10) as server: #!
              server.send_message(message)
          box = IMAP4_SSL(host, timeout=5) #!
          return box, socket.gethostbyname(host) #!
    `,
    py`
      import httpx
      import urllib.request as web
      from requests import post as send, Session
      from urllib.request import urlopen

      async def load(url, client: httpx.Client):
          send(url) #!
          web.urlopen(url) #!
          urlopen(url) #!
          httpx.get(url) #!
          client.post(url) #!
          with Session() as session:
              session.get(url) #!
          with httpx.Client() as other:
              other.request('GET', url) #!
    `,
  ],
  good: [
    py`
      import httpx

      async def load(url):
          async with httpx.AsyncClient() as client:
              return (await client.get(url, timeout=5)).json()
    `,
  ],
  calls: { ...callsTo(FUNCTIONS, report), ...callsTo(CONNECTING, reportConnection) },
  methods: { ...callsTo(METHODS, reportMethod), ...callsTo(SERVICE_METHODS, reportService) },
})

function check(call: number, checker: Parameters<NodeHandler>[1], names: RegExp): void {
  const blocking = blockingCallIn(checker, call, names)
  if (blocking === undefined || isAwaitable(checker, call)) return
  if (answersAtOnce(checker.facts, call, calleeName(checker.tree, call))) return
  checker.report({
    node: call,
    message: `\`${blocking.name}\` blocks the event loop in the coroutine \`${blocking.owner.name}\` until the other server has answered.`,
    fixes: inThread(checker, call),
  })
}

/** `async with session.get(url)`: no answer of a blocking client can be entered so, it is another session. */
function isAwaitable({ tree }: Checker, call: Node): boolean {
  if (tree.kind(tree.parent(call)) === K_AWAIT) return true
  const statement = tree.ancestor(call, K_WITH_STATEMENT, K_FUNCTION_DEFINITION)
  if (statement === NO_NODE || tree.kind(statement) !== K_WITH_STATEMENT) return false
  if (tree.contains(bodyOf(tree, statement), call)) return false
  return tree.text(statement).startsWith('async')
}
