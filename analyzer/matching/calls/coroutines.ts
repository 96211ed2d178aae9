// Whether a call gives a coroutine: it calls an `async def` as it was written.

import { AWAITED_COMMANDS } from '../../domain/redis/commands.ts'
import type { Checker } from '../../engine/checker.ts'
import { defineTable } from '../../engine/table.ts'
import type { FileFacts } from '../../facts/file-facts.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { receiverAttribute } from '../../facts/receivers.ts'
import type { Location } from '../../model.ts'
import { callNature } from '../../project/call-results.ts'
import type { ModuleEntry } from '../../project/module-graph.ts'
import type { FunctionSummary } from '../../project/summary.ts'
import type { ProjectClass } from '../../project/values.ts'
import { F_ATTRIBUTE, K_ATTRIBUTE, K_CALL, K_IDENTIFIER } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { readPath } from '../../types/library.ts'
import { awaitedCallbackNames } from './awaited-callbacks.ts'

/** Coroutine functions and methods of libraries, by the path on which `valueOf` reaches them. */
const LIBRARY: ReadonlySet<string> = new Set(
  Object.entries({
    asyncio:
      'sleep wait wait_for to_thread open_connection start_server open_unix_connection create_subprocess_exec create_subprocess_shell',
    'asyncio.Lock()': 'acquire',
    'asyncio.Semaphore()': 'acquire',
    'asyncio.BoundedSemaphore()': 'acquire',
    'asyncio.Condition()': 'acquire wait wait_for',
    'asyncio.Event()': 'wait',
    'asyncio.Barrier()': 'wait reset abort',
    'asyncio.Queue()': 'get put join',
    'asyncio.PriorityQueue()': 'get put join',
    'asyncio.LifoQueue()': 'get put join',
    'asyncio.StreamReader()': 'read readline readexactly readuntil',
    'asyncio.StreamWriter()': 'drain wait_closed',
    trio: 'aclose_forcefully open_file open_ssl_over_tcp_listeners open_ssl_over_tcp_stream open_tcp_listeners open_tcp_stream open_unix_socket run_process serve_listeners serve_ssl_over_tcp serve_tcp sleep sleep_forever sleep_until lowlevel.cancel_shielded_checkpoint lowlevel.checkpoint lowlevel.checkpoint_if_cancelled lowlevel.open_process lowlevel.permanently_detach_coroutine_object lowlevel.reattach_detached_coroutine_object lowlevel.temporarily_detach_coroutine_object lowlevel.wait_readable lowlevel.wait_task_rescheduled lowlevel.wait_writable to_thread.run_sync',
    anyio:
      'connect_tcp connect_unix create_tcp_listener create_unix_listener open_file open_process run_process sleep sleep_forever sleep_until lowlevel.checkpoint lowlevel.checkpoint_if_cancelled lowlevel.cancel_shielded_checkpoint to_thread.run_sync to_process.run_sync',
    'sqlalchemy.ext.asyncio.AsyncSession()':
      'execute scalar scalars commit rollback flush refresh get delete merge close begin_nested stream',
    'asyncpg.Pool()': 'execute executemany fetch fetchrow fetchval close',
    'asyncpg.Connection()': 'execute executemany fetch fetchrow fetchval close',
    'redis.asyncio.Redis()': `${AWAITED_COMMANDS.join(' ')} ping aclose`,
    'redis.asyncio.client.Pipeline()': 'execute watch unwatch',
    'starlette.websockets.WebSocket()':
      'accept send_text send_json send_bytes receive_text receive_json receive_bytes close',
    'aiohttp.web.WebSocketResponse()':
      'prepare send_str send_bytes send_json receive receive_str receive_json close',
    'channels.layers.BaseChannelLayer()': 'group_add group_discard group_send send receive',
    'channels.generic.websocket.AsyncWebsocketConsumer()': 'accept send close',
    'channels.generic.websocket.AsyncJsonWebsocketConsumer()': 'accept send send_json close',
    'socketio.AsyncServer()': 'emit enter_room leave_room save_session get_session disconnect',
    'aiokafka.AIOKafkaProducer()': 'start stop send send_and_wait flush',
    'aiokafka.AIOKafkaConsumer()': 'start stop commit getone getmany',
    'aiogram.types.Message()':
      'answer reply edit_text edit_reply_markup delete forward copy_to answer_photo answer_document send_copy pin',
    'aiogram.types.CallbackQuery()': 'answer',
    'aiogram.Bot()':
      'send_message send_photo send_document delete_message edit_message_text answer_callback_query get_chat ban_chat_member set_webhook delete_webhook',
    'discord.Interaction()': 'original_response edit_original_response delete_original_response',
    'discord.ext.commands.Context()': 'send reply defer typing',
    'discord.Message()': 'reply delete edit add_reaction',
    'discord.TextChannel()': 'send delete edit purge',
    'discord.Member()': 'send ban kick add_roles remove_roles edit timeout',
    'telegram.Bot()': 'send_message send_photo send_document delete_message edit_message_text',
    'telegram.Message()': 'reply_text reply_photo reply_document edit_text delete',
    'telegram.CallbackQuery()': 'answer edit_message_text',
    'httpx.AsyncClient()': 'get post put patch delete head options request send aclose',
  }).flatMap(([owner, names]) => names.split(' ').map((name) => `${owner}.${name}`)),
)

