// Methods of library objects that stop the thread until a server has answered, and the functions of
// a project that call them.
import { defineTable } from '../../engine/table.ts'
import type { Reference } from '../../facts/reference.ts'
import type { CallEffect } from '../../flow/effects.ts'
import type { ModuleEntry } from '../../project/module-graph.ts'
import type { ProjectIndex } from '../../project/project-index.ts'
import { CALL_STRIDE } from '../../project/summary.ts'
import { libraryClass } from '../../types/library.ts'
import { simplify, typeOfValue } from '../../types/path-types.ts'
import { SERVICE_CALLS, SERVICE_METHODS } from './service-calls.ts'

const words = (text: string): string[] => text.split(' ')

/** Methods that talk to the server, by the traits of what they are called on. */
const DATABASE: readonly (readonly [traits: readonly string[], methods: ReadonlySet<string>])[] = [
  [
    ['session', 'sync'],
    new Set(
      words(
        'execute exec scalar scalars get get_one commit flush refresh rollback merge bulk_save_objects bulk_insert_mappings bulk_update_mappings',
      ),
    ),
  ],
  [['query', 'sync'], new Set(words('all first one one_or_none scalar count get delete update'))],
  [['engine', 'sync'], new Set(words('connect begin execute scalar'))],
  [
    ['connection', 'sync'],
    new Set(
      words('execute exec_driver_sql executemany executescript commit rollback scalar scalars'),
    ),
  ],
  [
    ['cursor', 'sync'],
    new Set(words('execute executemany executescript fetchone fetchall fetchmany callproc')),
  ],
  [
    ['mongo', 'collection', 'sync'],
    new Set(
      words(
        'find_one insert_one insert_many update_one update_many replace_one delete_one delete_many count_documents estimated_document_count aggregate distinct bulk_write find_one_and_update find_one_and_delete find_one_and_replace create_index',
      ),
    ),
  ],
  [['pipeline', 'redis', 'sync'], new Set(['execute'])],
]
/** Methods of a Redis client that send nothing. */
const REDIS_LOCAL =
  /^(?:pipeline|lock|pubsub|register_script|client|from_url|set_response_callback|get_encoder|get_connection_kwargs|close|monitor|transaction|__\w+__)$/
const REDIS_METHODS =
  'get set setex setnx mget mset getset getdel delete exists expire expireat ttl pttl persist incr incrby incrbyfloat decr decrby hget hset hmget hmset hgetall hdel hincrby hexists hkeys hvals lpush rpush lpop rpop blpop brpop llen lrange lrem ltrim sadd srem smembers sismember scard spop zadd zrem zrange zrangebyscore zscore zincrby zcard publish xadd xread xreadgroup xack eval evalsha scan keys ping flushdb flushall info execute_command'

/** Every method name of the tables. */
export const DATABASE_METHODS: readonly string[] = [
  ...new Set([...DATABASE.flatMap(([, methods]) => [...methods]), ...words(REDIS_METHODS)]),
]

/** True if a method of an object with these traits waits for a database. */
export function waitsForDatabase(
  has: (...traits: readonly string[]) => boolean,
  method: string,
): boolean {
  if (DATABASE.some(([traits, methods]) => methods.has(method) && has(...traits))) return true
  return !REDIS_LOCAL.test(method) && has('redis', 'sync') && !has('pipeline')
}

const HTTP_METHODS: ReadonlySet<string> = new Set(
  words('get post put patch delete head options request send urlopen'),
)
const SERVICES: ReadonlySet<string> = new Set(SERVICE_METHODS)
const ALL_METHODS: ReadonlySet<string> = new Set([...DATABASE_METHODS, ...HTTP_METHODS])

/** The first call on a library object that waits, by path and symbol of the function that makes it. */
export const functionsThatWait = defineTable({
  id: 'functions that wait for servers',
  make({ index }): ReadonlyMap<string, CallEffect> {
    const found = new Map<string, CallEffect>()
    for (const module of index.graph.modules) {
      const { rows, references } = module.summary.calls
      const names = references.map((one) => waitingCall(index, module, one))
      if (names.every((name) => name === undefined)) continue
      const { functions } = index.symbols(module)
      for (let row = 0; row < rows.length; row += CALL_STRIDE) {
        const name = names[rows[row + 1] as number]
        const caller = functions[rows[row] as number]
        const isAwaited = rows[row + 4] === 1
        if (name === undefined || caller === undefined || isAwaited) continue
        const key = `${module.summary.path} ${caller.summary.symbol}`
        if (!found.has(key)) found.set(key, { name, line: rows[row + 2] as number })
      }
    }
    return found
  },
})

function waitingCall(
  index: ProjectIndex,
  module: ModuleEntry,
  reference: Reference,
): string | undefined {
  const split = methodOf(reference)
  if (split === undefined) return undefined
  if (SERVICES.has(split.method)) {
    const called = simplify(index.resolve(module, reference))
    const name = called?.kind === 'external' ? called.name : ''
    if (SERVICE_CALLS.test(name)) return name.replaceAll('()', '')
  }
  if (!ALL_METHODS.has(split.method)) return undefined
  const value = simplify(index.resolve(module, split.of))
  const type = value?.kind === 'external' ? typeOfValue(value) : undefined
  if (type === undefined || type.isClass || type.isAwaitable) return undefined
  const traits = libraryClass(type.name)?.traits
  const has = (...wanted: readonly string[]) => wanted.every((one) => traits?.has(one))
  const isHttp = HTTP_METHODS.has(split.method) && has('http-client', 'sync')
  return isHttp || waitsForDatabase(has, split.method) ? `${type.name}.${split.method}` : undefined
}

function methodOf(
  reference: Reference,
): { readonly of: Reference; readonly method: string } | undefined {
  if (reference.kind === 'attribute') return { of: reference.of, method: reference.name }
  const dot = reference.kind === 'origin' ? reference.name.lastIndexOf('.') : -1
  if (reference.kind !== 'origin' || dot <= 0) return undefined
  return {
    of: { kind: 'origin', name: reference.name.slice(0, dot) },
    method: reference.name.slice(dot + 1),
  }
}
