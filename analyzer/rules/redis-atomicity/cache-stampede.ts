import type { Checker } from '../../engine/checker.ts'
import { CALL } from '../../flow/events.ts'
import { calleeName } from '../../matching/calls/calls.ts'
import { isAwaited } from '../../matching/statements/statements.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import {
  flowsInto,
  isDecidedBy,
  isLockKey,
  isSameKey,
  isWatched,
  keyText,
  lockOver,
  mayFollow,
  type RedisFunction,
  type RedisStep,
  redisFunctions,
} from './matching/redis-steps.ts'

const READS = /^(?:get|hget|hgetall|hmget|mget|json_get|lrange|smembers|zrange)$/
const WRITES = /^(?:set|setex|psetex|hset|hmset|json_set|rpush|sadd|zadd)$/
/** Work that is worth a cache. */
const HEAVY =
  /(?:^|_)(?:load|fetch|query|compute|calculate|build|render|generate|execute|request|get|post|find|search|select|all|scalars|aggregate|download|read|retrieve|list|embed|complete|predict|run|send|json|call|resolve|lookup|count|filter|collect|summar\w*)(?:_|$)/i
const LIGHT =
  /^(?:loads|dumps|str|int|float|dict|list|len|isinstance|get_logger|info|debug|warning|monotonic|time|now|utcnow|model_dump\w*|model_validate\w*|parse_raw|encode|decode|join|format|bool|hexdigest|sha\w+|md5|print|append|pickle)$/
const SINGLE_FLIGHT =
  /single_?flight|in_?flight|stampede|coalesc|dogpile|_pending\b|early_(?:recompute|expir)|xfetch|probabilistic|lock/i

export default defineRule({
  id: 'cache-stampede',
  title: 'Cache that every caller fills at once when it runs empty',
  consequence:
    'When a popular entry expires, all requests at that moment compute it again and overload what the cache protects.',
  effortHours: { low: 0.5, high: 3 },
  cwe: [400, 770],
  why: `
Between the miss and the write lies the work that the cache is for. Every request that arrives in that time
misses too and does the same work, so that the load comes back all at once, just when it takes longest.

| time | request 1 | requests 2 to 200 | database |
|---|---|---|---|
| 0 ms | miss, queries | | 1 query |
| 50 ms | | miss, query | 200 queries |
| 900 ms | writes the entry | write it again | |
`,
  fix: `
Let one caller do the work: a short lock for each key (\`SET lock:key NX EX 10\`, or \`client.lock\`) and a second
look into the cache behind it, an \`asyncio.Lock\` for each key within one process, or an entry that is renewed
before it expires. Spread the life times with some jitter.
`,
  exemptions: [
    {
      text: 'A lock around the work, with a second look behind it.',
      quiet: py`
        import json
        from redis.asyncio import Redis

        async def profile(redis: Redis, db, user_id):
            key = f'profile:{user_id}'
            cached = await redis.get(key)
            if cached:
                return json.loads(cached)
            async with redis.lock(f'lock:{key}', timeout=10):
                cached = await redis.get(key)
                if cached:
                    return json.loads(cached)
                found = await db.load(user_id)
                await redis.set(key, json.dumps(found), ex=60)
                return found
      `,
    },
    {
      text: 'One task for each key that all callers wait for.',
      quiet: py`
        import asyncio
        from redis.asyncio import Redis

        inflight = {}

        async def report(redis: Redis, db, key):
            cached = await redis.get(key)
            if cached:
                return cached
            if key not in inflight:
                inflight[key] = asyncio.ensure_future(db.load(key))
            found = await inflight[key]
            await redis.set(key, found, ex=60)
            return found
      `,
    },
    {
      text: 'A default that costs nothing, and a counter or a claim.',
      quiet: py`
        from redis.asyncio import Redis

        async def settings(redis: Redis, key):
            value = await redis.get(key)
            if value is None:
                value = '{}'
                await redis.set(key, value)
            return value

        async def claim(redis: Redis, key):
            if await redis.get(key):
                return False
            return await redis.set(key, '1', nx=True, ex=60)
      `,
    },
  ],
  limits: [
    'Caches behind decorators and helpers that get and set in functions of their own are not seen.',
  ],
  bad: [
    py`
      import json
      from redis.asyncio import Redis

      async def profile(redis: Redis, db, user_id):
          cached = await redis.get(f'profile:{user_id}')
          if cached:
              return json.loads(cached)
          found = await db.load(user_id)
          await redis.set(f'profile:{user_id}', json.dumps(found), ex=60) #!
          return found
    `,
    py`
      import json
      import redis
      from django.core.cache import cache

      client = redis.Redis()

      def ranking(session):
          data = client.get('ranking')
          if data is None:
              rows = session.execute('select * from scores').all()
              data = json.dumps(rows)
              client.setex('ranking', 300, data) #!
          return json.loads(data)

      def page(request):
          html = cache.get('page')
          if not html:
              html = render_page(request)
              cache.set('page', html, 60) #!
          return html
    `,
  ],
  good: [
    py`
      import json
      from redis.asyncio import Redis

      async def profile(redis: Redis, db, user_id):
          key = f'profile:{user_id}'
          cached = await redis.get(key)
          if cached:
              return json.loads(cached)
          async with redis.lock(f'lock:{key}', timeout=10):
              cached = await redis.get(key)
              if cached:
                  return json.loads(cached)
              found = await db.load(user_id)
              await redis.set(key, json.dumps(found), ex=60)
              return found
    `,
  ],
  on: {
    [K_MODULE](_node, checker) {
      for (const fn of redisFunctions(checker)) {
        if (fn.owner === undefined || isWatched(fn)) continue
        if (SINGLE_FLIGHT.test(checker.tree.text(fn.owner.node))) continue
        for (const write of fn.steps) {
          if (!WRITES.test(write.command.name) || write.command.isConditional) continue
          const read = fn.steps.find((one) => isMissOf(checker, fn, one, write))
          if (read === undefined) continue
          const work = workBetween(checker, fn, read, write)
          if (work !== NO_NODE) report(checker, read, write, work)
        }
      }
    },
  },
})