/** Decorators that leave a coroutine function one. */
const TRANSPARENT =
  /^(?:builtins\.(?:staticmethod|classmethod)|(?:typing|typing_extensions)\.(?:override|final|no_type_check)|abc\.abstractmethod|functools\.wraps)$/

/** Calls that give a coroutine, with what they call, for messages and evidence. */
export interface CoroutineCall {
  readonly name: string
  /** The definition when it stands in the same file, NO_NODE otherwise. */
  readonly definition: Node
  /** The definition when it stands in another file. */
  readonly elsewhere?: Location
}

/** What a call of a coroutine function calls; undefined when that is not sure. */
export function coroutineCall(checker: Checker, call: Node): CoroutineCall | undefined {
  const { tree, facts } = checker
  const callee = tree.callee(call)
  if (callee === NO_NODE) return undefined
  const own = localDefinitions(facts, callee)
  const last = own.at(-1)
  if (last !== undefined) {
    if (!own.every((one) => isCoroutineFunction(facts, one) || isMadeOne(checker, one))) {
      return undefined
    }
    const owner = last.class && checker.project.index.class(checker.path, last.class.symbol)
    if (owner !== undefined && isPlainBelow(checker, owner, last.name)) return undefined
    return { name: last.name, definition: last.node }
  }
  // What the flow of the function says of an object comes second: it costs more.
  const value = checker.valueOf(callee) ?? checker.analysis.types.valueOf(callee)
  switch (value?.kind) {
    case 'external':
      if (!LIBRARY.has(value.name) && !LIBRARY.has(canonical(value.name))) return undefined
      return { name: value.name.replaceAll('()', ''), definition: NO_NODE }
    case 'function':
    case 'method': {
      if (callNature(value.function) !== 'coroutine') return undefined
      if (
        value.kind === 'method' &&
        isPlainBelow(checker, value.receiver, value.function.summary.name)
      )
        return undefined
      const { summary, module } = value.function
      return { name: summary.symbol, definition: NO_NODE, elsewhere: placeOf(module, summary) }
    }
    // `callback: Callable[[Event], Awaitable[None]]` promises something that must be awaited.
    case 'container':
      if (!/(?:^|\.)Callable$/.test(value.name) || value.item?.kind !== 'awaitable')
        return undefined
      return value.item.isStarted ? undefined : { name: tree.text(callee), definition: NO_NODE }
    default:
      return undefined
  }
}

/** `channels.layers.get_channel_layer().send` is a method of what the function gives. */
function canonical(path: string): string {
  const dot = path.lastIndexOf('.')
  const owner = dot < 0 ? undefined : readPath(path.slice(0, dot))
  return owner === undefined || owner.isClass ? path : `${owner.name}()${path.slice(dot)}`
}

/** `@database_sync_to_async def store(self)`: plain code whose calls are awaited. */
function isMadeOne({ project, path }: Checker, one: FunctionFacts): boolean {
  if (one.isAsync || one.decorators.length === 0) return false
  const own = project.index.function(path, one.symbol)
  return own !== undefined && callNature(own) === 'coroutine'
}

