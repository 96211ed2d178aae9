import type { Checker } from '../../engine/checker.ts'
import { assignedValue } from '../../facts/assigned-value.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { argumentsOf, calleeName, keywordArgument } from '../../matching/calls/calls.ts'
import { ownFunction } from '../../matching/calls/own-methods.ts'
import { receiverIs } from '../../matching/calls/typed-calls.ts'
import { isBroadHandler } from '../../matching/errors/handlers.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { isDroppedValue } from './matching/dropped-values.ts'
import { isNeverAsked } from './matching/unread-futures.ts'

const handle = (call: Node, checker: Checker): void => check(checker, call)
const handleCoroutine = (call: Node, checker: Checker): void => checkCoroutine(checker, call)

/** What a pool of `multiprocessing` does in the background; its `map` waits and raises. */
const OF_POOLS = ['apply_async', 'map_async', 'starmap_async', 'imap', 'imap_unordered'] as const

export default defineRule({
  id: 'executor-exception-lost',
  title: "Result of an executor or of another thread's loop that nobody asks for",
  consequence: 'Jobs fail in the background without a log line, and their work is simply missing.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [390, 252],
  why: `
An executor keeps the exception of a job in its future. When the future is dropped nobody ever sees it:
no traceback is printed, the pool goes on as if all were well. \`map\` raises only where its results are
looped over. A pool of \`multiprocessing\` raises at once in \`map\`, but keeps what \`apply_async\` and
\`map_async\` start to itself until \`get\`. \`run_coroutine_threadsafe\` hands the exception of the coroutine
to such a future as well, so that not even the loop complains of it.
`,
  fix: `
Keep the futures and call \`result()\` on each, or add a callback that logs \`future.exception()\`. With
\`map\`, loop over the results: \`for _ in pool.map(work, items): pass\`.
`,
  confidence: 'medium',
  exemptions: [
    {
      text: 'The future is kept, returned, waited for, or has a callback.',
      quiet: py`
        from concurrent.futures import ThreadPoolExecutor

        def main(items):
            with ThreadPoolExecutor() as pool:
                futures = [pool.submit(work, item) for item in items]
                pool.submit(work, 1).add_done_callback(report)
                print(pool.submit(work, 2).result())
                results = list(pool.map(work, items))
                for result in pool.map(work, items):
                    print(result)
                return futures, results
      `,
    },
    {
      text: 'A job that handles its exceptions itself.',
      quiet: py`
        from concurrent.futures import ThreadPoolExecutor

        def job():
            try:
                work()
            except Exception:
                log.exception('failed')

        def main():
            with ThreadPoolExecutor() as pool:
                pool.submit(job)
      `,
    },
    {
      text: 'A coroutine of another thread that handles its exceptions itself or has a decorator, whose future is kept, or that is not of this file.',
      quiet: py`
        import asyncio

        class Bridge:
            def tell(self, text):
                asyncio.run_coroutine_threadsafe(self.safely(text), self.loop)
                asyncio.run_coroutine_threadsafe(self.queue.put(text), self.loop)
                asyncio.run_coroutine_threadsafe(self.logged(text), self.loop)
                return asyncio.run_coroutine_threadsafe(self.send(text), self.loop).result(5)

            async def safely(self, text):
                try:
                    await self.send(text)
                except Exception:
                    log.exception('not sent')

            @log_exceptions
            async def logged(self, text):
                await self.send(text)

            async def send(self, text):
                await self.socket.send(text)
      `,
    },
    {
      text: 'A pool of `multiprocessing` that is waited for, is asked, or tells of errors.',
      quiet: py`
        from multiprocessing import Pool

        def main(items):
            with Pool(4) as pool:
                pool.map(work, items)
                pool.starmap(work, items)
                pool.apply_async(work, (1,), error_callback=report)
                jobs = [pool.apply_async(work, (item,)) for item in items]
                return [job.get() for job in jobs]
      `,
    },
    {
      text: 'A job that another function has wrapped.',
      quiet: py`
        from concurrent.futures import ThreadPoolExecutor

        def start(pool: ThreadPoolExecutor, work):
            work = logged(work)
            pool.submit(work)
      `,
    },
    {
      text: 'Methods of that name on other objects.',
      quiet: py`
        def main(form, table):
            form.submit('a')
            table.map(str, [1])
      `,
    },
  ],
  limits: ['Futures that are kept in attributes or given to other functions are not followed.'],
  bad: [
    py`
      from concurrent.futures import ThreadPoolExecutor

      def main(items):
          with ThreadPoolExecutor() as pool:
              for item in items:
                  pool.submit(work, item) #!
    `,
    py`
      import asyncio
      import concurrent.futures

      class Server:
          def __init__(self):
              self.pool = concurrent.futures.ProcessPoolExecutor()

          def run(self, items):
              self.pool.submit(work, 1) #!
              self.pool.map(work, items) #!
              _ = self.pool.submit(work, 2) #!
              [self.pool.submit(work, item) for item in items] #!
              jobs = [self.pool.submit(work, item) for item in items] #!
              concurrent.futures.wait(jobs)

      async def main():
          loop = asyncio.get_running_loop()
          loop.run_in_executor(None, work) #!
    `,
    py`
      import multiprocessing

      def main(items):
          pool = multiprocessing.Pool(4)
          for item in items:
              pool.apply_async(work, (item,)) #!
          pool.map_async(work, items, callback=show) #!
          pool.close()
          pool.join()
    `,
    py`
      import asyncio

      class Bridge:
          def on_message(self, text):
              asyncio.run_coroutine_threadsafe(self.send(text), self.loop) #!

          async def send(self, text):
              await self.socket.send(text)
    `,
  ],
  good: [
    py`
      from concurrent.futures import ThreadPoolExecutor

      def main(items):
          with ThreadPoolExecutor() as pool:
              for future in [pool.submit(work, item) for item in items]:
                  future.result()
    `,
  ],
  calls: callsTo(['asyncio.run_coroutine_threadsafe'], handleCoroutine),
  methods: callsTo(['submit', 'map', 'run_in_executor', ...OF_POOLS], handle),
})

