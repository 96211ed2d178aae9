import type { Checker } from '../../engine/checker.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import {
  isDecidedBy,
  isLockKey,
  isSameKey,
  isWatched,
  keyText,
  type RedisFunction,
  type RedisStep,
  redisFunctions,
} from './matching/redis-steps.ts'

/** Functions that take a lock from whoever holds it on purpose. */
const FORCED =
  /force|break|reset|clear|clean|flush|purge|admin|remove_all|teardown|steal|expire|evict/i

export default defineRule({
  id: 'redis-lock-unsafe-release',
  title: 'Redis lock released without asking who holds it',
  consequence:
    'A slow worker deletes the lock of the next one, and from then on two of them work at the same time.',
  effortHours: { low: 0.5, high: 2 },
  cwe: [667, 362],
  why: `
The lock of a worker that took too long has expired and belongs to somebody else. A plain DEL in its
\`finally\` then deletes a lock that it does not hold.

| step | worker A | worker B | lock |
|---|---|---|---|
| 1 | takes it, works too long | | A |
| 2 | | takes it | expired, B |
| 3 | DEL | works | free |
| 4 | | **C comes in too** | C |
`,
  fix: `
Store a token of your own (\`uuid4().hex\`) and release with a script that compares and deletes in one step, as
\`client.lock(name, timeout=30)\` of redis-py does. A GET and an \`if\` before the DEL leave the same gap, smaller.
`,
  exemptions: [
    {
      text: 'A script that compares and deletes, or the lock of the library.',
      quiet: py`
        import redis

        client = redis.Redis()
        RELEASE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end"

        def release(name, token):
            return client.eval(RELEASE, 1, f'lock:{name}', token)

        def run(name):
            with client.lock(f'lock:{name}', timeout=5):
                return name
      `,
    },
    {
      text: 'A comparison under WATCH.',
      quiet: py`
        import redis

        client = redis.Redis()

        def release(name, token):
            with client.pipeline() as pipe:
                pipe.watch(f'lock:{name}')
                if pipe.get(f'lock:{name}') == token:
                    pipe.multi()
                    pipe.delete(f'lock:{name}')
                    pipe.execute()
      `,
    },
    {
      text: 'Keys that are no locks.',
      quiet: py`
        import redis

        client = redis.Redis()

        def remove(name):
            client.delete(f'blocked:{name}')
            client.delete(f'clock:{name}')
            client.delete('cache:users')
      `,
    },
    {
      text: 'A function that takes the lock away on purpose.',
      quiet: py`
        import redis

        client = redis.Redis()

        def force_unlock(name):
            client.delete(f'lock:{name}')
      `,
    },
  ],
  limits: ['A key is taken for a lock by its text, or by the name of the variable that holds it.'],
  bad: [
    py`
      import redis

      client = redis.Redis()

      def run(name):
          if not client.set(f'lock:{name}', '1', nx=True, ex=30):
              return
          try:
              work(name)
          finally:
              client.delete(f'lock:{name}') #!
    `,
    py`
      from redis.asyncio import Redis

      class Locks:
          def __init__(self, redis: Redis):
              self._redis = redis

          async def release(self, lock_key):
              await self._redis.delete(lock_key) #!

          async def release_own(self, name, token):
              key = f'app:mutex:{name}'
              if await self._redis.get(key) == token:
                  await self._redis.delete(key) #!

          async def unlink(self, name):
              await self._redis.unlink('job-lock:' + name) #!
    `,
  ],
  good: [
    py`
      import redis

      client = redis.Redis()

      def run(name):
          with client.lock(f'lock:{name}', timeout=30):
              work(name)
    `,
  ],
  on: {
    [K_MODULE](_node, checker) {
      for (const fn of redisFunctions(checker)) {
        if (isWatched(fn) || FORCED.test(fn.owner?.name ?? '')) continue
        for (const step of fn.steps) {
          const { command } = step
          if (command.name !== 'delete' && command.name !== 'unlink') continue
          if (isLockKey(checker, step)) report(checker, fn, step)
        }
      }
    },
  },
})

function report(checker: Checker, fn: RedisFunction, step: RedisStep): void {
  const compared = fn.steps.some(
    (one) => one.command.name === 'get' && isSameKey(one, step) && isDecidedBy(fn, one, step.point),
  )
  const key = keyText(checker, step)
  checker.report({
    node: step.command.call,
    message: compared
      ? `\`${key}\` may expire and be taken by another worker between the comparison and the delete.`
      : `\`${key}\` is deleted whoever holds it; the lock may have expired and belong to another worker.`,
    severity: compared ? 'medium' : 'high',
    confidence: step.command.client.certainty === 'by-name' ? 'medium' : 'high',
  })
}
