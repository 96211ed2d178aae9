import type { Checker } from '../../engine/checker.ts'
import { constantValue } from '../../facts/literals.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { argumentFor, positionalArgument } from '../../matching/calls/calls.ts'
import { provenance } from '../../matching/inputs/provenance.ts'
import { parentOf } from '../../matching/statements/statements.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { leadingText } from './matching/leading-text.ts'

/** Servers that are given an address of host and port. */
const SERVERS = [
  'socket.create_server',
  'http.server.HTTPServer',
  'http.server.ThreadingHTTPServer',
  'wsgiref.simple_server.WSGIServer',
  'xmlrpc.server.SimpleXMLRPCServer',
  'gevent.pywsgi.WSGIServer',
  'gevent.server.StreamServer',
  ...['TCPServer', 'UDPServer', 'ThreadingTCPServer', 'ThreadingUDPServer'].map(
    (name) => `socketserver.${name}`,
  ),
] as const
/** Servers that are given a host, and where it stands. */
const HOSTS: readonly (readonly [string, number])[] = [
  ['wsgiref.simple_server.make_server', 0],
  ['asyncio.start_server', 1],
  ['websockets.serve', 1],
]
/** `0.0.0.0`, `0.0.0.0:80`, `[::]:80`. */
const EVERY = /^(?:0\.0\.0\.0(?::\d+)?|\[::\]:\d+)$/
const HOST_NAME = /^(?:host|hostname|bind|bind_address|address|interface)$/

export default defineRule({
  id: 'bind-all-interfaces',
  title: 'Server that listens on all network interfaces',
  consequence: 'A service that was meant for this machine can be reached from the whole network.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [605, 668],
  roles: ['source', 'migration'],
  why: `
\`0.0.0.0\`, \`::\` and the empty host mean every interface, also the public one. A debug server, a metrics port or an
admin socket is then open to everybody who can reach the machine.
`,
  fix: `
Listen on \`127.0.0.1\` and take the address from the configuration where the service runs in a container or behind a
proxy, so that the choice is made there.
`,
  exemptions: [
    {
      text: 'A certain interface, or one that is configured.',
      quiet: py`
        import socket

        def serve(host):
            sock = socket.socket()
            sock.bind(('127.0.0.1', 80))
            sock.bind((host, 80))
            sock.bind('/run/app.sock')
            sock.connect(('0.0.0.0', 80))
      `,
    },
    {
      text: 'A comparison with the address, and text that only mentions it.',
      quiet: py`
        def show(host):
            if host == '0.0.0.0' or host in ('0.0.0.0', '::'):
                host = 'localhost'
            print('listening on 0.0.0.0')
            return host.replace('0.0.0.0', 'localhost')
      `,
    },
  ],
  limits: ['A firewall or container that closes the port is not seen.'],
  bad: [
    py`
      from flask import Flask

      app = Flask(__name__)
      app.run(host='0.0.0.0') #!
    `,
    py`
      import socket
      import uvicorn
      from http.server import HTTPServer

      HOST = '0.0.0.0' #!

      def serve(app, host='0.0.0.0'): #!
          sock = socket.socket()
          sock.bind(('', 8080)) #!
          sock.bind(('0.0.0.0', 8080)) #!
          sock.bind(('::', 8080)) #!
          HTTPServer(('', 8080), None) #!
          uvicorn.run(app, host="0.0.0.0", port=80) #!
          options = {'host': '0.0.0.0'} #!
          return options
    `,
  ],
  good: [
    py`
      from flask import Flask

      app = Flask(__name__)
      app.run(host='127.0.0.1')
    `,
  ],
  on: {
    [k.K_STRING](node, checker) {
      const { tree } = checker
      const text = tree.text(node)
      if (text.length > 17 || !/0\.0\.0\.0|::|\*:/.test(text)) return
      const value = constantValue(tree, node)
      if (typeof value !== 'string') return
      const isEvery = EVERY.test(value) || isHostOption(checker, node, value)
      if (isEvery && !isCompared(checker, node)) report(checker, node)
    },
  },
  calls: {
    ...callsTo(SERVERS, checkAddress),
    ...Object.fromEntries(
      HOSTS.map(([name, position]) => [
        name,
        (call: Node, checker: Checker) => checkHost(checker, call, position),
      ]),
    ),
  },
  methods: {
    bind: checkAddress,
    create_server: (call, checker) => checkHost(checker, call, 1),
    add_insecure_port: checkPort,
    add_secure_port: checkPort,
  },
})

/** `host='::'`, and `listen='*:80'` of Waitress. */
function isHostOption({ tree }: Checker, node: Node, value: string): boolean {
  const option = tree.parent(node)
  const kind = tree.kind(option)
  const isOption = kind === k.K_KEYWORD_ARGUMENT || kind === k.K_DEFAULT_PARAMETER
  if (!isOption) return false
  const name = tree.text(tree.child(option, k.F_NAME))
  return /^::0?$/.test(value)
    ? HOST_NAME.test(name)
    : /^\*:\d+$/.test(value) && /^(?:listen|bind)$/.test(name)
}

/** `('', port)` and `('::', port)`. */
function checkAddress(call: Node, checker: Checker): void {
  const { tree } = checker
  const address = argumentFor(tree, call, 0, 'server_address')
  if (address === NO_NODE) return
  const tuple = provenance(checker).valueOf(address)
  if (tree.kind(tuple) !== k.K_TUPLE) return
  const [host] = tree.namedChildren(tuple)
  if (host !== undefined && isEmptyHost(checker, host)) report(checker, host)
}

/** An empty host or `::` by position; by name it is seen where it is written. */
function checkHost(checker: Checker, call: Node, position: number): void {
  const host = positionalArgument(checker.tree, call, position)
  if (host !== NO_NODE && isEmptyHost(checker, host)) report(checker, host)
}

/** `add_insecure_port(f'[::]:{port}')` of gRPC; a fixed port is seen where it is written. */
function checkPort(call: Node, checker: Checker): void {
  const address = positionalArgument(checker.tree, call, 0)
  if (address === NO_NODE || provenance(checker).constantOf(address) !== undefined) return
  if (/^(?:\[::\]|0\.0\.0\.0):/.test(leadingText(checker, address))) report(checker, address)
}

function isEmptyHost(checker: Checker, host: Node): boolean {
  const value = provenance(checker).constantOf(host)
  return value === '' || value === '::' || value === '::0'
}

function isCompared({ tree, facts }: Checker, node: Node): boolean {
  for (let at = parentOf(tree, node); at !== NO_NODE; at = parentOf(tree, at)) {
    const kind = tree.kind(at)
    if (
      kind === k.K_COMPARISON_OPERATOR ||
      kind === k.K_CASE_CLAUSE ||
      kind === k.K_EXPRESSION_STATEMENT
    ) {
      return kind !== k.K_EXPRESSION_STATEMENT || tree.namedChildren(at)[0] === node
    }
    if (kind === k.K_CALL) {
      return /(?:replace|startswith|endswith|print|connect|connect_ex|sendto|assert\w*|debug|info|warning|ip_address|ip_network|count|find)$/.test(
        tree.text(facts.callee(at)),
      )
    }
    if (kind === k.K_ASSIGNMENT || kind === k.K_BLOCK) return false
  }
  return false
}

function report(checker: Checker, node: Node): void {
  checker.report({
    node,
    message: `\`${checker.tree.text(node)}\` stands for every interface of the machine, the public one too.`,
    confidence: 'medium',
  })
}
