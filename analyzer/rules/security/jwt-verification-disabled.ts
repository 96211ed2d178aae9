import type { Checker, FixDraft } from '../../engine/checker.ts'
import { namedText } from '../../facts/named-constants.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { argumentFor, calleeName, hasUnpacking, receiverOf } from '../../matching/calls/calls.ts'
import { importsModule, libraryName } from '../../matching/calls/library-calls.ts'
import { removeArgument } from '../../matching/edits/call-edits.ts'
import { replace } from '../../matching/edits/edits.ts'
import { provenance } from '../../matching/inputs/provenance.ts'
import { ALL_SINKS } from '../../matching/inputs/sinks.ts'
import { optionAt, optionOf, unpackedOptions } from '../../matching/values/given-options.ts'
import { heldBy } from '../../matching/values/held-items.ts'
import { constantHere } from '../../matching/values/named-values.ts'
import {
  F_KEY,
  F_LEFT,
  F_VALUE,
  K_ASSIGNMENT,
  K_CALL,
  K_COMPARISON_OPERATOR,
  K_DICTIONARY,
  K_EXPRESSION_STATEMENT,
  K_FALSE,
  K_FUNCTION_DEFINITION,
  K_LIST,
  K_PAIR,
  K_SUBSCRIPT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const NONE = /['"]none['"]/i

export default defineRule({
  id: 'jwt-verification-disabled',
  title: 'Token accepted without verifying its signature or age',
  consequence: 'Anyone can write a token for any user, administrators included, and is let in.',
  effortHours: { low: 0.25, high: 2 },
  cwe: [347, 345],
  why: `
The claims of a JSON Web Token are plain text that the client sends. Only the signature says who wrote
them. With verification off, with the algorithm \`none\`, or with the algorithm taken from the token
itself, the client decides what it is allowed to do.
`,
  fix: `
\`jwt.decode(token, key, algorithms=['HS256'])\` with the key and the algorithms that the service uses.
To read the key id of a token before verifying use \`jwt.get_unverified_header\` and nothing else.
`,
  exemptions: [
    {
      text: 'A token that is verified with named algorithms.',
      quiet: py`
        import jwt

        def read(token, key, algorithms):
            jwt.decode(token, key, algorithms=['RS256'])
            jwt.decode(token, key, algorithms=algorithms, options={'verify_aud': False})
            jwt.decode(token, key, ['HS256'], options={'verify_signature': True})
            return jwt.encode({}, key, algorithm='HS256')
      `,
    },
    {
      text: 'A token that may have run out, where tokens are renewed or taken back.',
      quiet: py`
        import jwt

        def refresh(token, key):
            return jwt.decode(token, key, algorithms=['HS256'], options={'verify_exp': False})

        class Tokens:
            def log_out(self, token, key):
                return jwt.decode(token, key, algorithms=['HS256'], options=dict(verify_exp=False))
      `,
    },
    {
      text: 'Options that cannot be seen here, and functions of other modules called decode.',
      quiet: py`
        import base64
        import jwt

        def read(token, key, **options):
            jwt.decode(token, key, **options)
            base64.b64decode(token)
            return token.decode('utf-8')
      `,
    },
  ],
  limits: ['Options that are put together in another function are not seen.'],
  bad: [
    py`
      import jwt

      def user_of(token):
          return jwt.decode(token, options={'verify_signature': False})['sub'] #!
    `,
    py`
      from jwt import PyJWT, decode, encode
      from jose import jwt as jose
      import jwt

      OPTIONS = {'verify_signature': False}

      def read(token, key):
          decode(token, key, verify=False) #!
          decode(token, key, options=OPTIONS, algorithms=['HS256']) #!
          jwt.decode(token, key, algorithms=['none']) #!
          jwt.decode(token, key) #!
          jwt.decode(token, key, False) #!
          jwt.decode(token, key, algorithms=None) #!
          PyJWT().decode(token, key, options=OPTIONS) #!
          encode({'sub': 1}, None, algorithm='none') #!
          return jose.decode(token, key, options={'verify_signature': False}) #!
    `,
    py`
      import jwt

      def current_user(token, key):
          return jwt.decode(token, key, algorithms=['HS256'], options={'verify_exp': False}) #!
    `,
  ],
  good: [
    py`
      import jwt

      def user_of(token, key):
          return jwt.decode(token, key, algorithms=['HS256'])['sub']
    `,
  ],
  calls: {
    ...callsTo(
      ['jwt.decode', 'jwt.decode_complete', 'jwt.api_jwt.decode', 'jose.jwt.decode'],
      checkDecode,
    ),
    ...callsTo(
      [
        'jose.jwt.get_unverified_claims',
        'jose.jws.get_unverified_claims',
        'python_jwt.process_jwt',
      ],
      (call, checker) => {
        checker.report({
          node: call,
          message: 'The signature is not verified: the claims are whatever the client wrote.',
          ...(!isOfClient(checker, call) && { severity: 'high' as const }),
          confidence: 'medium',
        })
      },
    ),
    ...callsTo(['jwt.PyJWT', 'jwt.api_jwt.PyJWT'], (call, checker) => {
      if (!isOff(checker, optionAt(checker, call, 0, 'options'), SIGNATURE)) return
      checker.report({ node: call, message: 'What this decodes is not verified by default.' })
    }),
    ...callsTo(['jose.jws.verify'], (call, checker) => {
      const verify = optionAt(checker, call, 3, 'verify')
      if (verify === NO_NODE || constantHere(checker, verify) !== false) return
      checker.report({ node: call, message: 'The signature is not verified.' })
    }),
    ...callsTo(['jwt.encode', 'jose.jwt.encode'], (call, checker) => {
      const algorithm = argumentFor(checker.tree, call, 2, 'algorithm')
      if (algorithm === NO_NODE) return
      const value = provenance(checker).constantOf(algorithm)
      if (value === null || (typeof value === 'string' && value.toLowerCase() === 'none')) {
        checker.report({ node: call, message: 'The token is not signed: anyone can change it.' })
      }
    }),
  },
  methods: {
    decode(call, checker) {
      if (!importsModule(checker, 'jwt')) return
      if (/^jwt\.(?:api_jwt\.)?PyJWT\(\)\.decode$/.test(libraryName(checker, call) ?? '')) {
        checkDecode(call, checker)
      }
    },
  },
})

/** Verifies, where a literal says not to; the key and the algorithms have to be there. */
function verifying(checker: Checker, call: Node, verify: Node, options: Node): FixDraft[] {
  const { tree, facts } = checker
  const isKeyed = argumentFor(tree, call, 1, 'key') !== NO_NODE
  const isNamed = argumentFor(tree, call, 2, 'algorithms') !== NO_NODE
  if (!isKeyed || !isNamed) return []
  const off = options === NO_NODE ? NO_NODE : signatureOff(checker, options)
  const given = facts.arguments(call).find(({ value }) => value === verify)
  const removed = given && removeArgument(tree, call, given.node)
  if (given !== undefined && removed === undefined) return []
  const edits = [
    ...(off === NO_NODE ? [] : [replace(tree, off, 'True')]),
    ...(removed === undefined ? [] : [removed]),
  ]
  if (edits.length === 0) return []
  return [{ title: 'Verify the signature', grade: 'needs-review', edits }]
}

/** The `False` of `{'verify_signature': False}`, written in place. */
function signatureOff({ tree, facts }: Checker, options: Node): Node {
  if (tree.kind(options) !== K_DICTIONARY) return NO_NODE
  const pair = tree
    .namedChildren(options)
    .find(
      (one) =>
        tree.kind(one) === K_PAIR &&
        SIGNATURE.includes(namedText(facts, tree.child(one, F_KEY)) ?? ''),
    )
  const value = pair === undefined ? NO_NODE : tree.child(pair, F_VALUE)
  return value !== NO_NODE && tree.kind(value) === K_FALSE ? value : NO_NODE
}

function checkDecode(call: Node, checker: Checker): void {
  const { tree, facts } = checker
  const own = provenance(checker)
  const verify = optionOf(checker, call, 'verify')
  const options = optionAt(checker, call, 3, 'options')
  const algorithms = optionAt(checker, call, 2, 'algorithms')
  // The third parameter of old versions was `verify`.
  const isOld = algorithms !== NO_NODE && own.constantOf(algorithms) === false
  if (isOld || constantHere(checker, verify) === false || isOff(checker, options, SIGNATURE)) {
    if (isVerifiedLater(checker, call) || choosesKey(checker, call)) return
    checker.report({
      node: call,
      message: 'The signature is not verified: the claims are whatever the client wrote.',
      ...(!isOfClient(checker, call) && { severity: 'high' as const }),
      fixes: verifying(checker, call, verify, options),
    })
    return
  }
  const isRenewal = OF_OLD_TOKENS.test(facts.enclosingFunction(call)?.name ?? '')
  if (isOff(checker, options, EXPIRY) && !isRenewal) {
    checker.report({
      node: call,
      message: 'Expiry is not verified: a token that leaked once is good for ever.',
      severity: 'high',
      confidence: 'medium',
    })
  }
  if (algorithms !== NO_NODE && own.constantOf(algorithms) !== null) {
    if (NONE.test(tree.text(own.valueOf(algorithms)))) {
      checker.report({ node: call, message: 'Tokens without a signature are accepted.' })
    } else if (isOfToken(checker, algorithms)) {
      checker.report({
        node: call,
        message: 'The algorithm is the one that the token names: whoever wrote it chooses.',
        severity: 'high',
        confidence: 'medium',
      })
    }
    return
  }
  const isPyJwt = facts.calleeName(call)?.startsWith('jwt.') === true
  if (!isPyJwt || hasUnpacking(tree, call) || facts.arguments(call).length < 2) return
  if (options !== NO_NODE && tree.kind(own.valueOf(options)) !== K_DICTIONARY) return
  checker.report({
    node: call,
    message: 'No `algorithms` are named: the token itself chooses how it is verified.',
    severity: 'high',
    confidence: 'medium',
  })
}

/** A token that the file takes from a request; elsewhere it may be the answer of who issued it. */
function isOfClient(checker: Checker, call: Node): boolean {
  const token = checker.facts.arguments(call)[0]?.value
  if (token === undefined) return true
  if (provenance(checker).inputOf(token, ALL_SINKS) !== NO_NODE) return true
  return !ISSUED.test(checker.tree.text(token))
}

/** `id_token`: what a provider gives to the program itself at the end of a login. */
const ISSUED = /\b(?:\w*_)?id_?token\b/i

/** The same token is decoded once more further down, with a key: the first look only says which one. */
function isVerifiedLater(checker: Checker, call: Node): boolean {
  const { tree, facts } = checker
  const token = facts.arguments(call)[0]?.value
  const owner = facts.enclosingFunction(call)
  if (token === undefined || owner === undefined) return false
  if (tree.kind(tree.parent(call)) === K_EXPRESSION_STATEMENT) return false
  return facts.callsIn(owner.node).some((one) => {
    if (one <= call || !isVerifying(checker, one)) return false
    const again = facts.arguments(one)[0]?.value
    return again !== undefined && tree.text(again) === tree.text(token)
  })
}

/** Decodes with a key and leaves the check of the signature on. */
function isVerifying(checker: Checker, call: Node): boolean {
  if (!DECODES.has(checker.facts.calleeName(call) ?? '')) return false
  const isBlind = constantHere(checker, optionOf(checker, call, 'verify')) === false
  const hasKey = argumentFor(checker.tree, call, 1, 'key') !== NO_NODE
  return hasKey && !isBlind && !isOff(checker, optionAt(checker, call, 3, 'options'), SIGNATURE)
}

/** Nothing but who issued the token is compared, and the file decodes with a key as well. */
function choosesKey(checker: Checker, call: Node): boolean {
  const { tree, facts } = checker
  const assignment = tree.parent(call)
  const target = tree.kind(assignment) === K_ASSIGNMENT ? tree.child(assignment, F_LEFT) : NO_NODE
  const reads =
    target === NO_NODE
      ? [call]
      : (facts.resolve(target)?.references ?? []).filter((one) => one !== target)
  if (reads.length === 0 || !reads.every((one) => isIssuerCompared(tree, one))) return false
  return facts.calls.some((one) => one !== call && isVerifying(checker, one))
}

/** `claims['iss'] == PARTNER`, `claims.get('iss') in REALMS`. */
function isIssuerCompared(tree: SyntaxTree, claims: Node): boolean {
  const comparison = tree.ancestor(claims, K_COMPARISON_OPERATOR, K_FUNCTION_DEFINITION)
  if (comparison === NO_NODE || tree.kind(comparison) !== K_COMPARISON_OPERATOR) return false
  const end = tree.end(claims)
  return /^(?:\.get\(|\[)\s*['"]iss['"]\s*[)\]]/.test(tree.source.slice(end, end + 40))
}

const DECODES: ReadonlySet<string> = new Set([
  'jwt.decode',
  'jwt.decode_complete',
  'jose.jwt.decode',
])
const SIGNATURE: readonly string[] = ['verify_signature', 'verify']
const EXPIRY: readonly string[] = ['verify_exp']
/** Functions that are there for tokens which have run out. */
const OF_OLD_TOKENS =
  /refresh|renew|expire|logout|log_out|revoke|blacklist|introspect|inspect|peek|debug/i

/** `{'verify_signature': False}`, or the same as a call of dict. */
function isOff(checker: Checker, options: Node, settings: readonly string[]): boolean {
  const { tree } = checker
  if (options === NO_NODE) return false
  const known = unpackedOptions(checker, options)
  if (known !== undefined) {
    return settings.some((name) => {
      const given = known.get(name)
      return given !== undefined && constantHere(checker, given) === false
    })
  }
  // With what is put into it before it is given: `options['verify_signature'] = False`.
  const held = heldBy(checker, options)
  if (held?.kind === 'map') {
    return settings.some((name) => constantHere(checker, held.items.get(name) ?? NO_NODE) === false)
  }
  const value = provenance(checker).valueOf(options)
  if (tree.kind(value) !== K_DICTIONARY) {
    const pattern = new RegExp(String.raw`\b(?:${settings.join('|')})\s*=\s*False\b`)
    return pattern.test(tree.text(value))
  }
  return tree.namedChildren(value).some((pair) => {
    if (tree.kind(pair) !== K_PAIR) return false
    const name = namedText(checker.facts, tree.child(pair, F_KEY))
    const isSetting = name !== undefined && settings.includes(name)
    return isSetting && constantHere(checker, tree.child(pair, F_VALUE)) === false
  })
}

/** `algorithms=[header['alg']]`, where the header is read from the token. */
function isOfToken(checker: Checker, algorithms: Node): boolean {
  const { tree, facts } = checker
  const own = provenance(checker)
  const list = own.valueOf(algorithms)
  const items = tree.kind(list) === K_LIST ? tree.namedChildren(list) : [list]
  return items.some((item) => {
    const read = own.valueOf(item)
    const kind = tree.kind(read)
    const holder =
      kind === K_SUBSCRIPT
        ? tree.child(read, F_VALUE)
        : kind === K_CALL && calleeName(tree, read) === 'get'
          ? receiverOf(tree, read)
          : NO_NODE
    const header = holder === NO_NODE ? NO_NODE : own.valueOf(holder)
    return (
      header !== NO_NODE &&
      tree.kind(header) === K_CALL &&
      /\.get_unverified_headers?$/.test(facts.calleeName(header) ?? '')
    )
  })
}
