import type { Checker } from '../../engine/checker.ts'
import { caughtTypes, handlerText } from '../../matching/errors/handlers.ts'
import * as k from '../../syntax/kinds.ts'
import type { Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { broaderThan } from './matching/exception-order.ts'
import { foreignHandler } from './matching/foreign-handlers.ts'
import { impossibleFailure } from './matching/impossible-failures.ts'

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
timeouts and refused connections go past it. And some calls never raise what they are guarded against:
\`subprocess.run\` without \`check=True\` raises no \`CalledProcessError\`, \`ConfigParser.read\` passes over
files that are not there, \`requests\` has a \`ConnectionError\` of its own.
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
      text: 'Calls that may raise it after all, or beside which something else may.',
      quiet: py`
        import asyncio
        import configparser
        import os
        import queue
        import subprocess

        import requests

        def run(command, **options):
            try:
                subprocess.run(command, **options)
            except subprocess.CalledProcessError:
                return False
            try:
                subprocess.run(command, check=True)
            except subprocess.CalledProcessError:
                return False
            try:
                subprocess.run(command)
                prepare(command)
            except subprocess.CalledProcessError:
                return False

        def load(path, parser):
            config = configparser.ConfigParser()
            try:
                config.read_file(open(path))
            except OSError:
                return None
            try:
                config.read(path)
                return config['main']['name']
            except KeyError:
                return None
            try:
                return parser.read(path)
            except OSError:
                return None

        def fetch(url, data):
            try:
                return requests.get(url, timeout=3)
            except requests.ConnectionError:
                return None

        def home(names, data: dict):
            try:
                return names[os.environ.get('LANG')]
            except KeyError:
                return ''

        def take(pending: asyncio.Queue, done: queue.Queue):
            try:
                return pending.get_nowait()
            except asyncio.QueueEmpty:
                return done.get(timeout=3)
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

      def first(rows):
          try:
              return rows[0]
          except KeyError or IndexError: #!
              return None
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
    py`
      import asyncio
      import configparser
      import os
      import queue
      import subprocess
      from xml.etree import ElementTree
      from xml.parsers.expat import ExpatError

      import requests

      def build(command):
          try:
              subprocess.run(command, stdout=subprocess.DEVNULL)
          except subprocess.CalledProcessError: #!
              return False
          return True

      def start(command):
          try:
              status = subprocess.call(command.split())
          except (OSError, subprocess.CalledProcessError): #!
              return False
          return status

      def output(command):
          try:
              process = subprocess.Popen(command, stdout=subprocess.PIPE)
              text = process.communicate()[0].decode('utf-8').rstrip()
          except subprocess.CalledProcessError: #!
              return None
          return text

      def settings(path):
          config = configparser.ConfigParser()
          try:
              config.read(path)
          except FileNotFoundError: #!
              raise SystemExit('no settings')
          return config

      def fetch(url):
          try:
              answer = requests.get(url, timeout=3)
              answer.raise_for_status()
              return answer.json()
          except ConnectionError: #!
              return None

      def take(pending: asyncio.Queue):
          try:
              return pending.get_nowait()
          except queue.Empty: #!
              return None

      def parse(text):
          try:
              return ElementTree.fromstring(text)
          except ExpatError: #!
              return None

      def home():
          try:
              return os.environ.get('HOME')
          except KeyError: #!
              return '/'

      def size(thing):
          try:
              return getattr(thing, 'size', 0)
          except AttributeError: #!
              return 0
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
      const impossible = foreign === undefined && impossibleFailure(checker, statement)
      if (impossible) {
        const { type, call, instead } = impossible
        checker.report({
          node: type,
          message: `\`${tree.text(type)}\` is never raised here: \`${tree.text(checker.facts.callee(call))}\` ${instead}.`,
          evidence: [{ kind: 'act', node: call, message: 'what is guarded' }],
        })
      }
      const clauses = tree
        .namedChildren(statement)
        .filter((node) => tree.kind(node) === k.K_EXCEPT_CLAUSE)
      for (const clause of clauses) checkOr(checker, clause)
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

/** `except KeyError or ValueError`: `or` gives the first of the two classes, which is true. */
function checkOr(checker: Checker, clause: Node): void {
  const { tree } = checker
  const [type] = caughtTypes(tree, clause)
  if (type === undefined || tree.kind(type) !== k.K_BOOLEAN_OPERATOR) return
  const [first, second] = [tree.child(type, k.F_LEFT), tree.child(type, k.F_RIGHT)]
  const isOr = tree.kind(tree.child(type, k.F_OPERATOR)) === k.T_OR
  const [caught, lost] = isOr ? [first, second] : [second, first]
  checker.report({
    node: type,
    message: `Only \`${tree.text(caught)}\` is caught here, \`${tree.text(lost)}\` is not: several stand in a tuple.`,
  })
}

function hides(checker: Checker, clause: Node, type: Node): boolean {
  return caughtTypes(checker.tree, clause).some((one) => broaderThan(checker, one, type))
}