function check(checker: Checker, call: Node): void {
  const { tree } = checker
  if (!isDroppedValue(checker, call) && !isNeverAsked(checker, call)) return
  const method = calleeName(tree, call)
  const isLoop = method === 'run_in_executor'
  if (!isLoop && !isKept(checker, call, method)) return
  const job = argumentsOf(tree, call)[isLoop ? 1 : 0]?.value ?? NO_NODE
  if (job === NO_NODE || handlesItself(checker, job) || isWrapped(checker, job)) return
  report(checker, call, job)
}

/** True if the executor keeps the exception for whoever asks. */
function isKept(checker: Checker, call: Node, method: string): boolean {
  if (!receiverIs(checker, call, 'executor')) return false
  const isOfPools = OF_POOLS.some((one) => one === method)
  if (isOfPools !== receiverIs(checker, call, 'pool')) return false
  return keywordArgument(checker.tree, call, 'error_callback') === NO_NODE
}

/** `asyncio.run_coroutine_threadsafe(self.send(text), loop)` with a coroutine of this file. */
function checkCoroutine(checker: Checker, call: Node): void {
  const { tree, facts } = checker
  if (!isDroppedValue(checker, call) && !isNeverAsked(checker, call)) return
  const made = argumentsOf(tree, call)[0]?.value ?? NO_NODE
  if (made === NO_NODE || tree.kind(made) !== k.K_CALL) return
  const job = facts.callee(made)
  const target = ownFunction(checker, job)
  // A decorator may log what the coroutine raises.
  if (target?.isAsync !== true || target.decorators.length > 0) return
  if (handlesItself(checker, job)) return
  report(checker, call, job)
}

function report(checker: Checker, call: Node, job: Node): void {
  const { tree, facts } = checker
  checker.report({
    node: call,
    message: `Nobody asks for the result of \`${tree.text(facts.callee(call))}\`: an exception in \`${tree.text(job).slice(0, 40)}\` is never seen.`,
  })
}

/** `work = logged(work)`: what a call makes of a function may handle what it raises. */
function isWrapped({ tree, facts }: Checker, job: Node): boolean {
  if (tree.kind(job) !== k.K_IDENTIFIER) return false
  return (facts.resolve(job)?.definitions ?? []).some(({ kind, node }) => {
    const value = kind === 'assignment' ? assignedValue(tree, node) : NO_NODE
    return value !== NO_NODE && tree.kind(value) === k.K_CALL
  })
}

/** A function of the file with a handler that takes everything. */
function handlesItself(checker: Checker, job: Node): boolean {
  const { tree, facts } = checker
  const text = tree.text(job)
  const name = text.slice(text.lastIndexOf('.') + 1)
  const target = facts.functions.find((one) => one.name === name)
  if (target === undefined) return false
  return facts
    .nodesOfKind(k.K_EXCEPT_CLAUSE)
    .some((clause) => tree.contains(target.node, clause) && isBroadHandler(checker, clause))
}
