import type { Checker, FixDraft } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { isString, readString } from '../../facts/strings.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { argumentFor, calleeName, keywordArgument, receiverOf } from '../../matching/calls/calls.ts'
import { addArgument } from '../../matching/edits/call-edits.ts'
import { replace } from '../../matching/edits/edits.ts'
import { provenance } from '../../matching/inputs/provenance.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { isFedPassword, isOnlyName } from './matching/hash-uses.ts'
import { preferredHasher } from './matching/preferred-hashers.ts'

const WEAK = /^(?:md2|md4|md5|sha|sha-?1)$/i
const CALLS = [
  'hashlib.md4',
  'hashlib.md5',
  'hashlib.sha',
  'hashlib.sha1',
  'md5.md5',
  'md5.new',
  'sha.sha',
  'sha.new',
  'cryptography.hazmat.primitives.hashes.MD5',
  'cryptography.hazmat.primitives.hashes.SHA1',
  ...['Crypto', 'Cryptodome'].flatMap((library) =>
    ['MD2', 'MD4', 'MD5', 'SHA', 'SHA1'].map((name) => `${library}.Hash.${name}.new`),
  ),
] as const

/** Sound for files and tokens, and made to be fast: a password is found by trying. */
const FAST = [
  ...['sha224', 'sha256', 'sha384', 'sha512', 'sha512_256', 'blake2b', 'blake2s'],
  ...['sha3_224', 'sha3_256', 'sha3_384', 'sha3_512'],
].map((name) => `hashlib.${name}`)
const FAST_NAME = /^(?:sha-?(?:224|256|384|512)|sha3-?\d+|blake2[bs])$/i

/** Schemes of passlib that cost an attacker next to nothing for each attempt. */
const FAST_PASSWORDS: readonly string[] = [
  'md5_crypt',
  'apr_md5_crypt',
  'des_crypt',
  'bsdi_crypt',
  'hex_md4',
  'hex_md5',
  'hex_sha1',
  'hex_sha256',
  'ldap_md5',
  'ldap_sha1',
  'ldap_salted_md5',
  'ldap_salted_sha1',
  'ldap_plaintext',
  'lmhash',
  'nthash',
  'mysql323',
  'mysql41',
  'plaintext',
]

/** Functions that derive a key from a password, and the place of the salt. */
const SALTED: Readonly<Record<string, number>> = {
  'hashlib.pbkdf2_hmac': 2,
  'hashlib.scrypt': 99,
  'bcrypt.hashpw': 1,
  'cryptography.hazmat.primitives.kdf.pbkdf2.PBKDF2HMAC': 2,
  'cryptography.hazmat.primitives.kdf.scrypt.Scrypt': 0,
  'Crypto.Protocol.KDF.PBKDF2': 1,
  'Crypto.Protocol.KDF.scrypt': 1,
  'Cryptodome.Protocol.KDF.PBKDF2': 1,
  'Cryptodome.Protocol.KDF.scrypt': 1,
}

