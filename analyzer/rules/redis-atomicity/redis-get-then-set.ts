import type { Checker } from '../../engine/checker.ts'
import { weightOfSharedData } from '../../matching/shared-state/proven-runs.ts'
import { K_AWAIT, K_IDENTIFIER, K_MODULE } from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import {
  fieldOf,
  flowsInto,
  isSameKey,
  isWatched,
  keyText,
  lockOver,
  mayFollow,
  type RedisFunction,
  type RedisStep,
  redisFunctions,
} from './matching/redis-steps.ts'
import { updatesByCall } from './matching/redis-updates-by-call.ts'

const WRITES = new Set([
  'set',
  'setex',
  'psetex',
  'hset',
  'hmset',
  'mset',
  'lset',
  'json_set',
  'set_many',
  'getset',
  'zadd',
])
const READS = new Set([
  'get',
  'mget',
  'hget',
  'hgetall',
  'hmget',
  'hvals',
  'llen',
  'lrange',
  'lindex',
  'scard',
  'smembers',
  'zscore',
  'zcard',
  'strlen',
  'getrange',
  'get_many',
  'hlen',
  'getex',
])

export default defineRule({
  id: 'redis-get-then-set',
  title: 'Redis value read, changed and written back',
  consequence:
    'Changes made by other workers between the read and the write are lost: counters fall behind, stock is sold twice.',
  effortHours: { low: 0.5, high: 3 },
  cwe: [362, 367],
  why: `
Each command is atomic, the pair is not. Between GET and SET any other client may write, and the SET then
puts back a value that was computed from what is no longer there.

| step | worker A | worker B | stored |
|---|---|---|---|
| 1 | GET, 5 | | 5 |
| 2 | | GET, 5 | 5 |
| 3 | SET 6 | | 6 |
| 4 | | SET 6 | 6, **one lost** |
`,
  fix: `
Let the server do the step: \`INCRBY\`, \`HINCRBY\`, \`ZINCRBY\`, \`APPEND\`, \`SADD\`. For anything else use a Lua
script, or WATCH the key, queue the write in \`pipeline(transaction=True)\` and try again on \`WatchError\`.
`,
  exemptions: [
    {
      text: 'WATCH with MULTI, which fails if the key has changed in between.',
      quiet: py`
        import redis

        def spend(client: redis.Redis, user_id, amount):
            with client.pipeline() as pipe:
                while True:
                    try:
                        pipe.watch(f'balance:{user_id}')
                        balance = int(pipe.get(f'balance:{user_id}') or 0)
                        pipe.multi()
                        pipe.set(f'balance:{user_id}', balance - amount)
                        pipe.execute()
                        return balance
                    except redis.WatchError:
                        continue
      `,
    },
    {
      text: 'One command that does it all, or another key that is written.',
      quiet: py`
        import redis

        client = redis.Redis()

        def visit(page):
            client.incr(f'visits:{page}')
            client.hincrby('totals', page, 1)
            template = client.get('template:mail')
            client.set(f'mail:{page}', template.upper())
      `,
    },
    {
      text: 'A lock of Redis around read and write.',
      quiet: py`
        import redis

        client = redis.Redis()

        def visit(page):
            with client.lock(f'lock:{page}', timeout=5):
                count = int(client.get(f'visits:{page}') or 0)
                client.set(f'visits:{page}', count + 1)
      `,
    },
    {
      text: 'A cache that is filled with what was loaded elsewhere.',
      quiet: py`
        import json
        from redis.asyncio import Redis

        class Profiles:
            def __init__(self, redis: Redis, db):
                self.redis = redis
                self.db = db

            async def profile(self, user_id):
                cached = await self.redis.get(f'profile:{user_id}')
                if cached is not None:
                    return json.loads(cached)
                profile = await self.db.load(user_id)
                await self.redis.set(f'profile:{user_id}', json.dumps(profile), ex=60)
                return profile
      `,
    },
    {
      text: 'A value that is written back unchanged, as to prolong its life.',
      quiet: py`
        import redis

        client = redis.Redis()

        def keep(token):
            value = client.get(f'session:{token}')
            client.set(f'session:{token}', value, ex=60)
      `,
    },
  ],
  limits: [
    'A read and a write in two functions are not put together.',
    'A lock that a caller holds is not seen.',
  ],
  bad: [
    py`
      import redis

      client = redis.Redis()

      def visit(page):
          count = int(client.get(f'visits:{page}') or 0)
          client.set(f'visits:{page}', count + 1) #!
    `,
    py`
      import json
      from redis.asyncio import Redis

      PREFIX = 'cart'

      class Carts:
          def __init__(self, redis: Redis):
              self._redis = redis

          def _key(self, user_id):
              return f'{PREFIX}:{user_id}'

          async def add(self, user_id, sku):
              raw = await self._redis.get(self._key(user_id))
              cart = json.loads(raw) if raw else {}
              cart[sku] = cart.get(sku, 0) + 1
              await self._redis.set(self._key(user_id), json.dumps(cart), ex=3600) #!

          async def reserve(self, sku, quantity):
              key = f'stock:{sku}'
              available = int(await self._redis.hget(key, 'available'))
              if available < quantity:
                  raise ValueError(sku)
              await self._redis.hset(key, 'available', available - quantity) #!

          async def rename(self, user_id, name):
              data = await self._redis.hgetall(f'user:{user_id}')
              data['name'] = name
              await self._redis.hset(f'user:{user_id}', mapping=data) #!
    `,
    py`
      from django.core.cache import cache

      def hit(view):
          hits = cache.get('hits', {})
          hits[view] = hits.get(view, 0) + 1
          cache.set('hits', hits, 300) #!

      def push(client, redis_client, job):
          pipe = redis_client.pipeline()
          length = redis_client.get('queue:length')
          pipe.set('queue:length', int(length) + 1) #!
          pipe.execute()
    `,
  ],
  good: [
    py`
      import redis

      client = redis.Redis()

      def visit(page):
          client.incr(f'visits:{page}')
    `,
  ],
  on: {
    [K_MODULE](_node, checker) {
      for (const fn of redisFunctions(checker)) {
        if (isWatched(fn)) continue
        for (const write of fn.steps) {
          if (!WRITES.has(write.command.name) || write.command.isConditional) continue
          const read = fn.steps.find((one) => isReadOf(checker, fn, one, write))
          if (read !== undefined) report(checker, read, write, lockOver(checker, fn, [read, write]))
        }
      }
      for (const { read, write, lock } of updatesByCall(checker)) report(checker, read, write, lock)
    },
  },
})

