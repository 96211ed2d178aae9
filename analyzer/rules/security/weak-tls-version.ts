import type { Checker } from '../../engine/checker.ts'
import { namedText } from '../../facts/named-constants.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { argumentFor, hasUnpacking } from '../../matching/calls/calls.ts'
import { provenance } from '../../matching/inputs/provenance.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const WEAK = [
  'PROTOCOL_SSLv2',
  'PROTOCOL_SSLv3',
  'PROTOCOL_TLSv1',
  'PROTOCOL_TLSv1_1',
  'PROTOCOL_SSLv23',
  'SSLv2_METHOD',
  'SSLv3_METHOD',
  'SSLv23_METHOD',
  'TLSv1_METHOD',
  'TLSv1_1_METHOD',
]
const VERSIONS = ['SSLv2', 'SSLv3', 'TLSv1', 'TLSv1_1', 'MINIMUM_SUPPORTED']
const SHUT_OUT = ['OP_NO_SSLv2', 'OP_NO_SSLv3', 'OP_NO_TLSv1', 'OP_NO_TLSv1_1']
const OLD_VERSION = /TLSVersion\.(?:SSLv3|TLSv1|TLSv1_1|MINIMUM_SUPPORTED)$/
const PROTOCOL_KEY = /^(?:ssl_version|ssl_protocol|ssl_method|tls_version)$/
const LOW_OPTION = /^(?:OP_NO_TLSv1_2|OP_NO_TLSv1_3)$/

export default defineRule({
  id: 'weak-tls-version',
  title: 'Outdated version of TLS or SSL',
  consequence:
    'Traffic that is thought to be encrypted can be read or changed by somebody on the network.',
  effortHours: { low: 0.25, high: 2 },
  cwe: [326, 327, 757],
  roles: ['source', 'migration'],
  why: `
SSL 2 and 3, TLS 1.0 and 1.1 have known breaks (POODLE, BEAST) and are switched off in browsers and by RFC 8996.
\`ssl.wrap_socket\` and a bare \`SSLContext()\` leave the version to old defaults and check no certificate.
`,
  fix: `
\`ssl.create_default_context()\` checks the certificate and takes TLS 1.2 or better. Where the version must be said:
\`context.minimum_version = ssl.TLSVersion.TLSv1_2\`.
`,
  exemptions: [
    {
      text: 'TLS 1.2 and later, and the defaults of the library.',
      quiet: py`
        import ssl

        def make():
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.minimum_version = ssl.TLSVersion.TLSv1_2
            context.maximum_version = ssl.TLSVersion.TLSv1_3
            other = ssl.create_default_context()
            other.options |= ssl.OP_NO_TLSv1 | ssl.OP_NO_TLSv1_1
            return context, other
      `,
    },
    {
      text: 'A comparison with an old version, and a table of names.',
      quiet: py`
        import ssl

        def check(context, connection):
            if context.protocol == ssl.PROTOCOL_TLSv1:
                raise ValueError
            if context.minimum_version < ssl.TLSVersion.TLSv1_2:
                raise ValueError
            return context.maximum_version in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.SSLv3)
      `,
    },
  ],
  limits: ['A version that is read from a file is not seen.'],
  bad: [
    py`
      import ssl

      def connect(sock):
          return ssl.wrap_socket(sock, ssl_version=ssl.PROTOCOL_SSLv3) #!
    `,
    py`
      import ssl
      from ssl import PROTOCOL_TLSv1, SSLContext, wrap_socket
      from OpenSSL import SSL

      DEFAULT = ssl.PROTOCOL_TLSv1_1 #!

      def open_ssl(host, version=PROTOCOL_TLSv1): #!
          SSL.Context(SSL.SSLv23_METHOD) #!
          SSL.Context(method=SSL.TLSv1_METHOD) #!
          context = SSLContext() #!
          context.minimum_version = ssl.TLSVersion.TLSv1 #!
          context.maximum_version = ssl.TLSVersion.TLSv1_1 #!
          context.set_ciphers('RC4') #!
          SSLContext(PROTOCOL_TLSv1) #!
          return wrap_socket(host) #!
    `,
  ],
  good: [
    py`
      import ssl

      def connect(sock, host):
          return ssl.create_default_context().wrap_socket(sock, server_hostname=host)
    `,
  ],
  on: {
    [k.K_MODULE](_node, checker) {
      const isTls = checker.facts.imports.some(({ target }) =>
        /ssl|OpenSSL|urllib3|requests|aiohttp|tls|eventlet|gevent|httpx/i.test(target ?? ''),
      )
      if (!isTls) return
      const told = new Set<Node>()
      for (const name of SHUT_OUT)
        for (const node of checker.facts.identifiersNamed(name)) letIn(checker, node)
      for (const node of checker.facts.identifiersNamed('minimum_version')) lowest(checker, node)
      for (const name of WEAK)
        for (const node of checker.facts.identifiersNamed(name)) constant(checker, node, told)
      for (const name of VERSIONS) {
        for (const node of checker.facts.identifiersNamed(name)) version(checker, node, told)
      }
    },
  },
  calls: {
    ...callsTo(['ssl.wrap_socket'], (call, checker) => {
      // A version that is given is reported, or not, by itself.
      if (argumentFor(checker.tree, call, 5, 'ssl_version') !== NO_NODE) return
      report(
        checker,
        call,
        '`ssl.wrap_socket` leaves the version to an old default and checks no certificate.',
      )
    }),
    ...callsTo(['ssl.SSLContext'], (call, checker) => {
      const given = argumentFor(checker.tree, call, 0, 'protocol')
      if (given === NO_NODE && !hasUnpacking(checker.tree, call) && !isRaised(checker, call)) {
        report(
          checker,
          call,
          '`SSLContext()` without a protocol takes an insecure default and checks no certificate.',
        )
      }
    }),
  },
  methods: {
    set_ciphers: checkCiphers,
    // pyOpenSSL
    set_cipher_list: checkCiphers,
    set_min_proto_version: checkProtocol,
    set_max_proto_version: checkProtocol,
  },
})

