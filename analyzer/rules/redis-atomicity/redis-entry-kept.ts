import { localValues } from '../../domain/sql/local-values.ts'
import type { Checker } from '../../engine/checker.ts'
import { hasUnpacking } from '../../matching/calls/calls.ts'
import { isLogCall } from '../../matching/calls/loggers.ts'
import { K_ARGUMENT_LIST, K_CALL, K_IDENTIFIER, K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import {
  isSameKey,
  keyText,
  type RedisFunction,
  type RedisStep,
  redisFunctions,
} from './matching/redis-steps.ts'

export default defineRule({
  id: 'redis-entry-kept',
  title: 'Short-lived Redis key without a life time',
  consequence:
    'Codes, tokens and sessions stay valid until somebody deletes them by hand, and one key for each fills the memory of the server.',
  effortHours: { low: 0.1, high: 1 },
  cwe: [613, 770],
  confidence: 'medium',
  why: `
What is made for one login, one reset or one minute is worthless soon after, and Redis does not know it. A one-time code without an end can be
guessed at leisure, a token found in a log a year later still works. Each user, query or minute makes a key of its own, so the memory grows until the
server evicts what is needed or refuses writes. Deleting on success is not enough: most of what is begun is never finished.
`,
  fix: `
Give the key its end with the write: \`client.set(key, code, ex=300)\`, \`client.setex(key, 300, code)\`. For hashes and counters send
\`expire\` with the write in one \`pipeline(transaction=True)\`.
`,
  exemptions: [
    {
      text: 'Keys with a life time, in the command or by another one of the function.',
      quiet: py`
        import redis

        client = redis.Redis()

        def issue(phone, code, agent):
            client.set(f"otp:{phone}", code, ex=300)
            client.hset(f"session:{phone}", mapping={"agent": agent})
            client.expire(f"session:{phone}", 3600)
      `,
    },
    {
      text: 'Keys whose life time another function of the file sets, or a helper that is told of the key.',
      quiet: py`
        import redis
        from app.times import keep_for

        client = redis.Redis()

        def open_session(token, agent):
            client.hset(f"session:{token}", mapping={"agent": agent})
            touch(token)

        def touch(token):
            client.expire(f"session:{token}", 3600)

        def issue(phone, code):
            key = f"otp:{phone}"
            client.set(key, code)
            keep_for(client, key, 300)
      `,
    },
    {
      text: 'Keys of things that last, and a key that is one for all.',
      quiet: py`
        import redis

        client = redis.Redis()

        def save(user_id, profile, token):
            client.set(f"profile:{user_id}", profile)
            client.set("session:current", token)
            client.hset(f"session-count:{user_id}", "total", 1)
            client.incr(f"visits:{user_id}")
      `,
    },
    {
      text: 'Entries of a cache that the file deletes when what they hold has changed.',
      quiet: py`
        import redis

        client = redis.Redis()

        def remember(user_id, rows):
            client.set(f"cache:orders:{user_id}", rows)

        def forget(user_id):
            client.delete(f"cache:orders:{user_id}")
      `,
    },
    {
      text: 'What is deleted by the same function.',
      quiet: py`
        import redis

        client = redis.Redis()

        def once(job_id, work):
            client.set(f"tmp:{job_id}", "1")
            try:
                work()
            finally:
                client.delete(f"tmp:{job_id}")
      `,
    },
  ],
  limits: [
    'A life time that a script or another file sets is not seen.',
    'Keys are known to be short-lived by their words, by a random secret in them, or by the minute that they count.',
  ],
  bad: [
    py`
      import redis

      client = redis.Redis()

      def issue(phone, code):
          client.set(f"otp:{phone}", code) #!
    `,
    py`
      import secrets
      from datetime import datetime, timezone
      from redis.asyncio import Redis

      PREFIX = "session:"

      class Store:
          def __init__(self, redis: Redis):
              self._redis = redis

          async def start(self, user_id):
              token = secrets.token_urlsafe(32)
              await self._redis.hset(PREFIX + token, mapping={"user": user_id}) #!
              return token

          async def invite(self, user_id):
              code = secrets.token_urlsafe(8)
              await self._redis.set(f"invite:{code}", user_id) #!
              return code

          async def is_allowed(self, user_id):
              minute = datetime.now(timezone.utc).strftime("%Y%m%d%H%M")
              count = await self._redis.incr(f"requests:{user_id}:{minute}") #!
              return count < 60
    `,
  ],
  good: [
    py`
      import redis

      client = redis.Redis()

      def issue(phone, code):
          client.set(f"otp:{phone}", code, ex=300)
    `,
  ],
  on: {
    [K_MODULE](_module, checker) {
      const functions = redisFunctions(checker)
      const all = functions.flatMap(({ steps }) => steps)
      for (const fn of functions) {
        for (const step of fn.steps) {
          const what = reasonOf(checker, step)
          if (what === undefined || isEnded(checker, fn, step, all)) continue
          checker.report({
            node: step.command.call,
            message: `\`${keyText(checker, step)}\` ${what}, and nothing gives it an end: each stays in Redis for ever.`,
          })
          break
        }
      }
    },
  },
})

const STORING = /^(?:set|hset|hmset|hincrby|incr|incrby)$/
const COUNTING = /^(?:incr|incrby|hincrby)$/
const SECRET_WORD =
  /(?:^|[:_\-./])(?:otp|totp|captcha|nonce|csrf|sessions?|one[_-]?time|magic[_-]?links?|(?:verification|verify|login|auth|sms|confirmation|email)[_-]?codes?|(?:password|pwd)[_-]?resets?|reset[_-]?(?:token|password|code)s?|oauth[_-]?state)(?=$|[:_\-./{])/i
const CACHE_WORD = /(?:^|[:_\-./])(?:cache|cached|tmp|temp)(?=$|[:_\-./{])/i
const MINUTE = /^(?:time\.time|time\.monotonic|datetime\.datetime\.(?:now|utcnow))\b/
const SECRET = /^(?:secrets\.(?:token_\w+|randbelow|choice)|uuid\.uuid4)$/
const INVITING =
  /(?:^|[:_\-./])(?:invite|invitation|token|code|link|ticket|login|state|challenge)s?(?=$|[:_\-./{])/i
const WINDOW = /%M|\/\/\s*\d|minute|timespec/

/** Why a key does not last; undefined for others and for what ends with its own command. */
function reasonOf(checker: Checker, { command }: RedisStep): string | undefined {
  const { name, key, client, hasExpiry, isConditional, call, keyNode } = command
  if (!STORING.test(name) || hasExpiry || isConditional || key === undefined) return undefined
  if (client.kind === 'cache' || client.wrapper !== undefined) return undefined
  if (!key.text.includes('{}') || hasUnpacking(checker.tree, call)) return undefined
  if (/count|stats|total|config|history/i.test(key.text)) return undefined
  if (COUNTING.test(name)) {
    return isMadeBy(checker, keyNode, MINUTE, WINDOW) ? 'counts one short while' : undefined
  }
  if (SECRET_WORD.test(key.text)) return 'is made for a short while'
  if (INVITING.test(key.text) && isMadeBy(checker, keyNode, SECRET))
    return 'is a secret that was just made'
  return CACHE_WORD.test(key.text) ? 'is an entry of a cache' : undefined
}

/** A part of the key comes from a call of such a name, within a text of such a kind. */
function isMadeBy(checker: Checker, keyNode: Node, made: RegExp, within?: RegExp): boolean {
  const { tree, facts } = checker
  const isMade = (value: Node) =>
    Array.from(facts.callsIn(value)).some((call) => made.test(facts.calleeName(call) ?? '')) &&
    (within === undefined || within.test(tree.text(value)))
  if (keyNode === NO_NODE) return false
  const names = [...facts.nodesIn(keyNode, K_IDENTIFIER)].flatMap((one) => {
    const values = localValues(facts, one)
    return values.flatMap(({ value }) => [
      value,
      ...[...facts.nodesIn(value, K_IDENTIFIER)].flatMap((inner) =>
        localValues(facts, inner).map((further) => further.value),
      ),
    ])
  })
  return [keyNode, ...names].some(isMade)
}

/** Something ends the key, or may: a command of the file, or a function that is told of it. */
function isEnded(
  checker: Checker,
  { owner, steps }: RedisFunction,
  step: RedisStep,
  all: readonly RedisStep[],
): boolean {
  const text = step.command.key?.text
  const isSame = (one: RedisStep) => isSameKey(one, step) || one.command.key?.text === text
  const isTimed = (one: RedisStep) =>
    one !== step && (one.command.class === 'ttl' || one.command.hasExpiry) && isSame(one)
  const isDeleted = (one: RedisStep) => /^(?:delete|unlink)$/.test(one.command.name) && isSame(one)
  if (all.some(isTimed) || steps.some(isDeleted)) return true
  if (steps.some(({ command }) => command.class === 'script')) return true
  if (CACHE_WORD.test(text ?? '') && all.some(isDeleted)) return true
  return owner !== undefined && isHandedOn(checker, owner.node, step.command.keyNode)
}

/** The key is given to a call that is no command of Redis. */
function isHandedOn(checker: Checker, within: Node, keyNode: Node): boolean {
  const { tree, facts } = checker
  const text = tree.text(keyNode)
  const commands = new Set(
    redisFunctions(checker).flatMap(({ steps }) => steps.map(({ command }) => command.call)),
  )
  return Array.from(facts.callsIn(within)).some((call) => {
    if (commands.has(call) || tree.kind(call) !== K_CALL || isLogCall(checker, call)) return false
    return facts
      .arguments(call)
      .some(
        ({ value }) =>
          tree.text(value) === text && tree.kind(tree.parent(value)) === K_ARGUMENT_LIST,
      )
  })
}
