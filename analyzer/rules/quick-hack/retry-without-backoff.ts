import type { Checker } from '../../engine/checker.ts'
import {
  argumentsOf,
  calleeName,
  keywordArgument,
  positionalArgument,
} from '../../matching/calls/calls.ts'
import { losesOutsideFailure } from '../../matching/calls/outside-failures.ts'
import { isBroadHandler } from '../../matching/errors/handlers.ts'
import { type RetryLoop, retryLoops } from '../../matching/errors/retry-loops.ts'
import { codeOf } from '../../matching/statements/statements.ts'
import {
  F_BODY,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_AUGMENTED_ASSIGNMENT,
  K_AWAIT,
  K_CALL,
  K_DECORATOR,
  K_FLOAT,
  K_IDENTIFIER,
  K_INTEGER,
  K_MODULE,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const SLEEP = /^(?:sleep|wait|wait_for|delay|backoff|pause|asleep)$/

export default defineRule({
  id: 'retry-without-backoff',
  title: 'Retries without growing pauses',
  consequence:
    'All clients hammer a service that is just coming back, in step, and bring it down again.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [834],
  confidence: 'medium',
  why: `
The loop tries again at once or after a fixed pause. A service that is overloaded gets every request several times,
from all clients at the same moments. What should help it over a short failure keeps it down.
`,
  fix: `
Let the pause grow and vary: \`await asyncio.sleep(min(cap, base * 2**attempt) * random.uniform(0.5, 1))\`, and end
after a number of attempts. Libraries do it: \`tenacity.wait_random_exponential\`, \`backoff.expo\`,
\`Retry(total=3, backoff_factor=0.5)\`.
`,
  exemptions: [
    {
      text: 'A pause that grows or varies.',
      quiet: py`
        import asyncio
        import random
        import time

        async def a(client):
            for attempt in range(5):
                try:
                    return await client.get("/")
                except ConnectionError:
                    await asyncio.sleep(2 ** attempt)
            raise TimeoutError

        def b(client):
            delay = 1
            while True:
                try:
                    return client.get("/")
                except ConnectionError:
                    time.sleep(delay)
                    delay *= 2

        def c(client):
            for _ in range(5):
                try:
                    return client.get("/")
                except ConnectionError:
                    time.sleep(random.uniform(1, 3))
            raise TimeoutError
      `,
    },
    {
      text: 'Repeating what lost a race, or what a person typed wrong.',
      quiet: py`
        import redis
        from sqlalchemy.exc import IntegrityError

        def a(pipe):
            while True:
                try:
                    pipe.watch("a")
                    return pipe.execute()
                except redis.WatchError:
                    continue

        def b(session, row):
            for _ in range(3):
                try:
                    session.add(row)
                    return session.flush()
                except IntegrityError:
                    session.rollback()

        def c():
            while True:
                try:
                    return int(input())
                except ValueError:
                    print("a number, please")
      `,
    },
    {
      text: 'A loop that handles one thing after the other.',
      quiet: py`
        def consume(queue, handle):
            while True:
                try:
                    handle(queue.get())
                except ConnectionError:
                    log("failed")

        def first(hosts, connect):
            for host in hosts:
                try:
                    return connect(host)
                except OSError:
                    continue
      `,
    },
    {
      text: 'Libraries that are told to wait longer each time.',
      quiet: py`
        from tenacity import retry, stop_after_attempt, wait_exponential
        from urllib3.util import Retry

        @retry(wait=wait_exponential(), stop=stop_after_attempt(3))
        def load(client):
            return client.get("/")

        policy = Retry(total=3, backoff_factor=0.5)
        none = Retry(0)
        off = Retry(total=0)
      `,
    },
  ],
  limits: ['Pauses in a called function are known by its name only.'],
  bad: [
    py`
      def load(client):
          for _ in range(5): #!
              try:
                  return client.get("/")
              except ConnectionError:
                  continue
          raise TimeoutError
    `,
    py`
      import asyncio
      import time
      import requests
      from tenacity import retry
      from urllib3.util.retry import Retry

      async def connect(url, open_connection):
          while True: #!
              try:
                  return await open_connection(url)
              except OSError:
                  await asyncio.sleep(5)

      def fetch(url, attempts=3):
          attempt = 0
          while attempt < attempts: #!
              try:
                  return requests.get(url, timeout=5)
              except requests.RequestException:
                  attempt += 1
                  time.sleep(1)
          raise TimeoutError

      @retry #!
      def load(client):
          return client.get("/")

      @retry() #!
      def save(client):
          return client.put("/")

      policy = Retry(total=5) #!
    `,
  ],
  good: [
    py`
      import random
      import time

      def load(client):
          for attempt in range(5):
              try:
                  return client.get("/")
              except ConnectionError:
                  time.sleep(min(30, 2**attempt) * random.uniform(0.5, 1))
          raise TimeoutError
    `,
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      for (const one of retryLoops(checker)) {
        const caught = one.clauses.filter(
          (clause) =>
            losesOutsideFailure(checker, clause, one.attempt) || isBroadHandler(checker, clause),
        )
        if (
          caught.length === 0 ||
          isWaiting(checker, one) ||
          (one.isBounded && isLocal(checker, one))
        )
          continue
        const pause = pauseOf(checker, one)
        if (pause === 'grows' || (pause === 'none' && !isRemote(checker, one, caught))) continue
        const when = pause === 'none' ? 'at once' : 'after a fixed pause'
        checker.report({
          node: one.loop,
          ...(pause === 'fixed' && one.isBounded && { severity: 'low' as const }),
          message: one.isBounded
            ? `Tries again ${when} when it fails.`
            : `Tries again ${when} when it fails, without end.`,
          evidence: caught.map((node) => ({
            kind: 'act' as const,
            node,
            message: 'the next attempt follows',
          })),
        })
      }
    },
    [K_DECORATOR](node, checker) {
      const { tree, facts } = checker
      const called = tree.namedChildren(node)[0] ?? NO_NODE
      if (called === NO_NODE) return
      const isCall = tree.kind(called) === K_CALL
      const name = isCall ? facts.calleeName(called) : facts.qualifiedName(called)
      if (name !== 'tenacity.retry') return
      const given = isCall ? argumentsOf(tree, called) : []
      const wait = given.find((one) => one.name === 'wait')?.value
      const isFlat =
        wait !== undefined &&
        /^tenacity\.(?:\w+\.)?wait_(?:fixed|none)$/.test(waitOf(checker, wait))
      if (given.some(({ isUnpacked }) => isUnpacked) || (wait !== undefined && !isFlat)) return
      checker.report({
        node: called,
        message: isFlat
          ? '`tenacity.retry` tries again after a fixed pause.'
          : '`tenacity.retry` without `wait` tries again at once.',
        confidence: isFlat ? 'medium' : 'high',
        ...(isFlat &&
          /wait_fixed$/.test(wait === undefined ? '' : waitOf(checker, wait)) && {
            severity: 'low' as const,
          }),
      })
    },
  },
  calls: {
    'urllib3.util.retry.Retry': checkPolicy,
    'urllib3.util.Retry': checkPolicy,
    'urllib3.Retry': checkPolicy,
    'urllib3.Retry.Retry': checkPolicy,
  },
})

