// Commands of Redis as their Python clients call them.

export type RedisCommandClass =
  | 'read'
  /** Overwrites what was there. */
  | 'write'
  /** Changes in one step on the server: counters, members of sets. */
  | 'atomic'
  /** Writes only if the key is absent: `setnx`, `set(..., nx=True)`. */
  | 'conditional'
  | 'delete'
  | 'ttl'
  | 'push'
  | 'pop'
  | 'publish'
  /** `keys`, `scan` and the like. */
  | 'scan'
  /** WATCH, MULTI, EXEC. */
  | 'transaction'
  | 'script'
  | 'lock'

const NAMES: Readonly<Record<RedisCommandClass, string>> = {
  read: 'get mget hget hgetall hmget hlen hkeys hvals hexists exists llen lrange lindex lpos smembers sismember smismember scard srandmember zrange zrangebyscore zrevrange zrevrangebyscore zscore zmscore zcard zcount zrank zrevrank ttl pttl type getrange strlen getbit bitcount xlen xrange xrevrange xread xpending xinfo_stream dump object memory_usage',
  write:
    'set setex psetex mset hset hmset lset setrange restore rename copy sdiffstore sinterstore sunionstore zunionstore zinterstore json_set',
  atomic:
    'incr incrby incrbyfloat decr decrby hincrby hincrbyfloat zincrby getset getdel getex append sadd srem smove zadd zrem zremrangebyscore zremrangebyrank pfadd setbit xack xtrim',
  conditional: 'setnx hsetnx msetnx renamenx',
  delete: 'delete unlink hdel flushdb flushall',
  ttl: 'expire pexpire expireat pexpireat persist touch',
  push: 'lpush rpush lpushx rpushx linsert xadd',
  pop: 'lpop rpop blpop brpop rpoplpush brpoplpush lmove blmove lmpop spop zpopmin zpopmax bzpopmin bzpopmax lrem ltrim xreadgroup xclaim xautoclaim',
  publish: 'publish spublish',
  scan: 'keys scan scan_iter sscan sscan_iter hscan hscan_iter zscan zscan_iter',
  transaction: 'watch unwatch multi execute immediate_execute_command transaction',
  script: 'eval evalsha eval_ro evalsha_ro register_script fcall script_load',
  lock: 'lock',
}

const CLASSES: ReadonlyMap<string, RedisCommandClass> = new Map(
  // Object.entries widens the keys of the record to text.
  (Object.entries(NAMES) as [RedisCommandClass, string][]).flatMap(([kind, names]) =>
    names.split(' ').map((name): [string, RedisCommandClass] => [name, kind]),
  ),
)

/** Those that give a coroutine where the client is asynchronous: no iterators, no objects. */
export const AWAITED_COMMANDS: readonly string[] = [...CLASSES.keys()].filter(
  (name) =>
    !/^(?:multi|lock|register_script|\w*scan_iter|execute|immediate_execute_command|json_\w+|restore)$/.test(
      name,
    ),
)

/** What a command does; undefined for names that are no commands. */
export function commandClass(name: string): RedisCommandClass | undefined {
  return CLASSES.get(name)
}

/** Position of the first key among the arguments, -1 for commands without one. */
export function keyPosition(name: string): number {
  const kind = CLASSES.get(name)
  if (kind === 'transaction' && name !== 'watch') return -1
  return /^(?:flushdb|flushall|register_script|script_load|scan|scan_iter)$/.test(name) ? -1 : 0
}
