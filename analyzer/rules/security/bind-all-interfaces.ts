import type { Checker } from '../../engine/checker.ts'
import { constantValue } from '../../facts/literals.ts'
import { callsTo } from '../../matching/call-table.ts'
import { positionalArgument } from '../../matching/calls.ts'
import { provenance } from '../../matching/provenance.ts'
import { parentOf } from '../../matching/statements.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const SERVERS = [
  'socket.create_server',
  'http.server.HTTPServer',
  'http.server.ThreadingHTTPServer',
  'wsgiref.simple_server.WSGIServer',
  'xmlrpc.server.SimpleXMLRPCServer',
  ...['TCPServer', 'UDPServer', 'ThreadingTCPServer', 'ThreadingUDPServer'].map(
    (name) => `socketserver.${name}`,
  ),
] as const

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
      if (text.length > 12 || !text.includes('0.0.0.0') || constantValue(tree, node) !== '0.0.0.0')
        return
      if (!isCompared(checker, node)) report(checker, node)
    },
  },
  calls: callsTo(SERVERS, checkAddress),
  methods: { bind: checkAddress },
})

/** `('', port)` and `('::', port)`. */
function checkAddress(call: Node, checker: Checker): void {
  const { tree } = checker
  const address = positionalArgument(tree, call, 0)
  if (address === NO_NODE) return
  const tuple = provenance(checker).valueOf(address)
  if (tree.kind(tuple) !== k.K_TUPLE) return
  const [host] = tree.namedChildren(tuple)
  const value = host === undefined ? undefined : provenance(checker).constantOf(host)
  if (host !== undefined && (value === '' || value === '::' || value === '::0'))
    report(checker, host)
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
    message: `${checker.tree.text(node)} stands for every interface of the machine, the public one too.`,
    confidence: 'medium',
  })
}
