import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { managerOf } from '../../flow/with-parts.ts'
import { calleeName, positionalArgument, receiverOf } from '../../matching/calls/calls.ts'
import { heldLock } from '../../matching/shared-state/held-locks.ts'
import { lockKind } from '../../matching/shared-state/lock-constructors.ts'
import { codeOf } from '../../matching/statements/statements.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { readPath } from '../../types/library.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'lock-in-signal-handler',
  title: 'Lock taken in a signal handler',
  consequence:
    'A signal that comes while the main thread holds the lock stops the program for ever, at the moment it should end.',
  effortHours: { low: 0.5, high: 2 },
  cwe: [479, 833],
  why: `
A signal handler runs in the main thread, between two steps of whatever that is doing. If it holds the lock just then,
the handler waits for it, and the main thread cannot let it go before the handler is done. It happens only when the
signal hits the short time in which the lock is held, so no test shows it.
`,
  fix: `
Let the handler set a flag or a \`threading.Event\` and nothing else; the main loop asks for it and does the work. A
\`queue.SimpleQueue\` may be put into from a handler.
`,
  exemptions: [
    {
      text: 'A handler that sets an event or a flag, a lock that nobody else takes, and a reentrant one.',
      quiet: py`
        import signal
        import threading

        stopped = threading.Event()
        once = threading.Lock()
        again = threading.RLock()
        rows = []

        def stop(number, frame):
            stopped.set()
            with once:
                rows.clear()
            with again:
                rows.clear()

        def work():
            with again:
                rows.append(1)

        signal.signal(signal.SIGTERM, stop)
      `,
    },
    {
      text: 'Callbacks of an event loop, which run between its tasks.',
      quiet: py`
        import asyncio
        import signal
        import threading

        lock = threading.Lock()

        def stop():
            with lock:
                pass

        def work():
            with lock:
                pass

        def start(loop):
            loop.add_signal_handler(signal.SIGTERM, stop)
      `,
    },
  ],
  limits: ['Locks that the handler takes in functions that it calls are not followed.'],
  bad: [
    py`
      import signal
      import threading

      lock = threading.Lock()
      state = {}

      def stop(number, frame):
          with lock: #!
              state['stopping'] = True

      def work():
          with lock:
              state['n'] = 1

      signal.signal(signal.SIGTERM, stop)

      class Server:
          def __init__(self):
              self.lock = threading.Lock()
              self.clients = {}
              signal.signal(signal.SIGHUP, self.reload)

          def reload(self, number, frame):
              self.lock.acquire() #!
              self.clients.clear()
              self.lock.release()

          def add(self, client):
              with self.lock:
                  self.clients[client.name] = client
    `,
    py`
      import queue
      import signal

      jobs = queue.Queue()

      def stop(number, frame):
          jobs.put(None) #!

      def main():
          signal.signal(signal.SIGINT, stop)
          while (job := jobs.get()) is not None:
              job()
    `,
  ],
  good: [
    py`
      import signal
      import threading

      stopped = threading.Event()

      def stop(number, frame):
          stopped.set()

      signal.signal(signal.SIGTERM, stop)
    `,
  ],
  calls: {
    'signal.signal'(call, checker) {
      const { tree, facts } = checker
      const handler = handlerOf(checker, positionalArgument(tree, call, 1))
      if (handler === undefined) return
      for (const node of codeOf(tree, handler.body)) {
        const lock = takenAt(checker, node)
        if (lock === NO_NODE || heldLock(facts, node) !== NO_NODE) continue
        if (!isTakenElsewhere(checker, lock, handler)) continue
        checker.report({
          node,
          message: `If the signal comes while the main thread holds \`${tree.text(lock)}\`, \`${handler.name}\` waits for it for ever.`,
          evidence: [
            { kind: 'call', node: call, message: `\`${handler.name}\` becomes the handler` },
            { kind: 'act', node, message: 'it waits for the lock' },
          ],
        })
        return
      }
    },
  },
})

function handlerOf({ tree, facts }: Checker, handler: Node): FunctionFacts | undefined {
  if (handler === NO_NODE) return undefined
  if (tree.kind(handler) === k.K_IDENTIFIER) {
    const name = facts.name(handler)
    return facts.functions.find((one) => one.name === name && !one.isMethod)
  }
  if (tree.kind(handler) !== k.K_ATTRIBUTE) return undefined
  if (tree.text(tree.child(handler, k.F_OBJECT)) !== 'self') return undefined
  return facts.enclosingClass(handler)?.method(facts.name(tree.child(handler, k.F_ATTRIBUTE)))
}

/** The lock that a `with` item or an `acquire` takes, the queue that is put into. */
function takenAt(checker: Checker, node: Node): Node {
  const { tree, facts } = checker
  if (tree.kind(node) === k.K_WITH_ITEM) {
    const lock = managerOf(tree, node)
    return madeOf(checker, lock) === 'lock' ? lock : NO_NODE
  }
  if (tree.kind(node) !== k.K_CALL) return NO_NODE
  const name = calleeName(tree, node)
  const receiver = receiverOf(tree, node)
  if (receiver === NO_NODE) return NO_NODE
  if (name === 'acquire' && facts.arguments(node).length === 0) {
    return madeOf(checker, receiver) === 'lock' ? receiver : NO_NODE
  }
  return name === 'put' && madeOf(checker, receiver) === 'queue' ? receiver : NO_NODE
}

function madeOf(checker: Checker, lock: Node): 'lock' | 'queue' | undefined {
  if (lock === NO_NODE) return undefined
  const value = checker.valueOf(lock)
  if (value?.kind !== 'external') return undefined
  const name = readPath(value.name)?.name ?? value.name.replace(/\(\)$/, '')
  if (/^queue\.(?:Lifo|Priority)?Queue$/.test(name)) return 'queue'
  return name.startsWith('threading.') && lockKind(name) === 'lock' ? 'lock' : undefined
}

function isTakenElsewhere({ tree, facts }: Checker, lock: Node, handler: FunctionFacts): boolean {
  const text = tree.text(lock)
  const name = text.slice(text.lastIndexOf('.') + 1)
  return Array.from(facts.identifiersNamed(name)).some((one) => {
    if (tree.contains(handler.node, one) || facts.enclosingFunction(one) === undefined) return false
    const reference = tree.fieldOf(one) === k.F_ATTRIBUTE ? tree.parent(one) : one
    if (facts.isWrite(reference) || tree.text(reference) !== text) return false
    const parent = tree.parent(reference)
    return tree.kind(parent) === k.K_WITH_ITEM || tree.kind(parent) === k.K_ATTRIBUTE
  })
}
