import type { Checker } from '../../engine/checker.ts'
import { namedConstant } from '../../facts/named-constants.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { keywordArgument } from '../../matching/calls/calls.ts'
import { isReplaced, isSettings } from '../../matching/routes/settings-places.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'allowed-hosts-wildcard',
  title: 'Any host name is answered to',
  consequence:
    'A forged `Host` header ends up in links of password mails and in caches, and leads people to the site of an attacker.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [20, 644],
  confidence: 'medium',
  why: `
The name of the host in a request is what the client writes. Frameworks build absolute links from it: the link to set a new
password, redirects, what a cache keeps. The list of allowed hosts is the one place that refuses names that are not the site's own.
`,
  fix: `
List the names of the site: \`ALLOWED_HOSTS = ['shop.example']\`, or read them from the environment without a wildcard as default.
`,
  exemptions: [
    {
      text: 'Settings for development and tests, by their name, a condition or the debug switch beside them.',
      quiet: {
        'shop/settings/local.py': "ALLOWED_HOSTS = ['*']\n",
        'shop/settings.py': py`
          import os

          DEBUG = os.environ.get('DEBUG') == '1'
          ALLOWED_HOSTS = ['shop.example']
          if DEBUG:
              ALLOWED_HOSTS = ['*']
        `,
      },
    },
    {
      text: 'What the settings for production replace.',
      quiet: {
        'shop/settings/base.py': "ALLOWED_HOSTS = ['*']\n",
        'shop/settings/production.py': py`
          from shop.settings.base import *

          ALLOWED_HOSTS = ['shop.example']
        `,
      },
    },
    {
      text: 'All names below one domain.',
      quiet: {
        'shop/settings.py': "ALLOWED_HOSTS = ['.shop.example', 'localhost']\n",
        'house/settings.py':
          "import os\nALLOWED_HOSTS = os.environ.get('HOSTS', 'localhost').split(',')\n",
      },
    },
  ],
  limits: ['A proxy in front that refuses other names is not seen.'],
  bad: [
    { 'shop/settings.py': "DEBUG = False\nALLOWED_HOSTS = ['*'] #!\n" },
    {
      'shop/settings/production.py': py`
        import os

        DEBUG = False
        ALLOWED_HOSTS = ['shop.example', '*'] #!
      `,
    },
    {
      'house/settings.py': py`
        import os

        ALLOWED_HOSTS = os.environ.get('HOSTS', '*').split(',') #!
      `,
    },
    py`
      from fastapi import FastAPI
      from starlette.middleware.trustedhost import TrustedHostMiddleware

      app = FastAPI()
      app.add_middleware(TrustedHostMiddleware, allowed_hosts=['*']) #!
    `,
  ],
  good: [
    { 'shop/settings.py': "DEBUG = False\nALLOWED_HOSTS = ['shop.example']\n" },
    py`
      from fastapi import FastAPI
      from starlette.middleware.trustedhost import TrustedHostMiddleware

      app = FastAPI()
      app.add_middleware(TrustedHostMiddleware, allowed_hosts=['shop.example'])
    `,
  ],
  on: {
    [k.K_ASSIGNMENT](node, checker) {
      const { tree, facts } = checker
      const target = tree.child(node, k.F_LEFT)
      if (tree.kind(target) !== k.K_IDENTIFIER || facts.name(target) !== 'ALLOWED_HOSTS') return
      if (!isWildcard(checker, tree.child(node, k.F_RIGHT)) || !isSettings(checker, node)) return
      const isTopLevel = tree.kind(tree.parent(tree.parent(node))) === k.K_MODULE
      if (!isTopLevel || isDebugged(checker) || isReplaced(checker, 'ALLOWED_HOSTS')) return
      report(checker, node)
    },
  },
  methods: {
    add_middleware(call, checker) {
      const [given] = checker.facts.arguments(call)
      if (
        given === undefined ||
        !/\bTrustedHostMiddleware$/.test(checker.tree.spelled(given.value))
      )
        return
      const hosts = keywordArgument(checker.tree, call, 'allowed_hosts')
      if (isWildcard(checker, hosts)) report(checker, call)
    },
  },
  calls: {
    ...callsTo(['starlette.middleware.trustedhost.TrustedHostMiddleware'], (call, checker) => {
      const hosts = keywordArgument(checker.tree, call, 'allowed_hosts')
      if (isWildcard(checker, hosts)) report(checker, call)
    }),
  },
})

function report(checker: Checker, node: Node): void {
  checker.report({ node, message: 'The wildcard allows every host name that a client makes up.' })
}

/** The list with `*`, also where that is what the environment is replaced by: `env.list('HOSTS', default=['*'])`. */
function isWildcard({ tree, facts }: Checker, list: Node): boolean {
  if (list === NO_NODE) return false
  if (tree.kind(list) === k.K_CALL) {
    return (
      /\b(?:env\w*|getenv|config)\b/.test(tree.spelled(list)) && DEFAULT.test(tree.spelled(list))
    )
  }
  if (![k.K_LIST, k.K_TUPLE].includes(tree.kind(list))) return false
  return tree.namedChildren(list).some((one) => namedConstant(facts, one) === '*')
}

/** `'*'` behind the name of the variable. */
const DEFAULT = /,\s*(?:default\s*=\s*)?\[?\s*(['"])\*\1\s*[\]),]/

/** The file is for development as its debug switch says; that is told of the switch. */
function isDebugged({ facts, tree }: Checker): boolean {
  return facts.identifiersNamed('DEBUG').some((node) => {
    const assignment = tree.parent(node)
    return (
      tree.kind(assignment) === k.K_ASSIGNMENT &&
      tree.fieldOf(node) === k.F_LEFT &&
      tree.text(tree.child(assignment, k.F_RIGHT)) === 'True'
    )
  })
}
