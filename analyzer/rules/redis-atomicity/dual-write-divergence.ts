import type { Checker } from '../../engine/checker.ts'
import { calleeName, receiverOf } from '../../matching/calls/calls.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import {
  choiceAround,
  type Loosening,
  type LooseWrite,
  looseningOf,
} from './matching/loose-writes.ts'
import { redisFunctions } from './matching/redis-steps.ts'

const WRITE =
  /^(?:set|setex|hset|hmset|sadd|zadd|rpush|lpush|xadd|save|write|put|insert|insert_one|update|update_one|replace_one|index|upsert|store|add|create|merge|put_item|put_object|set_many|append|publish_record)(?:_\w+)?$/
const READ_LIKE =
  /^(?:create_task|add_done_callback|add_argument|add_task|update_forward_refs|set_name|set_result|set_exception|append_text|insert_into)$/
/** Words for one of two stores, or for the time of a move from one to the other. */
const SIDE =
  /(?:^|[^a-z])(?:legacy|old|new|v1|v2|primary|secondary|backup|replica|mirror|shadow|fallback|redis|cache|db|database|sql|mongo|elastic\w*|es|s3|search|index|postgres\w*|dynamo\w*|repo|store|session|collection|bucket|dual)(?![a-z])/i
/** What lists and sets have as well: it says that something is stored only for the name of a store. */
const COLLECTING = /^(?:add|append|insert|update)$/
const STORE =
  /(?:^|[^a-z])(?:primary|secondary|backup|replica|mirror|shadow|redis|cache|db|database|sql|mongo|elastic\w*|es|s3|postgres\w*|dynamo\w*|repo|repository|store|storage|session|collection|bucket|table|dao|gateway|client|service|objects|backend)(?![a-z])/i

export default defineRule({
  id: 'dual-write-divergence',
  title: 'Same data written to two places, of which one may be left out',
  consequence:
    'The two stores drift apart without anybody noticing, and readers see one truth or the other.',
  effortHours: { low: 1, high: 8 },
  cwe: [362, 460, 755],
  confidence: 'medium',
  why: `
During a move the same record goes to the old place and to the new one. If the second write hangs on a flag or
its failure is swallowed, the two differ from then on, and nothing says which records are affected.

| step | writer | old | new |
|---|---|---|---|
| 1 | writes old | 2 | 1 |
| 2 | write of new fails, logged | 2 | 1 |
| 3 | readers switch over | | **1** |
`,
  fix: `
Write one place and derive the other: an outbox row in the same transaction, a stream, a job that repeats until it
succeeds. Within one Redis use one transactional pipeline. If both must be written, let the failure out, and count and
compare what differs.
`,
  exemptions: [
    {
      text: 'Both in one transaction, or both free to fail.',
      quiet: py`
        import redis

        client = redis.Redis()

        def save(job_id, data):
            with client.pipeline(transaction=True) as pipe:
                pipe.hset(f'job:{job_id}', mapping=data)
                pipe.hset(f'v2:job:{job_id}', mapping=data)
                pipe.execute()

        def store(job_id, data):
            client.hset(f'job:{job_id}', mapping=data)
            client.hset(f'v2:job:{job_id}', mapping=data)
      `,
    },
    {
      text: 'One of two places, never both.',
      quiet: py`
        import redis
        from app.config import settings

        client = redis.Redis()

        def save(job_id, data):
            if settings.use_v2:
                client.hset(f'v2:job:{job_id}', mapping=data)
            else:
                client.hset(f'job:{job_id}', mapping=data)
      `,
    },
    {
      text: 'A cache in front of a store, which may be missed.',
      quiet: py`
        import logging

        class Users:
            def save(self, user):
                self.repo.save(user)
                try:
                    self.cache.set(user)
                except ConnectionError:
                    logging.warning('cache is away')
      `,
    },
    {
      text: 'A handler that puts the record aside to write it later.',
      quiet: py`
        class Users:
            def save(self, user):
                self.primary.save(user)
                try:
                    self.secondary.save(user)
                except ConnectionError:
                    self.retries.enqueue(user)
      `,
    },
    {
      text: 'Different data.',
      quiet: py`
        from app.config import settings

        class Users:
            def save(self, user, event):
                self.primary.save(user)
                if settings.enable_audit:
                    self.secondary.save(event)
      `,
    },
  ],
  limits: [
    'Two writes in different functions, or with the data put together anew for each, are not compared.',
  ],
  bad: [
    py`
      import redis
      from app.config import settings

      client = redis.Redis()

      def save(workspace_id, job_id, mapping):
          client.hset(f'jobs:{workspace_id}:{job_id}', mapping=mapping)
          if settings.write_legacy_schema:
              client.hset(f'jobs:{job_id}', mapping=mapping) #!
    `,
    py`
      import logging
      from redis.asyncio import Redis

      class Orders:
          def __init__(self, redis: Redis, primary, secondary, search):
              self.redis = redis
              self.primary = primary
              self.secondary = secondary
              self.search = search

          async def save(self, order):
              await self.primary.save(order)
              try:
                  await self.secondary.save(order) #!
              except Exception:
                  logging.exception('secondary store failed')

          async def store(self, order_id, data):
              await self.redis.hset(f'order:{order_id}', mapping=data)
              try:
                  await self.redis.hset(f'v2:order:{order_id}', mapping=data) #!
              except Exception:
                  pass
    `,
  ],
  good: [
    py`
      import redis

      client = redis.Redis()

      def save(workspace_id, job_id, mapping):
          with client.pipeline(transaction=True) as pipe:
              pipe.hset(f'jobs:{workspace_id}:{job_id}', mapping=mapping)
              pipe.hset(f'jobs:{job_id}', mapping=mapping)
              pipe.execute()
    `,
  ],
  on: {
    [k.K_MODULE](_node, checker) {
      const writes = writesOf(checker)
      const byData = Map.groupBy(writes, ({ owner, data }) => `${owner.index} ${data}`)
      for (const group of byData.values()) if (group.length > 1) compare(checker, group)
    },
  },
})

