import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { calleeName, withoutParentheses } from '../../matching/calls.ts'
import { heldLock, isCalledWithLock } from '../../matching/held-locks.ts'
import { type PresenceTest, readTest } from '../../matching/presence-test.ts'
import { statementsOf } from '../../matching/statements.ts'
import { threadReach } from '../../matching/thread-reach.ts'
import {
  F_CONDITION,
  F_CONSEQUENCE,
  F_FUNCTION,
  F_LEFT,
  F_RIGHT,
  K_ASSIGNMENT,
  K_AWAIT,
  K_CALL,
  K_IF_STATEMENT,
  K_RETURN_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'unsynchronised-singleton',
  title: 'Singleton created without a lock',
  consequence:
    'Two threads can each create the one instance: one of the two, its connections and its data are lost.',
  effortHours: { low: 0.5, high: 2 },
  roles: ['source'],
  cwe: [362, 543, 609],
  why: `
Between the test for \`None\` and the assignment another thread may run the same lines. Both find nothing,
both create an instance, the second assignment wins. Whoever got the first instance goes on with an
object that nobody else sees: a second connection pool, a cache that is never filled, state that is lost.

| step | thread A | thread B |
|---|---|---|
| 1 | \`_pool is None\` is true | |
| 2 | | \`_pool is None\` is true |
| 3 | \`_pool = Pool()\`, returns pool 1 | |
| 4 | | \`_pool = Pool()\`, pool 1 leaks |
`,
  fix: `
Create the object when the module is imported, or where the application starts, and hand it in. Where it
has to be lazy, test and create under one \`threading.Lock\`, and test again inside when the first test
stands outside of it.
`,
  exemptions: [
    {
      text: 'A private function that is only called under a lock.',
      quiet: py`
        import threading

        _lock = threading.Lock()
        _parser = None

        def _get_parser():
            global _parser
            if _parser is None:
                _parser = create_parser()
            return _parser

        def parse(text):
            with _lock:
                return _get_parser().parse(text)
      `,
    },
    {
      text: 'Test and creation under a lock, or a second test inside of it.',
      quiet: py`
        import threading

        _lock = threading.Lock()
        _pool = None

        def get_pool():
            global _pool
            with _lock:
                if _pool is None:
                    _pool = Pool()
            return _pool

        def get_client():
            global _pool
            if _pool is not None:
                return _pool
            with _lock:
                if _pool is not None:
                    return _pool
                _pool = Pool()
                return _pool

        class Registry:
            _instance = None
            _lock = threading.Lock()

            def __new__(cls):
                if cls._instance is None:
                    with cls._lock:
                        if cls._instance is None:
                            cls._instance = super().__new__(cls)
                return cls._instance

        class Cache:
            _instance = None
            _guard = threading.Lock()

            def __new__(cls):
                with cls._guard:
                    if cls._instance is None:
                        cls._instance = super().__new__(cls)
                return cls._instance

        def pool():
            global _pool
            if _pool is None:
                _lock.acquire()
                try:
                    if _pool is None:
                        _pool = Pool()
                finally:
                    _lock.release()
            return _pool
      `,
    },
    {
      text: 'An object that is made at import.',
      quiet: py`
        _pool = Pool()

        def get_pool():
            return _pool

        class Registry:
            def __new__(cls):
                return _registry
      `,
    },
    {
      text: 'An instance that the module makes when it is imported, before there are threads.',
      quiet: py`
        import threading

        class Site:
            _instance = None

            def __new__(cls):
                if not cls._instance:
                    cls._instance = super().__new__(cls)
                return cls._instance

        site = Site()
      `,
    },
    {
      text: 'A lazy attribute of an instance, which is no singleton.',
      quiet: py`
        class Service:
            def client(self):
                if self._client is None:
                    self._client = Client()
                return self._client
      `,
    },
    {
      text: 'A value that comes out the same whoever computes it: a pattern, a table, a number.',
      quiet: py`
        import re

        _pattern = None
        _table = None
        _flag = None
        _version = None

        def SelectVersion():
            return 3

        def version():
            global _version
            if not _version:
                _version = SelectVersion()
            return _version

        def pattern():
            global _pattern, _table, _flag
            if _pattern is None:
                _pattern = re.compile("a+")
            if not _table:
                _table = {name: len(name) for name in NAMES}
            if _flag is None:
                _flag = True
            return _pattern
      `,
    },
    {
      text: 'A coroutine: between two awaits no other task runs (with an await it is lazy-init-across-await).',
      quiet: py`
        _client = None

        async def get_client():
            global _client
            if _client is None:
                _client = Client()
            return _client
      `,
    },
  ],
  limits: [
    'Whether threads really reach the function is judged by what the file imports; without a sign of threads the severity is medium.',
    'Creation by a function whose name does not say that it creates something is not reported.',
  ],
  bad: [
    py`
      import threading

      class Registry:
          _instance = None

          def __new__(cls):
              if cls._instance is None: #!
                  cls._instance = super().__new__(cls)
              return cls._instance
    `,
    py`
      from sqlalchemy import create_engine

      _engine = None
      _client = None

      def engine():
          global _engine
          if not _engine: #!
              _engine = create_engine(URL)
          return _engine

      def client():
          global _client
          if _client is not None: #!
              return _client
          _client = clients.Client(URL)
          return _client
    `,
  ],
  good: [
    py`
      import threading

      class Registry:
          _instance = None
          _lock = threading.Lock()

          def __new__(cls):
              with cls._lock:
                  if cls._instance is None:
                      cls._instance = super().__new__(cls)
              return cls._instance
    `,
  ],
  on: {
    [K_IF_STATEMENT](node, checker) {
      const { tree, facts } = checker
      const owner = facts.enclosingFunction(node)
      if (owner === undefined || owner.isLambda || owner.isAsync) return
      const test = readTest(checker, tree.child(node, F_CONDITION))
      if (test === undefined) return
      const creation = findCreation(checker, node, test)
      if (creation === undefined || isGuarded(checker, node, creation)) return
      if (isMadeAtImport(checker, owner)) return
      const { severity, confidence } = gradeOf(checker, owner)
      const what = tree.text(tree.child(creation, F_LEFT))
      checker.report({
        node,
        message: `\`${owner.name}\` tests \`${what}\` and creates it without a lock: two threads can both create one.`,
        severity,
        confidence,
        evidence: [
          {
            kind: 'test',
            node: tree.child(node, F_CONDITION),
            message: 'both threads find nothing',
          },
          { kind: 'write', node: creation, message: 'both create an instance, the last one stays' },
        ],
      })
    },
  },
})

