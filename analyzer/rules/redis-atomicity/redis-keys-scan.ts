import type { Checker } from '../../engine/checker.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { type RedisFunction, type RedisStep, redisFunctions } from './matching/redis-steps.ts'

/** Commands that give the keys, or members, of which each is then asked for. */
const LISTS = new Set([
  'keys',
  'scan',
  'scan_iter',
  'smembers',
  'lrange',
  'zrange',
  'zrevrange',
  'hkeys',
  'sscan_iter',
  'zscan_iter',
])
const SINGLE = new Set([
  'get',
  'hgetall',
  'hget',
  'ttl',
  'exists',
  'llen',
  'type',
  'hmget',
  'lrange',
  'smembers',
  'delete',
  'hset',
  'set',
  'expire',
  'zscore',
  'scard',
])

export default defineRule({
  id: 'redis-keys-scan',
  title: 'Redis asked for all keys, or for each of many in turn',
  consequence:
    'With a million keys one such call stops the Redis server for all of its clients, or a page takes seconds.',
  effortHours: { low: 0.5, high: 4 },
  cwe: [400, 407],
  why: `
KEYS goes through every key of the database in one command, and Redis runs one command at a time: all other
clients wait. Asking for each of N keys in turn costs N round trips where one would do.
`,
  fix: `
Keep the members in a set or sorted set of their own and read that. For maintenance iterate with
\`scan_iter(match=..., count=1000)\`. Read many values with \`mget(keys)\` or in one pipeline.
`,
  exemptions: [
    {
      text: 'Iterating with SCAN, and values that are read together.',
      quiet: py`
        import redis

        client = redis.Redis()

        def sessions():
            found = list(client.scan_iter(match='session:*', count=1000))
            return client.mget(found)
      `,
    },
    {
      text: 'One pipeline for all of them.',
      quiet: py`
        import redis

        client = redis.Redis()

        def jobs():
            pipe = client.pipeline()
            for job_id in client.smembers('jobs'):
                pipe.hgetall(f'job:{job_id}')
            return pipe.execute()
      `,
    },
    {
      text: 'Keys of a dictionary.',
      quiet: py`
        import redis

        client = redis.Redis()

        def names(data: dict):
            for name in data.keys():
                print(name)
            return client.hkeys('names')
      `,
    },
  ],
  limits: ['A list of keys that another function gives is not followed.'],
  bad: [
    py`
      import redis

      client = redis.Redis()

      def sessions():
          return client.keys('session:*') #!
    `,
    py`
      from redis.asyncio import Redis

      async def load(redis: Redis):
          found = []
          for job_id in await redis.smembers('jobs'):
              found.append(await redis.hgetall(f'job:{job_id}')) #!
          async for key in redis.scan_iter('stock:*'):
              found.append(await redis.get(key)) #!
          return found

      async def clear(redis: Redis):
          for key in await redis.keys('cache:*'): #!
              await redis.delete(key)
    `,
    py`
      from django_redis import get_redis_connection

      def values():
          client = get_redis_connection('default')
          keys = client.keys(pattern='user:*') #!
          return [client.get(key) for key in keys]
    `,
  ],
  good: [
    py`
      import redis

      client = redis.Redis()

      def sessions():
          return list(client.scan_iter(match='session:*', count=1000))
    `,
  ],
  on: {
    [k.K_MODULE](_node, checker) {
      for (const fn of redisFunctions(checker)) {
        const scans = fn.steps.filter(({ command }) => command.name === 'keys')
        for (const { command } of scans) {
          checker.report({
            node: command.call,
            message: '`KEYS` goes through all keys of the server while every other client waits.',
            confidence: command.client.certainty === 'by-name' ? 'medium' : 'high',
          })
        }
        for (const step of fn.steps) oneByOne(checker, fn, step, scans)
      }
    },
  },
})

/** A command for each item of what another command has listed, or of any other collection. */
function oneByOne(
  checker: Checker,
  { steps, analysis }: RedisFunction,
  step: RedisStep,
  scans: readonly RedisStep[],
): void {
  const { tree } = checker
  if (!SINGLE.has(step.command.name) || step.command.isQueued) return
  const loop = loopAround(checker, step.command.call)
  if (loop === NO_NODE) return
  const iterated = tree.child(loop, k.F_RIGHT)
  if (iterated === NO_NODE || step.command.keyNode === NO_NODE) return
  const sources = analysis.values.sourcesOf(iterated)
  const list = steps.find((one) => LISTS.has(one.command.name) && sources.includes(one.event))
  if (list === undefined ? !isReadForEach(checker, loop, step) : scans.includes(list)) return
  const variable = tree.text(tree.child(loop, k.F_LEFT))
  const key = `${tree.text(step.command.keyNode)} ${step.command.key?.values.join(' ') ?? ''}`
  const isOfItem = new RegExp(`\\b${variable.replace(/\W+/g, '|')}\\b`).test(key)
  if (!isOfItem) return
  checker.report({
    node: step.command.call,
    message: `One \`${step.command.name}\` for each ${list === undefined ? 'item of the loop' : `result of \`${list.command.name}\``}: as many round trips as there are items.`,
    severity: 'low',
    confidence: 'medium',
  })
}

/** Reads of one key for each item of a collection of any size, none of which ends the loop. */
function isReadForEach({ tree, facts }: Checker, loop: Node, { command }: RedisStep): boolean {
  if (command.class !== 'read') return false
  const over = tree.kind(tree.child(loop, k.F_RIGHT))
  if (over === k.K_LIST || over === k.K_TUPLE) return false
  if (
    /^async\b/.test(tree.text(loop)) ||
    /\brange\(/.test(tree.text(tree.child(loop, k.F_RIGHT)))
  ) {
    return false
  }
  const body = tree.child(loop, k.F_BODY)
  const ends = [k.K_BREAK_STATEMENT, k.K_RETURN_STATEMENT]
  return body === NO_NODE || ends.every((kind) => facts.nodesIn(body, kind).length === 0)
}

function loopAround({ tree }: Checker, node: Node): Node {
  const loop = tree.ancestor(
    node,
    k.K_FOR_STATEMENT,
    k.K_FUNCTION_DEFINITION,
    k.K_LIST_COMPREHENSION,
  )
  if (loop === NO_NODE || tree.kind(loop) === k.K_FUNCTION_DEFINITION) return NO_NODE
  if (tree.kind(loop) === k.K_FOR_STATEMENT) {
    return node > tree.child(loop, k.F_BODY) ? loop : NO_NODE
  }
  return tree.childOfKind(loop, k.K_FOR_IN_CLAUSE)
}