interface StoreWrite extends LooseWrite {
  /** Where it goes: the receiver, and the key for Redis. */
  readonly place: string
  readonly isRedis: boolean
}

function writesOf(checker: Checker): readonly StoreWrite[] {
  const { tree, facts } = checker
  const found: StoreWrite[] = []
  const commands = new Map(
    redisFunctions(checker).flatMap(({ steps }) =>
      steps.map((one) => [one.command.call, one.command]),
    ),
  )
  for (const call of facts.calls) {
    const name = calleeName(tree, call)
    if (!WRITE.test(name) || READ_LIKE.test(name)) continue
    const owner = facts.enclosingFunction(call)
    const receiver = receiverOf(tree, call)
    if (owner === undefined || receiver === NO_NODE) continue
    const command = commands.get(call)
    if (command?.isQueued && command.client.isTransaction) continue
    const data = facts
      .arguments(call)
      .filter(({ value }) => value !== command?.keyNode)
      .find(({ value, name: keyword }) => {
        const kind = tree.kind(value)
        const isData = kind === k.K_IDENTIFIER || kind === k.K_CALL || kind === k.K_ATTRIBUTE
        return isData && !/^(?:ex|px|nx|timeout|ttl)$/.test(keyword ?? '')
      })
    if (data === undefined) continue
    const text = tree.text(receiver)
    if (command === undefined && !SIDE.test(text)) continue
    const isSimple = COLLECTING.test(name) && tree.kind(tree.parent(call)) !== k.K_AWAIT
    if (command === undefined && isSimple && !STORE.test(text)) continue
    const key = command === undefined ? '' : tree.text(command.keyNode)
    const place = `${text} ${key}`
    found.push({ call, owner, data: tree.text(data.value), place, isRedis: command !== undefined })
  }
  return found
}

function compare(checker: Checker, group: readonly StoreWrite[]): void {
  for (const second of group) {
    const loose = looseningOf(checker, second)
    if (loose === undefined) continue
    const first = group.find((one) => isOther(checker, one, second, loose))
    if (first === undefined) continue
    checker.report({
      node: second.call,
      message: `\`${second.data}\` goes to two places, but this write ${loose.reason}; the two will differ.`,
      evidence: [
        { kind: 'write', node: first.call, message: 'Written here in any case.' },
        { kind: 'write', node: second.call, message: 'Written here only sometimes.' },
      ],
    })
    return
  }
}

/** The first write does not depend on what the second one depends on. */
function isOther(
  checker: Checker,
  first: StoreWrite,
  second: StoreWrite,
  { around }: Loosening,
): boolean {
  const { tree } = checker
  if (first.place === second.place) return false
  if (
    !first.isRedis &&
    !second.isRedis &&
    calleeName(tree, first.call) !== calleeName(tree, second.call)
  )
    return false
  if (tree.contains(around, first.call)) return false
  const own = choiceAround(checker, first.call)
  const isPicked = own !== NO_NODE && tree.kind(own) === k.K_IF_STATEMENT
  if (isPicked && !tree.contains(own, second.call)) return false
  const isLater = first.call > around
  // Only where the way goes on behind the loose write: otherwise it is one place or the other.
  if (isLater && !tree.contains(around, second.call)) return false
  if (isLater && /\b(?:return|raise|continue|break)\b/.test(tree.spelled(around))) return false
  // A cache may be missed: what it holds is derived.
  return !/cache|search|index|metric|log\b/i.test(`${second.place}`)
}
