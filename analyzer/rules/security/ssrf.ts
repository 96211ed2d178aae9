import type { Checker } from '../../engine/checker.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { calledName, keywordArgument, receiverOf } from '../../matching/calls/calls.ts'
import { importsModule } from '../../matching/calls/library-calls.ts'
import { provenance } from '../../matching/inputs/provenance.ts'
import { URL_TEXT } from '../../matching/inputs/sinks.ts'
import { fixedText } from '../../matching/values/built-text.ts'
import { F_OBJECT } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { handedArgument, handedCalls } from './matching/handed-calls.ts'
import { inputSteps } from './matching/input-steps.ts'
import { hasOwnHead, leadingText } from './matching/leading-text.ts'

const VERBS = [
  'get',
  'post',
  'put',
  'patch',
  'delete',
  'head',
  'options',
  'request',
  'stream',
  'send',
  'fetch',
  'open',
  'ws_connect',
  'build_request',
] as const
const FUNCTIONS = [
  ...['requests', 'httpx', 'requests.api'].flatMap((module) =>
    ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'].map((verb) => `${module}.${verb}`),
  ),
  'urllib.request.urlopen',
  'urllib.request.urlretrieve',
  'urllib.request.Request',
  'urllib2.urlopen',
  'urllib2.Request',
  'urllib.urlopen',
  'urllib.urlretrieve',
  'six.moves.urllib.request.urlopen',
  'http.client.HTTPConnection',
  'http.client.HTTPSConnection',
  'httplib.HTTPConnection',
  'httplib.HTTPSConnection',
  'pycurl.Curl',
  'wget.download',
  'websockets.connect',
  'websocket.create_connection',
  'socket.create_connection',
  'treq.get',
  'treq.post',
] as const
const WITH_METHOD = [
  'requests.request',
  'httpx.request',
  'httpx.stream',
  'requests.api.request',
  'requests.Request',
  'aiohttp.request',
] as const
/** Clients that put one address before each path. */
const WITH_BASE = ['httpx.Client', 'httpx.AsyncClient', 'aiohttp.ClientSession'] as const
const CLIENTS =
  /^(?:requests\.(?:sessions\.)?[sS]ession|httpx\.(?:Async)?Client|aiohttp\.(?:client\.)?ClientSession|urllib3\.(?:PoolManager|ProxyManager|HTTPConnectionPool)|urllib\.request\.(?:build_opener|OpenerDirector|FancyURLopener|URLopener)|httplib2\.Http|tornado\.httpclient\.\w+)\(\)/

/** `asyncio.to_thread(requests.get, address)`, `run_in_executor(None, session.get, address)` */
const HANDED = handedCalls((call, handed, checker) => {
  const { callee, name } = handed
  const verb = calledName(checker.tree, callee)
  const isMethod =
    (VERBS as readonly string[]).includes(verb) &&
    CLIENTS.test(externalName(checker, checker.tree.child(callee, F_OBJECT)))
  const isSecond = isMethod
    ? verb === 'request' || verb === 'stream'
    : (WITH_METHOD as readonly string[]).includes(name)
  if (!isMethod && !isSecond && !FUNCTIONS.includes(name)) return
  const url = handedArgument(handed, isSecond ? 1 : 0, 'url', 'fullurl', 'host')
  if (url !== NO_NODE) checkAddress(checker, call, url, callee)
})

