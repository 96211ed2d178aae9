import type { Checker } from '../../engine/checker.ts'
import { RETURN } from '../../flow/events.ts'
import { K_AWAIT, K_EXPRESSION_STATEMENT, K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { type SplitLimit, splitLimits } from './matching/redis-limits.ts'
import {
  flowsInto,
  isDecidedBy,
  isLockKey,
  isSameKey,
  isWatched,
  keyText,
  lockOver,
  type RedisFunction,
  type RedisStep,
  redisFunctions,
} from './matching/redis-steps.ts'

const CHECKS = new Set([
  'exists',
  'get',
  'mget',
  'hget',
  'hgetall',
  'hexists',
  'hlen',
  'sismember',
  'smismember',
  'scard',
  'llen',
  'zscore',
  'zcard',
  'zrank',
  'ttl',
  'pttl',
  'type',
  'lindex',
  'strlen',
  'lpos',
  'lrange',
  'smembers',
  'zrange',
  'hmget',
  'has_key',
])
const ACTS = new Set([
  'set',
  'setex',
  'psetex',
  'hset',
  'hmset',
  'mset',
  'incr',
  'incrby',
  'incrbyfloat',
  'decr',
  'decrby',
  'hincrby',
  'hincrbyfloat',
  'zincrby',
  'sadd',
  'zadd',
  'lpush',
  'rpush',
  'append',
  'rename',
  'lpop',
  'rpop',
  'xadd',
])
/** Reads of which a hit is often handed out: then the write only fills a cache. */
const CACHE_READS = /^(?:get|mget|hget|hgetall|hmget|lrange|smembers|zrange|lindex)$/

export default defineRule({
  id: 'redis-check-then-act',
  title: 'Redis key tested and then written in a second command',
  consequence:
    'Two workers both find the key free and both go on: a limit is passed, a job runs twice, a claim is overwritten.',
  effortHours: { low: 0.5, high: 2 },
  cwe: [362, 367],
  why: `
The answer to EXISTS or GET is old as soon as it arrives. Between it and the write every other client
may do the same.

| step | worker A | worker B |
|---|---|---|
| 1 | EXISTS job, 0 | |
| 2 | | EXISTS job, 0 |
| 3 | SET job, runs it | |
| 4 | | SET job, **runs it too** |
`,
  fix: `
Use the command that tests and acts in one: \`SET key value NX EX 60\` and look at its result, the result of
\`INCR\` instead of a GET before it, the 0 or 1 of \`SADD\` and \`HSETNX\`. Conditions over several keys go into
a Lua script or under WATCH.
`,
  exemptions: [
    {
      text: 'One command whose result is looked at.',
      quiet: py`
        import redis

        client = redis.Redis()

        def claim(job_id):
            if not client.set(f'job:{job_id}', '1', nx=True, ex=60):
                return False
            count = client.incr('jobs:running')
            if count > 10:
                client.decr('jobs:running')
                return False
            return client.sadd('jobs:seen', job_id) == 1
      `,
    },
    {
      text: 'A cache that is filled after a miss.',
      quiet: py`
        import json
        from redis.asyncio import Redis

        async def profile(redis: Redis, db, user_id):
            cached = await redis.get(f'profile:{user_id}')
            if cached:
                return json.loads(cached)
            found = await db.load(user_id)
            await redis.set(f'profile:{user_id}', json.dumps(found), ex=60)
            return found
      `,
    },
    {
      text: 'A test of one key and a write of another one that has nothing to do with it.',
      quiet: py`
        import redis

        client = redis.Redis()

        def record(user_id):
            if client.get('feature:tracking'):
                client.incr(f'visits:{user_id}')
      `,
    },
    {
      text: 'A lock of Redis around both, or WATCH.',
      quiet: py`
        import redis

        client = redis.Redis()

        def claim(job_id):
            with client.lock('claims', timeout=5):
                if not client.exists(f'job:{job_id}'):
                    client.set(f'job:{job_id}', '1')

        def buy(sku):
            with client.pipeline() as pipe:
                pipe.watch(f'stock:{sku}')
                if int(pipe.get(f'stock:{sku}')) > 0:
                    pipe.multi()
                    pipe.decr(f'stock:{sku}')
                    pipe.execute()
      `,
    },
    {
      text: 'Deleting, or prolonging, what exists.',
      quiet: py`
        import redis

        client = redis.Redis()

        def touch(key):
            if client.exists(key):
                client.expire(key, 60)
            if client.exists('old'):
                client.delete('old')
      `,
    },
  ],
  limits: ['A test in one function and the write in another are not put together.'],
  bad: [
    py`
      import redis

      client = redis.Redis()

      def claim(job_id):
          if client.exists(f'job:{job_id}'):
              return False
          client.set(f'job:{job_id}', 'running', ex=60) #!
          return True
    `,
    py`
      from redis.asyncio import Redis

      class Limiter:
          def __init__(self, redis: Redis):
              self.redis = redis

          async def allow(self, user_id, limit):
              key = f'rate:{user_id}'
              current = await self.redis.get(key)
              if current is not None and int(current) >= limit:
                  return False
              await self.redis.incr(key) #!
              return True

          async def join(self, room, user_id, capacity):
              if await self.redis.scard(f'room:{room}') < capacity:
                  await self.redis.sadd(f'room:{room}', user_id) #!
                  return True
              return False

          async def once(self, event_id):
              seen = await self.redis.sismember('events', event_id)
              if not seen:
                  await self.redis.sadd('events', event_id) #!
                  await handle(event_id)
    `,
    py`
      import redis

      client = redis.Redis()

      def enqueue(job_id, payload):
          pipe = client.pipeline()
          pipe.set(f'dedupe:{job_id}', '1', nx=True, ex=60) #!
          pipe.rpush('queue', payload)
          pipe.execute()
    `,
  ],
  good: [
    py`
      import redis

      client = redis.Redis()

      def claim(job_id):
          return bool(client.set(f'job:{job_id}', 'running', nx=True, ex=60))
    `,
  ],
  on: {
    [K_MODULE](_node, checker) {
      for (const fn of redisFunctions(checker)) {
        reportUncheckedClaim(checker, fn)
        if (isWatched(fn)) continue
        const told = new Set<RedisStep>()
        for (const act of fn.steps) {
          if (!ACTS.has(act.command.name) || act.command.isConditional) continue
          const check = fn.steps.find((one) => decides(checker, fn, one, act))
          if (check === undefined || told.has(check)) continue
          told.add(check)
          report(checker, fn, check, act)
        }
      }
      for (const limit of splitLimits(checker)) reportSplit(checker, limit)
    },
  },
})

/** `check(bucket)` and then `record(bucket)`, each with its command. */
function reportSplit(checker: Checker, { asking, counting, check, act }: SplitLimit): void {
  const { tree, facts } = checker
  const key = keyText(checker, act)
  checker.report({
    node: counting,
    message: `\`${tree.text(facts.callee(counting))}\` counts what \`${tree.text(facts.callee(asking))}\` on line ${tree.line(asking)} found room for: another client may have counted in between.`,
    severity: 'high',
    confidence: 'medium',
    evidence: [
      { kind: 'test', node: check.command.call, message: `\`${key}\` is read.` },
      { kind: 'call', node: asking, message: 'The limit is asked for.' },
      { kind: 'act', node: act.command.call, message: 'The counter changes in another command.' },
    ],
  })
}

function decides(checker: Checker, fn: RedisFunction, check: RedisStep, act: RedisStep): boolean {
  if (!CHECKS.has(check.command.name) || check.command.isQueued || !isSameKey(check, act))
    return false
  // A value that is computed from the read is another defect: `redis-get-then-set`.
  if (flowsInto(fn, check, act) || !isDecidedBy(fn, check, act.point)) return false
  if (CACHE_READS.test(check.command.name) && isHandedOut(fn, check)) return false
  return !isLockKey(checker, act) || act.command.class !== 'delete'
}

/** True if the function returns what it read: a hit of a cache. */
function isHandedOut({ analysis }: RedisFunction, check: RedisStep): boolean {
  const { graph, values } = analysis
  for (let at = 0; at < graph.events.length; at += 1) {
    if (graph.eventKind(at) !== RETURN) continue
    if (values.sourcesOf(graph.eventNode(at)).includes(check.event)) return true
  }
  return false
}

/** What a cache did not have is put there for a while: who comes second does the work once more. */
function isRefill(check: RedisStep, act: RedisStep): boolean {
  return (
    act.command.client.kind === 'cache' &&
    act.command.name === 'set' &&
    check.command.name === 'get'
  )
}

function report(checker: Checker, fn: RedisFunction, check: RedisStep, act: RedisStep): void {
  const lock = lockOver(checker, fn, [check, act])
  if (lock === 'redis') return
  const key = keyText(checker, act)
  const held = lock === 'process' ? ' The lock keeps out this process only.' : ''
  checker.report({
    node: act.command.call,
    message: `\`${act.command.name}\` of \`${key}\` relies on an earlier \`${check.command.name}\`; another client may have written in between.${held}`,
    severity: lock === 'process' ? 'low' : isRefill(check, act) ? 'medium' : 'high',
    confidence:
      lock === 'process' || act.command.client.certainty === 'by-name' ? 'medium' : 'high',
    evidence: [
      { kind: 'test', node: check.command.call, message: `\`${key}\` is tested.` },
      { kind: 'act', node: act.command.call, message: 'The write relies on the answer.' },
    ],
  })
}

/** `pipe.set(key, value, nx=True)` with other writes, of which nobody looks at the results. */
function reportUncheckedClaim(checker: Checker, fn: RedisFunction): void {
  const { tree } = checker
  for (const claim of fn.steps) {
    if (!claim.command.isConditional || !claim.command.isQueued) continue
    const own = tree.text(claim.command.receiver)
    const others = fn.steps.filter(
      ({ command }) =>
        command.isQueued &&
        command !== claim.command &&
        tree.text(command.receiver) === own &&
        /^(?:write|push|atomic|publish)$/.test(command.class),
    )
    const executes = fn.steps.filter(
      ({ command }) => command.name === 'execute' && tree.text(command.receiver) === own,
    )
    if (others.length === 0 || executes.length === 0) continue
    const isDiscarded = executes.every(({ command }) => {
      const parent = tree.parent(command.call)
      const statement =
        parent !== NO_NODE && tree.kind(parent) === K_AWAIT ? tree.parent(parent) : parent
      return statement !== NO_NODE && tree.kind(statement) === K_EXPRESSION_STATEMENT
    })
    if (!isDiscarded) continue
    checker.report({
      node: claim.command.call,
      message: `Whether \`${keyText(checker, claim)}\` was free is never looked at: the other commands of the pipeline run in any case.`,
      related: others.map(({ command }) => command.call),
    })
  }
}