export default defineRule({
  id: 'weak-hash',
  title: 'Hash that can be forged',
  consequence:
    'Two different contents with the same hash can be made, and passwords hashed this way are found in hours.',
  effortHours: { low: 0.25, high: 4 },
  cwe: [327, 328],
  confidence: 'medium',
  why: `
Collisions of MD5 and SHA-1 can be computed on one machine, so that a signature or checksum made over
one document holds for another. Both are also fast, which is what an attacker wants who guesses
passwords: billions of guesses a second.
`,
  fix: `
\`hashlib.sha256\` or \`hashlib.blake2b\` for integrity, \`hashlib.scrypt\` or argon2 for passwords. For
cache keys and the like say that nothing depends on it: \`hashlib.md5(data, usedforsecurity=False)\`.
`,
  exemptions: [
    {
      text: 'A hash that a protocol or an old store wants, and one that a comment above weighs.',
      quiet: py`
        import hashlib

        def answer(challenge, password):
            return hashlib.md5(challenge + password).hexdigest()

        def is_breached(password, client):
            digest = hashlib.sha1(password.encode()).hexdigest()
            return digest[5:] in client.get("https://api.pwnedpasswords.com/range/" + digest[:5])

        class LegacyHasher:
            def encode(self, password, salt):
                return hashlib.sha1((salt + password).encode()).hexdigest()

        def name_of(content):
            # SHA-1 is what the format of the archive wants, nothing is guarded by it.
            return hashlib.sha1(content).hexdigest()
      `,
    },
    {
      text: 'A question about the size of a hash.',
      quiet: py`
        import hashlib

        SIZE = hashlib.sha1().digest_size
      `,
    },
    {
      text: 'Hashes that are strong, and weak ones that are marked as not meant for security.',
      quiet: py`
        import hashlib

        def key(data):
            hashlib.sha256(data)
            hashlib.new('sha512', data)
            hashlib.md5(data, usedforsecurity=False)
            return hashlib.new('md5', data, usedforsecurity=False).hexdigest()
      `,
    },
    {
      text: 'An algorithm that is chosen elsewhere, and functions of other modules.',
      quiet: py`
        import hashlib
        from app.checksums import md5

        def key(data, algorithm):
            md5(data)
            return hashlib.new(algorithm, data)
      `,
    },
  ],
  limits: [
    'Whether the hash protects anything is not known: protocols that prescribe MD5 are reported.',
  ],
  bad: [
    py`
      import hashlib

      def register(user, password):
          user.digest = hashlib.sha1(password.encode()).hexdigest() #!
    `,
    py`
      import hashlib

      def fingerprint(data):
          return hashlib.md5(data).hexdigest() #!
    `,
    py`
      import crypt
      import hashlib as h
      from hashlib import new, sha1
      from Crypto.Hash import MD5
      from cryptography.hazmat.primitives import hashes

      def digest(data):
          sha1(data) #!
          new('md5', data) #!
          h.new(name='SHA1') #!
          h.md5(data, usedforsecurity=True) #!
          MD5.new() #!
          crypt.crypt('x', salt=crypt.METHOD_MD5) #!
          return hashes.Hash(hashes.SHA1()) #!
    `,
  ],
  good: [
    py`
      import hashlib

      def fingerprint(data):
          return hashlib.sha256(data).hexdigest()
    `,
  ],
  on: {
    [k.K_ASSIGNMENT](node, checker) {
      const name = preferredHasher(checker, node)
      if (name === undefined) return
      checker.report({
        node,
        severity: 'high',
        message: `Every new password is kept as \`${name}\` makes it: the first of the list is the one that is used, and it is found by trying in hours.`,
      })
    },
  },
  calls: {
    ...callsTo(CALLS, (call, checker) => report(checker, call)),
    ...callsTo(FAST, (call, checker) => checkPassword(checker, call, 0)),
    ...callsTo(['hashlib.new'], (call, checker) => {
      const name = argumentFor(checker.tree, call, 0, 'name')
      const value = name === NO_NODE ? undefined : provenance(checker).constantOf(name)
      if (typeof value !== 'string') return
      if (WEAK.test(value)) report(checker, call)
      else if (FAST_NAME.test(value)) checkPassword(checker, call, 1)
    }),
    ...callsTo(
      FAST_PASSWORDS.flatMap((name) => [
        `passlib.hash.${name}.hash`,
        `passlib.hash.${name}.encrypt`,
      ]),
      reportPassword,
    ),
    ...callsTo(['passlib.context.CryptContext'], (call, checker) => {
      const schemes = argumentFor(checker.tree, call, 0, 'schemes')
      const [first] = schemes === NO_NODE ? [] : checker.tree.namedChildren(schemes)
      const name = first === undefined ? undefined : provenance(checker).constantOf(first)
      if (typeof name === 'string' && FAST_PASSWORDS.includes(name)) reportPassword(call, checker)
    }),
    ...callsTo(
      ['django.contrib.auth.hashers.make_password', 'django.contrib.auth.hashers.check_password'],
      (call, checker) => {
        const hasher = keywordArgument(checker.tree, call, 'hasher')
        const name = hasher === NO_NODE ? undefined : provenance(checker).constantOf(hasher)
        if (typeof name === 'string' && /md5|sha1|crypt$/.test(name)) reportPassword(call, checker)
      },
    ),
    ...callsTo(Object.keys(SALTED), checkSalt),
    ...callsTo(['crypt.crypt', 'crypt.mksalt'], (call, checker) => {
      const method = checker.facts
        .arguments(call)
        .some(({ value }) => /METHOD_(?:CRYPT|MD5|BLOWFISH)$/.test(checker.tree.text(value)))
      if (method) report(checker, call)
    }),
  },
})

