import type { Checker } from '../../engine/checker.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { positionalArgument, receiverOf } from '../../matching/calls/calls.ts'
import { importsModule } from '../../matching/calls/library-calls.ts'
import { insertBefore } from '../../matching/edits/edits.ts'
import { provenance } from '../../matching/inputs/provenance.ts'
import { optionOf, unpackedOptions } from '../../matching/values/given-options.ts'
import type { ProjectClass } from '../../project/values.ts'
import {
  F_ARGUMENTS,
  K_ATTRIBUTE,
  K_CALL,
  K_GENERATOR_EXPRESSION,
  K_TUPLE,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { handedCalls } from './matching/handed-calls.ts'

const VERBS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'request'] as const

const REQUESTS = VERBS.flatMap((verb) => [`requests.${verb}`, `requests.api.${verb}`])

/** Connections of the standard library, and where their timeout stands; -1: by name only. */
const CONNECTIONS: readonly (readonly [name: string, position: number])[] = [
  ['smtplib.SMTP', 3],
  ['smtplib.SMTP_SSL', 5],
  ['ftplib.FTP', 4],
  ['ftplib.FTP_TLS', -1],
  ['imaplib.IMAP4', 2],
  ['imaplib.IMAP4_SSL', -1],
  ['poplib.POP3', 2],
  ['poplib.POP3_SSL', -1],
  ['http.client.HTTPConnection', 2],
  ['http.client.HTTPSConnection', -1],
]

/** `asyncio.to_thread(requests.get, url)`; what is bound by `partial` may get more where it is called. */
const HANDED = handedCalls((call, handed, checker) => {
  const { facts, tree } = checker
  if (!REQUESTS.includes(handed.name) || facts.calleeName(call) === 'functools.partial') return
  if (handed.arguments.some(({ name, isUnpacked }) => name === 'timeout' || isUnpacked)) return
  checker.report({
    node: call,
    message: `\`${tree.text(handed.callee)}\` waits without limit: it is given no timeout.`,
  })
})

