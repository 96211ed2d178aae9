import type { Checker } from '../../engine/checker.ts'
import { argumentsOf } from '../../matching/calls/calls.ts'
import { topNames } from '../../matching/names/project-layout.ts'
import type { Value } from '../../project/values.ts'
import {
  F_ATTRIBUTE,
  F_LEFT,
  F_OBJECT,
  F_RIGHT,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_IDENTIFIER,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

/** Places that a library offers for being set. */
const SETTABLE =
  /^(?:sys\.(?:\w*prefix|_home|_?\w*executable|stdout|stderr|stdin|argv|path|excepthook|unraisablehook|displayhook|ps1|ps2|dont_write_bytecode|tracebacklimit|breakpointhook|modules|meta_path|path_hooks|exitcode|exc_\w+|setrecursionlimit)|threading\.excepthook|socket\.timeout|readline\.\w+|locale\.\w+|mimetypes\.\w+|logging\.(?:raiseExceptions|logThreads|logProcesses|logMultiprocessing|logAsyncioTasks|lastResort|captureWarnings)|warnings\.(?:filters|simplefilter)|csv\.\w+|pdb\.\w+|builtins\._|os\.environ|turtle\.\w+|tempfile\.tempdir|decimal\.\w+|json\.encoder\.FLOAT_REPR|gc\.\w+|openai\.(?:api_\w+|organization|base_url|proxy)|stripe\.(?:api_\w+|max_network_retries|client_id|log|default_http_client)|sentry_sdk\.\w+|boto\.\w+|braintree\.\w+|twilio\.\w+|requests\.packages\.\w+|pd\.options.*|pandas\.options.*|matplotlib\.rcParams.*|plt\.rcParams.*|django\.conf\.settings\.\w+|peewee\.\w+\.database)$/

export default defineRule({
  id: 'runtime-monkeypatch',
  title: 'Code of another module replaced at run time',
  consequence:
    'All other code in the process silently gets the replacement, and the next update of the library breaks it.',
  effortHours: { low: 0.5, high: 4 },
  why: `
The assignment changes a function or class for the whole process: for libraries that rely on its behaviour, for
threads that are in the middle of it, for tests that run after. Nothing in the code that is affected shows it,
what holds depends on which module was imported first, and a new version of the library can change what was
replaced.
`,
  fix: `
Use what the library offers for it: a parameter, a subclass, a hook, a setting. If there is nothing, wrap it in
an own function and call that. A patch that cannot be avoided stands in one module of its own, says for which
version it is and checks it.
`,
  exemptions: [
    {
      text: 'Places that are meant to be set.',
      quiet: py`
        import sys
        import threading
        import openai
        import tempfile

        def main(settings, hook):
            sys.excepthook = hook
            sys.stdout = settings.stream
            threading.excepthook = hook
            openai.api_key = settings.key
            tempfile.tempdir = settings.folder
      `,
    },
    {
      text: 'Modules and classes of the own package, and own objects.',
      quiet: {
        'app/state.py': py`
          current = None

          class Registry:
              default = None
        `,
        'app/main.py': py`
          from app import state
          from app.state import Registry

          class Local:
              pass

          def main(value):
              state.current = value
              Registry.default = value
              Local.name = value
              value.name = 1
        `,
      },
    },
    {
      text: 'Attributes of objects that a library makes.',
      quiet: py`
        import logging
        import requests
        from fastapi import FastAPI

        app = FastAPI()
        app.title = "shop"
        logger = logging.getLogger("a")
        logger.propagate = False
        session = requests.Session()
        session.verify = True
      `,
    },
    {
      text: 'A mark on an own function, and a name that is missing in old versions.',
      quiet: py`
        import inspect
        import types

        if not hasattr(inspect, "getargspec"):
            inspect.getargspec = inspect.getfullargspec

        try:
            types.NoneType
        except AttributeError:
            types.NoneType = type(None)

        def view(request):
            return request

        view.short_description = "a"
      `,
    },
  ],
  limits: ["Patches of the project's own modules are not told of."],
  bad: [
    py`
      import json
      import app_encoder

      json.JSONEncoder.default = app_encoder.default #!
    `,
    py`
      import ssl
      import socket
      import requests
      from asyncio import events
      from requests.adapters import HTTPAdapter
      import urllib.request as ur

      ssl._create_default_https_context = ssl._create_unverified_context #!

      def install(patch):
          socket.socket = patch #!
          requests.sessions.Session.request = patch #!
          HTTPAdapter.send = patch #!
          ur.urlopen = patch #!
          setattr(events, "get_event_loop", patch) #!
          setattr(HTTPAdapter, "close", patch) #!
    `,
  ],
  good: [
    py`
      import json

      class Encoder(json.JSONEncoder):
          def default(self, o):
              return str(o)

      def dump(value):
          return json.dumps(value, cls=Encoder)
    `,
  ],
  roles: ['source'],
  on: {
    [K_ASSIGNMENT](node, checker) {
      const { tree } = checker
      const target = tree.child(node, F_LEFT)
      if (target === NO_NODE || tree.kind(target) !== K_ATTRIBUTE) return
      const object = tree.child(target, F_OBJECT)
      const name = tree.text(tree.child(target, F_ATTRIBUTE))
      check(checker, node, target, object, name)
    },
  },
  calls: {
    'builtins.setattr'(call, checker) {
      const [object, name] = argumentsOf(checker.tree, call)
      if (object === undefined || name === undefined || object.isUnpacked) return
      check(checker, call, call, object.value, checker.tree.text(name.value).replace(/["']/g, ''))
    },
  },
})

function check(checker: Checker, at: Node, shown: Node, object: Node, name: string): void {
  const { tree, facts } = checker
  // Only chains of names that start with an import: everything else is an object of somebody.
  const root = rootOf(checker, object)
  const binding = root === NO_NODE ? undefined : facts.resolve(root)
  if (binding === undefined || !binding.definitions.some(({ kind }) => kind === 'import')) return
  const origin = facts.qualifiedName(object)
  if (origin === undefined || origin.startsWith('.') || SETTABLE.test(`${origin}.${name}`)) return
  // An object that is there to be set up: `Settings.llm = ...`.
  if (/\.(?:\w*[Ss]ettings|\w*[Cc]onfig(?:uration)?|[Oo]ptions|[Dd]efaults)$/.test(origin)) return
  // `library.function.argtypes = (...)` declares what it takes.
  if (/^(?:argtypes|restype|errcheck)$/.test(name)) return
  if (/^(?:sys\.modules|os\.environ)\b|^__/.test(`${origin}.${name}`) || name.startsWith('__'))
    return
  if (isOwn(checker, checker.valueOf(object)) || isOwnModule(checker, origin)) return
  if (!isModuleOrClass(checker, object, origin) || isShim(checker, at, name)) return
  const what = at === shown ? tree.text(object) : tree.text(shown)
  checker.report({
    node: at,
    // What was there is kept, to be called by what stands in its place or to be put back.
    ...(keepsOriginal(checker, at, tree.text(object), name) && { severity: 'low' as const }),
    message:
      at === shown
        ? `\`${name}\` of \`${what}\` is replaced for the whole process.`
        : `\`${what}\` is replaced for the whole process.`,
  })
}

/** `original = Client.send` in the same function, or `Client.send = traced(Client.send)`. */
function keepsOriginal({ tree, facts }: Checker, at: Node, object: string, name: string): boolean {
  const kept = `${object}.${name}`
  const isKept = (node: Node): boolean => {
    const value = tree.text(node)
    return value === kept || value.startsWith(`getattr(${object}, `) || value.includes(`(${kept}`)
  }
  const owner = facts.enclosingFunction(at)
  const region = owner?.node ?? 0
  return facts
    .nodesIn(region, K_ASSIGNMENT)
    .some((one) => tree.child(one, F_RIGHT) !== NO_NODE && isKept(tree.child(one, F_RIGHT)))
}

function rootOf({ tree }: Checker, expression: Node): Node {
  let node = expression
  while (node !== NO_NODE && tree.kind(node) === K_ATTRIBUTE) node = tree.child(node, F_OBJECT)
  return node !== NO_NODE && tree.kind(node) === K_IDENTIFIER ? node : NO_NODE
}

/** Something that is defined in the project itself. */
function isOwn(_: Checker, value: Value | undefined): boolean {
  return value !== undefined && value.kind !== 'external'
}

function isOwnModule({ project, path }: Checker, origin: string): boolean {
  const top = origin.split('.')[0] ?? ''
  return path.split('/').includes(top) || project.has(topNames, top)
}

/** By the file that imports it whole, or by the spelling of a class. */
function isModuleOrClass({ tree, facts }: Checker, object: Node, origin: string): boolean {
  const last = origin.split('.').at(-1) ?? ''
  if (/^_*[A-Z]/.test(last) && !/^[A-Z_\d]+$/.test(last)) return true
  if (origin === 'socket.socket' || origin === 'datetime.datetime') return true
  if (tree.kind(object) === K_IDENTIFIER) {
    const binding = facts.resolve(object)
    return (
      binding?.definitions.every(({ node }) => {
        const found = facts.importAt(node)
        return found !== undefined && (found.form === 'import' || isKnownModule(origin))
      }) ?? false
    )
  }
  return (
    isKnownModule(origin) ||
    facts.imports.some(({ form, module }) => form === 'import' && module === origin)
  )
}

/** Modules that are commonly imported out of their packages. */
function isKnownModule(origin: string): boolean {
  return /^(?:asyncio\.(?:events|tasks|base_events|subprocess|streams|locks|queues|futures)|concurrent\.futures|urllib\.(?:request|parse|error)|urllib3\.\w+|http\.(?:client|server|cookies)|email\.\w+|os\.path|xml\.\w+|multiprocessing\.\w+|logging\.(?:handlers|config)|json\.(?:encoder|decoder)|importlib\.\w+|requests\.(?:sessions|adapters|api|models|utils|auth)|django\.\w+(?:\.\w+)*|sqlalchemy\.\w+(?:\.\w+)*)$/.test(
    origin,
  )
}

/** Under a test whether the name is there. */
function isShim({ tree, facts }: Checker, at: Node, name: string): boolean {
  if (
    facts.enclosingFunction(at) !== undefined &&
    !/hasattr/.test(tree.text(tree.parent(tree.parent(at))))
  )
    return false
  for (let node = tree.parent(at); node > 0; node = tree.parent(node)) {
    const header = tree.text(node).slice(0, 200)
    if (
      /^(?:if|try|except)\b/.test(header) &&
      new RegExp(`hasattr|version|\\b${name}\\b`).test(header)
    ) {
      return true
    }
  }
  return false
}