/** A salt that stands in the program is the same for each password. */
function checkSalt(call: Node, checker: Checker): void {
  const { tree, facts } = checker
  const at = SALTED[facts.calleeName(call) ?? '']
  const salt = at === undefined ? NO_NODE : argumentFor(tree, call, at, 'salt')
  if (salt === NO_NODE) return
  const value = withoutEncoding(checker, provenance(checker).valueOf(salt))
  if (!isString(tree, value) || readString(tree, value)?.parts.some(({ kind }) => kind === 'value'))
    return
  checker.report({
    node: call,
    message:
      'The salt is the same for each password: one table of tried passwords fits all of them. Take `os.urandom(16)` and keep it beside the hash.',
  })
}

/** `'salt'` of `'salt'.encode()`. */
function withoutEncoding({ tree }: Checker, node: Node): Node {
  const isEncoded = tree.kind(node) === k.K_CALL && calleeName(tree, node) === 'encode'
  return isEncoded ? receiverOf(tree, node) : node
}

function reportPassword(call: Node, checker: Checker, severity: 'high' | 'medium' = 'high'): void {
  const name = checker.tree.text(checker.facts.callee(call))
  checker.report({
    node: call,
    severity,
    message: `What \`${name}\` keeps of a password is found by trying in hours: the scheme is made to be fast.`,
  })
}

const PASSWORD = /pass(?:word|wd|phrase)|\bpwd\b/i

function report(checker: Checker, call: Node): void {
  const { tree, facts } = checker
  const used = keywordArgument(tree, call, 'usedforsecurity')
  if (used !== NO_NODE && provenance(checker).constantOf(used) === false) return
  // `sha1().digest_size`: a question about the hash.
  if (/^\.(?:digest_size|block_size|name)\b/.test(tree.source.slice(tree.end(call)))) return
  if (isOfProtocol(checker, call)) return
  const name = tree.text(facts.callee(call))
  if (
    facts.arguments(call).some(({ value }) => PASSWORD.test(tree.text(value))) ||
    isFedPassword(checker, call)
  ) {
    checker.report({
      node: call,
      severity: isOwnPassword(checker, call) ? 'medium' : 'high',
      message: `A password hashed with \`${name}\` is found in hours by trying: the hash is made to be fast.`,
    })
    return
  }
  checker.report({
    node: call,
    ...(isOnlyName(checker, call) && { severity: 'low' as const }),
    message: `\`${name}\` is a hash for which different contents with the same value can be made.`,
    fixes: fixOf(checker, call, used),
  })
}

/** A password itself, not what is called after it: `password_file`, `password_token`. */
const OWN_PASSWORD = /(?:^|_)(?:password|passwd|pwd|passphrase)\d?$/i
/** What makes trying slow, in whose hands the hash goes, and answers to a server that wants it so. */
const SLOW =
  /bcrypt|scrypt|argon2|pbkdf2|PBKDF2|hashpw|CryptContext|scramble|scram|caching_sha2|pwned/