/** `site = Site()` in the module itself: the first one is there before any thread asks. */
function isMadeAtImport(
  { facts, tree }: Checker,
  { class: own, enclosing }: FunctionFacts,
): boolean {
  if (own === undefined || enclosing !== undefined) return false
  return facts.identifiersNamed(own.name).some((name) => {
    const call = tree.parent(name)
    return (
      tree.kind(call) === K_CALL &&
      tree.fieldOf(name) === F_FUNCTION &&
      tree.kind(tree.parent(call)) === K_ASSIGNMENT &&
      facts.enclosingFunction(call) === undefined &&
      facts.enclosingClass(call) === undefined
    )
  })
}

/** The assignment that creates the missing instance, in or behind the test. */
function findCreation(checker: Checker, statement: Node, test: PresenceTest): Node | undefined {
  const { tree } = checker
  const block = tree.child(statement, F_CONSEQUENCE)
  if (block === NO_NODE) return undefined
  if (test.isMissing) return creationIn(checker, block, test.target)
  const last = statementsOf(tree, block).at(-1)
  if (last === undefined || tree.kind(last) !== K_RETURN_STATEMENT) return undefined
  for (let next = tree.nextSibling(statement); next !== NO_NODE; next = tree.nextSibling(next)) {
    const creation = creationIn(checker, next, test.target)
    if (creation !== undefined) return creation
  }
  return undefined
}