export default defineRule({
  id: 'request-without-timeout',
  title: 'Request to a server without a timeout',
  consequence:
    'When the other side stops answering, the worker that asked hangs for ever, until no worker is left.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [400, 1088],
  why: `
Requests, urllib and the mail, file and web clients of the standard library wait without limit unless they are told otherwise. A server that accepts the connection and
never answers, or a firewall that drops packets, holds the thread, its locks and its database
connection until the process is restarted.
`,
  fix: `
Pass \`timeout=(connect, read)\` in seconds with every call, for example \`timeout=(3, 30)\`. A session
has no default of its own: mount an adapter that sets one.
`,
  exemptions: [
    {
      text: 'A timeout that is given, in whatever form.',
      quiet: py`
        import requests
        import smtplib
        from urllib.request import urlopen

        def fetch(url, timeout, options):
            requests.get(url, timeout=5)
            requests.post(url, timeout=(3, 30))
            requests.get(url, timeout=timeout)
            requests.get(url, **options)
            urlopen(url, None, 10)
            urlopen(url, timeout=timeout)
            smtplib.SMTP('mail', 25, None, 10)
            smtplib.SMTP_SSL('mail', timeout=10)
            return requests.Session()
      `,
    },
    {
      text: 'A limit that all sockets of the program have.',
      quiet: py`
        import socket
        from urllib.request import urlopen

        socket.setdefaulttimeout(10)

        def fetch(url):
            return urlopen(url)
      `,
    },
    {
      text: 'Clients with a timeout of their own, and methods of the same names.',
      quiet: py`
        import httpx
        import aiohttp

        async def fetch(url, cache, store):
            httpx.get(url)
            cache.get(url)
            async with httpx.AsyncClient() as client:
                await client.get(url)
            async with aiohttp.ClientSession() as session:
                return await session.get(url)
      `,
    },
    {
      text: 'A session with adapters or methods of its own, which may set one.',
      quiet: py`
        import functools
        import requests
        from app.http import LimitedAdapter

        class Limited(requests.Session):
            def request(self, method, url, **options):
                options.setdefault('timeout', 10)
                return super().request(method, url, **options)

        def fetch(url):
            session = requests.Session()
            session.mount('https://', LimitedAdapter(timeout=5))
            session.get(url)
            return Limited().get(url)
      `,
    },
  ],
  limits: [
    'A timeout that an adapter of another file sets is not seen.',
    'Sessions that come in as parameters without an annotation are not seen.',
  ],
  bad: [
    py`
      import requests

      def fetch(url):
          return requests.get(url) #!
    `,
    py`
      from requests import post as send, Session
      import requests as http
      import httpx
      import urllib.request

      class Client:
          def __init__(self):
              self.session = Session()

          def run(self, url):
              send(url, json={}) #!
              http.request('GET', url, timeout=None) #!
              self.session.get(url) #!
              with http.Session() as session:
                  session.put(url, data=b'') #!
              httpx.get(url, timeout=None) #!
              urllib.request.urlopen(url, b'') #!
              return httpx.Client(timeout=None) #!
    `,
  ],
  good: [
    py`
      import requests

      def fetch(url):
          return requests.get(url, timeout=10)
    `,
  ],
  calls: {
    ...HANDED.calls,
    ...callsTo(REQUESTS, (call, checker) => checkCall(checker, call, true)),
    // The standard library waits without limit too, unless all sockets have been given one.
    'urllib.request.urlopen'(call, checker) {
      if (positionalArgument(checker.tree, call, 2) !== NO_NODE) return
      if (checker.facts.callsTo('socket.setdefaulttimeout').length > 0) return
      checkCall(checker, call, true)
    },
    ...Object.fromEntries(
      CONNECTIONS.map(([name, position]) => [
        name,
        (call: Node, checker: Checker) => {
          if (position >= 0 && positionalArgument(checker.tree, call, position) !== NO_NODE) return
          if (isLimitedLater(checker)) return
          checkCall(checker, call, true)
        },
      ]),
    ),
    ...callsTo(
      [
        ...VERBS.map((verb) => `httpx.${verb}`),
        'httpx.stream',
        'httpx.Client',
        'httpx.AsyncClient',
      ],
      (call, checker) => checkCall(checker, call, false),
    ),
  },
  methods: {
    ...HANDED.methods,
    ...Object.fromEntries(
      [...VERBS, 'send'].map((verb) => [
        verb,
        (call: Node, checker: Checker) => {
          if (!importsModule(checker, 'requests') && !importsModule(checker, 'httpx')) return
          const receiver = checker.valueOf(receiverOf(checker.tree, call))
          if (receiver?.kind === 'instance') {
            if (isPlainSession(checker, receiver.class, verb)) checkCall(checker, call, true)
          } else if (receiver?.kind !== 'external') return
          else if (/^requests\.(?:sessions\.)?[sS]ession\(\)$/.test(receiver.name)) {
            if (!isLimited(checker)) checkCall(checker, call, true)
          } else if (/^httpx\.(?:Async)?Client\(\)$/.test(receiver.name)) {
            checkCall(checker, call, false)
          }
        },
      ]),
    ),
  },
})

/** A session of one's own that leaves the sending to the one it derives from. */
function isPlainSession(checker: Checker, owner: ProjectClass, verb: string): boolean {
  const order = checker.project.index.hierarchy.order(owner)
  return (
    order.some((one) => /^requests\.(?:sessions\.)?Session$/.test(String(one))) &&
    !order.some(
      (one) =>
        typeof one !== 'string' &&
        [verb, 'request', 'send', '__init__', 'get_adapter'].some((name) => one.methods.has(name)),
    )
  )
}

