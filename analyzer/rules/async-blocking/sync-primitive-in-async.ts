import type { Checker } from '../../engine/checker.ts'
import { namedConstant } from '../../facts/named-constants.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { argumentFor, calleeName } from '../../matching/calls/calls.ts'
import { receiverIs } from '../../matching/calls/typed-calls.ts'
import { K_AWAIT } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import type { NodeHandler } from '../define.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

interface Row {
  /** Any of these kinds of object, ... */
  readonly kinds: readonly string[]
  /** ... of threads or processes, and the methods that wait. */
  readonly methods: ReadonlySet<string>
  /** Where "do not wait" is said: position and name; and where a timeout is. */
  readonly block?: readonly [position: number, name: string]
  readonly timeout?: readonly [position: number, name: string]
}

const ROWS: readonly Row[] = [
  {
    kinds: ['lock', 'semaphore', 'condition'],
    methods: new Set(['acquire']),
    block: [0, 'blocking'],
    timeout: [1, 'timeout'],
  },
  { kinds: ['condition'], methods: new Set(['wait', 'wait_for']) },
  { kinds: ['event', 'barrier'], methods: new Set(['wait']), timeout: [0, 'timeout'] },
  {
    kinds: ['queue'],
    methods: new Set(['get']),
    block: [0, 'block'],
    timeout: [1, 'timeout'],
  },
  { kinds: ['queue'], methods: new Set(['join']) },
  {
    kinds: ['future'],
    methods: new Set(['result', 'exception']),
    timeout: [0, 'timeout'],
  },
  { kinds: ['thread', 'process'], methods: new Set(['join']), timeout: [0, 'timeout'] },
]
const METHODS = ['acquire', 'wait', 'wait_for', 'get', 'join', 'result', 'exception']