/** `sha256(password.encode())`: no salt and no rounds that would cost an attacker time. */
function checkPassword(checker: Checker, call: Node, position: number): void {
  const { tree, facts } = checker
  const given = argumentFor(tree, call, position, 'data')
  if (given === NO_NODE || !holdsPassword(checker, given) || isOfProtocol(checker, call)) return
  const owner = facts.enclosingFunction(call)
  if (owner === undefined || SLOW.test(tree.spelled(owner.node)) || SLOW.test(owner.symbol)) return
  // Rounds of its own.
  const loop = tree.ancestor(call, k.K_FOR_STATEMENT, k.K_WHILE_STATEMENT, k.K_FUNCTION_DEFINITION)
  if (loop !== owner.node) return
  reportPassword(call, checker, isOwnPassword(checker, call) ? 'medium' : 'high')
}

function holdsPassword({ tree, facts }: Checker, given: Node): boolean {
  for (let node = given; node < tree.endOfSubtree(given); node += 1) {
    if (tree.kind(node) !== k.K_IDENTIFIER || !OWN_PASSWORD.test(facts.name(node))) continue
    const parent = tree.parent(node)
    const isHolder = tree.kind(parent) === k.K_ATTRIBUTE && tree.fieldOf(node) === k.F_OBJECT
    // `password.encode()` is the password, `password.created` is not.
    if (!isHolder || tree.kind(tree.parent(parent)) === k.K_CALL) return true
  }
  return false
}

/** The password of the program itself, from its settings: hashed to be shown to a server, not to be kept. */
function isOwnPassword({ tree, facts }: Checker, call: Node): boolean {
  const owner = facts.enclosingFunction(call)
  const text = tree.text(owner === undefined ? call : owner.node)
  return /(?:\bpass\w*\s*=[^\n]*|\()(?:self\.)?_?\b(?:config|settings|conf|cfg)\b[.[][^\n]*pass/i.test(
    text,
  )
}

/** Hashes that a protocol wants: the answer to a challenge, the list of passwords that are known. */
const PROTOCOL =
  /\b(?:magic|challenge|nonce|iv|realm|cnonce|apop|cram|stream_?id|ws_(?:key|guid|magic)\w*)\b/i
/** What the opening of a WebSocket hashes together with its key. */
const WEBSOCKET = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
/** What a comment above says of the hash itself. */
const WEIGHED =
  /#[^\n]*\b(?:sha-?1|md5|bandit|nosec|hmac|not (?:used )?for security|not a security|checksum|etag)\b/i

function isOfProtocol({ tree, facts, path }: Checker, call: Node): boolean {
  if (facts.arguments(call).some(({ value }) => PROTOCOL.test(tree.text(value)))) return true
  // The class that is the old way of hashing, for what was stored with it.
  if (/Hasher$/.test(facts.enclosingClass(call)?.name ?? '')) return true
  const owner = facts.enclosingFunction(call)
  if (
    owner !== undefined &&
    (tree.source.includes(WEBSOCKET) ||
      isDigestAccess(tree, owner) ||
      /\bpwned\b|pwnedpasswords/i.test(tree.text(owner.node)) ||
      /ntlm/i.test(`${path} ${owner.symbol}`))
  )
    return true
  const line = tree.line(call)
  return WEIGHED.test(
    tree.source.slice(tree.lineStarts[Math.max(0, line - 5)], tree.lineStarts[line - 1]),
  )
}

/** The answer that HTTP's digest access asks for, in a helper within its function too (RFC 7616). */
function isDigestAccess(tree: SyntaxTree, owner: FunctionFacts): boolean {
  for (let at: FunctionFacts | undefined = owner; at !== undefined; at = at.enclosing) {
    const isNamed = /digest/i.test(at.name + (at.class?.name ?? ''))
    if (isNamed && /\brealm\b/.test(tree.text(at.node))) return true
  }
  return false
}

/** Says that the hash guards nothing: only a reader knows whether that is so. */
function fixOf({ tree, facts }: Checker, call: Node, used: Node): FixDraft[] {
  if (!/^hashlib\.(?:md5|sha1|new)$/.test(facts.calleeName(call) ?? '')) return []
  const edit =
    used === NO_NODE
      ? addArgument(tree, call, 'usedforsecurity=False')
      : replace(tree, used, 'False')
  if (edit === undefined) return []
  return [{ title: 'Say that the hash guards nothing', grade: 'needs-review', edits: [edit] }]
}