/** `tenacity.wait_fixed` of `wait_fixed(2)`; '' for what is put together. */
function waitOf({ tree, facts }: Checker, wait: Node): string {
  return tree.kind(wait) === K_CALL ? (facts.calleeName(wait) ?? '') : ''
}

function checkPolicy(call: Node, checker: Checker): void {
  const { tree } = checker
  const given = argumentsOf(tree, call)
  if (given.some(({ name, isUnpacked }) => isUnpacked || name === 'backoff_factor')) return
  const total = keywordArgument(tree, call, 'total')
  const count = total === NO_NODE ? positionalArgument(tree, call, 0) : total
  if (count === NO_NODE || /^(?:0|1|False|None)$/.test(tree.text(count))) return
  checker.report({
    node: call,
    message: '`Retry` without `backoff_factor` tries again at once.',
    confidence: 'high',
  })
}

/** How the loop waits between attempts. */
function pauseOf(checker: Checker, { loop }: RetryLoop): 'none' | 'fixed' | 'grows' {
  const { tree, facts } = checker
  let pause: 'none' | 'fixed' = 'none'
  for (const node of codeOf(tree, tree.child(loop, F_BODY))) {
    if (tree.kind(node) !== K_CALL || !SLEEP.test(calleeName(tree, node).replace(/^_+/, '')))
      continue
    const value = argumentsOf(tree, node)[0]?.value
    if (value === undefined) return 'grows'
    if (!isFixed(checker, value, loop)) return 'grows'
    // `event.wait(5)` is a pause as well; `future.wait()` without one was let pass above.
    if (facts.calleeName(node) !== undefined || calleeName(tree, node) !== 'wait_for')
      pause = 'fixed'
  }
  return pause
}