export default defineRule({
  id: 'ssrf',
  title: 'Client chooses the address that the server calls',
  consequence:
    'Anyone can make the server call internal systems that only it can reach, such as the metadata service with its keys.',
  effortHours: { low: 0.5, high: 4 },
  cwe: [918],
  why: `
The server stands inside of the network: it reaches databases, admin pages and the metadata address of
the cloud, \`http://169.254.169.254/\`, which hands out credentials. Whoever chooses the host of a
request sends the server there and often sees the answer.
`,
  fix: `
Choose the host from a fixed set and put only quoted parts into the path. Where any address must be
allowed, resolve it, refuse private ranges, connect to the address that was checked and follow no
redirects.
`,
  exemptions: [
    {
      text: 'An address with a fixed host, of which the client chooses the rest.',
      quiet: py`
        import requests
        from flask import request
        from app import settings

        API = 'https://api.example.com'

        def proxy():
            item = request.args['item']
            requests.get('https://api.example.com/items/' + item, timeout=5)
            requests.get(f'{API}/items/{item}', timeout=5)
            requests.get(f'{settings.URL}/items/{item}', timeout=5)
            requests.get(settings.URL + '/items/' + item, timeout=5)
            requests.get('%s/items/%s' % (settings.URL, item), timeout=5)
            requests.get('{}/items/{}'.format(settings.URL, item), timeout=5)
            return requests.get('https://api.example.com/items', params={'id': item}, timeout=5)
      `,
    },
    {
      text: 'An address that was checked before.',
      quiet: py`
        import requests
        from urllib.parse import urlparse
        from flask import request

        HOSTS = {'a.example.com'}

        def proxy():
            url = request.args['url']
            if urlparse(url).hostname not in HOSTS or not is_allowed(url):
                raise ValueError(url)
            return requests.get(url, timeout=5)
      `,
    },
    {
      text: 'Addresses that do not come from a client, and methods of other objects.',
      quiet: py`
        import requests
        from flask import request

        def load(settings, cache):
            cache.get(request.args['key'])
            request.args.get('next')
            return requests.get(settings.url, timeout=5)
      `,
    },
  ],
  limits: [
    'Input is followed through calls, results and fields of the project; not through containers of a module, databases and callbacks.',
    'A check counts wherever it stands before the call; whether it is strict enough is not judged.',
  ],
  bad: [
    py`
      import requests
      from flask import request

      def preview():
          url = request.args['url']
          return requests.get(url, timeout=5).text #!
    `,
    py`
      import aiohttp
      import httpx
      import urllib.request as web
      from fastapi import APIRouter, Request
      from urllib.request import urlopen

      router = APIRouter()

      @router.get('/fetch')
      async def fetch(target: str, host: str):
          async with httpx.AsyncClient() as client:
              await client.get(target) #!
          async with aiohttp.ClientSession() as session:
              await session.post(f'http://{host}/hook') #!
          return urlopen('https://' + host + '/status') #!

      def view(request):
          web.urlopen(request.GET.get('u')) #!
          return httpx.request('GET', url=request.POST['u']) #!
    `,
  ],
  good: [
    py`
      import requests
      from flask import request

      SOURCES = {'news': 'https://news.example.com/feed'}

      def preview():
          url = SOURCES[request.args['source']]
          return requests.get(url, timeout=5).text
    `,
  ],
  calls: {
    ...callsTo(FUNCTIONS, (call, checker) => checkUrl(checker, call, 0)),
    ...callsTo(WITH_METHOD, (call, checker) => checkUrl(checker, call, 1)),
    ...HANDED.calls,
    ...callsTo(WITH_BASE, (call, checker) => {
      const base = keywordArgument(checker.tree, call, 'base_url')
      if (base !== NO_NODE) checkAddress(checker, call, base)
    }),
  },
  methods: {
    ...HANDED.methods,
    // `curl.setopt(curl.URL, address)`
    setopt(call, checker) {
      const [option, url] = checker.facts.arguments(call)
      if (option === undefined || url === undefined) return
      if (!/(?:^|\.)(?:URL|PROXY)$/.test(checker.tree.text(option.value))) return
      if (importsModule(checker, 'pycurl')) checkUrl(checker, call, 1)
    },
    ...Object.fromEntries(
      VERBS.map((verb) => [
        verb,
        (call: Node, checker: Checker) => {
          const first = checker.facts.arguments(call)[0]
          if (first === undefined) return
          if (!CLIENTS.test(externalName(checker, receiverOf(checker.tree, call)))) return
          checkUrl(checker, call, /^(?:request|stream|build_request)$/.test(verb) ? 1 : 0)
        },
      ]),
    ),
  },
})

/** What an object from outside of the project is made of, '' for others. */
function externalName(checker: Checker, object: Node): string {
  const value = object === NO_NODE ? undefined : checker.valueOf(object)
  return value?.kind === 'external' ? value.name : ''
}

function checkUrl(checker: Checker, call: Node, position: number): void {
  const passed = checker.facts.arguments(call)
  const url =
    passed.find(({ name }) => name === 'url' || name === 'fullurl' || name === 'host')?.value ??
    passed.filter(({ name }) => name === undefined)[position]?.value
  if (url !== undefined) checkAddress(checker, call, url)
}

function checkAddress(
  checker: Checker,
  call: Node,
  url: Node,
  callee = checker.facts.callee(call),
): void {
  const { tree } = checker
  const own = provenance(checker)
  const source = own.inputOf(url, URL_TEXT)
  if (source === NO_NODE) return
  // A fixed scheme and host: the client chooses a path only.
  if (hasOwnHead(checker, url, URL_TEXT)) return
  const text = fixedText(checker, own.valueOf(url))
  const isFixed = (one: string) => /^\s*\w+:\/\/\s*[\w.-]+(?::\d+)?\s*[/?#]/.test(one)
  if (isFixed(text) || isFixed(leadingText(checker, url))) return
  checker.report({
    node: call,
    message: `\`${tree.text(source)}\` comes from the client and decides which address \`${tree.text(callee)}\` calls.`,
    evidence: inputSteps(checker, source),
  })
}
