import type { Checker } from '../../engine/checker.ts'
import { stringValue } from '../../facts/strings.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { conditionOf } from '../../matching/statements/branches.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'environment-flag-as-text',
  title: 'Text of an environment variable taken for a truth value',
  consequence:
    'Whoever switches it off with `false` or `0` switches it on: debugging in production, certificates that nobody checks.',
  effortHours: { low: 0.1, high: 0.25 },
  cwe: [704],
  why: `
The environment holds texts. A text is false only if it is empty: \`'false'\`, \`'0'\` and \`'no'\` are all true, and a default of \`False\` makes it look
as if the value were a truth value already.

| environment | \`os.environ.get('DEBUG', False)\` | taken for |
|---|---|---|
| not set | \`False\` | off |
| \`DEBUG=1\` | \`'1'\` | on |
| \`DEBUG=False\` | \`'False'\` | **on** |
`,
  fix: `
Compare it: \`os.environ.get('DEBUG', '').lower() in {'1', 'true', 'yes', 'on'}\`, or let a settings library read it (\`pydantic-settings\`,
\`environ.Env\`, \`decouple\` with \`cast=bool\`).
`,
  exemptions: [
    {
      text: 'A text that is compared or read before it decides.',
      quiet: py`
        import os
        from distutils.util import strtobool

        DEBUG = os.environ.get('APP_DEBUG', 'false').lower() == 'true'
        VERIFY = os.getenv('VERIFY_TLS', 'true') in ('1', 'true')
        CACHE = bool(int(os.environ.get('USE_CACHE', '0')))
        TRACE = bool(strtobool(os.environ.get('TRACE', 'no')))
        DEBUG_SQL = os.environ.get('DEBUG_SQL', False)
        if isinstance(DEBUG_SQL, str):
            DEBUG_SQL = DEBUG_SQL.lower() == 'true'

        def is_on(name):
            value = os.environ.get(name, False)
            return value == '1'
      `,
    },
    {
      text: 'Variables that are there or not: what a service of tests sets, an address, a key, a path.',
      quiet: py`
        import os

        IN_CI = bool(os.environ.get('CI'))
        HAS_KEY = bool(os.getenv('API_KEY'))
        SENTRY = os.environ.get('SENTRY_DSN', False)
        PROXY = os.environ.get('HTTPS_PROXY', False)

        if os.environ.get('READTHEDOCS', False):
            print(os.environ.get('HOME', True))
      `,
    },
  ],
  limits: ['A text that another module compares.', 'Variables that are read by a helper.'],
  bad: [
    py`
      import os

      DEBUG = os.environ.get('APP_DEBUG', False) #! high
      VERIFY_TLS = os.getenv('VERIFY_TLS', True) #! high
      USE_CACHE = bool(os.environ.get('USE_CACHE', '0')) #! medium
    `,
    py`
      import os

      def load(values):
          if 'SHOP_INSECURE' in os.environ:
              values['verify'] = not bool(os.environ['SHOP_INSECURE']) #! high
          values['enable_mail'] = os.environ.get('ENABLE_MAIL', True) #! medium
          if not os.environ.get('DISABLE_JOBS', False): #! medium
              values['jobs'] = True
          values['ssl'] = True if os.getenv('SSL_ENABLED', 'False') else False #! high
          return values
    `,
    py`
      from os import environ, getenv

      class Config:
          DEBUG = getenv('DEBUG', False) #! high
          TESTING = bool(environ.get('TESTING', 'false')) #! medium
          SESSION_COOKIE_SECURE = environ.get('COOKIE_SECURE', True) #! high
    `,
  ],
  good: [
    py`
      import os

      DEBUG = os.environ.get('APP_DEBUG', '').lower() in {'1', 'true', 'yes', 'on'}
    `,
  ],
  roles: ['source'],
  calls: callsTo(['os.environ.get', 'os.getenv'], checkRead),
  on: {
    [k.K_SUBSCRIPT](node, checker) {
      const { tree, facts } = checker
      if (facts.qualifiedName(tree.child(node, k.F_VALUE)) !== 'os.environ') return
      const name = stringValue(tree, tree.child(node, k.F_SUBSCRIPT))
      if (name !== undefined && SWITCH.test(name) && isMadeBool(checker, node)) {
        report(checker, node, name)
      }
    },
  },
})

