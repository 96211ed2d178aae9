import type { Checker } from '../../engine/checker.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { keywordArgument } from '../../matching/calls/calls.ts'
import { fateOf } from '../../matching/resources/ownership.ts'
import type { Closing } from '../../matching/resources/uses.ts'
import { K_FALSE } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const EXECUTORS = [
  'concurrent.futures.ThreadPoolExecutor',
  'concurrent.futures.ProcessPoolExecutor',
  'concurrent.futures.thread.ThreadPoolExecutor',
  'concurrent.futures.process.ProcessPoolExecutor',
  'multiprocessing.Pool',
  'multiprocessing.pool.Pool',
  'multiprocessing.pool.ThreadPool',
  'multiprocessing.dummy.Pool',
]
const THREADS = ['threading.Thread', 'multiprocessing.Process']
const SHUTTING: Closing = {
  methods: new Set('shutdown close terminate join __exit__'.split(' ')),
  readers: new Set(),
}
const JOINING: Closing = {
  methods: new Set('join terminate kill setDaemon daemon'.split(' ')),
  readers: new Set(['builtins.print']),
}

export default defineRule({
  id: 'executor-not-shutdown',
  title: 'Pool or thread that nobody ends',
  consequence:
    'Each call leaves threads or processes behind, until the machine runs out of them or the exit hangs.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [772, 404],
  why: `
A pool starts its workers and keeps them until it is shut down. One that is made in a function and
forgotten leaves them running; jobs that still wait hold up the end of the program, or are lost with it.
`,
  fix: `
\`with ThreadPoolExecutor() as pool:\` waits for the jobs and ends the workers. A pool of an object or of
the application is ended by \`pool.shutdown()\` where that ends; a thread by \`thread.join()\`.
`,
  exemptions: [
    {
      text: 'Managed by `with`, or shut down.',
      quiet: py`
        from concurrent.futures import ThreadPoolExecutor
        from multiprocessing import Pool

        def main(items):
            with ThreadPoolExecutor() as pool, Pool() as other:
                pool.submit(print)
                other.map(print, items)
            own = ThreadPoolExecutor()
            try:
                return list(own.map(print, items))
            finally:
                own.shutdown()
      `,
    },
    {
      text: 'Returned, handed on, kept by the module, or ended by another method.',
      quiet: py`
        from concurrent.futures import ThreadPoolExecutor

        shared = ThreadPoolExecutor()

        def make(loop):
            loop.set_default_executor(ThreadPoolExecutor())
            return ThreadPoolExecutor()

        class Server:
            def __init__(self):
                self.pool = ThreadPoolExecutor()

            def stop(self):
                self.pool.shutdown(wait=False)
      `,
    },
    {
      text: 'Daemon threads, and threads that are joined or handed on.',
      quiet: py`
        import threading

        def main(threads):
            threading.Thread(target=print, daemon=True).start()
            first = threading.Thread(target=print)
            first.start()
            first.join()
            second = threading.Thread(target=print)
            second.daemon = True
            second.start()
            third = threading.Thread(target=print)
            threads.append(third)
      `,
    },
  ],
  limits: ['A pool that is shut down under another name is reported, in medium confidence.'],
  bad: [
    py`
      from concurrent.futures import ThreadPoolExecutor

      def main(items):
          pool = ThreadPoolExecutor() #!
          return list(pool.map(print, items))
    `,
    py`
      import multiprocessing
      import threading
      from concurrent import futures

      class Server:
          def __init__(self):
              self.pool = futures.ProcessPoolExecutor() #!

          def run(self, item):
              return self.pool.submit(print, item)

      def main(items):
          futures.ThreadPoolExecutor(4).submit(print, items) #!
          pool = multiprocessing.Pool(4) #!
          pool.map(print, items)
          thread = threading.Thread(target=print) #!
          thread.start()
    `,
  ],
  good: [
    py`
      from concurrent.futures import ThreadPoolExecutor

      def main(items):
          with ThreadPoolExecutor() as pool:
              return list(pool.map(print, items))
    `,
  ],
  calls: {
    ...callsTo(EXECUTORS, (call, checker) => {
      const fate = fateOf(checker, call, SHUTTING)
      if (fate === 'cared-for' || fate === 'on-error') return
      tell(
        checker,
        call,
        fate === 'attribute' ? 'nothing shuts it down' : 'it is never shut down',
        fate === 'attribute',
      )
    }),
    ...callsTo(THREADS, (call, checker) => {
      const daemon = keywordArgument(checker.tree, call, 'daemon')
      if (daemon !== NO_NODE && checker.tree.kind(daemon) !== K_FALSE) return
      const fate = fateOf(checker, call, JOINING)
      if (fate === 'never' || fate === 'dropped') tell(checker, call, 'nobody joins it', true)
    }),
  },
})

function tell(checker: Checker, call: Node, text: string, isMild: boolean): void {
  checker.report({
    node: call,
    message: `\`${checker.tree.text(checker.facts.callee(call))}\` starts workers, and ${text}.`,
    confidence: isMild ? 'medium' : 'high',
    ...(isMild ? { severity: 'low' as const } : {}),
  })
}
