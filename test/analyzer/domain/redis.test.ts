// Redis commands with their clients and keys.
import { describe, expect, test } from 'vitest'
import type { RedisCommand } from '../../../analyzer/domain/redis/redis-reader.ts'
import { appFiles } from './app-files.ts'
import { projectOf, redisIn } from './project-of.ts'

function print(command: RedisCommand): string {
  const words: string[] = [command.name, command.class]
  if (command.key !== undefined) words.push(command.key.text)
  if (command.client.kind === 'pipeline') {
    words.push(command.client.isTransaction ? 'transaction' : 'pipeline')
  }
  if (command.client.isAsync) words.push('async')
  if (command.hasExpiry) words.push('expires')
  if (command.client.certainty === 'by-name') words.push('by-name')
  return words.join(' ')
}

const project = projectOf(appFiles('job_queue'))

test('the queue that writes two schemas', () => {
  const reader = redisIn(project, 'src/queueing/simple_queue.py')
  expect(reader.commands().map(print)).toEqual([
    'register_script script',
    'set conditional ai:idempotency:{}:{} expires',
    'hset write ai:jobs:{}',
    'hset write ai:jobs:{}:{}',
    'expire ttl ai:jobs:{}:{}',
    'rpush push ai:queue:pending',
    'rpush push ai:jobs:{}:queue',
    'blpop pop ai:queue:pending expires',
    'hgetall read ai:jobs:{}:{}',
    'hgetall read ai:jobs:{}',
    'hset write ai:jobs:{}',
    'exists read ai:jobs:{}:{}',
    'hset write ai:jobs:{}:{}',
    'publish publish ai:status:{}',
    'get read ai:queue:attempts:{}',
    'set write ai:queue:attempts:{}',
    'hset write ai:queue:result:{} transaction',
    'lrem pop ai:queue:pending transaction',
    'expire ttl ai:queue:result:{} transaction',
    'execute transaction transaction',
    'rpush push ai:queue:pending pipeline',
    'execute transaction pipeline',
    'keys scan ai:jobs:*',
    'setnx conditional lock:{}',
    'delete delete lock:{}',
  ])
})

test('the values in a key keep their names', () => {
  const reader = redisIn(project, 'src/queueing/simple_queue.py')
  const found = reader.commands().find(({ key }) => key?.text === 'ai:jobs:{}:{}')
  expect(found?.key?.values).toEqual(['workspace_id', 'job_id'])
})

test('asynchronous clients and caches', () => {
  expect(redisIn(project, 'src/queueing/cache.py').commands().map(print)).toEqual([
    'incr atomic ai:rate:{} async',
    'expire ttl ai:rate:{} async',
    'get read profile:{} async',
    'set write profile:{} async expires',
    'add conditional once:{} expires',
  ])
})

describe('clients', () => {
  test.each([
    ['import redis\nr = redis.Redis()\nr.get("a")', 'get read a'],
    [
      'import redis.asyncio as redis\nr = redis.from_url("x")\nr.set("a", 1, nx=True, ex=5)',
      'set conditional a async expires',
    ],
    [
      'from redis.asyncio import Redis\nclass S:\n    def __init__(self, c: Redis):\n        self.c = c\n    async def f(self):\n        await self.c.incr(f"n:{1}")',
      'incr atomic n:1 async',
    ],
    [
      'from redis import Redis\ndef f(r: Redis):\n    p = r.pipeline(False)\n    p.hset("k", "a", 1)',
      'hset write k pipeline',
    ],
    [
      'from redis.asyncio import Redis\nasync def f(r: Redis):\n    async with r.pipeline() as p:\n        p.hset("k", "a", 1)',
      'hset write k transaction async',
    ],
    ['def f(self):\n    self.redis_client.get("a")', 'get read a by-name'],
    ['from django.core.cache import cache\ncache.get("a")', 'get read a'],
  ])('%s', (source, expected) => {
    expect(
      redisIn(projectOf({ 'a.py': source }), 'a.py')
        .commands()
        .map(print),
    ).toEqual([expected])
  })

  test.each([
    ['d = {}\nd.get("a")'],
    ['import redis\nredis.Redis()'],
    ['import requests\nrequests.get("a")'],
    ['import queue\nq = queue.Queue()\nq.get()'],
    ['class Redis:\n    def get(self): ...\nr = Redis()\nr.get("a")'],
    ['from redis import Redis\nnames = set()\nnames.add("a")'],
    ['redis_settings = object()\nredis_settings.get("a")'],
  ])('no commands: %s', (source) => {
    expect(
      redisIn(projectOf({ 'a.py': source }), 'a.py')
        .commands()
        .map(print),
    ).toEqual([])
  })
})
