import type { Checker } from '../../engine/checker.ts'
import { managerOf } from '../../flow/with-parts.ts'
import { insertBefore, replace } from '../../matching/edits/edits.ts'
import type { ProjectClass } from '../../project/values.ts'
import {
  K_CALL,
  K_WITH_CLAUSE,
  K_WITH_ITEM,
  K_WITH_STATEMENT,
  T_ASYNC,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

/** Library classes that only one of `with` and `async with` accepts. */
const ONLY_ASYNC = new Set(
  'asyncio.Lock asyncio.Semaphore asyncio.BoundedSemaphore asyncio.Condition asyncio.TaskGroup asyncio.timeout asyncio.timeout_at asyncio.Timeout aiohttp.ClientSession httpx.AsyncClient sqlalchemy.ext.asyncio.AsyncSession sqlalchemy.ext.asyncio.AsyncConnection sqlalchemy.ext.asyncio.AsyncSession.begin sqlalchemy.ext.asyncio.AsyncSession.begin_nested sqlalchemy.ext.asyncio.AsyncEngine.begin sqlalchemy.ext.asyncio.AsyncEngine.connect sqlalchemy.ext.asyncio.AsyncSessionTransaction trio.open_nursery anyio.create_task_group anyio.Lock anyio.Semaphore trio.Lock trio.Semaphore contextlib.AsyncExitStack contextlib.aclosing aiofiles.open asyncpg.create_pool redis.asyncio.Redis async_timeout.timeout'.split(
    ' ',
  ),
)
const ONLY_SYNC = new Set(
  'builtins.open io.open io.TextIOWrapper io.BufferedReader io.BufferedWriter threading.Lock threading.RLock threading.Semaphore threading.BoundedSemaphore threading.Condition contextlib.suppress contextlib.closing contextlib.ExitStack contextlib.redirect_stdout contextlib.redirect_stderr tempfile.TemporaryDirectory tempfile.NamedTemporaryFile tempfile.TemporaryFile zipfile.ZipFile tarfile.open sqlalchemy.orm.Session httpx.Client requests.Session concurrent.futures.ThreadPoolExecutor concurrent.futures.ProcessPoolExecutor trio.move_on_after trio.fail_after trio.CancelScope anyio.move_on_after anyio.fail_after anyio.CancelScope subprocess.Popen socket.socket sqlite3.connect psycopg2.connect decimal.localcontext warnings.catch_warnings'.split(
    ' ',
  ),
)

export default defineRule({
  id: 'async-cm-misuse',
  title: 'Context manager with the wrong kind of `with`',
  consequence:
    'The block fails with an error each time this way is taken, and the resource is never entered.',
  effortHours: { low: 0.1, high: 0.25 },
  cwe: [670],
  why: `
\`with\` calls \`__enter__\`, \`async with\` awaits \`__aenter__\`. An object that has only the other pair
raises at the statement, \`TypeError\` or \`AttributeError\`, before the block has begun.
`,
  fix: `
Write \`async with\` for managers of async libraries and for \`@asynccontextmanager\`, and \`with\` for files,
thread locks and the cancel scopes of trio and anyio.
`,
  exemptions: [
    {
      text: 'The right kind, and managers of both kinds.',
      quiet: py`
        import asyncio
        import contextlib
        import trio

        class Both:
            def __enter__(self):
                return self

            def __exit__(self, *args):
                pass

            async def __aenter__(self):
                return self

            async def __aexit__(self, *args):
                pass

        async def main(path):
            async with asyncio.Lock(), Both():
                pass
            with open(path), Both(), contextlib.suppress(OSError), trio.fail_after(5):
                pass
      `,
    },
    {
      text: 'Managers of which nothing, or not everything, is known.',
      quiet: py`
        from elsewhere import Base, connect

        class Own(Base):
            def __enter__(self):
                return self

        async def main(lock):
            async with lock, connect(), Own():
                pass
            with lock, connect():
                pass
      `,
    },
  ],
  limits: ['Objects of which the class cannot be told are not reported.'],
  bad: [
    py`
      import asyncio

      lock = asyncio.Lock()

      async def main():
          with lock: #!
              pass
    `,
    py`
      import asyncio
      import contextlib
      import threading
      import aiohttp

      class Client:
          async def __aenter__(self):
              return self

          async def __aexit__(self, *args):
              pass

      class File:
          def __enter__(self):
              return self

          def __exit__(self, *args):
              pass

      @contextlib.asynccontextmanager
      async def opened():
          yield 1

      @contextlib.contextmanager
      def locked():
          yield 1

      async def main(path):
          with aiohttp.ClientSession() as session: #!
              pass
          with Client() as client: #!
              pass
          with opened() as value: #!
              pass
          async with File() as file: #!
              pass
          async with locked(): #!
              pass
          async with open(path) as text: #!
              pass
          async with threading.Lock(): #!
              return session, client, value, file, text
    `,
  ],
  good: [
    py`
      import asyncio

      lock = asyncio.Lock()

      async def main():
          async with lock:
              pass
    `,
  ],
  on: {
    [K_WITH_STATEMENT](statement, checker) {
      const { tree, facts } = checker
      const clause = tree.childOfKind(statement, K_WITH_CLAUSE)
      if (clause === NO_NODE) return
      const isAsync = tree.hasChildOfKind(statement, T_ASYNC)
      const items = tree.namedChildren(clause).filter((one) => tree.kind(one) === K_WITH_ITEM)
      for (const item of items) {
        const manager = managerOf(tree, item)
        const kind = manager === NO_NODE ? undefined : kindOf(checker, manager)
        if (kind === undefined || kind === (isAsync ? 'async' : 'sync')) continue
        const only = items.length === 1 && facts.enclosingFunction(statement)?.isAsync === true
        const keyword = tree.childOfKind(statement, T_ASYNC)
        const edit = isAsync
          ? { ...replace(tree, keyword, ''), end: tree.end(keyword) + 1 }
          : insertBefore(tree, statement, 'async ')
        checker.report({
          node: item,
          message: isAsync
            ? `\`${tree.text(manager)}\` has no \`__aenter__\`: it needs a plain \`with\`.`
            : `\`${tree.text(manager)}\` has no \`__enter__\`: it needs \`async with\`.`,
          ...(only
            ? {
                fixes: [
                  {
                    title: isAsync ? 'Use a plain `with`' : 'Use `async with`',
                    grade: 'needs-review' as const,
                    edits: [edit],
                  },
                ],
              }
            : {}),
        })
      }
    },
  },
})

/** Bases of the standard library that have the one pair, and the other. */
const SYNC = /^(?:contextlib\.AbstractContextManager|typing\.ContextManager)$/
const ASYNC = /^(?:contextlib\.AbstractAsyncContextManager|typing\.AsyncContextManager)$/

/** The only kind of `with` that a manager accepts; undefined for both, or where it is not known. */
function kindOf(checker: Checker, manager: Node): 'sync' | 'async' | undefined {
  const { tree, facts } = checker
  // `aclosing(pages())` has the type of what it closes.
  const isCall = tree.kind(manager) === K_CALL
  if (isCall && facts.calleeName(manager) === 'contextlib.aclosing') return 'async'
  const value = checker.analysis.types.valueOf(manager)
  switch (value?.kind) {
    case 'manager':
      return value.isAsync ? 'async' : 'sync'
    case 'instance':
      return kindOfClass(checker, value.class)
    case 'external': {
      if (!value.name.endsWith('()')) return undefined
      const name = value.name.slice(0, -2)
      if (ONLY_ASYNC.has(name)) return 'async'
      return ONLY_SYNC.has(name) ? 'sync' : undefined
    }
    default:
      return undefined
  }
}

function kindOfClass({ project }: Checker, own: ProjectClass): 'sync' | 'async' | undefined {
  const { hierarchy } = project.index
  // A base from elsewhere may bring the other pair.
  if (!hierarchy.isFullyKnown(own, (name) => SYNC.test(name) || ASYNC.test(name))) return undefined
  const outside = hierarchy.order(own).filter((one) => typeof one === 'string')
  const has = (method: string, bases: RegExp) =>
    hierarchy.findMethod(own, method) !== undefined || outside.some((name) => bases.test(name))
  const isSync = has('__enter__', SYNC)
  const isAsync = has('__aenter__', ASYNC)
  if (isSync === isAsync) return undefined
  return isSync ? 'sync' : 'async'
}
