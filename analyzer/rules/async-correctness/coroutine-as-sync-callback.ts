import type { Checker } from '../../engine/checker.ts'
import { behindName } from '../../facts/named-constants.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { argumentFor, argumentsOf, calleeName, receiverOf } from '../../matching/calls/calls.ts'
import {
  coroutineCall,
  coroutineReference,
  mayBeCoroutine,
} from '../../matching/calls/coroutines.ts'
import { libraryName } from '../../matching/calls/library-calls.ts'
import { F_BODY, K_CALL, K_LAMBDA } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import type { NodeHandler } from '../define.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

/** Where each of these takes a sync function: position and name of the argument. */
const FUNCTIONS: Readonly<Record<string, readonly [position: number, name: string]>> = {
  'threading.Thread': [1, 'target'],
  'threading.Timer': [1, 'function'],
  'multiprocessing.Process': [1, 'target'],
  '_thread.start_new_thread': [0, 'function'],
  'signal.signal': [1, 'handler'],
  'atexit.register': [0, 'func'],
  'weakref.finalize': [1, 'func'],
  'builtins.filter': [0, 'function'],
  'builtins.sorted': [-1, 'key'],
  'builtins.min': [-1, 'key'],
  'builtins.max': [-1, 'key'],
  'functools.reduce': [0, 'function'],
  'functools.cmp_to_key': [0, 'mycmp'],
  'itertools.groupby': [1, 'key'],
  'asyncio.to_thread': [0, 'func'],
  'anyio.to_thread.run_sync': [0, 'func'],
  'trio.to_thread.run_sync': [0, 'sync_fn'],
  'starlette.concurrency.run_in_threadpool': [0, 'func'],
  'fastapi.concurrency.run_in_threadpool': [0, 'func'],
}
const METHODS: Readonly<Record<string, readonly [position: number, name: string]>> = {
  call_soon: [0, 'callback'],
  call_soon_threadsafe: [0, 'callback'],
  call_later: [1, 'callback'],
  call_at: [1, 'callback'],
  add_signal_handler: [1, 'callback'],
  add_done_callback: [0, 'fn'],
  add_reader: [1, 'callback'],
  add_writer: [1, 'callback'],
  run_in_executor: [1, 'func'],
  sort: [-1, 'key'],
}
/** Methods whose names say little: what they are called on must be known. */
const TYPED_METHODS =
  /^(?:concurrent\.futures\.(?:\w+\.)?\w*Executor\(\)\.(?:submit|map)|multiprocessing\.(?:pool\.)?(?:Thread)?Pool\(\)\.(?:apply|apply_async|map|map_async|imap|imap_unordered|starmap)|sched\.scheduler\(\)\.(?:enter|enterabs))$/

const reportFunction: NodeHandler = (call, checker) => {
  const place = FUNCTIONS[checker.facts.calleeName(call) ?? '']
  if (place !== undefined) check(checker, call, ...place)
}
/** A class of the project with such a method: what it does with a coroutine function is its own. */
function isOfProject(checker: Checker, call: Node): boolean {
  const receiver = receiverOf(checker.tree, call)
  const value = receiver === NO_NODE ? undefined : checker.valueOf(receiver)
  if (value?.kind !== 'instance') return false
  const { hierarchy } = checker.project.index
  return hierarchy.findMethod(value.class, calleeName(checker.tree, call)) !== undefined
}

const reportMethod: NodeHandler = (call, checker) => {
  const place = METHODS[calleeName(checker.tree, call)]
  if (place === undefined || isOfProject(checker, call) || isOfTornado(checker, call)) return
  check(checker, call, ...place)
}
const reportTyped: NodeHandler = (call, checker) => {
  const name = libraryName(checker, call)
  if (name === undefined || !TYPED_METHODS.test(name)) return
  check(
    checker,
    call,
    name.startsWith('sched.') ? 2 : 0,
    name.startsWith('sched.') ? 'action' : 'fn',
  )
}

