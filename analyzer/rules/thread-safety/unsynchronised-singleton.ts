import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { threadReach } from '../../matching/shared-state/thread-reach.ts'
import { drawsWindows } from '../../matching/shared-state/window-toolkits.ts'
import { conditionOf } from '../../matching/statements/branches.ts'
import { F_LEFT, K_IF_STATEMENT } from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { findCreation, isGuarded, isMadeAtImport } from './matching/created-instances.ts'
import { readTest } from './matching/presence-test.ts'

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
    'Threads that reach the function are followed from where the project starts them; what frameworks start is judged by what the file imports. Without a sign of either the severity is medium.',
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
      const test = readTest(checker, conditionOf(tree, node))
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
            node: conditionOf(tree, node),
            message: 'both threads find nothing',
          },
          { kind: 'write', node: creation, message: 'both create an instance, the last one stays' },
        ],
      })
    },
  },
})

const THREADED = new Set(['threading', '_thread', 'concurrent'])

/** What calls the functions of a program from threads of its own. */
const SERVING = new Set([
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
  if (STARTING.test(owner.name) && !threadReach(checker, owner)) {
    return { severity: 'medium', confidence: 'medium' } as const
  }
  const roots = checker.facts.imports.map((one) => (one.target ?? one.module).split('.')[0] ?? '')
  // What a window is made of belongs to the one thread that draws it.
  if (drawsWindows(checker) && !threadReach(checker, owner)) {
    return { severity: 'medium', confidence: 'medium' } as const
  }
  // A file may know threads for other reasons: two of them have to come here.
  if (threadReach(checker, owner) || roots.some((root) => SERVING.has(root))) {
    return { severity: 'high', confidence: 'high' } as const
  }
  if (roots.some((root) => THREADED.has(root))) {
    return { severity: 'medium', confidence: 'high' } as const
  }
  if (roots.some((root) => root === 'asyncio' || root === 'trio' || root === 'anyio')) {
    return { severity: 'low', confidence: 'medium' } as const
  }
  return { severity: 'medium', confidence: 'medium' } as const
}
