import type { Checker } from '../../engine/checker.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { keyText, type RedisStep, redisFunctions } from './matching/redis-steps.ts'

export default defineRule({
  id: 'redis-ttl-lost',
  title: 'Redis key that loses its life time when it is written again',
  consequence:
    'Sessions and cached values never end once they were written again, and the memory of the server fills.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [613, 401],
  why: `
\`SET\` replaces the key together with its life time. Where one place stores a value for an hour and another one
stores it again without \`ex\`, the key stays for ever from then on: a session that should have ended lets its
holder in, and what nobody deletes adds up until the server evicts other keys or refuses to write.
`,
  fix: `
Give the life time each time the key is written, or keep the one that it has: \`set(key, value, keepttl=True)\`.
`,
  confidence: 'medium',
  exemptions: [
    {
      text: 'A key that is given its life time in the same function, or keeps it.',
      quiet: py`
        import redis

        client = redis.Redis()

        def create(user, body):
            client.set(f'session:{user}', body, ex=3600)

        def touch(user, body):
            client.set(f'session:{user}', body)
            client.expire(f'session:{user}', 3600)

        def change(user, body):
            client.set(f'session:{user}', body, keepttl=True)
      `,
    },
    {
      text: 'Keys that nobody gives a life time, and other keys.',
      quiet: py`
        import redis

        client = redis.Redis()

        def remember(user, body):
            client.set(f'settings:{user}', body)
            client.set(f'settings:{user}:draft', body, ex=60)
      `,
    },
  ],
  limits: ['Only keys of the same text within one file are compared.'],
  bad: [
    py`
      import json
      from redis.asyncio import Redis

      class Sessions:
          def __init__(self, redis: Redis, ttl: int):
              self.redis = redis
              self.ttl = ttl

          async def create(self, key, data):
              await self.redis.set(f'session:{key}', json.dumps(data), ex=self.ttl)

          async def touch(self, key, data):
              await self.redis.set(f'session:{key}', json.dumps(data)) #!
    `,
    py`
      import redis

      client = redis.Redis()

      def store(name, value):
          client.setex(f'price:{name}', 300, value)

      def correct(name, value):
          client.set(f'price:{name}', value) #!

      def clear(name):
          client.set(f'price:{name}', '') #!
    `,
  ],
  good: [
    py`
      import redis

      client = redis.Redis()

      def store(name, value):
          client.set(f'price:{name}', value, ex=300)

      def correct(name, value):
          client.set(f'price:{name}', value, ex=300)
    `,
  ],
  on: {
    [K_MODULE](_module, checker) {
      const functions = redisFunctions(checker)
      const ending = functions
        .flatMap(({ steps }) => steps)
        .filter(({ command }) => STORES.test(command.name) && command.hasExpiry)
      if (ending.length === 0) return
      for (const { steps } of functions) {
        for (const step of steps) {
          const { command } = step
          if (command.name !== 'set' || command.hasExpiry || command.isConditional) continue
          const other = ending.find((one) => isSameTemplate(one, step))
          if (other !== undefined && !isTimed(steps, step)) report(checker, step, other)
        }
      }
    },
  },
})

const STORES = /^(?:set|setex|psetex)$/

/** The same text around the values, which is more than a separator. */
function isSameTemplate(one: RedisStep, other: RedisStep): boolean {
  const text = one.command.key?.text
  return text !== undefined && /[a-z]{3}/i.test(text) && text === other.command.key?.text
}

/** Another command of the function gives the key a life time, or deletes it. */
function isTimed(steps: readonly RedisStep[], { command }: RedisStep): boolean {
  return steps.some(
    (one) =>
      /^(?:p?expire(?:at)?|getex|delete|unlink)$/.test(one.command.name) &&
      one.command.key?.text === command.key?.text,
  )
}

function report(checker: Checker, step: RedisStep, other: RedisStep): void {
  const { tree } = checker
  const key = keyText(checker, step)
  checker.report({
    node: step.command.call,
    message: `\`${key}\` is written without a life time here; on line ${tree.line(other.command.call)} it has one, which this removes.`,
    evidence: [
      { kind: 'write', node: other.command.call, message: 'stored for a time' },
      { kind: 'write', node: step.command.call, message: 'stored for ever' },
    ],
  })
}
