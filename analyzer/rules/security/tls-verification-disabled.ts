import type { Checker } from '../../engine/checker.ts'
import { positionalArgument } from '../../matching/calls/calls.ts'
import { replace } from '../../matching/edits/edits.ts'
import { provenance } from '../../matching/inputs/provenance.ts'
import { unpackedOptions } from '../../matching/values/given-options.ts'
import {
  F_LEFT,
  F_NAME,
  F_VALUE,
  K_ARGUMENT_LIST,
  K_ASSIGNMENT,
  K_CALL,
  K_DICTIONARY_SPLAT,
  K_FALSE,
  K_KEYWORD_ARGUMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { CHECKS_NAME, isChosen } from './matching/chosen-trust.ts'
import { isOtherwiseStrict, isServer } from './matching/tls-choices.ts'
import { acceptsAnyone, isCertNone } from './matching/tls-options.ts'
import { acceptsAnyHost, assignsOff, isSetOff, setsOptionOff } from './matching/tls-settings.ts'

export default defineRule({
  id: 'tls-verification-disabled',
  title: 'Identity of the server not verified',
  consequence:
    'Anyone on the network path can pretend to be the server, read what is sent and change what comes back.',
  effortHours: { low: 0.25, high: 2 },
  cwe: [295],
  roles: ['source', 'migration'],
  why: `
Encryption without a verified certificate protects against nobody who can reach the line: an attacker
presents their own certificate, decrypts, reads, changes and forwards. The same holds for an SSH
client that accepts any host key: the password goes to whoever answers.
`,
  fix: `
Leave verification on. For a private authority pass its certificate: \`verify='/etc/ssl/ours.pem'\` or
\`ssl.create_default_context(cafile=...)\`. For SSH load known host keys and use \`RejectPolicy\`.
`,
  exemptions: [
    {
      text: 'The context of a server, which has no name of a host to check.',
      quiet: py`
        import ssl

        def serve(cert, key):
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.check_hostname = False
            context.load_cert_chain(cert, key)
            return context
      `,
    },
    {
      text: 'A class that stands in for the contexts of the library.',
      quiet: py`
        class SSLContext:
            def __init__(self, protocol):
                self.protocol = protocol
                self.check_hostname = False

        class OpenSSLContext(object):
            def __init__(self, protocol):
                self.check_hostname = False
      `,
    },
    {
      text: 'Verification that is on, or decided elsewhere.',
      quiet: py`
        import requests
        import ssl

        def fetch(url, verify, session):
            requests.get(url, verify=True, timeout=5)
            requests.get(url, verify='/etc/ssl/ours.pem', timeout=5)
            session.verify = verify
            context = ssl.create_default_context()
            context.verify_mode = ssl.CERT_REQUIRED
            return context
      `,
    },
    {
      text: 'A comparison with the constant, and arguments of the same name of other calls.',
      quiet: py`
        import ssl

        def check(context, model, jwt):
            if context.verify_mode == ssl.CERT_NONE:
                raise ValueError
            model.save(verify=False)
            return context.cert_reqs != ssl.CERT_NONE
      `,
    },
    {
      text: 'An attribute of an object that is no context and no client.',
      quiet: py`
        class ConnectionOptions:
            def __init__(self):
                self.check_hostname = False
                self.verify = False
      `,
    },
    {
      text: 'Host keys that are known beforehand.',
      quiet: py`
        import paramiko

        def connect(host):
            client = paramiko.SSHClient()
            client.load_system_host_keys()
            client.set_missing_host_key_policy(paramiko.RejectPolicy())
            client.connect(host)
      `,
    },
  ],
  limits: [
    'A setting that reaches the call through a variable of another function is not seen.',
    'Whether the address is a local one is not considered.',
  ],
  bad: [
    py`
      import requests

      def fetch(url):
          return requests.get(url, timeout=5, verify=False) #!
    `,
    py`
      import ssl
      import boto3
      import httplib2
      import httpx
      import paramiko
      from paramiko.client import AutoAddPolicy
      from ssl import CERT_NONE, _create_unverified_context as unverified

      ssl._create_default_https_context = ssl._create_unverified_context #!

      def connect(host, session):
          context = unverified() #!
          context.check_hostname = False #!
          context.verify_mode = CERT_NONE #!
          session.verify = False #!
          boto3.client('s3', verify=False) #!
          httplib2.Http(disable_ssl_certificate_validation=True) #!
          httpx.AsyncClient(verify=False) #!
          client = paramiko.SSHClient()
          client.set_missing_host_key_policy(AutoAddPolicy) #!
          client.set_missing_host_key_policy(paramiko.WarningPolicy()) #!
    `,
    py`
      import aiohttp
      import ssl
      import urllib3

      async def load(url, sock, check=False):
          urllib3.PoolManager(cert_reqs='CERT_NONE') #!
          ssl.wrap_socket(sock, cert_reqs=ssl.CERT_NONE) #!
          async with aiohttp.ClientSession() as session:
              async with session.get(url, ssl=False) as response: #!
                  return response
    `,
  ],
  good: [
    py`
      import requests

      def fetch(url):
          return requests.get(url, timeout=5)
    `,
  ],
  on: {
    [K_KEYWORD_ARGUMENT](node, checker) {
      const { tree } = checker
      const name = tree.text(tree.child(node, F_NAME))
      const value = tree.child(node, F_VALUE)
      if (value === NO_NODE) return
      if (name === 'cert_reqs' || name === 'verify_mode') {
        if (isCertNone(checker, value))
          report(checker, node, `\`${tree.text(node)}\` accepts any certificate.`)
        return
      }
      const call = tree.ancestor(node, K_CALL)
      if (call !== NO_NODE) checkKeyword(checker, call, name, value)
    },
    [K_DICTIONARY_SPLAT](node, checker) {
      const { tree } = checker
      const list = tree.parent(node)
      if (tree.kind(list) !== K_ARGUMENT_LIST) return
      const call = tree.parent(list)
      const mapping = tree.namedChildren(node).at(-1) ?? NO_NODE
      // What `dict(...)` is given is an argument, seen where it is written.
      if (tree.kind(call) !== K_CALL || mapping === NO_NODE) return
      for (const [name, value] of unpackedOptions(checker, mapping) ?? []) {
        if (name !== 'cert_reqs') checkKeyword(checker, call, name, value)
        else if (isCertNone(checker, value))
          report(checker, call, `\`${name}=${tree.text(value)}\` accepts any certificate.`)
      }
    },
    [K_ASSIGNMENT](node, checker) {
      if (!assignsOff(checker, node)) return
      const { tree } = checker
      const target = tree.text(tree.child(node, F_LEFT))
      const isCheckedElse = target.endsWith('.check_hostname') && CHECKS_NAME.test(tree.source)
      if (target.endsWith('.check_hostname') && hasAuthority(checker, node)) {
        const message = `With \`${target}\` off, a certificate of any other host is accepted as well.`
        checker.report({ node, message, severity: 'medium' })
        return
      }
      const message = `\`${target}\` is set so that any certificate is accepted.`
      report(checker, node, message, isCheckedElse)
    },
  },
  calls: {
    'builtins.setattr'(call, checker) {
      const [target, named, value] = checker.facts.arguments(call)
      if (target === undefined || named === undefined || value === undefined) return
      const name = provenance(checker).constantOf(named.value)
      const isOff =
        (name === 'check_hostname' || name === 'verify_mode') &&
        isSetOff(checker, target.value, name, value.value) &&
        !isServer(checker, target.value)
      if (isOff) report(checker, call, 'Whose certificate it is is no longer checked.')
    },
    'ssl._create_unverified_context'(call, checker) {
      report(checker, call, 'This context accepts any certificate.')
    },
  },
  methods: {
    // `curl.setopt(pycurl.SSL_VERIFYPEER, 0)`, `ldap.set_option(ldap.OPT_X_TLS_REQUIRE_CERT, ...)`
    setopt: checkOption,
    set_option: checkOption,
    // `context.set_verify(SSL.VERIFY_NONE)` of pyOpenSSL, `client.tls_insecure_set(True)` of MQTT
    set_verify(call, checker) {
      const mode = positionalArgument(checker.tree, call, 0)
      if (mode !== NO_NODE && isCertNone(checker, mode))
        report(checker, call, 'The certificate of the other side is not checked.')
    },
    tls_insecure_set(call, checker) {
      const value = positionalArgument(checker.tree, call, 0)
      if (value !== NO_NODE && provenance(checker).constantOf(value) === true)
        report(checker, call, 'The name of the host is no longer checked.')
    },
    set_missing_host_key_policy(call, checker) {
      if (!acceptsAnyHost(checker, call)) return
      checker.report({
        node: call,
        message: 'Any host key is accepted: the client talks to whoever answers.',
        ...((isChosen(checker, call) || isOtherwiseStrict(checker, call)) && {
          severity: 'medium' as const,
        }),
      })
    },
  },
})

function checkKeyword(checker: Checker, call: Node, name: string, value: Node): void {
  const { tree } = checker
  if (!acceptsAnyone(checker, call, name, value)) return
  const isWritten = tree.ancestor(value, K_CALL) === call && tree.kind(value) === K_FALSE
  checker.report({
    node: call,
    message: `\`${name}=${tree.text(value)}\` accepts any certificate.`,
    fixes:
      name === 'verify' && isWritten
        ? [
            {
              title: 'Verify the certificate',
              grade: 'needs-review',
              edits: [replace(tree, value, 'True')],
            },
          ]
        : [],
  })
}

function checkOption(call: Node, checker: Checker): void {
  if (setsOptionOff(checker, call))
    report(checker, call, 'The certificate of the other side is not checked.')
}

/** `context.verify_mode = ssl.CERT_REQUIRED` beside it: only who has a certificate of the authority is trusted. */
function hasAuthority({ tree, facts }: Checker, node: Node): boolean {
  const owner = facts.enclosingFunction(node)
  return (
    owner !== undefined &&
    /\.verify_mode = (?:\w+\.)?CERT_REQUIRED\b/.test(tree.spelled(owner.node))
  )
}

/** Both ends of `socket.socketpair()` are in the process. */
function isWithItself({ tree, facts }: Checker, node: Node): boolean {
  const owner = facts.enclosingFunction(node)
  return owner !== undefined && /\bsocketpair\(/.test(tree.text(owner.node))
}

function report(checker: Checker, node: Node, message: string, isCheckedElse = false): void {
  checker.report({
    node,
    message,
    ...(isChosen(checker, node) || isWithItself(checker, node)
      ? { severity: 'medium' as const }
      : {}),
    ...(isCheckedElse ? { severity: 'low' as const, confidence: 'low' as const } : {}),
  })
}
