import type { Checker } from '../../engine/checker.ts'
import type { Guard } from '../../flow/value-flow.ts'
import { writtenValue } from '../../flow/written-value.ts'
import { calleeName } from '../../matching/calls/calls.ts'
import { isForOthers, weightOfMeeting } from '../../matching/shared-state/proven-runs.ts'
import { statementsOf } from '../../matching/statements/statements.ts'
import {
  F_CONSEQUENCE,
  K_ATTRIBUTE,
  K_AWAIT,
  K_CALL,
  K_IF_STATEMENT,
  K_MODULE,
  K_RAISE_STATEMENT,
  K_SUBSCRIPT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { storeOf } from './matching/awaited-stores.ts'
import {
  type CheckThenAct,
  checksThenActs,
  isLazyInitialisation,
  OF_ONE_USER,
} from './matching/check-then-act.ts'
import { isOfApplication } from './matching/guarded-acts.ts'

export default defineRule({
  id: 'lazy-init-across-await',
  title: 'Lazy initialisation with an await between test and assignment',
  consequence:
    'Two requests at start-up both open the connection or pool; one of them is never closed again.',
  effortHours: { low: 0.5, high: 2 },
  cwe: [362, 367, 772],
  why: `
Between the test for \`None\` and the assignment the coroutine waits. A second task finds \`None\` too and
initialises again; the last one stays, the other is lost with its connections.

| step | task A | task B | \`self._pool\` |
|---|---|---|---|
| 1 | finds None, awaits connect | | None |
| 2 | | finds None, awaits connect | None |
| 3 | assigns pool 1, uses it | | pool 1 |
| 4 | | assigns pool 2 | pool 2, pool 1 **leaks** |
`,
  fix: `
Hold one \`asyncio.Lock\` over test, await and assignment, or initialise once where the application
starts. Storing the task of the initialisation before the first await works too: all callers await it.
`,
  exemptions: [
    {
      text: 'A lock over test and assignment, also with a first test outside of it.',
      quiet: py`
        class Store:
            async def pool(self):
                if self._pool is None:
                    async with self._lock:
                        if self._pool is None:
                            self._pool = await connect()
                return self._pool
      `,
    },
    {
      text: 'Created without an await, or the task of it stored before the first one.',
      quiet: py`
        import asyncio

        class Store:
            async def pool(self):
                if self._client is None:
                    self._client = Client()
                if self._task is None:
                    self._task = asyncio.create_task(connect())
                return await self._task
      `,
    },
    {
      text: 'Tested again after the await.',
      quiet: py`
        class Store:
            async def pool(self):
                if self._pool is None:
                    pool = await connect()
                    if self._pool is None:
                        self._pool = pool
                return self._pool
      `,
    },
    {
      text: 'An object that one task uses by its nature, as the name of its class says (`Request`, `Response`, `Reader`, `Pipeline`).',
      quiet: py`
        class FormRequest:
            async def form(self):
                if self._form is None:
                    self._form = await parse(self)
                return self._form
      `,
    },
    {
      text: 'Test and assignment stand together in a `finally` behind the await, in a loop too.',
      quiet: py`
        class Connection:
            async def run(self, loop):
                while self.is_open:
                    try:
                        await self.serve()
                    except OSError:
                        break
                    finally:
                        if self._timer is None:
                            self._timer = loop.call_later(5, self.close)
      `,
    },
    {
      text: 'A local variable.',
      quiet: py`
        async def load(pool=None):
            if pool is None:
                pool = await connect()
            return pool
      `,
    },
  ],
  limits: ['A test in a helper, and an object that only one task ever uses, are not told apart.'],
  bad: [
    py`
      class Store:
          def __init__(self):
              self._pool = None

          async def pool(self):
              if self._pool is None:
                  self._pool = await connect() #!
              return self._pool
    `,
    py`
      _client = None

      async def client():
          global _client
          if _client:
              return _client
          fresh = await connect()
          _client = fresh #!
          return _client

      class Store:
          async def pool(self):
              if not self._pool:
                  pool = Pool()
                  await pool.open()
                  self._pool = pool #!
              return self._pool
    `,
  ],
  good: [
    py`
      import asyncio

      class Store:
          def __init__(self):
              self._pool = None
              self._lock = asyncio.Lock()

          async def pool(self):
              async with self._lock:
                  if self._pool is None:
                      self._pool = await connect()
                  return self._pool
    `,
  ],
  on: {
    [K_MODULE](_module, checker) {
      for (const check of checker.once(checksThenActs, checksThenActs)) {
        const { owner, guard, test, act, location } = check
        if (!isLazyInitialisation(checker, check)) continue
        if (!location.isShared && !isOfApplication(location)) continue
        if (OF_ONE_USER.test(owner.class?.name ?? '')) continue
        const isMet =
          weightOfMeeting(checker, owner, location, false) !== 'medium' ||
          isForOthers(checker, owner)
        checker.report({
          node: act.node,
          message: `\`${owner.name}\` finds \`${location.text}\` missing, awaits, then assigns it: two tasks can both initialise, and one result is lost.`,
          // What is only fetched twice leaves nothing open, and who is told off has no need of it.
          ...((!isMet ||
            !opensSomething(checker, check) ||
            isRefused(checker.tree, guard) ||
            RUN_ONCE.test(owner.name)) && {
            severity: 'medium' as const,
          }),
          confidence: location.root === 'closure' || storeOf(act) !== act.node ? 'medium' : 'high',
          evidence: [
            { kind: 'test', node: test, message: 'both tasks find nothing' },
            { kind: 'write', node: storeOf(act), message: 'both assign, the last one stays' },
          ],
        })
      }
    },
  },
})

/** `if self.connection: raise StartedTwice`: one user is meant, and two are a mistake of theirs. */
function isRefused(tree: SyntaxTree, { condition, holds }: Guard): boolean {
  const statement = tree.ancestor(condition, K_IF_STATEMENT)
  if (holds || statement === NO_NODE || !tree.contains(statement, condition)) return false
  const first = statementsOf(tree, tree.child(statement, F_CONSEQUENCE))[0]
  return first !== undefined && tree.kind(first) === K_RAISE_STATEMENT
}

/** What a program calls once for its object, and which then runs until the end. */
const RUN_ONCE = /^(?:a?run|serve|main|run_app|start_server)(?:_forever|_until\w*)?$/

/** What must be closed again, or must happen once, by what it is called. */
const RESOURCE =
  /connect|open|creat|start|spawn|make|build|acquire|init|set_?up|log_?in|sign_?in|launch|listen|bind|subscribe|register|pool|client|session|engine|channel|server|browser|driver|process|socket|stream|task|worker|reader|writer|consumer|producer|lock|transport|proxy|tunnel|lease|token|enter/i

const FETCHED =
  /^_*(?:get|fetch|load|find|resolve|look_?up|read)_(?!or_|.*(?:connection|session|client|pool|lock|token))/

function opensSomething({ tree, facts }: Checker, { owner, test, act, location }: CheckThenAct) {
  // `self._address = connection.address`: what was opened goes on, a value of it is noted.
  const value = writtenValue(tree, storeOf(act))?.node ?? NO_NODE
  const kind = value === NO_NODE ? -1 : tree.kind(value)
  if (kind === K_ATTRIBUTE || kind === K_SUBSCRIPT) return false
  // What is asked for by its name twice is the same.
  if (FETCHED.test(awaitedName(tree, act.node))) return false
  if (RESOURCE.test(location.text)) return true
  const last = tree.endOfSubtree(tree.parent(act.node))
  return facts.calls.some(
    (call) =>
      call > test &&
      call < last &&
      facts.enclosingFunction(call) === owner &&
      tree.kind(tree.parent(call)) === K_AWAIT &&
      RESOURCE.test(calleeName(tree, call)),
  )
}

/** `get_channel` of `self.channel = channel = await self.source.get_channel()`, '' for other values. */
function awaitedName(tree: SyntaxTree, place: Node): string {
  const value = writtenValue(tree, place)?.node ?? NO_NODE
  if (value === NO_NODE || tree.kind(value) !== K_AWAIT) return ''
  const call = tree.namedChildren(value)[0] ?? NO_NODE
  return call !== NO_NODE && tree.kind(call) === K_CALL ? calleeName(tree, call) : ''
}
