import type { Checker } from '../../engine/checker.ts'
import { isString, stringValue } from '../../facts/strings.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { argumentFor, calleeName, receiverOf } from '../../matching/calls/calls.ts'
import { serves } from '../../matching/inputs/exposure.ts'
import { provenance } from '../../matching/inputs/provenance.ts'
import { KNOWN_SECRET, passwordInAddress } from '../../matching/values/secrets.ts'
import {
  F_LEFT,
  F_NAME,
  F_OPERATOR,
  F_VALUE,
  K_ASSIGNMENT,
  K_BOOLEAN_OPERATOR,
  K_CALL,
  K_COMPARISON_OPERATOR,
  K_DEFAULT_PARAMETER,
  K_DICTIONARY,
  K_PAIR,
  K_STRING,
  K_TUPLE,
  K_TYPED_DEFAULT_PARAMETER,
  T_BANG_EQ,
  T_EQ_EQ,
  T_OR,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { isDefaultSetting, isKnownDefault } from './matching/default-secrets.ts'
import { isGivenKey, isKeyInPlace, KEYED } from './matching/keys-in-place.ts'
import { namedSettings, settingName } from './matching/named-settings.ts'
import { isToldPublic } from './matching/secret-places.ts'
import { heldText, secretUnder } from './matching/secret-values.ts'

export default defineRule({
  id: 'hardcoded-secret',
  title: 'Secret written into the code',
  consequence:
    'Everyone who can read the code, its history or a backup of it can use the secret, and changing it needs a release.',
  effortHours: { low: 0.5, high: 3 },
  cwe: [798, 259],
  roles: ['source', 'migration'],
  why: `
A repository is copied to every developer, build machine and fork, and its history keeps what was
deleted. A secret in it cannot be revoked without a release, is the same in every environment and
is found by the scanners that attackers run over public code within minutes.
`,
  fix: `
Read it from the environment or a secret store and fail at start when it is missing:
\`os.environ['DB_PASSWORD']\`. Revoke the secret that was committed: removing the line is not enough.
`,
  exemptions: [
    {
      text: 'A table of fingerprints or codes under the names of things.',
      quiet: py`
        DIGESTS = {
            "AccessToken": "ebce066c0deb24b4",
            "Bucket": "a9a67ae6c371fcf4",
            "Queue": "2eb55aaee5aade37",
            "Secret": "91c7a0f2d5e84b60",
            "Table": "0b6d2f90a5c13e77",
            "Topic": "6e41d0c2b9f8a753",
        }
        KINDS = {"AWS::SecretsManager::Secret": "2eb55aaee5aade37"}
      `,
    },
    {
      text: 'Placeholders, empty values and values that come from elsewhere.',
      quiet: py`
        import os
        from getpass import getpass

        PASSWORD = ''
        password = None
        api_key = '<your key>'
        token = os.environ['TOKEN']
        secret = getpass('Password: ')
        SECRET_KEY = '\${SECRET_KEY}'
        db_password = 'changeme'
        p12_password = 'notasecret'
        # This key is not secret: it names the program.
        API_KEY = 'q9w8e7r6t5y4u3i2o1p0'
        password = ':****'
        is_low = pass_zero == 'lowpass'
        token = r"[-!#$%&'*+.^_|~0-9a-zA-Z]+"
        is_git = user_pass == 'git'
        broker = {'userid': 'guest', 'password': 'guest'}
      `,
    },
    {
      text: 'Names of fields, headers, files and messages that speak of a secret.',
      quiet: py`
        PASSWORD_FIELD = 'user_pass'
        TOKEN_HEADER = 'X-Auth-Token'
        password_label = 'Enter it twice'
        PASSWORD = 'password'
        token_url = 'https://login.invalid/oauth'
        secret_path = '/run/secrets/db'
        INVALID_PASSWORD = '28P01'
        secrets_dir_missing = 'error'
        update_password = 'always'
        TYPES = {'secret_ref': 'V1LocalObjectReference', 'image_pull_secrets': 'imagePullSecrets'}
        SECRET_NAMESPACE = 'client:secrets#ns'
        SECRET_CONFIG = 'gcpSecretManagerConfig'
        SET_PASSWORD = 'SetPassword'
        NETWORKS = {'PT': '85.240.0.0/13', 'PW': '202.124.224.0/20'}
        options = {'passphrase': '--passphrase-fd', 'status': '--status-fd'}
        credentials = {'password': 'Password is required', 'token_type': 'bearer'}
      `,
    },
    {
      text: 'Tokens of a parser.',
      quiet: py`
        def next_token(text, token='comma'):
            token = 'identifier'
            if token == 'plus':
                return token
            return dict(token='string')
      `,
    },
    {
      text: 'Addresses without a password, or with a placeholder or a local test account.',
      quiet: py`
        URL = 'postgresql://app@db.internal/orders'
        OTHER = 'postgresql://user:password@localhost/test'
        THIRD = 'redis://:{password}@cache:6379/0'
      `,
    },
  ],
  limits: [
    'Secrets in files other than Python code are not seen.',
    'A short value under a name that does not speak of a secret is not recognised.',
  ],
  bad: [
    py`
      DB_PASSWORD = 'hunter2' #!
    `,
  ],
  good: [
    py`
      import os

      DB_PASSWORD = os.environ['DB_PASSWORD']
    `,
  ],
  on: {
    ...namedSettings((checker, name, given, node) => {
      if (name === 'auth') checkLogin(checker, given)
      const value = heldText(checker, given)
      if (!isString(checker.tree, value)) return
      if (isDefaultSetting(checker, name, node) && checkDefaultSecret(checker, name, value, node))
        return
      checkPair(checker, name, value, node)
    }),
    [K_DEFAULT_PARAMETER]: checkDefault,
    [K_TYPED_DEFAULT_PARAMETER]: checkDefault,
    [K_COMPARISON_OPERATOR](node, checker) {
      const { tree } = checker
      const [left, right, more] = tree.namedChildren(node)
      if (left === undefined || right === undefined || more !== undefined) return
      const operator = tree.kind(tree.endOfSubtree(left))
      if (operator !== T_EQ_EQ && operator !== T_BANG_EQ) return
      // `user_pass == "git"`, `url.password == "delete"`: a case, not the secret.
      const isCase = [left, right].some((one) => CASE.test(tree.text(one)))
      if (isCase) return
      if (isString(checker.tree, right)) checkPair(checker, askedName(checker, left), right, node)
      else if (isString(checker.tree, left))
        checkPair(checker, askedName(checker, right), left, node)
    },
    [K_BOOLEAN_OPERATOR]: checkAlternative,
    [K_STRING](node, checker) {
      const { tree } = checker
      const length = tree.end(node) - tree.start(node)
      if (length < 20 || length > 6_000) return
      const text = tree.text(node)
      if (/:\/\/[^/\s]*:[^/\s]*@/.test(text)) {
        const value = stringValue(tree, node)
        if (value !== undefined && passwordInAddress(value) !== undefined) {
          report(checker, node, 'The address holds the password of the service.', 'high')
        }
      } else if (KNOWN_SECRET.test(text) && !/example|^\s*\.{3}\s*$/im.test(text)) {
        // Keys that pages show to every visitor have the same form.
        const isOfPages = /\bAIza[\w-]{35}\b/.test(text)
        report(
          checker,
          node,
          'This is a key of a service, by its form.',
          isOfPages ? 'medium' : 'high',
        )
      }
    },
  },
  calls: {
    ...callsTo(
      ['jwt.encode', 'jwt.decode', 'jose.jwt.encode', 'jose.jwt.decode'],
      (call, checker) => {
        const key = argumentFor(checker.tree, call, 1, 'key')
        const value = key === NO_NODE ? undefined : provenance(checker).constantOf(key)
        if (typeof value !== 'string' || value === '' || /BEGIN (?:PUBLIC|CERTIFICATE)/.test(value))
          return
        report(checker, call, 'The key that signs these tokens is written into the code.', 'high')
      },
    ),
    ...Object.fromEntries(
      KEYED.map(([callee, name]) => [
        callee,
        (call: Node, checker: Checker) => checkKey(checker, call, name),
      ]),
    ),
    ...callsTo(
      ['os.environ.get', 'os.getenv', 'os.environ.setdefault', 'decouple.config'],
      checkFallback,
    ),
    'builtins.setattr'(call, checker) {
      const [, named, value] = checker.facts.arguments(call)
      if (named === undefined || value === undefined || !isString(checker.tree, value.value)) return
      checkPair(checker, stringValue(checker.tree, named.value) ?? '', value.value, call)
    },
    ...callsTo(['hashids.Hashids'], (call, checker) => {
      const salt = argumentFor(checker.tree, call, 0, 'salt')
      if (salt === NO_NODE || !/SECRET_KEY/.test(checker.tree.text(salt))) return
      report(
        checker,
        call,
        'Ids made with the secret key as salt give the key away to whoever collects enough of them.',
        'medium',
      )
    }),
  },
  methods: {
    // `server.login('app', 'hunter2')`
    login(call, checker) {
      const [, password, more] = checker.facts.arguments(call)
      if (password === undefined || password.name !== undefined || more !== undefined) return
      if (isString(checker.tree, password.value))
        checkPair(checker, 'password', password.value, call)
    },
    set_password(call, checker) {
      const value = checker.facts.arguments(call)[0]?.value
      if (value === undefined || provenance(checker).constantOf(value) !== '') return
      // An object that nobody else sees is never saved.
      if (checker.tree.kind(receiverOf(checker.tree, call)) === K_CALL) return
      report(checker, call, 'The password is set to the empty text: anybody can log in.', 'medium')
    },
  },
})

/** The key of a cipher or signer in place; under a name it is told where the name gets its value. */
function checkKey(checker: Checker, call: Node, name: string): void {
  if (isKeyInPlace(checker, argumentFor(checker.tree, call, 0, name)))
    report(checker, call, 'The key is written into the code.', 'high')
}

/** `os.environ.get('API_KEY', 'a8f5...')`, `config('API_KEY', default='a8f5...')`. */
function checkFallback(call: Node, checker: Checker): void {
  const [named, value] = checker.facts.arguments(call)
  if (named === undefined || value === undefined) return
  checkFallbackText(checker, named.value, value.value, call)
}

/** `os.environ.get('API_KEY') or 'a8f5...'`. */
function checkAlternative(node: Node, checker: Checker): void {
  const { tree, facts } = checker
  const [left, value] = tree.namedChildren(node)
  if (left === undefined || value === undefined || tree.kind(left) !== K_CALL) return
  if (tree.kind(tree.child(node, F_OPERATOR)) !== T_OR) return
  const [named] = facts.arguments(left)
  const isAsked = /^os\.(?:environ\.get|getenv)$/.test(facts.calleeName(left) ?? '')
  if (isAsked && named !== undefined) checkFallbackText(checker, named.value, value, node)
}

/** A fallback by which nobody sees that the key is missing. */
function checkFallbackText(checker: Checker, named: Node, value: Node, call: Node): void {
  const { tree } = checker
  if (!isString(tree, value)) return
  const name = stringValue(tree, named) ?? ''
  if (isGivenKey(stringValue(tree, value) ?? '')) checkPair(checker, name, value, call)
  else checkDefaultSecret(checker, name, value, call)
}

/** True where a default is told to be known to everybody. */
function checkDefaultSecret(checker: Checker, name: string, value: Node, node: Node): boolean {
  if (!isKnownDefault(checker, name, value)) return false
  checker.report({
    node,
    message: `Where \`${name}\` is not set, the service runs with a secret that everybody who reads the code knows.`,
    severity: 'high',
    confidence: 'medium',
  })
  return true
}

function checkDefault(node: Node, checker: Checker): void {
  const { tree } = checker
  const value = tree.child(node, F_VALUE)
  if (value === NO_NODE || !isString(tree, value)) return
  const name = tree.child(node, F_NAME)
  if (name !== NO_NODE) checkPair(checker, tree.text(name), value, node)
}

/** `auth=('user', 'hunter2')`. */
function checkLogin(checker: Checker, value: Node): void {
  const { tree } = checker
  if (tree.kind(value) !== K_TUPLE) return
  const [, password, more] = tree.namedChildren(value)
  if (password === undefined || more !== undefined || !isString(checker.tree, password)) return
  checkPair(checker, 'password', password, value)
}

function checkPair(checker: Checker, name: string, value: Node, node: Node): void {
  const confidence = secretUnder(checker, name, value, node)
  if (confidence === undefined || isOfStandIn(checker, node)) return
  report(
    checker,
    node,
    `\`${name}\` gets its value from the code.`,
    confidence,
    isOfService(checker, name, node),
    name,
  )
}

/** The name of what is compared: of a variable, or of the header in `request.headers.get('X-Api-Key')`. */
function askedName(checker: Checker, asked: Node): string {
  const { tree, facts } = checker
  if (tree.kind(asked) !== K_CALL || calleeName(tree, asked) !== 'get') {
    return settingName(checker, asked)
  }
  const isSent = /(?:^|\.)(?:headers|cookies|META)$/.test(tree.text(receiverOf(tree, asked)))
  const [named] = facts.arguments(asked)
  return isSent && named !== undefined ? (stringValue(tree, named.value) ?? '') : ''
}

/** `class FakeClient:`: what stands in for the real one has no real secrets. */
function isOfStandIn({ facts }: Checker, node: Node): boolean {
  return /^_*(?:Fake|Mock|Dummy|Stub)/.test(facts.enclosingClass(node)?.name ?? '')
}

/**
 * The name by which every copy of a program calls the service of somebody else, whose address stands
 * beside it in the class: it tells the programs apart and opens nothing of the user's own.
 */
function isOfService({ tree, facts }: Checker, name: string, node: Node): boolean {
  const own = facts.enclosingClass(node)
  if (own === undefined || facts.enclosingFunction(node) !== undefined) return false
  if (!SERVICE_KEY.test(name)) return false
  return own.attributes.some(
    ({ value }) => value !== NO_NODE && /^\w?["']https?:\/\/\w/.test(tree.text(value)),
  )
}

/** A word that says what to do, or that there is none. */
const CASE =
  /^["'](?:[a-z]{1,3}|delete|remove|reset|clear|keep|ask|prompt|none|null|unset|empty)["']$/i

const SERVICE_KEY =
  /(?:api|app|auth|access|client|subscription|wsc)\w*[_-]?(?:key|token|secret)(?:_\w+)?$/i

const HEADER_KEY = /^authorization$/i

/** `{'User-Agent': ..., 'x-api-key': ...}`: what is sent with a request. */
function isHeader({ tree }: Checker, node: Node): boolean {
  if (tree.kind(node) !== K_PAIR) return false
  return /["'](?:accept|user-agent|origin|referer|content-type)["']\s*:/i.test(
    tree.text(tree.parent(node)),
  )
}

/** The id that belongs to the secret of a client stands beside it, in the class or the table. */
function namesClient({ tree, facts }: Checker, node: Node): boolean {
  if (tree.kind(node) === K_PAIR) {
    return /["'](?:client|app|application|consumer)[_-]?id["']\s*:/i.test(
      tree.text(tree.parent(node)),
    )
  }
  const own = facts.enclosingClass(node)
  if (own === undefined || facts.enclosingFunction(node) !== undefined) return false
  return own.attributes.some(({ name }) =>
    /^_*(?:client|app|application|consumer)_?id$/i.test(name),
  )
}

/** One of many in `defaults = {...}`, `SAMPLES = {...}`: what is filled in where nothing else is known. */
function isOfSamples({ tree }: Checker, node: Node): boolean {
  const table = tree.ancestor(node, K_DICTIONARY)
  if (table === NO_NODE || tree.namedChildren(table).length < 6) return false
  const assignment = tree.parent(table)
  if (tree.kind(assignment) !== K_ASSIGNMENT) return false
  return SAMPLES.test(tree.text(tree.child(assignment, F_LEFT)))
}

const SAMPLES = /(?:^|[._])(?:default|sample|example|placeholder|dummy|fake)(?:s|_\w+)?$/i

/**
 * A word may be a name, a sample or what every installation is set up with; in a service it keeps others
 * out. The key by which every copy of a program calls somebody else's service is no secret of its user.
 */
function weightOf(
  checker: Checker,
  node: Node,
  confidence: 'high' | 'medium',
  isMild: boolean,
  name: string,
): { readonly severity?: 'medium' | 'high' } {
  if (isMild || isOfSamples(checker, node)) return { severity: 'medium' }
  const isServing = serves(checker.project)
  if (confidence === 'medium') {
    return { severity: isServing || SIGNING_KEY.test(name) ? 'high' : 'medium' }
  }
  const isKey = SERVICE_KEY.test(name) || (isHeader(checker, node) && HEADER_KEY.test(name))
  if (isServing || !isKey) return {}
  // A client shows who it is to the service of somebody else, and every copy of it does.
  if (isHeader(checker, node) || namesClient(checker, node)) return { severity: 'medium' }
  // A few signs name the program; a long key may be all that a service asks for.
  return { severity: /["'][^"']{20,}["']/.test(checker.tree.text(node)) ? 'high' : 'medium' }
}

const SIGNING_KEY = /(?:secret|jwt|signing|encryption|private)_?key|jwt_?secret/i

function report(
  checker: Checker,
  node: Node,
  message: string,
  confidence: 'high' | 'medium',
  isMild = false,
  name = '',
): void {
  if (isToldPublic(checker, node)) return
  checker.report({
    node,
    message,
    confidence,
    ...weightOf(checker, node, confidence, isMild, name),
  })
}
