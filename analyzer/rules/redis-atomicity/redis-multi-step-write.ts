import type { Checker } from '../../engine/checker.ts'
import { isCleanup } from '../../matching/errors/handlers.ts'
import { K_IDENTIFIER, K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import {
  keyText,
  mayFollow,
  type RedisFunction,
  type RedisStep,
  redisFunctions,
} from './matching/redis-steps.ts'

const WRITES =
  /^(?:set|setex|psetex|hset|hmset|mset|lset|sadd|srem|smove|zadd|zrem|lpush|rpush|xadd|lrem|hdel|delete|unlink|rename|json_set|hincrby|zincrby|incr|decr|incrby|decrby)$/
/** What is only counted, or may be gone at any time. */
const LOOSE =
  /metric|stat(?:s|istic)|counter|\bcount\b|hits|misses|rate|throttl|cache|lock|heartbeat|last_seen|debug|log\b/i

export default defineRule({
  id: 'redis-multi-step-write',
  title: 'Writes that belong together sent to Redis one by one',
  consequence:
    'A failure between the commands leaves half of the change: a job that no queue holds, an index that points nowhere.',
  effortHours: { low: 0.5, high: 2 },
  cwe: [362, 460],
  why: `
Two commands are two round trips. Whatever happens between them (a timeout, a restart, a cancelled request)
leaves the first without the second, and readers see the state in between even when all goes well.

| step | worker | reader |
|---|---|---|
| 1 | RPUSH queue 7 | |
| 2 | | pops 7, job:7 is not there |
| 3 | HSET job:7 | |
`,
  fix: `
Queue them in \`pipeline(transaction=True)\` and \`execute()\` once, or write them in a Lua script. With
\`transaction=False\` a pipeline only saves round trips. In a cluster the keys need one hash tag.
`,
  exemptions: [
    {
      text: 'One transactional pipeline.',
      quiet: py`
        import redis

        client = redis.Redis()

        def enqueue(job_id, payload):
            with client.pipeline(transaction=True) as pipe:
                pipe.hset(f'job:{job_id}', mapping=payload)
                pipe.rpush('queue:pending', job_id)
                pipe.execute()
      `,
    },
    {
      text: 'Life times, counters of metrics, and caches.',
      quiet: py`
        import redis

        client = redis.Redis()

        def record(job_id, payload):
            client.hset(f'job:{job_id}', mapping=payload)
            client.expire(f'job:{job_id}', 3600)
            client.incr('metrics:jobs')
            client.setex(f'cache:job:{job_id}', 60, 'x')
      `,
    },
    {
      text: 'Clean-up after a failure.',
      quiet: py`
        import redis

        client = redis.Redis()

        def run(job_id):
            try:
                client.hset(f'job:{job_id}', 'state', 'running')
            except ValueError:
                client.rpush('queue:failed', job_id)
                raise
      `,
    },
    {
      text: 'Keys that have nothing to do with each other, and two ways of which one is taken.',
      quiet: py`
        import redis

        client = redis.Redis()

        def save(user_id, flag, order):
            client.set(f'user:{user_id}:name', 'x')
            client.set('settings:theme', 'dark')
            if flag:
                client.hset(f'order:{order}', 'state', 'open')
            else:
                client.rpush('orders', order)
      `,
    },
    {
      text: 'Several writes of one key, and deletes of keys that belong together.',
      quiet: py`
        import redis

        client = redis.Redis()

        def change(job_id):
            client.hset(f'job:{job_id}', 'state', 'done')
            client.hset(f'job:{job_id}', 'result', 'ok')

        def remove(job_id):
            client.delete(f'a:{job_id}')
            client.delete(f'b:{job_id}')
      `,
    },
  ],
  limits: ['Writes in several functions are not put together.'],
  bad: [
    py`
      from redis.asyncio import Redis

      async def move(redis: Redis, a, b, amount):
          await redis.hincrby("stock", a, -amount)
          await redis.hincrby("stock", b, amount) #!
    `,
    py`
      import redis

      client = redis.Redis()

      def enqueue(job_id, payload):
          client.hset(f'job:{job_id}', mapping=payload)
          client.rpush('queue:pending', job_id) #!
    `,
    py`
      from redis.asyncio import Redis

      class Sessions:
          def __init__(self, redis: Redis):
              self._redis = redis

          async def create(self, session_id, user_id, data):
              await self._redis.set(f'session:{session_id}', data, ex=3600)
              await self._redis.sadd(f'user:{user_id}:sessions', session_id) #!

          async def index(self, day, total):
              await self._redis.hset(f'totals:{day}', mapping=total)
              await self._redis.zadd('days', {day: 1}) #!

          async def move(self, job_id):
              await self._redis.lrem('queue:pending', 1, job_id)
              await self._redis.rpush('queue:running', job_id) #!

          async def loose(self, job_id, payload):
              pipe = self._redis.pipeline(transaction=False)
              pipe.hset(f'job:{job_id}', mapping=payload)
              pipe.zadd('jobs:by-time', {job_id: 1}) #!
              await pipe.execute()
    `,
  ],
  good: [
    py`
      import redis

      client = redis.Redis()

      def enqueue(job_id, payload):
          with client.pipeline(transaction=True) as pipe:
              pipe.hset(f'job:{job_id}', mapping=payload)
              pipe.rpush('queue:pending', job_id)
              pipe.execute()
    `,
  ],
  on: {
    [K_MODULE](_node, checker) {
      for (const fn of redisFunctions(checker)) {
        const writes = fn.steps
          .filter((one) => isWrite(checker, one))
          .map((step): Write => ({ step, names: new Set(identifiersOf(checker, step)) }))
        for (const second of writes) {
          const first = writes.find((one) => belong(checker, fn, one, second))
          if (first === undefined) continue
          const steps = writes.map(({ step }) => step)
          report(checker, first.step, second.step, steps)
          break
        }
      }
    },
  },
})

function isWrite(checker: Checker, step: RedisStep): boolean {
  const { command } = step
  if (!WRITES.test(command.name) || step.key === undefined || command.client.kind === 'cache')
    return false
  if (command.isConditional || isCleanup(checker, command.call)) return false
  return !LOOSE.test(keyText(checker, step))
}

/** A step that writes, and the names that say what it is about. */
interface Write {
  readonly step: RedisStep
  readonly names: ReadonlySet<string>
}

/** What the names say is asked before the control flow, which takes longer. */
function belong(
  checker: Checker,
  fn: RedisFunction,
  { step: first, names }: Write,
  { step: second, names: others }: Write,
): boolean {
  if (isTransfer(checker, first, second) && mayFollow(fn, first, second)) return true
  if (first === second || first.key === second.key) return false
  const shared = [...others].filter((name) => names.has(name))
  if (!shared.some((name) => isEntity(name) || isListed(first, second, name))) return false
  if (!mayFollow(fn, first, second)) return false
  if (mayFollow(fn, second, first) && first.event > second.event) return false
  const kinds = [first.command.class, second.command.class]
  if (kinds.every((kind) => kind === 'delete')) return false
  // Counters of their own are exact one by one.
  if (
    [first, second].some(({ command }) => /^(?:incr|decr)/.test(command.name)) &&
    kinds[0] === kinds[1]
  )
    return false
  const isOne = [first, second].every(
    ({ command }) => command.isQueued && command.client.isTransaction,
  )
  return !isOne
}

/** What one counter loses the other one gets: `hincrby(key, a, -n)` and `hincrby(key, b, n)`. */
function isTransfer({ tree, facts }: Checker, first: RedisStep, second: RedisStep): boolean {
  const [given, taken] = [first, second].map(({ command }) => {
    const amount = facts.arguments(command.call).at(-1)?.value
    const isCounter = /^[hz]?(?:incr|decr)by(?:float)?$/.test(command.name)
    if (amount === undefined || !isCounter || command.isQueued) return undefined
    const text = tree.text(amount)
    const isDown = text.startsWith('-') !== command.name.includes('decr')
    return { amount: text.replace(/^-/, ''), isDown }
  })
  if (given === undefined || taken === undefined) return false
  return given.amount === taken.amount && given.isDown !== taken.isDown
}

/** The value names the one key and is kept under the other: an index or a queue of it. */
function isListed(first: RedisStep, second: RedisStep, name: string): boolean {
  const inKey = [first, second].map(({ command }) => command.key?.values.includes(name) === true)
  return inKey[0] !== inKey[1] && !/^(?:self|cls|client|redis|pipe|str|int)$/.test(name)
}

/** Names of the values in the key, and of what is pushed or added under it. */
function identifiersOf({ facts, tree }: Checker, { command }: RedisStep): readonly string[] {
  const inKey = command.key?.values ?? []
  const given = facts
    .arguments(command.call)
    .filter(({ value, name }) => value !== command.keyNode && name === undefined)
    .flatMap(({ value }) => namesIn(value))
  const own =
    command.keyNode !== NO_NODE && tree.kind(command.keyNode) === K_IDENTIFIER ? [] : inKey
  return [...(own.length > 0 ? own : inKey), ...given].filter((name) => name !== '')

  function namesIn(value: number): readonly string[] {
    const text = facts.dottedText(value)
    if (text !== undefined) return [text]
    // `{job_id: score}`, `str(job_id)`.
    const found: string[] = []
    if (tree.end(value) - tree.start(value) > 60) return found
    for (let node = value; node < tree.endOfSubtree(value); node += 1) {
      if (tree.kind(node) === K_IDENTIFIER && facts.resolve(node) !== undefined)
        found.push(facts.name(node))
    }
    return found
  }
}

/** An identifier of a thing, not its data or a time. */
function isEntity(name: string): boolean {
  return (
    /(?:^|[_.])(?:id|uuid|key|token|name|slug|sku|email|jid|pk|ref|code|hash|job|task|item|member|message|order|user|session|event)s?$|_id|Id$/i.test(
      name,
    ) && !/^(?:self|cls|client|redis|pipe|str|int)$/.test(name)
  )
}

function report(
  checker: Checker,
  first: RedisStep,
  second: RedisStep,
  writes: readonly RedisStep[],
): void {
  const isPipeline = second.command.isQueued && first.command.isQueued
  const [a, b] = [keyText(checker, first), keyText(checker, second)]
  const how = isPipeline
    ? 'The pipeline is no transaction: others see'
    : 'A failure between the two leaves'
  checker.report({
    node: second.command.call,
    message: isTransfer(checker, first, second)
      ? `What one counter of \`${b}\` loses and the other gets are two steps. ${how} one without the other.`
      : `\`${b}\` belongs to \`${a}\` but is written in a step of its own. ${how} one without the other.`,
    confidence: second.command.client.certainty === 'by-name' ? 'medium' : 'high',
    evidence: [
      { kind: 'write', node: first.command.call, message: `\`${a}\` is written.` },
      { kind: 'write', node: second.command.call, message: `\`${b}\` is written.` },
    ],
    related: writes
      .filter((one) => one !== first && one !== second)
      .map(({ command }) => command.call),
  })
}