function isReadOf(checker: Checker, fn: RedisFunction, read: RedisStep, write: RedisStep): boolean {
  if (!READS.has(read.command.name) || read.command.isQueued || !isSameKey(read, write))
    return false
  // A score is computed from a score; other members of a sorted set are another matter.
  if (write.command.name === 'zadd' && read.command.name !== 'zscore') return false
  const [from, to] = [fieldOf(checker, read), fieldOf(checker, write)]
  if (from !== undefined && to !== undefined && from !== to) return false
  return (
    mayFollow(fn, read, write) &&
    flowsInto(fn, read, write) &&
    !isUnchanged(checker, fn, read, write)
  )
}

/** The variable that the read was assigned to is written back as it is. */
function isUnchanged(
  { tree, facts }: Checker,
  { analysis }: RedisFunction,
  read: RedisStep,
  write: RedisStep,
): boolean {
  return facts.arguments(write.command.call).some(({ value }) => {
    if (tree.kind(value) !== K_IDENTIFIER || value === write.command.keyNode) return false
    const binding = facts.resolve(value)
    const [only, more] = binding?.definitions ?? []
    if (binding === undefined || only === undefined || more !== undefined) return false
    const call = read.command.call
    const parent = tree.parent(call)
    const given = parent >= 0 && tree.kind(parent) === K_AWAIT ? parent : call
    const isRead = tree.parent(given) === tree.parent(only.node)
    const isChanged = binding.references.some((node) => {
      const around = tree.parent(node)
      return around >= 0 && (facts.isWrite(around) || isMutation(tree.text(around)))
    })
    return isRead && !isChanged && analysis.values.sourcesOf(value).includes(read.event)
  })
}

function isMutation(text: string): boolean {
  return /\.(?:append|extend|update|pop|remove|add|insert|setdefault|clear|discard)$/.test(text)
}

function report(
  checker: Checker,
  read: RedisStep,
  write: RedisStep,
  lock: ReturnType<typeof lockOver>,
): void {
  if (lock === 'redis') return
  const key = keyText(checker, write)
  const isCache = write.command.client.kind === 'cache'
  const held = lock === 'process' ? ' The lock keeps out this process only.' : ''
  checker.report({
    node: write.command.call,
    message: `\`${key}\` is written with a value computed from an earlier \`${read.command.name}\`; what others wrote in between is lost.${held}`,
    severity:
      lock === 'process'
        ? 'medium'
        : isCache
          ? 'high'
          : (weightOfSharedData(checker, write.command.call, key) ?? 'critical'),
    confidence:
      lock === 'process' || write.command.client.certainty === 'by-name' ? 'medium' : 'high',
    evidence: [
      { kind: 'read', node: read.command.call, message: `\`${key}\` is read.` },
      { kind: 'write', node: write.command.call, message: 'Written back from what was read.' },
    ],
  })
}