export default defineRule({
  id: 'coroutine-as-sync-callback',
  title: 'Coroutine function where a plain function is called',
  consequence:
    'The callback never runs: the clean-up, notification or job that it was written for silently does not happen.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [670],
  why: `
Whoever gets the function calls it and takes the result. Calling an \`async def\` gives a coroutine object
and runs nothing; a thread, timer or signal handler drops it, and a \`key\` or a filter takes it for the
value, which is always true. All that is seen is "coroutine was never awaited", if anything.
`,
  fix: `
Give a plain function that starts a task on the loop, such as
\`loop.call_later(5, lambda: tasks.add(asyncio.create_task(work())))\`; in a thread
\`asyncio.run(work())\` or \`asyncio.run_coroutine_threadsafe(work(), loop)\`.
`,
  exemptions: [
    {
      text: 'A class of the project whose method of that name takes coroutine functions.',
      quiet: py`
        class TaskGroup:
            def __init__(self):
                self.work = []

            def call_soon(self, function, *args):
                self.work.append(function(*args))

        class Server:
            def __init__(self):
                self.tasks = TaskGroup()

            async def close(self):
                pass

            def stop(self):
                self.tasks.call_soon(self.close)
      `,
    },
    {
      text: 'A sync function, also one that starts a task.',
      quiet: py`
        import asyncio
        import threading

        async def work():
            pass

        def start():
            asyncio.run(work())

        async def main(loop, tasks):
            threading.Thread(target=start).start()
            loop.call_later(5, start)
            loop.call_soon(lambda: tasks.add(asyncio.create_task(work())))
            return sorted(tasks, key=str)
      `,
    },
    {
      text: 'Functions that run coroutines: `create_task`, `start_soon`, `gather(*map(...))`.',
      quiet: py`
        import asyncio

        async def work(item=1):
            return item

        async def main(nursery, items):
            nursery.start_soon(work)
            await asyncio.gather(*map(work, items))
            await asyncio.to_thread(asyncio.run, work())
      `,
    },
    {
      text: 'A coroutine function that a decorator turns into a plain one.',
      quiet: py`
        import threading
        from wrappers import make_sync

        @make_sync
        async def work():
            pass

        threading.Thread(target=work).start()
      `,
    },
  ],
  limits: ['Callbacks of other libraries are not known, nor functions that cannot be resolved.'],
  bad: [
    py`
      import threading

      async def work():
          pass

      threading.Thread(target=work).start() #!
    `,
    py`
      import asyncio
      import atexit
      import signal
      from concurrent.futures import ThreadPoolExecutor
      from functools import partial
      from threading import Timer

      async def stop():
          pass

      class Server:
          async def close(self, *args):
              pass

          async def ready(self, item):
              return True

          async def start(self, loop, task, items):
              loop.add_signal_handler(signal.SIGTERM, self.close) #!
              signal.signal(signal.SIGINT, self.close) #!
              loop.call_later(5, partial(self.close, 1)) #!
              loop.call_soon_threadsafe(lambda: self.close()) #!
              task.add_done_callback(self.close) #!
              Timer(3, stop).start() #!
              atexit.register(stop) #!
              await loop.run_in_executor(None, stop) #!
              await asyncio.to_thread(self.close) #!
              with ThreadPoolExecutor() as pool:
                  pool.submit(stop) #!
              items.sort(key=self.ready) #!
              return list(filter(self.ready, items)) #!
    `,
  ],
  good: [
    py`
      import asyncio
      import threading

      async def work():
          pass

      threading.Thread(target=lambda: asyncio.run(work())).start()
    `,
  ],
  calls: callsTo(Object.keys(FUNCTIONS), reportFunction),
  methods: {
    ...callsTo(Object.keys(METHODS), reportMethod),
    ...callsTo(
      'submit map apply apply_async map_async imap imap_unordered starmap enter enterabs'.split(
        ' ',
      ),
      reportTyped,
    ),
  },
})

/** `self.io_loop.call_later(5, self.close)`: the loop of tornado runs the coroutines that it is given. */
function isOfTornado({ tree, facts }: Checker, call: Node): boolean {
  const receiver = behindName(facts, receiverOf(tree, call))
  if (receiver === NO_NODE || !/\bio_?loop$|\bIOLoop\b/i.test(tree.spelled(receiver))) return false
  return facts.imports.some(({ target }) => /^tornado\b/.test(target ?? ''))
}

function check(checker: Checker, call: Node, position: number, name: string): void {
  const { tree } = checker
  const given =
    position < 0
      ? (argumentsOf(tree, call).find((one) => one.name === name)?.value ?? NO_NODE)
      : argumentFor(tree, call, position, name)
  if (given === NO_NODE) return
  const coroutine = coroutineReference(checker, given) ?? coroutineOfLambda(checker, given)
  if (coroutine === undefined) return
  checker.report({
    node: given,
    message: `\`${tree.text(checker.facts.callee(call))}\` calls \`${coroutine}\` and drops the coroutine: its code never runs.`,
  })
}

/** `lambda: work()` gives the coroutine to a caller that does not await it. */
function coroutineOfLambda(checker: Checker, given: Node): string | undefined {
  const { tree, facts } = checker
  if (tree.kind(given) !== K_LAMBDA) return undefined
  const body = tree.child(given, F_BODY)
  if (body === NO_NODE || tree.kind(body) !== K_CALL) return undefined
  if (!mayBeCoroutine(checker, facts.callee(body))) return undefined
  return coroutineCall(checker, body)?.name
}
