import type { Checker, StepDraft } from '../../engine/checker.ts'
import { defineTable } from '../../engine/table.ts'
import type { Binding } from '../../facts/scopes.ts'
import { importedChanges } from '../../gather/imported-changes.ts'
import { placeOfName } from '../../matching/names/project-places.ts'
import { isUpdate } from '../../matching/shared-state/half-guarded-fields.ts'
import { heldLock, isCalledWithLock } from '../../matching/shared-state/held-locks.ts'
import { usageOf } from '../../matching/shared-state/mutation.ts'
import {
  isOnLoopOnly,
  reachOf,
  runsOnLoopOnly,
  threadReach,
} from '../../matching/shared-state/thread-reach.ts'
import { conditionOf } from '../../matching/statements/branches.ts'
import type { Location } from '../../model.ts'
import {
  F_RIGHT,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_CALL,
  K_FUNCTION_DEFINITION,
  K_IF_STATEMENT,
  K_MODULE,
  K_SUBSCRIPT,
  K_WHILE_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { makesCollection } from './matching/mutable-values.ts'

export default defineRule({
  id: 'module-level-mutable-state',
  title: 'Module state changed by concurrent code without a lock',
  consequence:
    'Requests and threads change one shared table at the same time: entries get lost or mixed up.',
  effortHours: { low: 1, high: 6 },
  cwe: [362, 567],
  why: `
The collection belongs to the module: one for the whole process. Code that several requests or threads run
changes it without a lock. Single operations may be whole, but a test and the change that follows are not, and
whoever loops over it meanwhile fails. With several processes each has its own, and they disagree.
`,
  fix: `
Put the state and a lock into one object with methods for the steps that must be whole, and hand it in. State
that has to survive a process or be seen by all of them belongs into the database or Redis.
`,
  exemptions: [
    {
      text: 'Entries by thread or event loop: each has its own.',
      quiet: py`
        import threading

        _running = {}

        def work():
            _running[threading.get_ident()] = True

        for _ in range(3):
            threading.Thread(target=work).start()
      `,
    },
    {
      text: 'Changes under a lock.',
      quiet: py`
        import threading

        _cache = {}
        _lock = threading.Lock()

        def work(key):
            with _lock:
                _cache[key] = 1

        threading.Thread(target=work).start()
      `,
    },
    {
      text: 'Registries that are filled when modules are imported.',
      quiet: py`
        import threading

        HANDLERS = {}

        def register(name):
            def add(function):
                HANDLERS[name] = function
                return function
            return add

        @register("a")
        def handle():
            return HANDLERS["b"]

        threading.Thread(target=handle).start()
      `,
    },
    {
      text: 'Tables that nobody changes, and collections of a function.',
      quiet: py`
        import threading

        LIMITS = {"a": 1}

        def work():
            found = []
            found.append(LIMITS["a"])

        threading.Thread(target=work).start()
      `,
    },
    {
      text: 'Queues and other collections that are made for threads.',
      quiet: py`
        import queue
        import threading
        from collections import deque

        jobs = queue.Queue()
        recent = deque(maxlen=10)

        def work():
            jobs.put(1)
            recent.append(1)

        threading.Thread(target=work).start()
      `,
    },
  ],
  limits: [
    'Changes through another name are not seen.',
    'Where only tasks of an event loop change it the severity is low: between two awaits they are alone.',
  ],
  bad: [
    py`
      from flask import Flask

      app = Flask(__name__)
      _sessions = {} #!

      @app.route("/login")
      def login(user):
          _sessions[user] = True
    `,
    py`
      import threading
      from fastapi import FastAPI

      app = FastAPI()
      seen = set() #!
      results = [] #!

      @app.get("/")
      async def index(name: str):
          seen.add(name)
          return len(seen)

      def work(item):
          _store(item)

      def _store(item):
          if item not in results:
              results.append(item)

      def start(items):
          for item in items:
              threading.Thread(target=work, args=(item,)).start()
    `,
    {
      'shop/state.py': py`
        import threading

        sessions = {} #!
        seen = set() #!
        locked = {}
        lock = threading.Lock()
      `,
      'shop/views.py': py`
        from flask import Flask
        from . import state
        from .state import lock, locked, sessions

        app = Flask(__name__)

        @app.route("/login")
        def login(user):
            sessions[user] = True
            state.seen.add(user)
            with lock:
                locked[user] = True
      `,
    },
  ],
  good: [
    py`
      import threading
      from flask import Flask

      app = Flask(__name__)
      _sessions = {}
      _lock = threading.Lock()

      @app.route("/login")
      def login(user):
          with _lock:
              _sessions[user] = True
    `,
  ],
  on: {
    [K_MODULE](_, checker) {
      const module = checker.facts.scopes[0]
      for (const binding of module === undefined ? [] : checker.facts.bindingsOf(module)) {
        const definition = collectionOf(checker, binding)
        if (definition !== undefined) checkBinding(checker, binding, definition)
      }
    },
  },
})

const CACHE = /(?:^|_)(?:cache[sd]?|memo\w*)(?:_|$)|cache$/i
const SAFE = /^(?:__\w+__|_?log(?:ger)?)$/

function collectionOf({ facts, tree }: Checker, binding: Binding): Node | undefined {
  if (binding.kind !== 'variable' || SAFE.test(binding.name)) return undefined
  const first = binding.definitions.find(({ kind }) => kind === 'assignment')
  if (first === undefined || facts.scopeOf(first.node).kind !== 'module') return undefined
  const assignment = tree.parent(first.node)
  if (tree.kind(assignment) !== K_ASSIGNMENT) return undefined
  const value = tree.child(assignment, F_RIGHT)
  if (!makesCollection(facts, value)) return undefined
  // Adding to a bounded deque is one step that needs no lock.
  return /^(?:collections\.)?deque\(/.test(tree.spelled(value)) ? undefined : first.node
}

function checkBinding(checker: Checker, binding: Binding, definition: Node): void {
  const { facts } = checker
  const changes: { readonly location: Location; readonly steps: readonly StepDraft[] }[] = []
  let isTorn = false
  for (const reference of binding.references) {
    const owner = facts.enclosingFunction(reference)
    if (owner === undefined || owner.isLambda || usageOf(facts, reference) !== 'changes') continue
    if (heldLock(facts, reference) !== NO_NODE || isCalledWithLock(facts, owner)) continue
    if (isKeyedByRunner(checker, reference)) continue
    const threads = threadReach(checker, owner)
    if (threads === undefined && !runsOnLoopOnly(checker, owner)) continue
    if (threads !== undefined) isTorn ||= isInSteps(checker, reference)
    changes.push({ location: checker.locate(reference), steps: threads?.steps ?? [] })
  }
  const elsewhere = checker.project.at(changesFromElsewhere, `${checker.path} ${binding.name}`)
  for (const { symbol, location } of elsewhere ?? []) {
    const by = checker.project.index.function(location.path, symbol)
    if (by === undefined) continue
    const threads = reachOf(checker.project, by)
    if (threads === undefined && !isOnLoopOnly(checker.project, by)) continue
    changes.push({ location, steps: threads?.steps ?? [] })
  }
  if (changes.length === 0) return
  const steps = changes.find((one) => one.steps.length > 0)?.steps
  checker.report({
    node: definition,
    message:
      steps === undefined
        ? `\`${binding.name}\` is one for the whole process, and tasks of several requests change it.`
        : `\`${binding.name}\` is one for the whole process, and threads change it without a lock.`,
    // Two threads that fill a cache at once put the same into it.
    severity: steps === undefined ? 'low' : !isTorn || CACHE.test(binding.name) ? 'medium' : 'high',
    confidence: 'medium',
    evidence: [
      ...(steps ?? []),
      ...changes
        .slice(0, 5)
        .map(
          ({ location }) =>
            ({ kind: 'write', location, message: 'changed without a lock' }) as const,
        ),
    ],
    related: changes.slice(0, 10).map(({ location }) => location),
  })
}

/**
 * `counts[key] += 1`, `if key not in open: open[key] = ...`: others can come between the steps. One
 * step of a list or dictionary is whole by itself.
 */
function isInSteps(checker: Checker, reference: Node): boolean {
  const { tree } = checker
  if (isUpdate(checker, reference)) return true
  const asked = tree.ancestor(reference, K_IF_STATEMENT, K_WHILE_STATEMENT, K_FUNCTION_DEFINITION)
  if (asked === NO_NODE || tree.kind(asked) === K_FUNCTION_DEFINITION) return false
  const condition = conditionOf(tree, asked)
  const name = tree.text(reference)
  return condition !== NO_NODE && new RegExp(`\\b${name}\\b`).test(tree.spelled(condition))
}

/** `running[loop] = ...`, `waiting.pop(get_ident())`: each thread or loop has a place of its own. */
function isKeyedByRunner({ tree }: Checker, reference: Node): boolean {
  const parent = tree.parent(reference)
  const whole = tree.kind(parent) === K_ATTRIBUTE ? tree.parent(parent) : parent
  if (tree.kind(whole) !== K_SUBSCRIPT && tree.kind(whole) !== K_CALL) return false
  const key = tree.source.slice(tree.end(parent === whole ? reference : parent), tree.end(whole))
  return /^[[(]\s*\(?(?:\w+\.)*(?:_?(?:event_?)?loop|(?:current_)?(?:thread|task|greenlet)|get_?ident|getpid|pid|tid|thread_id|get_(?:running|event)_loop)\b/i.test(
    key,
  )
}

interface ForeignChange {
  /** The function that changes it. */
  readonly symbol: string
  readonly location: Location
}

/** Changes of variables of modules by other modules, by the path and name of the variable. */
export const changesFromElsewhere = defineTable({
  id: 'changes from other modules',
  make(project): ReadonlyMap<string, readonly ForeignChange[]> {
    const { index } = project
    const found = new Map<string, ForeignChange[]>()
    for (const [path, changes] of project.gathered(importedChanges)) {
      const from = index.module(path)
      if (from === undefined) continue
      for (const { origin, symbol, at } of changes) {
        const dot = origin.lastIndexOf('.')
        const home = dot <= 0 ? undefined : index.resolveName(from, origin.slice(0, dot))
        if (home?.kind !== 'module' || home.entry.kind !== 'module') continue
        const name = origin.slice(dot + 1)
        const key = `${home.entry.summary.path} ${name}`
        const change = { symbol, location: placeOfName(path, at, name) }
        const known = found.get(key)
        if (known === undefined) found.set(key, [change])
        else known.push(change)
      }
    }
    return found
  },
})