function creationIn(checker: Checker, region: Node, target: string): Node | undefined {
  const { tree } = checker
  for (let node = region; node < tree.endOfSubtree(region); node += 1) {
    if (tree.kind(node) !== K_ASSIGNMENT) continue
    if (tree.text(tree.child(node, F_LEFT)) !== target) continue
    const value = tree.child(node, F_RIGHT)
    if (value !== NO_NODE && createsObject(checker, withoutParentheses(tree, value))) return node
  }
  return undefined
}

const CREATING_NAME =
  /^_*(?:__new__|__call__|create|make|build|new|connect|open|init|start|setup|spawn|from_\w+)|(?:client|pool|engine|session|connection|factory|manager|redis|executor)$/i
/** What these make is the same for everyone, or cheap and without a state of its own. */
const PURE = new Set([
  're.compile',
  'logging.getLogger',
  'builtins.object',
  'builtins.dict',
  'builtins.list',
  'builtins.set',
  'builtins.tuple',
  'builtins.frozenset',
  'builtins.str',
  'builtins.int',
  'builtins.bool',
  'importlib.import_module',
  'struct.Struct',
  'decimal.Decimal',
  'pathlib.Path',
])

function createsObject(checker: Checker, value: Node): boolean {
  const { tree, facts } = checker
  if (tree.kind(value) === K_AWAIT || tree.kind(value) !== K_CALL) return false
  if (PURE.has(facts.calleeName(value) ?? '')) return false
  const name = calleeName(tree, value)
  if (name === 'cls' || CREATING_NAME.test(name)) return true
  // Some styles write functions with a capital too.
  const target = checker.valueOf(tree.child(value, F_FUNCTION))
  return /^_*[A-Z]/.test(name) && target?.kind !== 'function' && target?.kind !== 'method'
}

/** True when a lock covers the test, or covers the creation and a second test. */
function isGuarded(checker: Checker, statement: Node, creation: Node): boolean {
  const { tree, facts } = checker
  if (heldLock(facts, statement) !== NO_NODE) return true
  const owner = facts.enclosingFunction(statement)
  if (owner !== undefined && isCalledWithLock(facts, owner)) return true
  const lock = heldLock(facts, creation)
  if (lock === NO_NODE) return false
  const inner = tree.ancestor(creation, K_IF_STATEMENT)
  if (inner !== NO_NODE && inner !== statement && heldLock(facts, inner) !== NO_NODE) return true
  // `with lock:` and a second test that returns what another thread has made meanwhile.
  const target = tree.text(tree.child(creation, F_LEFT))
  return [...facts.nodesOfKind(K_IF_STATEMENT)].some(
    (one) =>
      one > lock &&
      one < creation &&
      tree.text(tree.child(one, F_CONDITION)).includes(target) &&
      heldLock(facts, one) === lock,
  )
}

const THREADED = new Set([
  'threading',
  '_thread',
  'concurrent',
  'flask',
  'django',
  'rest_framework',
  'celery',
  'bottle',
  'socketserver',
  'wsgiref',
  'gunicorn',
  'apscheduler',
])

/** What a program calls when it begins, before it has threads. */
const STARTING = /^_*(?:init|initiali[sz]e|set_?up|configure|launch|bootstrap|main)(?:_|$)/

/** By the signs of threads in the file; event loops alone run one task at a time. */
function gradeOf(checker: Checker, owner: FunctionFacts) {
  if (STARTING.test(owner.name) && owner.class === undefined && !threadReach(checker, owner)) {
    return { severity: 'medium', confidence: 'medium' } as const
  }
  const roots = checker.facts.imports.map((one) => (one.target ?? one.module).split('.')[0] ?? '')
  if (roots.some((root) => THREADED.has(root))) {
    return { severity: 'high', confidence: 'high' } as const
  }
  if (roots.some((root) => root === 'asyncio' || root === 'trio' || root === 'anyio')) {
    return { severity: 'low', confidence: 'medium' } as const
  }
  return { severity: 'medium', confidence: 'medium' } as const
}
