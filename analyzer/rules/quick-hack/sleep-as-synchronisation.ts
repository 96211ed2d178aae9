import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { provenance } from '../../matching/inputs/provenance.ts'
import { conditionOf } from '../../matching/statements/branches.ts'
import {
  F_BODY,
  K_AWAIT,
  K_EXCEPT_CLAUSE,
  K_FOR_STATEMENT,
  K_FUNCTION_DEFINITION,
  K_IF_STATEMENT,
  K_TRUE,
  K_WHILE_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { hopedFor } from './matching/hopeful-pauses.ts'

export default defineRule({
  id: 'sleep-as-synchronisation',
  title: 'Fixed pause instead of waiting for the event',
  consequence:
    'On a slow day the pause is too short and the code fails; on all others everybody waits for nothing.',
  effortHours: { low: 0.5, high: 3 },
  cwe: [362],
  why: `
The code starts something and then sleeps for a while, hoping that it is done by then. How long it takes
depends on the machine and its load. If it takes longer, the next line works with what is not there yet; that
happens rarely, under load, and never when somebody looks.
`,
  fix: `
Wait for the event itself: \`thread.join()\`, \`event.wait(timeout)\`, \`process.wait()\`, \`await task\`, a queue, a
health check that is asked until it answers or a deadline has passed.
`,
  exemptions: [
    {
      text: 'A process that is killed harder when it still lives after a while.',
      quiet: py`
        import os
        import signal
        import time

        def stop(process):
            process.kill(signal.SIGHUP)
            time.sleep(0.1)
            if not process.isalive():
                return True
            process.kill(signal.SIGKILL)
            return False
      `,
    },
    {
      text: 'The time that a process is given to end before it is killed, and work that is done at intervals.',
      quiet: py`
        import asyncio
        import time

        async def stop(process):
            process.terminate()
            await asyncio.sleep(5)
            process.kill()

        def history(stats):
            stats.update()
            time.sleep(1)
            stats.update()
      `,
    },
    {
      text: 'A pause between attempts or rounds of a loop.',
      quiet: py`
        import time

        def fetch(client):
            for attempt in range(5):
                try:
                    return client.get()
                except OSError:
                    time.sleep(1)

        def run(worker):
            while True:
                worker.tick()
                time.sleep(30)
      `,
    },
    {
      text: 'A pause of a given or computed length.',
      quiet: py`
        import time

        def throttle(rate, delay):
            time.sleep(1 / rate)
            time.sleep(delay)
      `,
    },
    {
      text: 'Letting others run, and a pause that is the point.',
      quiet: py`
        import asyncio
        import time

        async def yield_to_others():
            await asyncio.sleep(0)

        def slow_down():
            time.sleep(2)

        def pages(client):
            first = client.get(1)
            time.sleep(1)  # be polite to the server
            return first, client.get(2)

        def rate_limit(client):
            client.call()
            time.sleep(0.2)
      `,
    },
  ],
  limits: [
    'Pauses in tests are what sleep-in-test looks at, polling in coroutines busy-wait-loop.',
  ],
  bad: [
    py`
      import time
      from threading import Thread

      def start(server, client):
          Thread(target=server.run).start()
          time.sleep(2) #!
          client.connect()
    `,
    py`
      import asyncio
      import subprocess
      import time

      SETTLE = 5

      async def launch(server):
          task = asyncio.create_task(server.run())
          await asyncio.sleep(0.5) #!
          server.check()
          return task

      def retry(index, run):
          index.requeue()
          time.sleep(3)  # give the index time to settle #!
          return run(index)

      async def post(jobs, draft):
          number = await jobs.add(draft)
          await asyncio.sleep(1.5) #!
          return await jobs.get(number)

      def wait(job):
          while not job.done:
              time.sleep(0.1) #!
          subprocess.Popen(["server"])
          time.sleep(SETTLE) #!
          return job.result
    `,
  ],
  good: [
    py`
      from threading import Event, Thread

      def start(server, client):
          ready = Event()
          Thread(target=server.run, args=(ready,)).start()
          ready.wait(timeout=10)
          client.connect()
    `,
  ],
  roles: ['source'],
  calls: {
    'time.sleep': check,
    'asyncio.sleep': check,
    'anyio.sleep': check,
    'trio.sleep': check,
    'gevent.sleep': check,
  },
})

const PACING =
  /throttle|rate|limit|delay|slow|pace|sleep|backoff|jitter|simulat|demo|animate|blink|type|debounce|cool|wait_(?:a|for_a)_/i

/** It waits for its own end: nothing is done late but that. */
const STOPPED = /^not \S*(?:exit|stop|quit|shutdown|terminat|finish|done|end)\w*\.is_set\(\)$/i

/** Seconds by which what waits for a loop of pauses is noticeably late. */
const NOTICED = 0.5

/** The main thread has nothing else to do than to live until it is told to end. */
const KEEPS_ALIVE = /forever|keep_?alive|^_?(?:main|serve|mainloop|main_loop)$/i

function check(call: Node, checker: Checker): void {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(call)
  // A coroutine that is only made here, for a task or a group, is a timer.
  if (tree.spelled(facts.callee(call)).startsWith('asyncio.') && !isAwaited(tree, call)) return
  const [given, more] = facts.arguments(call)
  const seconds = given === undefined ? undefined : provenance(checker).constantOf(given.value)
  if (owner === undefined || typeof seconds !== 'number' || seconds <= 0 || more !== undefined)
    return
  if (PACING.test(owner.name) || tree.ancestor(call, K_EXCEPT_CLAUSE) !== NO_NODE) return
  const loop = tree.ancestor(call, K_FOR_STATEMENT, K_WHILE_STATEMENT, K_FUNCTION_DEFINITION)
  const kind = loop === NO_NODE ? -1 : tree.kind(loop)
  if (kind === K_FOR_STATEMENT) return
  const name = tree.text(facts.callee(call))
  if (kind === K_WHILE_STATEMENT) {
    const condition = conditionOf(tree, loop)
    const isEndless =
      condition === NO_NODE || tree.kind(condition) === K_TRUE || tree.text(condition) === '1'
    if (isEndless || owner.isAsync || !isPolled(checker, loop, call)) return
    if (seconds < NOTICED && asksCaller(checker, owner, loop)) return
    checker.report({
      node: call,
      ...((isRemote(checker, condition) ||
        isRefreshed(checker, loop, call) ||
        // It is hardly late, and costs little.
        seconds < NOTICED ||
        BOUNDED.test(tree.text(condition)) ||
        STOPPED.test(tree.text(condition)) ||
        KEEPS_ALIVE.test(owner.name)) && {
        severity: 'medium' as const,
      }),
      message: `The loop asks every ${seconds} seconds whether \`${tree.text(condition)}\` has changed, instead of waiting for it.`,
    })
    return
  }
  const started = startedBefore(checker, call)
  if (started === '') {
    const hope = hopedFor(checker, call, seconds)
    if (hope === undefined) return
    checker.report({
      node: call,
      severity: 'medium',
      confidence: 'medium',
      message: `\`${name}(${seconds})\` hopes that ${hope}.`,
    })
    return
  }
  // `kill(); sleep(); if not alive()`: it asks afterwards, and kills harder.
  if (/(?:kill\w*|terminate)$/.test(started) && isAskedAfter(checker, call)) return
  // The time that a process is given before it is killed, in a task that may be cancelled.
  const after = tree.source.slice(tree.end(call), tree.end(owner.node))
  if (owner.isAsync && /\.kill\(|SIGKILL/.test(after)) return
  // What is told to end has no way to say that it has, if it is not one's own child.
  const isEnding = /(?:kill\w*|terminate)$/.test(started)
  checker.report({
    node: call,
    ...((isEnding || ASKS_ON.test(after)) && { severity: 'medium' as const }),
    message: isEnding
      ? `\`${name}(${seconds})\` hopes that what \`${started}\` ends is gone by then.`
      : `\`${name}(${seconds})\` hopes that \`${started}\` is ready by then.`,
  })
}

/** It is tried again and again right behind: the pause only saves attempts. */
const ASKS_ON = /^[^\n]*\n(?:[^\n]*\n){0,2}[ \t]*while [^\n]*:\n[^\n]*\bsleep\(/

function isAwaited(tree: SyntaxTree, call: Node): boolean {
  return tree.kind(tree.parent(call)) === K_AWAIT
}

/** It gives up after a while by itself. */
const BOUNDED =
  /\b(?:\w*time_?out|deadline|retries|attempts|tries|remaining|\w*_left)\b|\btime(?:\.time|\.monotonic)?\(\)/i

/** What a call tells is elsewhere as a rule, where nobody can be waited for. */
function isRemote({ tree, facts }: Checker, condition: Node): boolean {
  return facts.callsIn(condition).some((call) => {
    return !/(?:^|[._])(?:is_?set|is_?alive|done|empty|running|locked|ready|poll|len|is_?running|finished)$/i.test(
      tree.spelled(facts.callee(call)),
    )
  })
}

/** `self.refresh()` in the loop asks elsewhere how it stands. */
function isRefreshed({ tree, facts }: Checker, loop: Node, pause: Node): boolean {
  const body = tree.child(loop, F_BODY)
  return facts.callsIn(body).some((call) => call !== pause && !tree.contains(pause, call))
}

/** The next statement is a test, or keeps the answer of one. */
function isAskedAfter({ tree }: Checker, call: Node): boolean {
  const next = tree.nextSibling(tree.parent(call))
  if (next === NO_NODE) return false
  return (
    tree.kind(next) === K_IF_STATEMENT ||
    /^\w+ = [^\n]*\.(?:poll|is_alive)\(\)/.test(tree.text(next))
  )
}

/** `wait_until(condition, seconds)`: it asks what it is given, and knows nothing to wait for. */
function asksCaller({ tree, facts }: Checker, owner: FunctionFacts, loop: Node): boolean {
  const names = new Set(owner.parameters.map(({ name }) => name))
  return facts.callsIn(loop).some((call) => names.has(tree.spelled(facts.callee(call))))
}

/** A loop whose body does nothing but sleep and look. */
function isPolled({ tree }: Checker, loop: Node, call: Node): boolean {
  return tree.text(loop).split('\n').length <= 4 && tree.contains(loop, call)
}

const STARTING =
  /(?:^|\.)(?:start|Popen|create_task|ensure_future|spawn|launch|fork|submit|start_soon|run_in_background|restart|boot|serve_forever|kill|terminate|connect|listen)\w*\s*\($|(?:^|\.)up\($/

/** What the statements right before the pause set going, '' if nothing. */
function startedBefore(checker: Checker, call: Node): string {
  const { tree, facts } = checker
  const line = tree.line(call)
  for (const other of facts.calls) {
    if (other >= call) break
    // `create_task(asyncio.sleep(1))` waits for nothing that it starts.
    if (tree.contains(other, call)) continue
    const distance = line - tree.line(other)
    if (distance > 3 || facts.enclosingFunction(other) !== facts.enclosingFunction(call)) continue
    const text = `${tree.text(facts.callee(other))}(`
    if (STARTING.test(text)) return text.slice(0, -1).split('\n').at(-1)?.trim() ?? ''
  }
  return ''
}