/** A limit for all sockets, or one that the socket below gets by itself. */
function isLimitedLater({ facts }: Checker): boolean {
  return (
    facts.callsTo('socket.setdefaulttimeout').length > 0 ||
    facts.identifiersNamed('settimeout').length > 0
  )
}

/** Adapters and methods that this file puts in may bring a timeout of their own. */
function isLimited(checker: Checker): boolean {
  const { tree, facts } = checker
  const isMounted = facts.identifiersNamed('mount').some((name) => {
    const call = tree.ancestor(name, K_CALL)
    const adapter = call === NO_NODE ? NO_NODE : positionalArgument(tree, call, 1)
    return adapter !== NO_NODE && mayLimit(checker, adapter)
  })
  return (
    isMounted ||
    [...facts.identifiersNamed('request'), ...facts.identifiersNamed('send')].some(
      (name) => tree.kind(tree.parent(name)) === K_ATTRIBUTE && facts.isWrite(tree.parent(name)),
    )
  )
}

/** The adapter of the library sets none, nor does one that leaves the sending to it. */
function mayLimit(checker: Checker, adapter: Node): boolean {
  const value = checker.valueOf(adapter)
  if (value?.kind === 'instance') {
    return checker.project.index.hierarchy
      .order(value.class)
      .some((one) => typeof one !== 'string' && one.methods.has('send'))
  }
  return value?.kind !== 'external' || !/^requests\.adapters\.HTTPAdapter\(\)$/.test(value.name)
}

function checkCall(checker: Checker, call: Node, isNeeded: boolean): void {
  const { tree, facts } = checker
  const timeout = optionOf(checker, call, 'timeout')
  const callee = tree.text(facts.callee(call))
  if (timeout !== NO_NODE) {
    if (!isEndless(checker, timeout)) return
    checker.report({
      node: call,
      message: `\`${callee}\` waits without limit: its timeout is None.`,
    })
    return
  }
  if (!isNeeded || mayBringMore(checker, call)) return
  const list = tree.child(call, F_ARGUMENTS)
  const end = list === NO_NODE ? NO_NODE : tree.endOfSubtree(list) - 1
  const isPlain = list !== NO_NODE && tree.kind(list) !== K_GENERATOR_EXPRESSION
  const before = isPlain ? tree.source.slice(tree.start(list) + 1, tree.start(end)).trim() : ''
  checker.report({
    node: call,
    message: `\`${callee}\` waits without limit: it is given no timeout.`,
    fixes:
      isPlain && before !== '' && !before.includes('\n') && !before.includes('#')
        ? [
            {
              title: 'Wait at most 30 seconds',
              grade: 'needs-review',
              edits: [
                insertBefore(tree, end, before.endsWith(',') ? ' timeout=30' : ', timeout=30'),
              ],
            },
          ]
        : [],
  })
}

/** `None`, `(None, None)`, `httpx.Timeout(None)`. */
function isEndless(checker: Checker, timeout: Node): boolean {
  const { tree, facts } = checker
  const own = provenance(checker)
  if (own.constantOf(timeout) === null) return true
  const value = own.valueOf(timeout)
  if (tree.kind(value) === K_TUPLE) {
    const parts = tree.namedChildren(value)
    return parts.length > 0 && parts.every((part) => own.constantOf(part) === null)
  }
  if (tree.kind(value) !== K_CALL || facts.calleeName(value) !== 'httpx.Timeout') return false
  const [only, ...more] = facts.arguments(value)
  return (
    only !== undefined &&
    more.length === 0 &&
    (only.name ?? 'timeout') === 'timeout' &&
    own.constantOf(only.value) === null
  )
}

/** `*args` and `**options` of which not all is known. */
function mayBringMore(checker: Checker, call: Node): boolean {
  return checker.facts
    .arguments(call)
    .some(
      (one) =>
        one.isUnpacked && (one.name !== '**' || unpackedOptions(checker, one.value) === undefined),
    )
}
