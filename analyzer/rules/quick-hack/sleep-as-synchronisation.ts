import type { Checker } from '../../engine/checker.ts'
import { constantValue } from '../../facts/literals.ts'
import { callsTo } from '../../matching/call-table.ts'
import { argumentFor, calleeName } from '../../matching/calls.ts'
import { bodyOf, parentOf, statementsOf } from '../../matching/statements.ts'
import {
  F_CONDITION,
  K_AWAIT,
  K_CALL,
  K_COMMENT,
  K_EXCEPT_CLAUSE,
  K_EXPRESSION_STATEMENT,
  K_FINALLY_CLAUSE,
  K_FOR_STATEMENT,
  K_FUNCTION_DEFINITION,
  K_WHILE_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'sleep-as-synchronisation',
  title: 'Sleep in place of waiting for the event',
  consequence:
    'The program is slower than it has to be and still fails when something takes longer than guessed.',
  effortHours: { low: 0.5, high: 2 },
  cwe: [362, 821],
  confidence: 'medium',
  why: `
A fixed sleep guesses how long something else takes: a thread to start, a file to appear, a server to come
up. On a loaded machine the guess is too short and the next line runs on what is not there yet; on every
other it is too long. Asking again and again with a sleep in between does the same, and burns time.
`,
  fix: `
Wait for the thing itself: \`Event.wait\`, \`Condition.wait_for\`, \`Queue.get\`, \`thread.join\`,
\`await task\`, each with a timeout. For things outside of the process ask in a loop with a deadline and raise
when it has passed.
`,
  exemptions: [
    {
      text: 'A pause that is the point of a loop: periodic work, or one between attempts.',
      quiet: py`
        import asyncio
        import time

        def run(self):
            while True:
                self.collect()
                time.sleep(60)

        async def heartbeat(socket):
            while not socket.closed:
                await socket.ping()
                await asyncio.sleep(30)

        def fetch(client):
            for attempt in range(3):
                try:
                    return client.get()
                except ConnectionError:
                    time.sleep(2)
            raise ConnectionError
      `,
    },
    {
      text: 'A duration that is computed or configured.',
      quiet: py`
        import time

        def wait(self, delay, attempt):
            time.sleep(delay)
            time.sleep(self.pause)
            time.sleep(2 ** attempt)
            time.sleep(min(1, attempt))
      `,
    },
    {
      text: '`sleep(0)`, which only lets others run, and a sleep for ever.',
      quiet: py`
        import asyncio

        async def step():
            await asyncio.sleep(0)

        async def main():
            start()
            while True:
                await asyncio.sleep(3600)
      `,
    },
    {
      text: 'A loop that asks something outside of the process and has a deadline.',
      quiet: py`
        import os
        import time

        def wait_for_file(path):
            deadline = time.monotonic() + 10
            while not os.path.exists(path):
                if time.monotonic() > deadline:
                    raise TimeoutError(path)
                time.sleep(0.1)
      `,
    },
    {
      text: 'A sleep whose comment gives a reason, and tests, which sleep-in-test reports.',
      quiet: {
        'app/mail.py': py`
          import time

          def send(mails):
              for mail in mails:
                  mail.send()
                  time.sleep(1)  # the provider allows one mail a second
        `,
        'tests/test_mail.py': py`
          import time

          def test_send():
              send()
              time.sleep(1)
              assert sent()
        `,
      },
    },
  ],
  limits: ['What the sleep waits for is not known; a pause for a person to read is reported too.'],
  bad: [
    py`
      import threading
      import time

      def start(server):
          threading.Thread(target=server.run).start()
          time.sleep(1) #!
          return server.port
    `,
    py`
      import asyncio
      from time import sleep
      import time as clock

      class Worker:
          def stop(self):
              self.stopping = True
              while not self.stopped:
                  sleep(0.1) #!
              self.close()

          async def ready(self):
              while self.connection is None:
                  await asyncio.sleep(0.05) #!
              return self.connection

          def restart(self):
              self.stop()
              clock.sleep(secs := 5) if self.slow else None
              clock.sleep(5) #!
              self.start()

      time_out = 3
      clock.sleep(3) #!

      async def publish(queue, item):
          queue.put_nowait(item)
          await asyncio.sleep(0.5) #!
          return queue.done
    `,
  ],
  good: [
    py`
      import threading

      def start(server):
          threading.Thread(target=server.run).start()
          if not server.ready.wait(timeout=10):
              raise TimeoutError("server did not start")
          return server.port
    `,
  ],
  roles: ['source'],
  calls: callsTo(
    ['time.sleep', 'asyncio.sleep', 'trio.sleep', 'anyio.sleep', 'gevent.sleep', 'eventlet.sleep'],
    checkSleep,
  ),
})

