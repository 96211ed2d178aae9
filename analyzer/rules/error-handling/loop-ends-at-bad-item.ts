import type { Checker } from '../../engine/checker.ts'
import { calleeName } from '../../matching/calls/calls.ts'
import { handlerText, isBroadHandler } from '../../matching/errors/handlers.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { itemLoops } from './matching/item-loops.ts'

export default defineRule({
  id: 'loop-ends-at-bad-item',
  title: 'Worker that ends with the first bad item',
  consequence:
    'One job or message that fails ends the worker: everything behind it waits in the queue, and nobody is told.',
  effortHours: { low: 0.2, high: 1 },
  cwe: [755, 248],
  why: `
The loop takes items from a queue or a channel for as long as the program runs. An exception while one of them is handled
leaves the loop, and with it the function. In a thread that means a traceback on the console and one worker less; the
program goes on, the queue grows, and \`join()\` never comes back.
`,
  fix: 'Put a `try` around the work on one item, in the loop: log what failed, put it aside, and go on with the next.',
  confidence: 'medium',
  exemptions: [
    {
      text: 'A `try` around the work in the loop, and work that handles its own failures.',
      quiet: py`
        import json
        import logging
        import queue
        import threading

        log = logging.getLogger(__name__)
        jobs = queue.Queue(9)

        def work():
            while True:
                job = jobs.get()
                try:
                    job.run()
                except Exception:
                    log.exception('failed')

        def careful():
            while True:
                handle(jobs.get())

        def handle(job):
            try:
                job.run()
            except Exception:
                log.exception('failed')

        threading.Thread(target=work).start()
        threading.Thread(target=careful).start()
      `,
    },
    {
      text: 'A loop that is started anew when it ends, one that waits for one answer, and one that only hands items on.',
      quiet: py`
        import json
        import queue
        import threading

        jobs = queue.Queue(9)
        done = queue.Queue(9)

        def work():
            while True:
                item = jobs.get()
                if item is None:
                    break
                done.put(item)

        def guarded():
            try:
                while True:
                    job = jobs.get()
                    job.run()
            except Exception:
                restart()

        def ask(pubsub):
            for message in pubsub.listen():
                if message['type'] == 'message':
                    return json.loads(message['data'])

        threading.Thread(target=work).start()
        threading.Thread(target=guarded).start()
      `,
    },
    {
      text: 'A function that its caller runs to the end, and whose exception the caller gets.',
      quiet: py`
        import queue

        def drain(jobs: queue.Queue):
            while not jobs.empty():
                job = jobs.get()
                job.run()
      `,
    },
  ],
  limits: ['Who restarts a process or a thread from outside is not seen.'],
  bad: [
    py`
      import queue
      import threading

      jobs = queue.Queue(9)

      def work():
          while True:
              job = jobs.get()
              job.run() #!

      threading.Thread(target=work, daemon=True).start()
    `,
    py`
      import json
      import queue
      import threading

      class Printer:
          def __init__(self):
              self.pages = queue.Queue(9)
              self.thread = threading.Thread(target=self.loop)
              self.thread.start()

          def loop(self):
              while True:
                  page = self.pages.get()
                  if page is None:
                      return
                  self.show(page) #!
                  self.pages.task_done()

          def show(self, page):
              open(page.path).read()

      def listen(client, handle):
          pubsub = client.pubsub()
          pubsub.subscribe('orders')
          for message in pubsub.listen():
              if message['type'] != 'message':
                  continue
              order = json.loads(message['data']) #!
              handle(order)
    `,
  ],
  good: [
    py`
      import logging
      import queue
      import threading

      jobs = queue.Queue(9)

      def work():
          while True:
              job = jobs.get()
              try:
                  job.run()
              except Exception:
                  logging.exception('job failed')

      threading.Thread(target=work, daemon=True).start()
    `,
  ],
  on: {
    [k.K_MODULE](_module, checker) {
      const { tree, facts } = checker
      for (const { loop, item, work } of itemLoops(checker)) {
        if (isGuarded(checker, work, loop)) continue
        const owner = facts.enclosingFunction(loop)
        checker.report({
          node: work,
          message: `If \`${calleeName(tree, work)}\` fails for one \`${tree.text(item)}\`, the loop of \`${owner?.name ?? 'the module'}\` ends, and nobody takes the next.`,
          evidence: [
            { kind: 'note', node: loop, message: 'takes one item after the other' },
            { kind: 'act', node: work, message: 'an exception here leaves the loop' },
          ],
        })
      }
    },
  },
})

const OF_LIBRARY =
  /\b(?:(?:sqlite3|psycopg2?|socket|asyncpg|smtplib|zmq)\.(?:Error|error|ZMQError|PostgresError|SMTPException)|RequestException|RedisError|SQLAlchemyError|DatabaseError|OSError|IOError|HTTPError|MqttError|AMQPError|KafkaError)\b/

/** A `try` around the work, within the loop or around it. */
function isGuarded(checker: Checker, work: Node, loop: Node): boolean {
  const { tree } = checker
  for (
    let inner = work, at = tree.parent(work);
    at > NO_NODE && tree.kind(at) !== k.K_FUNCTION_DEFINITION;
    inner = at, at = tree.parent(at)
  ) {
    if (
      tree.kind(at) === k.K_WITH_STATEMENT &&
      /suppress|shield|guard|catch/i.test(tree.text(tree.childOfKind(at, k.K_WITH_CLAUSE)))
    )
      return true
    if (tree.kind(at) !== k.K_TRY_STATEMENT || tree.fieldOf(inner) !== k.F_BODY) continue
    const clauses = tree.namedChildren(at).filter((one) => tree.kind(one) === k.K_EXCEPT_CLAUSE)
    if (clauses.length === 0) continue
    // Around the loop: whoever wrote it knows that it ends.
    if (at < loop || clauses.some((clause) => isBroadHandler(checker, clause))) return true
    // The base class of a library takes all that the library raises.
    if (clauses.some((clause) => OF_LIBRARY.test(handlerText(tree, clause)))) return true
    // A narrow one was written for what is known to go wrong.
    if (/^json\.loads?$/.test(checker.facts.calleeName(work) ?? '')) return true
  }
  return false
}
