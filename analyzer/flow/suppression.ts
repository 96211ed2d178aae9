// Which context managers swallow exceptions, and which calls never return.
import type { FileFacts } from '../facts/file-facts.ts'
import type { FunctionFacts } from '../facts/functions.ts'
import { receiverAttribute } from '../facts/receivers.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'

/** Whether a context manager swallows exceptions that leave its body. */
export type Suppression = 'yes' | 'never' | 'unknown'

const SWALLOWS: ReadonlySet<string> = new Set([
  'contextlib.suppress',
  'contextlib.ExitStack',
  'contextlib.AsyncExitStack',
  'pytest.raises',
  'pytest.RaisesGroup',
  'anyio.move_on_after',
  'anyio.move_on_at',
  'anyio.CancelScope',
  'trio.move_on_after',
  'trio.move_on_at',
  'trio.CancelScope',
  'async_timeout.move_on',
])

const SWALLOWING_METHODS: ReadonlySet<string> = new Set([
  'assertRaises',
  'assertRaisesRegex',
  'assertRaisesRegexp',
])

const PASSES_ON: ReadonlySet<string> = new Set([
  'builtins.open',
  'builtins.memoryview',
  'io.open',
  'gzip.open',
  'bz2.open',
  'lzma.open',
  'tarfile.open',
  'zipfile.ZipFile',
  'socket.socket',
  'socket.create_connection',
  'sqlite3.connect',
  'mmap.mmap',
  'selectors.DefaultSelector',
  'subprocess.Popen',
  'tempfile.TemporaryDirectory',
  'tempfile.TemporaryFile',
  'tempfile.NamedTemporaryFile',
  'tempfile.SpooledTemporaryFile',
  'contextlib.closing',
  'contextlib.aclosing',
  'contextlib.nullcontext',
  'contextlib.redirect_stdout',
  'contextlib.redirect_stderr',
  'contextlib.chdir',
  'decimal.localcontext',
  'warnings.catch_warnings',
  'os.scandir',
  'asyncio.timeout',
  'asyncio.timeout_at',
  'asyncio.TaskGroup',
  'asyncio.Runner',
  'async_timeout.timeout',
  'anyio.create_task_group',
  'anyio.fail_after',
  'anyio.open_file',
  'trio.open_nursery',
  'trio.fail_after',
  'aiofiles.open',
  'aiohttp.ClientSession',
  'httpx.Client',
  'httpx.AsyncClient',
  'requests.Session',
  'requests.session',
  'concurrent.futures.ThreadPoolExecutor',
  'concurrent.futures.ProcessPoolExecutor',
  'multiprocessing.Pool',
  'multiprocessing.pool.ThreadPool',
  'sqlalchemy.orm.Session',
  'sqlalchemy.ext.asyncio.AsyncSession',
  'sqlmodel.Session',
  'django.db.transaction.atomic',
  'unittest.mock.patch',
  'unittest.mock.patch.object',
  'unittest.mock.patch.dict',
  'pytest.warns',
  'pytest.deprecated_call',
  'pytest.MonkeyPatch.context',
])

/** Last parts of names that stand for locks, transactions, sessions and connections. */
const PASSES_ON_BY_NAME =
  /(?:^|_)(?:lock|rlock|mutex|semaphore|sem|cond|condition|begin|begin_nested|transaction|atomic|session|session_?maker|session_?factory|sessionlocal|connect|connection|conn|cursor|pipeline|pipe|acquire|client|executor|pool|subtests?|timeout|start_as_current_span|span|task_?group|tg|nursery)$/i

/** Judges the expression behind `with`. */
export function suppressionOf(facts: FileFacts, manager: Node): Suppression {
  const { tree } = facts
  const isCall = tree.kind(manager) === k.K_CALL
  const named = isCall ? facts.callee(manager) : manager
  const name = facts.qualifiedName(named)
  if (name !== undefined) {
    if (SWALLOWS.has(name)) return 'yes'
    if (PASSES_ON.has(name)) return 'never'
  }
  const last = lastName(facts, named)
  if (last === undefined) return 'unknown'
  if (SWALLOWING_METHODS.has(last)) return 'yes'
  return PASSES_ON_BY_NAME.test(last) ? 'never' : 'unknown'
}

/** `lock` for `lock`, `self.lock` and, one of many, `self.locks[key]`. */
function lastName(facts: FileFacts, expression: Node): string | undefined {
  const { tree } = facts
  const isItem = tree.kind(expression) === k.K_SUBSCRIPT
  const owner = isItem ? tree.child(expression, k.F_VALUE) : expression
  const isAttribute = owner !== NO_NODE && tree.kind(owner) === k.K_ATTRIBUTE
  const name = isAttribute ? tree.child(owner, k.F_ATTRIBUTE) : owner
  if (name === NO_NODE || tree.kind(name) !== k.K_IDENTIFIER) return undefined
  return isItem ? facts.name(name).replace(/s$/, '') : facts.name(name)
}

const NEVER_RETURN: ReadonlySet<string> = new Set([
  'sys.exit',
  'builtins.exit',
  'builtins.quit',
  'os._exit',
  'os.abort',
  'pytest.fail',
  'pytest.skip',
  'pytest.xfail',
  'pytest.exit',
  'typing.assert_never',
  'typing_extensions.assert_never',
  'flask.abort',
  'werkzeug.exceptions.abort',
])

/** Last parts of the names above; most calls need no further look. */
const LAST_PARTS: ReadonlySet<string> = new Set(
  Array.from(NEVER_RETURN, (name) => name.slice(name.lastIndexOf('.') + 1)),
)

/** True for calls after which control cannot go on: `sys.exit()`, `self.skipTest()`. */
export function neverReturns(facts: FileFacts, call: Node): boolean {
  const { tree } = facts
  const callee = facts.callee(call)
  if (callee === NO_NODE) return false
  const isMethod = tree.kind(callee) === k.K_ATTRIBUTE
  const last = isMethod ? tree.child(callee, k.F_ATTRIBUTE) : callee
  if (last === NO_NODE || tree.kind(last) !== k.K_IDENTIFIER) return false
  const text = facts.name(last)
  if (isMethod && text === 'skipTest') return true
  if (isDeclaredEndless(facts, callee)) return true
  // `from sys import exit as leave` is rare enough to be missed.
  if (!LAST_PARTS.has(text)) return false
  const name = facts.qualifiedName(callee)
  return name !== undefined && NEVER_RETURN.has(name)
}

/** `def fail() -> NoReturn` of the same file: few files have one, so that is asked first. */
function isDeclaredEndless(facts: FileFacts, callee: Node): boolean {
  const isNamed = (name: string) => facts.identifiersNamed(name).length > 0
  if (!isNamed('NoReturn') && !isNamed('Never')) return false
  const { tree } = facts
  let called: FunctionFacts | undefined
  if (tree.kind(callee) === k.K_IDENTIFIER) {
    const binding = facts.resolve(callee)
    const only = binding?.definitionCount === 1 ? binding.definitions[0] : undefined
    called = only?.kind === 'function' ? facts.functionAt(tree.parent(only.node)) : undefined
  } else {
    const method = receiverAttribute(facts, callee)
    called = method?.class.methods.find(({ name }) => name === method.name)
  }
  if (called === undefined || called.isAsync || called.returns === NO_NODE) return false
  return /^(?:\w+\.)?(?:NoReturn|Never)$/.test(tree.spelled(called.returns))
}
