// What becomes of functions that are handed to a call: task, thread, callback, or nothing known.
import type { Reference } from '../facts/reference.ts'
import type { SpawnKind } from './summary.ts'

const BY_ORIGIN: ReadonlyMap<string, SpawnKind> = new Map(
  Object.entries({
    'asyncio.create_task': 'task',
    'asyncio.ensure_future': 'task',
    'asyncio.gather': 'task',
    'asyncio.wait': 'task',
    'asyncio.as_completed': 'task',
    'asyncio.shield': 'task',
    'asyncio.wait_for': 'task',
    'asyncio.run': 'run',
    'asyncio.run_coroutine_threadsafe': 'task',
    'asyncio.to_thread': 'executor',
    'anyio.run': 'run',
    'anyio.to_thread.run_sync': 'executor',
    'anyio.from_thread.run': 'task',
    'trio.run': 'run',
    'trio.to_thread.run_sync': 'executor',
    'curio.run': 'run',
    'curio.spawn': 'task',
    'gevent.spawn': 'task',
    'eventlet.spawn': 'task',
    'fastapi.concurrency.run_in_threadpool': 'executor',
    'starlette.concurrency.run_in_threadpool': 'executor',
    'asgiref.sync.sync_to_async': 'executor',
    'asgiref.sync.async_to_sync': 'run',
    'threading.Thread': 'thread',
    'threading.Timer': 'timer',
    '_thread.start_new_thread': 'thread',
    'thread.start_new_thread': 'thread',
    'multiprocessing.Process': 'process',
    'multiprocessing.context.Process': 'process',
    'billiard.Process': 'process',
    'signal.signal': 'signal',
    'atexit.register': 'callback',
    'weakref.finalize': 'callback',
    'sched.scheduler.enter': 'timer',
    'aiohttp.web.get': 'route',
    'aiohttp.web.post': 'route',
    'aiohttp.web.put': 'route',
    'aiohttp.web.patch': 'route',
    'aiohttp.web.delete': 'route',
    'aiohttp.web.view': 'route',
    'telegram.ext.CommandHandler': 'callback',
    'telegram.ext.MessageHandler': 'callback',
    'telegram.ext.CallbackQueryHandler': 'callback',
    'telegram.ext.InlineQueryHandler': 'callback',
    'starlette.routing.Route': 'route',
    'starlette.routing.WebSocketRoute': 'route',
  } satisfies Record<string, SpawnKind>),
)

/** Methods whose names leave little doubt, whatever they are called on. */
const BY_METHOD: ReadonlyMap<string, SpawnKind> = new Map(
  Object.entries({
    create_task: 'task',
    ensure_future: 'task',
    start_soon: 'task',
    spawn: 'task',
    run_until_complete: 'run',
    run_in_executor: 'executor',
    add_task: 'background',
    add_background_task: 'background',
    add_done_callback: 'callback',
    call_soon: 'callback',
    call_soon_threadsafe: 'callback',
    call_later: 'timer',
    call_at: 'timer',
    add_signal_handler: 'signal',
    add_job: 'timer',
    add_event_handler: 'callback',
    add_get: 'route',
    add_post: 'route',
    add_put: 'route',
    add_patch: 'route',
    add_delete: 'route',
    add_head: 'route',
    add_view: 'route',
    add_route: 'route',
    add_api_route: 'route',
    add_url_rule: 'route',
    add_websocket_route: 'route',
    add_api_websocket_route: 'route',
  } satisfies Record<string, SpawnKind>),
)

/** `submit` and `map` exist on much else: only on what is an executor or pool by its making. */
const EXECUTORS = /(?:ThreadPoolExecutor|ProcessPoolExecutor|Executor|Pool|ThreadPool)$/

/** `passed` where nothing is known of what the call does with a function. */
export function spawnKind(
  origin: string | undefined,
  callee: Reference | undefined,
  method: string,
): SpawnKind {
  const known = origin === undefined ? undefined : BY_ORIGIN.get(origin)
  if (known !== undefined) return known
  if (method === 'submit' || method === 'map' || method === 'apply') {
    const isNamed = origin !== undefined && isExecutorName(origin)
    const isPool = isNamed || (callee !== undefined && isExecutor(callee))
    if (!isPool) return 'passed'
    return PROCESSES.test(madeBy(origin, callee)) ? 'process' : 'executor'
  }
  // Pools of `multiprocessing`: threads only where the name says so.
  if (POOL_METHODS.has(method)) {
    const name = origin ?? (callee === undefined ? '' : JSON.stringify(callee))
    return /thread|dummy/i.test(name) ? 'executor' : 'process'
  }
  // `self.add_task(...)`: a queue of one's own says nothing of threads.
  if (/^add_(?:background_)?task$/.test(method) && isOwnMethod(callee)) return 'passed'
  return BY_METHOD.get(method) ?? 'passed'
}

function isOwnMethod(callee: Reference | undefined): boolean {
  return callee?.kind === 'attribute' && callee.of.kind === 'receiver'
}

const PROCESSES = /ProcessPoolExecutor|multiprocess(?:ing)?\.Pool|loky|pebble\.ProcessPool/

function madeBy(origin: string | undefined, callee: Reference | undefined): string {
  return `${origin ?? ''} ${callee === undefined ? '' : JSON.stringify(callee)}`
}

const POOL_METHODS: ReadonlySet<string> = new Set([
  'apply_async',
  'map_async',
  'starmap',
  'starmap_async',
  'imap',
  'imap_unordered',
])

function isExecutor(callee: Reference): boolean {
  let at: Reference = callee
  for (;;) {
    switch (at.kind) {
      case 'attribute':
        // `self.pool`: what an attribute is named tells what it holds.
        if (at !== callee && EXECUTOR_NAME.test(at.name)) return true
        at = at.of
        break
      case 'call':
      case 'enter':
        at = at.of
        break
      case 'origin':
        return isExecutorName(at.name)
      case 'instance':
        return at.type.kind === 'name' && EXECUTORS.test(at.type.text)
      default:
        return false
    }
  }
}

const EXECUTOR_NAME = /(?:executor|(?<!process_?)pool)$/i

function isExecutorName(name: string): boolean {
  return (
    EXECUTORS.test(name.replace(/\.(?:submit|map|apply)$/, '')) ||
    /(?:executor|pool)\.\w+$/i.test(name)
  )
}