/** `'HIGH:!aNULL'` shuts out what stands behind a `!` or `-`. */
function checkCiphers(call: Node, checker: Checker): void {
  const { tree } = checker
  const value = argumentFor(tree, call, 0, 'ciphers')
  const text = value === NO_NODE ? undefined : provenance(checker).constantOf(value)
  if (typeof text !== 'string') return
  const isWeak = text
    .split(/[:, ]+/)
    .some((one) => /^[^!-].*/.test(one) && /RC4|DES|MD5|NULL|EXP|LOW|SECLEVEL=0|ALL/.test(one))
  if (isWeak) report(checker, call, `\`${text}\` lets in ciphers that can be broken.`)
}

function checkProtocol(call: Node, checker: Checker): void {
  const value = argumentFor(checker.tree, call, 0, 'version')
  if (
    value === NO_NODE ||
    !/(?:^|\.)(?:SSL[23]|TLS1(?:_1)?)_VERSION$/.test(checker.tree.text(value))
  )
    return
  const shown = checker.tree.text(value)
  report(checker, call, `\`${shown}\` lets in a version that is known to be broken.`)
}

/** `options &= ~ssl.OP_NO_TLSv1`: what was shut out is let in again. */
function letIn(checker: Checker, name: Node): void {
  const { tree } = checker
  const inverted = tree.ancestor(name, k.K_UNARY_OPERATOR, k.K_BLOCK)
  if (inverted === NO_NODE || tree.kind(inverted) !== k.K_UNARY_OPERATOR) return
  const statement = tree.ancestor(inverted, k.K_AUGMENTED_ASSIGNMENT, k.K_ASSIGNMENT, k.K_BLOCK)
  const changed = statement === NO_NODE ? '' : tree.text(tree.child(statement, k.F_LEFT))
  // A context's own class carries out what its user asked for.
  if (!/options\b/.test(changed) || changed.startsWith('self.options')) return
  if (!tree.text(inverted).startsWith('~')) return
  report(checker, statement, 'A version that is known to be broken is let in again.')
}

/** A context that is told right after which versions it takes. */
function isRaised({ tree, facts }: Checker, made: Node): boolean {
  const assignment = tree.parent(made)
  const target =
    assignment !== NO_NODE && tree.kind(assignment) === k.K_ASSIGNMENT
      ? tree.child(assignment, k.F_LEFT)
      : NO_NODE
  if (target === NO_NODE || tree.kind(target) !== k.K_IDENTIFIER) return false
  return (facts.resolve(target)?.references ?? []).some((reference) => {
    const field = tree.parent(reference)
    const change = field === NO_NODE ? NO_NODE : tree.parent(field)
    return (
      change !== NO_NODE &&
      facts.isWrite(field) &&
      /\.options\b[^=]*\|?=[^~]*OP_NO_TLSv1\b|\.minimum_version\s*=.*TLSv1_[23]/s.test(
        tree.text(change),
      )
    )
  })
}