function isMissOf(checker: Checker, fn: RedisFunction, read: RedisStep, write: RedisStep): boolean {
  return (
    READS.test(read.command.name) &&
    isSameKey(read, write) &&
    !isLockKey(checker, write) &&
    mayFollow(fn, read, write) &&
    !flowsInto(fn, read, write) &&
    isDecidedBy(fn, read, write.point) &&
    lockOver(checker, fn, [write]) === undefined
  )
}

/** The call between miss and write whose result is written, NO_NODE if nothing costs anything. */
function workBetween(
  checker: Checker,
  { analysis }: RedisFunction,
  read: RedisStep,
  write: RedisStep,
): Node {
  const { tree } = checker
  const { graph, values } = analysis
  for (const source of values.sourcesOfWrite(write.event)) {
    if (graph.eventKind(source) !== CALL || source === read.event || source === write.event)
      continue
    const call = graph.eventNode(source)
    if (tree.start(call) < tree.start(read.command.call)) continue
    const name = calleeName(tree, call)
    if (LIGHT.test(name)) continue
    if (isAwaited(tree, call) || HEAVY.test(name)) return call
  }
  return NO_NODE
}

function report(checker: Checker, read: RedisStep, write: RedisStep, work: Node): void {
  const key = keyText(checker, write)
  checker.report({
    node: write.command.call,
    message: `Every caller that misses \`${key}\` runs \`${calleeName(checker.tree, work)}\` until the first one has written it.`,
    confidence: 'medium',
    evidence: [
      { kind: 'test', node: read.command.call, message: `\`${key}\` is missed.` },
      { kind: 'call', node: work, message: 'Each of them does the work.' },
      { kind: 'write', node: write.command.call, message: 'The entry is written.' },
    ],
  })
}
