import type { Checker } from '../../engine/checker.ts'
import { broaderThan } from '../../matching/exception-order.ts'
import { foreignHandler } from '../../matching/foreign-handlers.ts'
import { caughtTypes, handlerText } from '../../matching/handlers.ts'
import * as k from '../../syntax/kinds.ts'
import type { Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'handler-never-reached',
  title: 'Handler that is never asked',
  consequence:
    'What was written for this error never runs: a broader handler above answers it in another way, or nobody does.',
  effortHours: { low: 0.1, high: 0.2 },
  cwe: [561],
  why: `
Handlers are asked from top to bottom, and the first that fits is taken. A handler for \`FileNotFoundError\` below one for
\`OSError\` is never asked: what it does, another status, a retry, a default, does not happen. Nor does a handler for the errors of \`urllib\` help where \`requests\` makes the call: its
timeouts and refused connections go past it.
`,
  fix: 'Put the narrow handler first, or drop it where the broad one is what is meant. Catch the errors of the library that is called.',
  exemptions: [
    {
      text: 'The narrow handler first, and exceptions that `Exception` does not catch.',
      quiet: py`
        import asyncio

        def load(path):
            try:
                return open(path).read()
            except FileNotFoundError:
                return ''
            except OSError:
                raise
            except Exception:
                return None
            except (KeyboardInterrupt, SystemExit, asyncio.CancelledError):
                raise
            except BaseException:
                raise
      `,
    },
    {
      text: 'Errors of a library that the file, or another function of the project, calls as well.',
      quiet: py`
        import httpx
        import requests
        from urllib.error import URLError

        def fetch(url, reader):
            try:
                first = requests.get(url, timeout=3)
                return load(first)
            except (URLError, requests.RequestException):
                return None

        def load(answer):
            return answer.text

        def ask(url):
            try:
                return requests.get(url, timeout=3).text
            except httpx.HTTPError:
                return None

        def other(url):
            return httpx.get(url, timeout=3)
      `,
    },
    {
      text: 'Exceptions of which it is not known what they derive from.',
      quiet: py`
        import gevent
        from vendor import Stop

        def load(call):
            try:
                return call()
            except Exception:
                return None
            except Stop:
                return 1
            except gevent.Timeout:
                return 2
      `,
    },
  ],
  limits: [
    'Exceptions of libraries are known by name only: behind `Exception` they count when they end in `Error` or `Exception`.',
  ],
  bad: [
    py`
      import json

      class Refused(Exception):
          pass

      class Late(Refused):
          pass

      def load(path):
          try:
              return json.load(open(path))
          except OSError:
              return None
          except FileNotFoundError: #!
              return {}
          except ValueError:
              return None
          except json.JSONDecodeError: #!
              return {}

      def ask(call):
          try:
              return call()
          except Refused:
              return None
          except Late: #!
              return 1
          except Exception:
              return None
          except KeyError: #!
              return 2
    `,
    py`
      import requests
      from urllib.error import HTTPError, URLError

      def latest(url):
          try:
              return requests.get(url, timeout=3).json()
          except (HTTPError, ValueError): #!
              return None

      def version(url):
          try:
              return requests.get(url, timeout=3).text
          except URLError: #!
              return None
    `,
  ],
  good: [
    py`
      def load(path):
          try:
              return open(path).read()
          except FileNotFoundError:
              return ''
          except OSError:
              return None
    `,
  ],
  on: {
    [k.K_TRY_STATEMENT](statement, checker) {
      const { tree } = checker
      const foreign = foreignHandler(checker, statement)
      if (foreign !== undefined) {
        const { type, errorsOf, called, call } = foreign
        checker.report({
          node: type,
          message: `\`${tree.text(type)}\` is an error of ${errorsOf}; what is called here is ${called}, which never raises it.`,
          evidence: [{ kind: 'act', node: call, message: `a call of ${called}` }],
        })
      }
      const clauses = tree
        .namedChildren(statement)
        .filter((node) => tree.kind(node) === k.K_EXCEPT_CLAUSE)
      if (clauses.length < 2) return
      for (const [at, clause] of clauses.entries()) {
        const types = caughtTypes(tree, clause)
        if (at === 0 || types.length === 0) continue
        const above = clauses.slice(0, at)
        const hiding = types.map((type) => above.find((one) => hides(checker, one, type)))
        const [first] = hiding
        if (first === undefined || hiding.includes(undefined)) continue
        checker.report({
          node: clause,
          message: `\`${handlerText(tree, clause)}\` is never asked: \`${handlerText(tree, first)}\` in line ${tree.line(first)} takes the same exceptions.`,
          related: [first],
        })
      }
    },
  },
})

function hides(checker: Checker, clause: Node, type: Node): boolean {
  return caughtTypes(checker.tree, clause).some((one) => broaderThan(checker, one, type))
}