/** A number, or a name or attribute that the loop does not change. */
function isFixed({ tree, facts }: Checker, value: Node, loop: Node): boolean {
  const kind = tree.kind(value)
  if (kind === K_INTEGER || kind === K_FLOAT) return true
  const name = tree.text(value)
  if (kind === K_IDENTIFIER) {
    const binding = facts.resolve(value)
    return !(binding?.definitions.some(({ node }) => tree.contains(loop, node)) ?? false)
  }
  if (kind !== K_ATTRIBUTE) return false
  return ![...codeOf(tree, loop)].some((node) => {
    const isWrite = tree.kind(node) === K_ASSIGNMENT || tree.kind(node) === K_AUGMENTED_ASSIGNMENT
    return isWrite && tree.text(node).startsWith(name)
  })
}

/** Waiting for a process or file of this machine hurts nobody. */
function isLocal({ tree }: Checker, { attempt, clauses }: RetryLoop): boolean {
  return (
    clauses.every((clause) =>
      /OSError|IOError|PermissionError/.test(tree.text(clause).split('\n')[0] ?? ''),
    ) &&
    /\b(?:open|unlink|remove|rename|replace|rmtree|rmdir|mkdir|makedirs|stat|kill|waitpid|flock|lockf|symlink|link|chmod|bind|listen|accept|select|recv|read|write|poll)\(/.test(
      tree.text(attempt),
    )
  )
}

/** An attempt that waits by itself until a time is over. */
function isWaiting({ tree }: Checker, { attempt, clauses }: RetryLoop): boolean {
  return (
    /timeout\s*=/.test(tree.text(attempt)) &&
    clauses.every((clause) => /timeout/i.test(tree.text(clause).split(':')[0] ?? ''))
  )
}

/** `for attempt in range(5):` around something that is waited for, whatever is caught. */
function isAwaitedAttempt({ tree, facts }: Checker, { attempt, counter }: RetryLoop): boolean {
  const isCounted = counter !== NO_NODE && ATTEMPT.test(tree.text(counter))
  return (
    isCounted && facts.callsIn(attempt).some((call) => tree.kind(tree.parent(call)) === K_AWAIT)
  )
}

const ATTEMPT = /attempt|retry|retries|tries|try_?(?:no|num|count)/i

/** Without any pause only where something remote is asked. */
function isRemote(checker: Checker, retries: RetryLoop, caught: readonly Node[]): boolean {
  const { attempt, isBounded } = retries
  if (isAwaitedAttempt(checker, retries)) return true
  if (!caught.some((clause) => losesOutsideFailure(checker, clause, attempt))) return false
  if (isBounded) return true
  return !/\b(?:recv|accept|read|select|poll|write|send|waitpid|os\.)\b/.test(
    checker.tree.text(attempt),
  )
}