const CLOCK =
  /^(?:time\.(?:time|monotonic|perf_counter)(?:_ns)?|datetime\.datetime\.(?:now|utcnow))$|\.time$/

const NAMED_FOR_IT =
  /demo|example|anim|type|simulat|fake|slow|sleep|pause|blink|delay|throttl|rate|wait/i

function checkSleep(call: Node, checker: Checker): void {
  const { tree, facts } = checker
  const seconds = constantValue(tree, argumentFor(tree, call, 0, 'delay'))
  if (typeof seconds !== 'number' || seconds <= 0 || seconds >= 600) return
  const owner = facts.enclosingFunction(call)
  if (owner?.isLambda === true) return
  const statement = statementAround(tree, call)
  if (statement === NO_NODE || isExplained(checker, call)) return
  const loop = tree.ancestor(call, K_WHILE_STATEMENT, K_FOR_STATEMENT, K_FUNCTION_DEFINITION)
  const handler = tree.ancestor(call, K_EXCEPT_CLAUSE, K_FUNCTION_DEFINITION)
  if (handler !== NO_NODE && tree.kind(handler) === K_EXCEPT_CLAUSE) return
  const isInLoop = loop !== NO_NODE && tree.kind(loop) !== K_FUNCTION_DEFINITION
  if (isInLoop) {
    if (!isWaiting(checker, loop, statement)) return
    const condition = tree.text(tree.child(loop, F_CONDITION)).replace(/\s+/g, ' ')
    checker.report({
      node: call,
      message: `\`${condition.slice(0, 40)}\` is asked every ${seconds} s, without a limit: nobody is told when it changes.`,
    })
    return
  }
  if (NAMED_FOR_IT.test(owner?.name ?? '')) return
  // Where nothing follows, nothing relies on the guess, as far as can be seen here.
  const isRelied = owner !== undefined && hasWorkBehind(tree, statement, owner.node)
  checker.report({
    node: call,
    message: `\`${owner?.name ?? 'sleep'}\` sleeps ${seconds} s and goes on: what it waits for may take longer, or less.`,
    ...(isRelied ? {} : { severity: 'medium' as const, confidence: 'low' as const }),
  })
}

/** A loop that does nothing but sleep while a value of this process is not as wanted. */
function isWaiting(checker: Checker, loop: Node, statement: Node): boolean {
  const { tree, facts } = checker
  if (tree.kind(loop) !== K_WHILE_STATEMENT) return false
  const condition = tree.child(loop, F_CONDITION)
  if (condition === NO_NODE || constantValue(tree, condition) !== undefined) return false
  const body = statementsOf(tree, bodyOf(tree, loop))
  if (body.length !== 1 || body[0] !== statement) return false
  for (let node = condition; node < tree.endOfSubtree(condition); node += 1) {
    // What is asked may be outside of the process, or may be the time.
    if (
      tree.kind(node) === K_CALL &&
      !/^(?:is_\w+|is[A-Z]\w*|empty|done|full|locked|len)$/.test(calleeName(tree, node))
    )
      return false
    if (tree.kind(node) === K_CALL && CLOCK.test(facts.calleeName(node) ?? '')) return false
  }
  return true
}

/** The statement of which the call is all, NO_NODE where it is a part of another. */
function statementAround(tree: SyntaxTree, call: Node): Node {
  let at = parentOf(tree, call)
  if (tree.kind(at) === K_AWAIT) at = parentOf(tree, at)
  return tree.kind(at) === K_EXPRESSION_STATEMENT ? at : NO_NODE
}

function hasWorkBehind(tree: SyntaxTree, statement: Node, owner: Node): boolean {
  const isFirst = statementsOf(tree, tree.parent(statement))[0] === statement
  if (isFirst && tree.parent(tree.parent(statement)) === owner) return false
  for (let at = statement; at !== owner && at !== NO_NODE; at = tree.parent(at)) {
    for (let next = tree.nextSibling(at); next !== NO_NODE; next = tree.nextSibling(next)) {
      const kind = tree.kind(next)
      if (
        tree.isNamed(next) &&
        kind !== K_COMMENT &&
        kind !== K_EXCEPT_CLAUSE &&
        kind !== K_FINALLY_CLAUSE
      )
        return true
    }
  }
  return false
}

/** A comment of some words on the line of the sleep or right above it. */
function isExplained(checker: Checker, call: Node): boolean {
  const line = checker.tree.line(call)
  return checker.facts.comments.some(
    (one) =>
      (one.line === line || (one.isOwnLine && one.line === line - 1)) &&
      !/^#\s*(?:noqa|type:|pylint|pragma|todo|nosec)/i.test(one.text) &&
      (one.text.match(/[\p{L}']{2,}/gu) ?? []).length >= 2,
  )
}