/** True if a class below has a method of that name which is no coroutine function. */
function isPlainBelow({ project }: Checker, owner: ProjectClass, name: string): boolean {
  return project.index.hierarchy
    .overrides(owner, name)
    .some((one) => callNature(one) !== 'coroutine')
}

/** Names of all coroutine functions of the project and of the libraries that are known. */
export const coroutineNames = defineTable({
  id: 'coroutine names',
  make({ index }): ReadonlySet<string> {
    const names = new Set<string>()
    for (const one of index.functions) {
      if (one.summary.isAsync || callNature(one) === 'coroutine') names.add(one.summary.name)
    }
    for (const name of LIBRARY) names.add(lastName(name))
    for (const name of awaitedCallbackNames(index)) names.add(name)
    return names
  },
})

/** A quick answer by the callee's name alone; false means that it is no coroutine function. */
export function mayBeCoroutine(checker: Checker, callee: Node): boolean {
  if (callee === NO_NODE) return false
  const { tree, facts } = checker
  const names = checker.project.table(coroutineNames)
  const kind = tree.kind(callee)
  if (kind === K_ATTRIBUTE) return names.has(facts.name(tree.child(callee, F_ATTRIBUTE)))
  if (kind !== K_IDENTIFIER) return false
  return names.has(facts.name(callee)) || names.has(lastName(facts.qualifiedName(callee) ?? ''))
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1)
}

function placeOf(module: ModuleEntry, { at, name }: FunctionSummary): Location {
  const endColumn = at.column + name.length
  return {
    path: module.summary.path,
    range: { startLine: at.line, startColumn: at.column, endLine: at.line, endColumn },
  }
}

/** The functions of the same file that a callee may mean: all definitions of the name or method. */
function localDefinitions(facts: FileFacts, callee: Node): readonly FunctionFacts[] {
  const { tree } = facts
  if (tree.kind(callee) === K_IDENTIFIER) {
    const definitions = facts.resolve(callee)?.definitions ?? []
    const functions = definitions.flatMap(({ kind, node }) =>
      kind === 'function' ? (facts.functionAt(tree.parent(node)) ?? []) : [],
    )
    return functions.length === definitions.length ? functions : []
  }
  const attribute = receiverAttribute(facts, callee)
  if (attribute !== undefined) {
    return attribute.class.methods.filter((method) => method.name === attribute.name)
  }
  const name = facts.qualifiedName(callee)
  if (name === undefined || !name.startsWith('.')) return []
  return facts.functions.filter((one) => one.isMethod && `.${one.symbol}` === name)
}

/** True for an `async def` that its decorators leave one. */
export function isCoroutineFunction(facts: FileFacts, one: FunctionFacts): boolean {
  if (!one.isAsync || one.isGenerator) return false
  return one.decorators.every((decorator) => {
    const callee = facts.tree.kind(decorator) === K_CALL ? facts.tree.callee(decorator) : decorator
    return TRANSPARENT.test(facts.qualifiedName(callee) ?? '')
  })
}

/** What a reference to a coroutine function names, `functools.partial` seen through. */
export function coroutineReference(checker: Checker, expression: Node): string | undefined {
  const { tree, facts } = checker
  if (expression === NO_NODE) return undefined
  if (tree.kind(expression) === K_CALL) {
    if (facts.calleeName(expression) !== 'functools.partial') return undefined
    return coroutineReference(checker, facts.arguments(expression)[0]?.value ?? NO_NODE)
  }
  if (!mayBeCoroutine(checker, expression)) return undefined
  const own = localDefinitions(facts, expression)
  const last = own.at(-1)
  if (last !== undefined) {
    return own.every((one) => isCoroutineFunction(facts, one)) ? last.name : undefined
  }
  const value = checker.valueOf(expression)
  switch (value?.kind) {
    case 'external':
      return LIBRARY.has(value.name) ? value.name.replaceAll('()', '') : undefined
    case 'function':
    case 'method':
      return callNature(value.function) === 'coroutine' ? value.function.summary.symbol : undefined
    default:
      return undefined
  }
}
