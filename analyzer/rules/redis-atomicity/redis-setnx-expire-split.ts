import type { Checker, FixDraft } from '../../engine/checker.ts'
import { positionalArgument } from '../../matching/calls/calls.ts'
import { conditionOf } from '../../matching/statements/branches.ts'
import { K_IF_STATEMENT, K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import {
  isDecidedBy,
  isSameKey,
  keyText,
  mayFollow,
  type RedisFunction,
  type RedisStep,
  redisFunctions,
} from './matching/redis-steps.ts'

const MAKES = new Set(['setnx', 'set', 'getset', 'msetnx', 'mset', 'hsetnx'])
/** Give the key no life time either, and only the call that makes it sends one afterwards. */
const COUNTS = new Set([
  'incr',
  'incrby',
  'incrbyfloat',
  'hincrby',
  'sadd',
  'zadd',
  'lpush',
  'rpush',
])
const EXPIRES = new Set(['expire', 'pexpire', 'expireat', 'pexpireat'])

export default defineRule({
  id: 'redis-setnx-expire-split',
  title: 'Redis key set in one command and given its life time in another',
  consequence:
    'A worker that dies between the two commands leaves a key that never goes away, such as a lock that nobody can take again.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [362, 667],
  why: `
SETNX and EXPIRE are two round trips. A crash, a timeout or a cancelled task between them leaves the key
without an end: the lock is never free again, the cache entry never refreshed. The same holds for INCR with an
EXPIRE that only the first of a window sends: the counter of a rate limit then never starts again.

| step | worker | key |
|---|---|---|
| 1 | SETNX lock | held, no end |
| 2 | killed | |
| 3 | | held **forever** |
`,
  fix: `
Say it in one command: \`client.set(key, value, nx=True, ex=30)\`, \`client.setex(key, 60, value)\`. For a counter
queue \`set(key, 0, ex=60, nx=True)\` and \`incr(key)\` in one transaction. Where several
keys are set, queue everything in \`pipeline(transaction=True)\`.
`,
  exemptions: [
    {
      text: 'The life time in the same command.',
      quiet: py`
        import redis

        client = redis.Redis()

        def take(key):
            client.setex('a', 60, '1')
            return client.set(key, '1', nx=True, ex=30)
      `,
    },
    {
      text: 'Both in one transaction.',
      quiet: py`
        import redis

        client = redis.Redis()

        def store(key, value):
            with client.pipeline(transaction=True) as pipe:
                pipe.set(key, value)
                pipe.expire(key, 60)
                pipe.execute()
      `,
    },
    {
      text: 'Another key, or a life time that is only prolonged.',
      quiet: py`
        import redis

        client = redis.Redis()

        def store(user_id, value):
            client.set(f'user:{user_id}', value)
            client.expire(f'session:{user_id}', 60)

        def prolong(key):
            client.expire(key, 60)
            client.set(key, '1', ex=60)

        def count(key):
            hits = client.incr(key)
            client.expire(key, 60)
            return hits

        def count_and_mend(key):
            hits = client.incr(key)
            if hits == 1 or client.ttl(key) == -1:
                client.expire(key, 60)
            return hits
      `,
    },
    {
      text: 'Commands that cannot take a life time.',
      quiet: py`
        import redis

        client = redis.Redis()

        def store(key, mapping):
            client.hset(key, mapping=mapping)
            client.expire(key, 60)
      `,
    },
  ],
  limits: ['A life time that another function sets is not seen.'],
  bad: [
    py`
      import redis

      client = redis.Redis()

      def take(key):
          if client.setnx(key, '1'): #!
              client.expire(key, 30)
              return True
          return False
    `,
    py`
      from redis.asyncio import Redis

      class Locks:
          def __init__(self, redis: Redis):
              self._redis = redis

          async def take(self, name, token):
              taken = await self._redis.set(f'lock:{name}', token, nx=True) #!
              if not taken:
                  return False
              await self._redis.pexpire(f'lock:{name}', 30_000)
              return True

          async def store(self, token, value):
              await self._redis.set(f'session:{token}', value) #!
              await self._redis.expire(f'session:{token}', 3600)

          async def loose(self, key, value):
              pipe = self._redis.pipeline(transaction=False)
              pipe.setnx(key, value) #!
              pipe.expire(key, 60)
              await pipe.execute()
    `,
  ],
  good: [
    py`
      import redis

      client = redis.Redis()

      def take(key):
          return bool(client.set(key, '1', nx=True, ex=30))
    `,
  ],
  on: {
    [K_MODULE](_node, checker) {
      for (const fn of redisFunctions(checker)) {
        for (const made of fn.steps) {
          const { name, hasExpiry } = made.command
          const counts = COUNTS.has(name)
          if ((!MAKES.has(name) && !counts) || hasExpiry) continue
          const expiry = fn.steps.find(
            (one) => isExpiryOf(fn, one, made) && (!counts || isSentOnce(checker, fn, made, one)),
          )
          if (expiry !== undefined) report(checker, made, expiry)
        }
      }
    },
  },
})

function isExpiryOf(fn: RedisFunction, expiry: RedisStep, made: RedisStep): boolean {
  if (!EXPIRES.has(expiry.command.name) || !isSameKey(expiry, made)) return false
  const isOne = [expiry, made].every(
    ({ command }) => command.isQueued && command.client.isTransaction,
  )
  return !isOne && mayFollow(fn, made, expiry)
}

/** `if count == 1: client.expire(...)`: no later call mends what is lost between the two. */
function isSentOnce(checker: Checker, fn: RedisFunction, made: RedisStep, expiry: RedisStep) {
  const point = fn.analysis.graph.pointOf(expiry.event)
  if (!isDecidedBy(fn, made, point)) return false
  const branch = checker.tree.ancestor(expiry.command.call, K_IF_STATEMENT)
  return branch === NO_NODE || !/ttl/i.test(checker.tree.text(conditionOf(checker.tree, branch)))
}

function report(checker: Checker, made: RedisStep, expiry: RedisStep): void {
  const key = keyText(checker, made)
  const fix = joined(checker, made, expiry)
  checker.report({
    node: made.command.call,
    message: `\`${key}\` has no end until \`${expiry.command.name}\` is sent; what interrupts the two leaves it forever.`,
    severity: made.command.isConditional ? 'high' : 'medium',
    evidence: [
      { kind: 'write', node: made.command.call, message: `\`${key}\` is set without a life time.` },
      {
        kind: 'write',
        node: expiry.command.call,
        message: 'The life time follows in a second command.',
      },
    ],
    fixes: fix === undefined ? [] : [fix],
  })
}

/** `set(key, value)` with `ex=...`; the second command is left to the reader to take away. */
function joined(
  { tree, facts }: Checker,
  { command }: RedisStep,
  expiry: RedisStep,
): FixDraft | undefined {
  const name =
    expiry.command.name === 'expire' ? 'ex' : expiry.command.name === 'pexpire' ? 'px' : ''
  const seconds = positionalArgument(tree, expiry.command.call, 1)
  if (command.name !== 'set' || name === '' || seconds === NO_NODE) return undefined
  const last = facts.arguments(command.call).at(-1)
  if (last === undefined) return undefined
  const at = tree.end(last.value)
  return {
    title: 'Give the life time in the same command',
    grade: 'needs-review',
    edits: [{ start: at, end: at, newText: `, ${name}=${tree.text(seconds)}` }],
  }
}