const reportMethod: NodeHandler = (call, checker) => {
  if (checker.facts.enclosingFunction(call)?.isAsync !== true) return
  const method = calleeName(checker.tree, call)
  const row = ROWS.find(
    (one) =>
      one.methods.has(method) &&
      one.kinds.some(
        (kind) =>
          receiverIs(checker, call, kind, 'threading') ||
          receiverIs(checker, call, kind, 'process'),
      ),
  )
  const isFuture =
    row === undefined &&
    method === 'result' &&
    /run_coroutine_threadsafe\(/.test(checker.tree.text(checker.facts.callee(call)))
  if (isFuture || (row !== undefined && !returnsAtOnce(checker, call, row))) tell(checker, call)
}
const report: NodeHandler = (call, checker) => tell(checker, call)

export default defineRule({
  id: 'sync-primitive-in-async',
  title: 'Waiting for a thread inside of a coroutine',
  consequence:
    'The whole service stops while one request waits, and for ever if what it waits for needs the event loop.',
  effortHours: { low: 0.5, high: 3 },
  cwe: [833, 667],
  why: `
Locks, queues, events and futures of threads wait by stopping the thread, and all tasks of an event loop
share one. If the lock is held by another task, or the result comes from a coroutine of the same loop, what
is waited for can never happen, because the loop that would do it stands still.
`,
  fix: `
Use the counterparts of asyncio: \`asyncio.Lock\`, \`asyncio.Queue\`, \`asyncio.Event\`; await futures of an
executor with \`await loop.run_in_executor(...)\` or \`await asyncio.wrap_future(future)\`, and wait for
threads with \`await asyncio.to_thread(thread.join)\`.
`,
  exemptions: [
    {
      text: 'Asking without waiting: `blocking=False`, `block=False`, a timeout of 0, `get_nowait`.',
      quiet: py`
        import queue
        import threading

        lock = threading.Lock()
        jobs = queue.Queue()

        async def work():
            if lock.acquire(blocking=False) and lock.acquire(False):
                lock.release()
            jobs.get(block=False)
            jobs.get_nowait()
            jobs.get(True, 0)
            jobs.put(1)
      `,
    },
    {
      text: 'The primitives of asyncio, and results of tasks that are done.',
      quiet: py`
        import asyncio

        lock = asyncio.Lock()
        jobs = asyncio.Queue()

        async def work():
            await lock.acquire()
            task = asyncio.create_task(jobs.get())
            await asyncio.wait([task])
            return task.result(), ','.join(['a'])
      `,
    },
    {
      text: 'A result that a callback or `wait` has waited for already.',
      quiet: py`
        import asyncio
        from concurrent.futures import ThreadPoolExecutor

        async def work(pool: ThreadPoolExecutor):
            future = pool.submit(print)
            await asyncio.wrap_future(future)
            first = future.result()
            other = pool.submit(print)
            if other.done():
                return first, other.result()
      `,
    },
    {
      text: 'In a thread, or in a sync function.',
      quiet: py`
        import asyncio
        import queue

        jobs = queue.Queue()

        def take():
            return jobs.get()

        async def work():
            return await asyncio.to_thread(jobs.get), await asyncio.to_thread(take)
      `,
    },
  ],
  limits: [
    'A `with` over a thread lock is only reported where it holds across an await, by threading-lock-across-await.',
    'Objects of which the type is not known are not reported.',
  ],
  bad: [
    py`
      import queue

      jobs = queue.Queue()

      async def work():
          job = jobs.get() #!
          return job
    `,
    py`
      import asyncio
      import concurrent.futures
      import multiprocessing
      import threading
      from concurrent.futures import ThreadPoolExecutor
      from queue import Queue
      from threading import Lock, Thread

      class Worker:
          def __init__(self):
              self.lock = Lock()
              self.ready = threading.Event()
              self.thread = Thread(target=print)

          async def run(self, pool: ThreadPoolExecutor, jobs: Queue, loop):
              self.lock.acquire() #!
              self.ready.wait() #!
              self.ready.wait(timeout=5) #!
              self.thread.join() #!
              jobs.get(timeout=3) #!
              jobs.join() #!
              future = pool.submit(print)
              future.result() #!
              pool.submit(print).result() #!
              asyncio.run_coroutine_threadsafe(self.stop(), loop).result() #!
              concurrent.futures.wait([future]) #!
              process = multiprocessing.Process(target=print)
              process.join() #!
    `,
  ],
  good: [
    py`
      import asyncio

      jobs = asyncio.Queue()

      async def work():
          job = await jobs.get()
          return job
    `,
  ],
  calls: callsTo(['concurrent.futures.wait', 'concurrent.futures.as_completed'], report),
  methods: callsTo(METHODS, reportMethod),
})

function returnsAtOnce(checker: Checker, call: Node, { block, timeout, methods }: Row): boolean {
  const { tree, facts } = checker
  const isSaid = block !== undefined && argumentFor(tree, call, ...block)
  if (isSaid && isSaid !== NO_NODE && namedConstant(facts, isSaid) === false) return true
  const limit = timeout === undefined ? NO_NODE : argumentFor(tree, call, ...timeout)
  if (limit !== NO_NODE && namedConstant(facts, limit) === 0) return true
  if (methods.has('get') || methods.has('put')) {
    // `while queue.empty(): await ...` stands before: there is something to take.
    const queue = tree.text(tree.firstChild(facts.callee(call)))
    const above = tree.source.slice(
      tree.start(facts.enclosingFunction(call)?.node ?? call),
      tree.start(call),
    )
    if (
      new RegExp(
        `(?:while|if)\\b.*\\b${queue.replace(/\W/g, '\\$&')}\\.(?:empty|full|qsize)\\(`,
      ).test(above)
    )
      return true
  }
  if (!methods.has('result')) return false
  // The future was awaited, or asked whether it is done, before.
  const receiver = tree.text(tree.firstChild(facts.callee(call)))
  const owner = facts.enclosingFunction(call)
  const before = tree.source.slice(tree.start(owner?.node ?? call), tree.start(call))
  if (!/^[\w.]+$/.test(receiver)) return false
  const name = receiver.replaceAll('.', '\\.')
  return new RegExp(
    `${name}\\.done\\(|\\bawait[^\\n]*\\b${name}\\b|(?:(?:asyncio|futures)\\.wait|as_completed|gather)\\(`,
  ).test(before)
}

function tell(checker: Checker, call: Node): void {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(call)
  if (owner?.isAsync !== true || tree.kind(tree.parent(call)) === K_AWAIT) return
  const text = tree.text(facts.callee(call)).replace(/\s+/g, ' ')
  checker.report({
    node: call,
    message: `\`${text.length > 60 ? `${text.slice(0, 57)}...` : text}\` stops the thread of the event loop in the coroutine \`${owner.name}\` until another thread acts.`,
  })
}