/** Names of what is on or off, as against what is there or not. */
const SWITCH =
  /(?:^|_)(?:DEBUG|TESTING|TRACE|VERBOSE|ENABLED?|DISABLED?|USE|ALLOW|SKIP|NO|IS|FORCE|REQUIRE|INSECURE|SECURE|VERIFY|VALIDATE|SSL|TLS|DRY_?RUN|READ_?ONLY|SHOW|HIDE|AUTO)(?:_|$)/i
/** Names of things, whatever else they say: `SSL_CERT_FILE`. */
const THING =
  /(?:FILE|PATH|DIR|URL|URI|HOST|KEY|CERT|CA|BUNDLE|TOKEN|SECRET|DSN|PROXY|NAME|MODE|LEVEL|VERSION|ID|PORT|USER|HOME|PREFIX|LIST)S?$/i
/** Where the wrong value opens something. */
const GRAVE = /DEBUG(?!_(?:SQL|LOG))|SECURE|VERIFY|SSL|TLS|AUTH/i
const NO = /^(?:false|no|off|0|f|n)$/i

function checkRead(call: Node, checker: Checker): void {
  const { tree, facts } = checker
  const [named, fallback, more] = facts.arguments(call)
  if (named === undefined || more !== undefined) return
  const name = stringValue(tree, named.value)
  if (name === undefined || THING.test(name)) return
  if (fallback === undefined) {
    if (SWITCH.test(name) && isMadeBool(checker, call)) report(checker, call, name)
    return
  }
  const kind = tree.kind(fallback.value)
  const isOff = NO.test(stringValue(tree, fallback.value) ?? '')
  if (isOff) {
    if (isMadeBool(checker, call) || isTested(checker, call)) report(checker, call, name)
    return
  }
  if (kind !== k.K_TRUE && kind !== k.K_FALSE) return
  if (!SWITCH.test(name)) return
  const isUsed = isMadeBool(checker, call) || isTested(checker, call) || isKept(checker, call)
  if (isUsed) report(checker, call, name)
}

/** `bool(...)` around it. */
function isMadeBool({ tree, facts }: Checker, read: Node): boolean {
  const outer = tree.ancestor(read, k.K_CALL)
  return (
    outer !== NO_NODE &&
    facts.calleeName(outer) === 'builtins.bool' &&
    facts.arguments(outer)[0]?.value === read
  )
}

/** The condition of a branch, or an operand of `not`. */
function isTested({ tree }: Checker, read: Node): boolean {
  const parent = tree.parent(read)
  switch (tree.kind(parent)) {
    case k.K_NOT_OPERATOR:
      return true
    case k.K_IF_STATEMENT:
    case k.K_ELIF_CLAUSE:
    case k.K_WHILE_STATEMENT:
      return conditionOf(tree, parent) === read
    case k.K_CONDITIONAL_EXPRESSION:
      return tree.namedChildren(parent)[1] === read
    default:
      return false
  }
}

/** Assigned as it is, and nothing in this file looks at the text. */
function isKept({ tree }: Checker, read: Node): boolean {
  const parent = tree.parent(read)
  if (tree.kind(parent) !== k.K_ASSIGNMENT || tree.child(parent, k.F_RIGHT) !== read) return false
  const target = tree.child(parent, k.F_LEFT)
  const name = /(\w+)(?:['"]\])?$/.exec(tree.text(target))?.[1]
  if (name === undefined) return false
  const looked = new RegExp(
    `\\b${name}(?:['"]\\])?\\s*(?:[!=]=|\\.\\w+\\(|(?:not\\s+)?in\\b|is\\b)|\\b(?:isinstance|int|str|strtobool|\\w*bool\\w*|loads|literal_eval)\\(\\s*(?:\\w+[.[]['"]?)*${name}\\b|[!=]=\\s*${name}\\b`,
  )
  return !looked.test(tree.source)
}

function report(checker: Checker, node: Node, name: string): void {
  checker.report({
    node,
    message: `\`${name}\` is a text where it is set: \`false\` and \`0\` count as true here.`,
    ...(GRAVE.test(name) && { severity: 'high' as const }),
  })
}
