// Practices about security.
import { domainOf } from '../domain/domain-of.ts'
import { isPublicPath } from '../domain/routes/route.ts'
import type { Checker } from '../engine/checker.ts'
import { argumentsOf, keywordArgument, positionalArgument } from '../matching/calls/calls.ts'
import { pathOf } from '../matching/routes/route-places.ts'
import { builtText, fixedText } from '../matching/values/built-text.ts'
import { secretKindOf } from '../matching/values/secrets.ts'
import {
  F_LEFT,
  F_RIGHT,
  K_ASSIGNMENT,
  K_CALL,
  K_IDENTIFIER,
  K_MODULE,
  K_TRUE,
} from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { definePractice, type ObserveNode, type Observer } from './define.ts'
import * as words from './words/security.ts'

const follow: ObserveNode = (node, _, observer) => observer.follows(node)
const depart: ObserveNode = (node, _, observer) => observer.departs(node)

/** The same handler under several names. */
function each(
  names: readonly string[],
  observe: ObserveNode,
): Readonly<Record<string, ObserveNode>> {
  return Object.fromEntries(names.map((name) => [name, observe]))
}

const observeStatement: ObserveNode = (call, checker, observer) => {
  const text = positionalArgument(checker.tree, call, 0)
  if (text === NO_NODE) return
  if (
    !/^\s*(?:select|insert|update|delete|with|create|alter|drop)\b/i.test(fixedText(checker, text))
  ) {
    return
  }
  if (builtText(checker, text, 1) === NO_NODE) observer.follows(call)
  else observer.departs(call)
}

export const sqlParameters = definePractice({
  ...words.sqlParameters,
  methods: each(['execute', 'executemany', 'fetch', 'fetchrow', 'fetchval'], observeStatement),
})

const SUBPROCESS = [
  'run',
  'call',
  'check_call',
  'check_output',
  'Popen',
  'getoutput',
  'getstatusoutput',
]

function observeProcess(call: Node, checker: Checker, observer: Observer): void {
  const { tree, facts } = checker
  const shell = keywordArgument(tree, call, 'shell')
  const isShell =
    (shell !== NO_NODE && tree.kind(shell) === K_TRUE) ||
    /getoutput|getstatusoutput/.test(facts.calleeName(call) ?? '')
  if (isShell) observer.departs(call)
  else observer.follows(call)
}

export const noShell = definePractice({
  ...words.noShell,
  calls: {
    ...each(
      SUBPROCESS.map((name) => `subprocess.${name}`),
      observeProcess,
    ),
    'asyncio.create_subprocess_exec': follow,
    'asyncio.create_subprocess_shell': depart,
    'os.system': depart,
    'os.popen': depart,
  },
})

const VERBS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'request']

export const timeouts = definePractice({
  ...words.timeouts,
  calls: {
    ...each(
      VERBS.map((name) => `requests.${name}`),
      (call, checker, observer) => {
        if (keywordArgument(checker.tree, call, 'timeout') === NO_NODE) observer.departs(call)
        else observer.follows(call)
      },
    ),
    // Its default is five seconds.
    ...each(
      [...VERBS.map((name) => `httpx.${name}`), 'httpx.Client', 'httpx.AsyncClient'],
      (call, checker, observer) => {
        const timeout = keywordArgument(checker.tree, call, 'timeout')
        if (timeout !== NO_NODE && checker.tree.text(timeout) === 'None') observer.departs(call)
        else observer.follows(call)
      },
    ),
  },
})

export const safeLoading = definePractice({
  ...words.safeLoading,
  calls: {
    ...each(
      [
        'json.load',
        'json.loads',
        'yaml.safe_load',
        'yaml.safe_load_all',
        'tomllib.load',
        'tomllib.loads',
        'orjson.loads',
        'ast.literal_eval',
      ],
      follow,
    ),
    ...each(
      [
        'yaml.unsafe_load',
        'yaml.full_load',
        'pickle.load',
        'pickle.loads',
        'marshal.loads',
        'dill.loads',
      ],
      depart,
    ),
    'yaml.load'(call, checker, observer) {
      const loader = argumentsOf(checker.tree, call)[1]
      const isSafe = loader !== undefined && /Safe|Base/.test(checker.tree.spelled(loader.value))
      if (isSafe) observer.follows(call)
      else observer.departs(call)
    },
  },
})

export const secureRandom = definePractice({
  ...words.secureRandom,
  calls: each(
    [
      'secrets.token_hex',
      'secrets.token_urlsafe',
      'secrets.token_bytes',
      'secrets.choice',
      'secrets.randbelow',
      'os.urandom',
      'random.SystemRandom',
    ],
    follow,
  ),
  on: {
    [K_ASSIGNMENT](node, checker, observer) {
      const { tree, facts } = checker
      const target = tree.child(node, F_LEFT)
      const value = tree.child(node, F_RIGHT)
      if (value === NO_NODE || tree.kind(value) !== K_CALL) return
      if (tree.kind(target) !== K_IDENTIFIER || secretKindOf(facts.name(target)) === undefined)
        return
      if (/^random\.\w+$/.test(facts.calleeName(value) ?? '')) observer.departs(node)
    },
  },
})

export const constantTime = definePractice({
  ...words.constantTime,
  calls: each(
    ['hmac.compare_digest', 'secrets.compare_digest', 'django.utils.crypto.constant_time_compare'],
    follow,
  ),
})

export const routesGuarded = definePractice({
  ...words.routesGuarded,
  on: {
    [K_MODULE](_, checker, observer) {
      for (const route of domainOf(checker.project).routes.in(checker.path)) {
        if (isPublicPath(pathOf(checker, route))) continue
        if (!route.methods.some((method) => /^(?:POST|PUT|PATCH|DELETE)$/.test(method))) continue
        const handler = checker.facts.functions.find(
          ({ symbol }) => symbol === route.handler?.summary.symbol,
        )
        const node = handler?.node ?? 0
        const { strength } = route.auth
        if (strength === 'user' || strength === 'role') observer.follows(node)
        else observer.departs(node)
      }
    },
  },
})

export const passwordsHashed = definePractice({
  ...words.passwordsHashed,
  calls: each(
    [
      'bcrypt.hashpw',
      'bcrypt.checkpw',
      'argon2.PasswordHasher',
      'passlib.context.CryptContext',
      'django.contrib.auth.hashers.make_password',
      'django.contrib.auth.hashers.check_password',
      'werkzeug.security.generate_password_hash',
      'werkzeug.security.check_password_hash',
      'hashlib.scrypt',
      'hashlib.pbkdf2_hmac',
    ],
    follow,
  ),
})
