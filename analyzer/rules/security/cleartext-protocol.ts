import type { Checker } from '../../engine/checker.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import {
  argumentFor,
  hasUnpacking,
  keywordArgument,
  receiverOf,
} from '../../matching/calls/calls.ts'
import { provenance } from '../../matching/inputs/provenance.ts'
import { K_NONE } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { leadingText } from './matching/leading-text.ts'
import { openBind, openLogin } from './matching/open-logins.ts'

const VERBS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options']
const LOCAL =
  /^\w+:\/\/(?:localhost|127\.|0\.0\.0\.0|\[?::1|host\.docker\.internal|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|testserver|[\w-]+(?::\d+)?(?:\/|$)|[\w.-]+\.(?:local|internal|test|localhost|svc|lan|invalid)\b|(?:[\w-]+\.)*example(?:\.\w+)?\b)/i
const URL_CALLS: readonly (readonly [string, number])[] = [
  ...['requests', 'httpx', 'requests.api'].flatMap((module) =>
    VERBS.map((verb): readonly [string, number] => [`${module}.${verb}`, 0]),
  ),
  ['requests.request', 1],
  ['httpx.request', 1],
  ['httpx.stream', 1],
  ['httpx.Client', Number.POSITIVE_INFINITY],
  ['httpx.AsyncClient', Number.POSITIVE_INFINITY],
  ['aiohttp.ClientSession', 0],
  ['requests.Request', 1],
  ['urllib.request.urlopen', 0],
  ['urllib.request.urlretrieve', 0],
  ['urllib.request.Request', 0],
  ['urllib.urlopen', 0],
  ['urllib.urlretrieve', 0],
  ['xmlrpc.client.ServerProxy', 0],
  ['urllib2.urlopen', 0],
  ['urllib2.Request', 0],
]
/** The modules of pysnmp that have a class for users and communities. */
const snmp = (name: string): readonly string[] =>
  ['', '.asyncio', '.asyncore', '.twisted', '.v3arch', '.v3arch.asyncio'].map(
    (module) => `pysnmp.hlapi${module}.${name}`,
  )
/** Constructors of connections that begin without encryption, and the calls that log in. */
const LOGINS: readonly (readonly [string, RegExp])[] = [
  ['smtplib.SMTP', /^login$/],
  ['imaplib.IMAP4', /^login$/],
  ['poplib.POP3', /^pass_$/],
]
const CLIENTS =
  /^(?:requests\.(?:sessions\.)?[Ss]ession\(\)|httpx\.(?:Async)?Client\(\)|aiohttp\.ClientSession\(\)|urllib3\.PoolManager\(\)|urllib\.request\.(?:OpenerDirector|URLopener|FancyURLopener|build_opener)\(\)|urllib\.URLopener\(\))/

export default defineRule({
  id: 'cleartext-protocol',
  title: 'Data sent without encryption',
  consequence: 'Everybody on the way can read and change what is sent, passwords included.',
  effortHours: { low: 0.1, high: 2 },
  cwe: [319],
  roles: ['source', 'migration'],
  why: `
HTTP, FTP and Telnet send everything as it is. Whoever sits on the line (a café's network, a provider, a machine in the same
rack) reads the credentials and puts other content in the place of the answer.
`,
  fix: `
\`https://\` instead of \`http://\`, \`ftplib.FTP_TLS\` with \`prot_p()\` or SFTP instead of FTP, SSH instead of Telnet.
For mail \`SMTP_SSL\` or \`starttls(context=ssl.create_default_context())\` before the login, for directories \`ldaps://\` or
\`start_tls_s()\` before the bind.
`,
  exemptions: [
    {
      text: 'Encrypted protocols.',
      quiet: py`
        import ftplib
        import requests
        from urllib.request import urlopen

        def load(host):
            requests.get('https://api.shop.com/items', timeout=5)
            urlopen('https://' + host)
            return ftplib.FTP_TLS(host)
      `,
    },
    {
      text: 'This machine, private networks, names within a cluster.',
      quiet: py`
        import requests

        def load(session):
            requests.get('http://localhost:8000/health', timeout=1)
            requests.get('http://127.0.0.1/', timeout=1)
            requests.post('http://worker:9000/jobs', timeout=1)
            return requests.get('http://10.0.0.5/metrics', timeout=1)
      `,
    },
    {
      text: 'Names that look like addresses: namespaces, identifiers, documentation.',
      quiet: py`
        NAMESPACE = 'http://www.w3.org/2000/svg'

        def find(root, cache):
            """See http://docs.python.org."""
            cache.get('http://www.w3.org/1999/xlink')
            return root.find('{http://www.w3.org/2000/svg}g')
      `,
    },
  ],
  limits: ['An address from the configuration is not known.'],
  bad: [
    py`
      import requests

      def load():
          return requests.get('http://api.shop.com/items', timeout=5) #!
    `,
    py`
      import ftplib
      import telnetlib
      import urllib.request
      from ftplib import FTP
      from urllib.request import Request, urlopen, urlretrieve, URLopener, OpenerDirector

      import aiohttp
      import httpx
      import requests

      BASE = 'http://api.shop.com'

      async def load(path, host):
          urlopen('http://api.shop.com') #!
          urlopen('ftp://files.shop.com/a') #!
          urlretrieve(f'http://api.shop.com/{path}') #!
          Request(BASE + path) #!
          URLopener().open('http://api.shop.com') #!
          URLopener().retrieve('ftp://files.shop.com') #!
          OpenerDirector().open('http://api.shop.com') #!
          requests.request('GET', 'http://%s/x' % host, timeout=5) #!
          session = requests.Session()
          session.get(BASE, auth=('a', 'b')) #!
          httpx.AsyncClient(base_url=BASE) #!
          with httpx.Client() as client:
              client.post('http://api.shop.com') #!
          async with aiohttp.ClientSession() as http:
              await http.get('http://api.shop.com') #!
          telnetlib.Telnet(host) #!
          FTP(host) #!
          return ftplib.FTP() #!
    `,
  ],
  good: [
    py`
      import requests

      def load():
          return requests.get('https://api.shop.com/items', timeout=5)
    `,
  ],
  calls: {
    ...Object.fromEntries(
      URL_CALLS.map(([name, position]) => [
        name,
        (call: Node, checker: Checker) => checkUrl(checker, call, position),
      ]),
    ),
    ...callsTo(['ftplib.FTP', 'telnetlib.Telnet'], (call, checker) => {
      const name = checker.tree.text(checker.facts.callee(call))
      checker.report({
        node: call,
        message: `\`${name}\` sends everything as it is, the password too.`,
        severity: 'medium',
      })
    }),
    ...callsTo(snmp('CommunityData'), (call, checker) => {
      const version = provenance(checker).constantOf(argumentFor(checker.tree, call, 2, 'mpModel'))
      if (version !== 0 && version !== 1) return
      checker.report({
        node: call,
        message: `SNMP version ${version === 0 ? '1' : '2c'} sends the name of the community and all values as they are; version 3 encrypts.`,
        severity: 'medium',
      })
    }),
    ...callsTo(snmp('UsmUserData'), (call, checker) => {
      const { tree } = checker
      if (hasUnpacking(tree, call)) return
      const key = argumentFor(tree, call, 2, 'privKey')
      const protocol = keywordArgument(tree, call, 'privProtocol')
      const isPlain = /\busmNoPrivProtocol$/.test(protocol === NO_NODE ? '' : tree.text(protocol))
      if (key !== NO_NODE && tree.kind(key) !== K_NONE && !isPlain) return
      checker.report({
        node: call,
        message: 'Without a `privKey` SNMP sends all values of this user as they are.',
        severity: 'medium',
      })
    }),
    ...Object.fromEntries(
      LOGINS.map(([name, logins]) => [
        name,
        (call: Node, checker: Checker) => checkLogin(checker, call, logins),
      ]),
    ),
    ...callsTo(['ldap3.Server', 'ldap3.core.server.Server'], (call, checker) => {
      const host = provenance(checker).constantOf(argumentFor(checker.tree, call, 0, 'host'))
      if (typeof host !== 'string' || /^ldaps:/.test(host) || isLocal(host)) return
      tellLogin(checker, call, openBind(checker, call))
    }),
    ...callsTo(['ldap.initialize', 'ldap.open'], (call, checker) => {
      const first = checker.facts.arguments(call)[0]
      const url = first === undefined ? '' : leadingText(checker, first.value)
      if (!/^ldap:\/\//i.test(url) || isLocal(url)) return
      tellLogin(checker, call, openLogin(checker, call, /^(?:simple_bind|bind)(?:_s)?$/))
    }),
    ...callsTo(['http.client.HTTPConnection', 'urllib3.HTTPConnectionPool'], (call, checker) => {
      const host = provenance(checker).constantOf(argumentFor(checker.tree, call, 0, 'host'))
      if (typeof host !== 'string' || LOCAL.test(`http://${host}`)) return
      checker.report({
        node: call,
        message: '`http` sends everything as it is, and the answer can be replaced on the way.',
        severity: 'low',
      })
    }),
  },
  methods: Object.fromEntries(
    [...VERBS, 'request', 'stream', 'open', 'retrieve', 'ws_connect'].map((verb) => [
      verb,
      (call: Node, checker: Checker) => {
        const receiver = receiverOf(checker.tree, call)
        const first = checker.facts.arguments(call)[0]
        if (receiver === NO_NODE || first === undefined) return
        if (!/https?|ftp|ws|%|\+|\b[A-Za-z_]/.test(checker.tree.text(first.value))) return
        const value = checker.valueOf(receiver)
        if (value?.kind !== 'external' || !CLIENTS.test(value.name)) return
        checkUrl(checker, call, verb === 'request' || verb === 'stream' ? 1 : 0)
      },
    ]),
  ),
})

function isLocal(host: string): boolean {
  return LOCAL.test(`ldap://${host.replace(/^\w+:\/\//, '')}`)
}

/** A server of mail to which a password is sent as it is. */
function checkLogin(checker: Checker, call: Node, logins: RegExp): void {
  const host = provenance(checker).constantOf(argumentFor(checker.tree, call, 0, 'host'))
  if (typeof host === 'string' && isLocal(host)) return
  tellLogin(checker, call, openLogin(checker, call, logins))
}

function tellLogin(checker: Checker, call: Node, login: Node): void {
  if (login === NO_NODE) return
  const name = checker.tree.text(checker.facts.callee(call))
  checker.report({
    node: call,
    message: `The password goes to \`${name}\` as it is: nothing starts TLS before the login.`,
    severity: 'medium',
    evidence: [{ kind: 'call', node: login, message: 'sends the password' }],
  })
}

function checkUrl(checker: Checker, call: Node, position: number): void {
  const { tree, facts } = checker
  const passed = facts.arguments(call)
  const url =
    passed.find(({ name }) => /^(?:url|fullurl|base_url|uri)$/.test(name ?? ''))?.value ??
    passed.filter(({ name }) => name === undefined)[position]?.value
  if (url === undefined) return
  const text = leadingText(checker, url)
  const scheme = /^(http|ftp|ws):\/\//i.exec(text)?.[1]
  if (scheme === undefined || LOCAL.test(text)) return
  const hasAuth = keywordArgument(tree, call, 'auth') !== NO_NODE
  checker.report({
    node: call,
    message: hasAuth
      ? `The credentials are sent as they are over \`${scheme}\`.`
      : `\`${scheme}\` sends everything as it is, and the answer can be replaced on the way.`,
    severity: hasAuth ? 'medium' : 'low',
    confidence: /^\w+:\/\/[\w-]+\.[\w.-]+/.test(text) ? 'high' : 'medium',
  })
}