/** A constant that is handed over, a default or what a name is given; never what is compared. */
function constant(checker: Checker, node: Node, told: Set<Node>): void {
  const { tree } = checker
  let use = node
  let parent = tree.parent(use)
  if (parent !== NO_NODE && tree.kind(parent) === k.K_ATTRIBUTE) {
    if (tree.fieldOf(use) !== k.F_ATTRIBUTE) return
    use = parent
    parent = tree.parent(use)
  }
  if (parent === NO_NODE) return
  const kind = tree.kind(parent)
  const isKeyword = kind === k.K_KEYWORD_ARGUMENT
  const isDefault = kind === k.K_DEFAULT_PARAMETER || kind === k.K_TYPED_DEFAULT_PARAMETER
  const isGiven = kind === k.K_ASSIGNMENT && tree.fieldOf(use) === k.F_RIGHT
  const isOption =
    kind === k.K_PAIR &&
    PROTOCOL_KEY.test(namedText(checker.facts, tree.child(parent, k.F_KEY)) ?? '') &&
    tree.fieldOf(use) === k.F_VALUE
  if (kind !== k.K_ARGUMENT_LIST && !isKeyword && !isDefault && !isGiven && !isOption) return
  if ((isKeyword || isDefault) && tree.fieldOf(use) !== k.F_VALUE) return
  const call = kind === k.K_ARGUMENT_LIST || isKeyword ? tree.ancestor(use, k.K_CALL) : NO_NODE
  const name = tree.text(node)
  if (
    name === 'PROTOCOL_SSLv23' &&
    call !== NO_NODE &&
    !/SSLContext$/.test(tree.spelled(checker.facts.callee(call)))
  )
    return
  if (name === 'PROTOCOL_SSLv23' && (call === NO_NODE || isRaised(checker, call))) return
  const target = call !== NO_NODE ? call : use
  if (
    /^(?:getattr|hasattr|isinstance|print)$/.test(
      call === NO_NODE ? '' : tree.text(checker.facts.callee(call)),
    )
  )
    return
  if (told.has(target)) return
  told.add(target)
  const isNegotiated = /^(?:PROTOCOL_)?SSLv23/.test(name)
  checker.report({
    node: target,
    message: `\`${tree.text(use)}\` lets in a version that is known to be broken.`,
    // It takes the best that both sides know; options may have shut out the old ones.
    ...(isNegotiated && { severity: 'low' as const, confidence: 'low' as const }),
  })
}

/** `context.minimum_version = lowest`, where `lowest` is an old version. */
function lowest(checker: Checker, name: Node): void {
  const { tree } = checker
  const field = tree.parent(name)
  const change = field === NO_NODE ? NO_NODE : tree.parent(field)
  if (change === NO_NODE || tree.kind(change) !== k.K_ASSIGNMENT) return
  const given = tree.child(change, k.F_RIGHT)
  if (given === NO_NODE || tree.kind(given) !== k.K_IDENTIFIER) return
  const value = tree.text(provenance(checker).valueOf(given))
  if (OLD_VERSION.test(value))
    report(checker, change, `\`${value}\` lets in a version that is known to be broken.`)
}

/** `context.minimum_version = TLSVersion.TLSv1`. */
function version(checker: Checker, node: Node, told: Set<Node>): void {
  const { tree } = checker
  const use = tree.parent(node)
  if (
    use === NO_NODE ||
    tree.kind(use) !== k.K_ATTRIBUTE ||
    !/TLSVersion\.\w+$/.test(tree.text(use))
  )
    return
  const parent = tree.parent(use)
  const isGiven =
    parent !== NO_NODE && tree.kind(parent) === k.K_ASSIGNMENT && tree.fieldOf(use) === k.F_RIGHT
  const isKeyword = parent !== NO_NODE && tree.kind(parent) === k.K_KEYWORD_ARGUMENT
  if ((!isGiven && !isKeyword) || told.has(parent)) return
  const name = tree.text(tree.child(parent, isGiven ? k.F_LEFT : k.F_NAME))
  if (!/(?:minimum|maximum|min|max|tls|ssl)\w*$/i.test(name) || LOW_OPTION.test(name)) return
  if (/max/i.test(name) && tree.text(node) === 'MINIMUM_SUPPORTED') return
  told.add(parent)
  report(checker, parent, `\`${tree.text(use)}\` lets in a version that is known to be broken.`)
}

function report(checker: Checker, node: Node, message: string): void {
  checker.report({ node, message })
}
