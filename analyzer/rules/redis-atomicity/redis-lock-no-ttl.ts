import { redisOf } from '../../domain/redis/redis-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import { argumentFor, calleeName, hasUnpacking, receiverOf } from '../../matching/calls/calls.ts'
import { K_FINALLY_CLAUSE, K_FUNCTION_DEFINITION, K_MODULE, K_NONE } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import {
  isLockKey,
  isSameKey,
  keyText,
  type RedisFunction,
  type RedisStep,
  redisFunctions,
} from './matching/redis-steps.ts'

export default defineRule({
  id: 'redis-lock-no-ttl',
  title: 'Redis lock that never expires',
  consequence:
    'A worker that dies while it holds the lock stops all others until somebody deletes the key by hand.',
  effortHours: { low: 0.1, high: 1 },
  cwe: [667, 833],
  why: `
Redis does not know who holds a key. When the process is killed, loses its network or its container is
moved, nothing deletes the lock, and every other worker waits for it or gives up, from then on.
`,
  fix: `
Give the lock an end that is longer than the work takes, \`client.set(key, token, nx=True, ex=30)\` or
\`client.lock(name, timeout=30)\`, prolong it while the work goes on, and release it with the token only.
`,
  exemptions: [
    {
      text: 'A lock with a life time, in whichever unit.',
      quiet: py`
        import redis

        client = redis.Redis()

        def take(name, token):
            client.set(f'lock:{name}', token, nx=True, px=30_000)
            client.set(f'lock:{name}', token, ex=30, nx=True)
            return client.lock(name, timeout=10)
      `,
    },
    {
      text: 'Keys that are no locks.',
      quiet: py`
        import redis

        client = redis.Redis()

        def register(name, options):
            client.setnx('schema:version', '1')
            client.set(f'block:{name}', '1', nx=True)
            client.setnx(f'seen:{name}', '1')
            client.delete(f'seen:{name}')
            return client.lock(name, **options)
      `,
    },
    {
      text: 'A life time that follows in a second command, which is another defect.',
      quiet: py`
        import redis

        client = redis.Redis()

        def take(name):
            if client.setnx(f'lock:{name}', '1'):
                client.expire(f'lock:{name}', 30)
      `,
    },
    {
      text: 'A lock of another library or of threads.',
      quiet: py`
        import threading
        from filelock import FileLock

        def take(manager):
            threading.Lock()
            manager.lock('name')
            return FileLock('a.lock')
      `,
    },
  ],
  limits: ['A life time that another function sets is not seen.'],
  bad: [
    py`
      import redis

      client = redis.Redis()

      def take(name, token):
          return client.setnx(f'lock:{name}', token) #!
    `,
    py`
      from redis.asyncio import Redis
      from redis.lock import Lock

      class Jobs:
          def __init__(self, redis: Redis):
              self._redis = redis
              self._lock_key = 'jobs'

          async def acquire(self, token):
              return await self._redis.set(self._lock_key, token, nx=True) #!

          async def run(self, name):
              async with self._redis.lock(f'run:{name}'): #!
                  return name

          async def other(self, name):
              lock = self._redis.lock(name, timeout=None) #!
              another = Lock(self._redis, name) #!
              return lock, another

      class Mutex:
          def acquire(self, redis_client, name):
              return redis_client.setnx(name, '1') #!

      async def run_once(redis: Redis, name, work):
          mine = await redis.setnx(f'run:{name}', '1') #!
          try:
              if mine:
                  await work()
          finally:
              await redis.delete(f'run:{name}')
    `,
  ],
  good: [
    py`
      import redis

      client = redis.Redis()

      def take(name, token):
          return client.set(f'lock:{name}', token, nx=True, ex=30)
    `,
  ],
  on: {
    [K_MODULE](_node, checker) {
      for (const fn of redisFunctions(checker)) {
        for (const step of fn.steps) {
          if (step.command.class === 'lock') withoutTimeout(checker, step.command.call)
          else if (isEndless(checker, fn, step)) {
            checker.report({
              node: step.command.call,
              message: `The lock \`${keyText(checker, step)}\` has no life time; if its holder dies nobody gets it again.`,
              confidence: isLockKey(checker, step) ? 'high' : 'medium',
            })
          }
        }
      }
    },
  },
  calls: {
    'redis.lock.Lock': ofClass,
    'redis.asyncio.lock.Lock': ofClass,
    'aioredis.lock.Lock': ofClass,
  },
})

function isEndless(checker: Checker, fn: RedisFunction, step: RedisStep): boolean {
  const { command } = step
  if (!command.isConditional || command.hasExpiry || !/^(?:set|setnx|add)$/.test(command.name))
    return false
  if (hasUnpacking(checker.tree, command.call) || command.client.kind === 'cache') return false
  const { owner } = fn
  const names = `${owner?.name ?? ''} ${owner?.class?.name ?? ''}`
  const isLock =
    isLockKey(checker, step) ||
    isGivenBack(checker, fn, step) ||
    (/(?:^|_)(?:acquire|lock|try_lock)(?:_|\b)/i.test(owner?.name ?? '') &&
      /lock|mutex|acquire/i.test(names))
  if (!isLock) return false
  return !fn.steps.some((one) => one.command.class === 'ttl' && isSameKey(one, step))
}

/** What is deleted whatever happens behind it was taken for that time: a lock under any name. */
function isGivenBack({ tree }: Checker, fn: RedisFunction, step: RedisStep): boolean {
  return fn.steps.some(({ command, key }) => {
    if (command.name !== 'delete' && command.name !== 'unlink') return false
    const outer = tree.ancestor(command.call, K_FINALLY_CLAUSE, K_FUNCTION_DEFINITION)
    return key === step.key && outer !== NO_NODE && tree.kind(outer) === K_FINALLY_CLAUSE
  })
}

/** `client.lock(name)` holds until it is released. */
function withoutTimeout(checker: Checker, call: Node): void {
  const { tree } = checker
  const timeout = argumentFor(tree, call, 1, 'timeout')
  if (hasUnpacking(tree, call)) return
  if (timeout !== NO_NODE && tree.kind(timeout) !== K_NONE) return
  if (
    calleeName(tree, call) !== 'lock' ||
    redisOf(checker)?.client(receiverOf(tree, call)) === undefined
  )
    return
  report(checker, call)
}

function ofClass(call: Node, checker: Checker): void {
  const timeout = argumentFor(checker.tree, call, 2, 'timeout')
  if (hasUnpacking(checker.tree, call)) return
  if (timeout === NO_NODE || checker.tree.kind(timeout) === K_NONE) report(checker, call)
}

function report(checker: Checker, call: Node): void {
  checker.report({
    node: call,
    message:
      'Without `timeout` the lock is held until it is released; if its holder dies nobody gets it again.',
    confidence: 'medium',
  })
}
