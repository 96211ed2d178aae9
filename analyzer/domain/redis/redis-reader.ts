// Redis commands of one file: on what client, what they do, and to which key.
import type { Checker } from '../../engine/checker.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { domainOf } from '../domain-of.ts'
import { before, readChain } from '../sql/chain.ts'
import { localValues } from '../sql/local-values.ts'
import { type RedisClient, readClient } from './clients.ts'
import { commandClass, keyPosition, type RedisCommandClass } from './commands.ts'
import { type KeyContext, type KeyTemplate, readKey } from './keys.ts'

export interface RedisCommand {
  readonly call: Node
  /** In lower case, as the client's method is called. */
  readonly name: string
  readonly class: RedisCommandClass
  readonly client: RedisClient
  /** What it is called on. */
  readonly receiver: Node
  /** The key's expression, NO_NODE for commands without one. */
  readonly keyNode: Node
  readonly key: KeyTemplate | undefined
  /** `nx=True`, `setnx`. */
  readonly isConditional: boolean
  /** The command itself gives the key a life time (`ex=`, `setex`). */
  readonly hasExpiry: boolean
  /** On a pipeline: nothing happens before `execute`. */
  readonly isQueued: boolean
}

const KEY = {}
/** Django's cache on top of the plain names. */
const CACHE_METHODS: ReadonlyMap<string, RedisCommandClass> = new Map([
  ['add', 'conditional'],
  ['get_or_set', 'conditional'],
  ['get_many', 'read'],
  ['set_many', 'write'],
  ['delete_many', 'delete'],
])
const EXPIRY = /^(?:ex|px|exat|pxat|timeout|keepttl)$/

/** The reader of the file that a rule looks at; undefined for a file outside of the project. */
export function redisOf(checker: Checker): RedisReader | undefined {
  return checker.once(KEY, () => {
    const domain = domainOf(checker.project)
    const entry = domain.index.module(checker.path)
    return (
      entry &&
      new RedisReader({
        facts: checker.facts,
        entry,
        meanings: domain.meanings,
        valueOf: (node) => checker.valueOf(node),
        helperOf: (of) => domain.keyHelper(of),
        wrapperOf: (of) => domain.redisWrapper(of),
      })
    )
  })
}

export class RedisReader {
  readonly context: KeyContext
  readonly #clients = new Map<Node, RedisClient | undefined>()

  constructor(context: KeyContext) {
    this.context = context
  }

  /** What a Redis client, pipeline or lock is; undefined for other expressions. */
  client(node: Node): RedisClient | undefined {
    if (!this.#clients.has(node)) this.#clients.set(node, readClient(this.context, node))
    return this.#clients.get(node)
  }

  /** A key in normal form. */
  key(node: Node): KeyTemplate | undefined {
    return readKey(this.context, node)
  }

  /** All commands of the file in the order of the source. */
  commands(): readonly RedisCommand[] {
    return Array.from(this.context.facts.calls).flatMap((call) => this.command(call) ?? [])
  }

  /** The command that a call sends; undefined for other calls. */
  command(call: Node): RedisCommand | undefined {
    const { facts } = this.context
    const { tree } = facts
    const callee = facts.callee(call)
    if (callee === NO_NODE || tree.kind(callee) !== k.K_ATTRIBUTE) return undefined
    const name = tree.text(tree.child(callee, k.F_ATTRIBUTE))
    const kind = commandClass(name) ?? CACHE_METHODS.get(name)
    if (kind === undefined) return undefined
    const receiver = this.#receiver(call)
    const client = this.client(receiver)
    if (client?.kind !== 'cache' && CACHE_METHODS.has(name)) return undefined
    if (client === undefined || client.kind === 'lock' || client.kind === 'script') return undefined
    const { wrapper } = client
    if (wrapper?.commands?.includes(name) === false) return undefined
    const args = facts.arguments(call)
    const positional = args.filter((one) => one.name === undefined && !one.isUnpacked)
    const position = keyPosition(name)
    const named = args.find((one) => one.name === 'name' || one.name === 'key')
    const spread = args[0]?.isUnpacked && args[0].name === undefined ? args[0].value : NO_NODE
    const keyNode =
      position === -1 ? NO_NODE : (positional[position]?.value ?? named?.value ?? spread)
    const isNx = args.some((one) => one.name === 'nx' && tree.kind(one.value) !== k.K_FALSE)
    const hasExpiry =
      /^p?setex$|^getex$/.test(name) ||
      wrapper?.expiring.includes(name) === true ||
      args.some(
        (one) =>
          one.name !== undefined && EXPIRY.test(one.name) && tree.kind(one.value) !== k.K_NONE,
      ) ||
      (name === 'set' && positional.length > 2)
    return {
      call,
      name,
      class: isNx ? 'conditional' : kind,
      client,
      receiver,
      keyNode,
      key: keyNode === NO_NODE ? undefined : this.key(this.#firstItem(keyNode)),
      isConditional: isNx || kind === 'conditional',
      hasExpiry,
      isQueued: client.kind === 'pipeline' && kind !== 'transaction',
    }
  }

  /** In `pipe.set(a).expire(b)` both are sent on `pipe`. */
  #receiver(call: Node): Node {
    const chain = readChain(this.context.facts, call)
    const last = chain.links.length - 1
    const own = before(chain, last)
    for (let at = last - 1; at >= 0; at -= 1) {
      const link = chain.links[at]
      if (link === undefined || commandClass(link.name) === undefined || link.call === NO_NODE)
        break
      const base = before(chain, at)
      if (this.client(base)?.kind === 'pipeline') return base
    }
    return own
  }

  /** The first of several keys: `blpop([queue, other])`, `delete(*keys)` of `keys = [key(one) for one in all]`. */
  #firstItem(node: Node): Node {
    const { facts } = this.context
    const { tree } = facts
    let list = node
    if (tree.kind(list) === k.K_LIST_SPLAT) list = tree.namedChildren(list)[0] ?? list
    if (tree.kind(list) === k.K_IDENTIFIER) {
      const [only, more] = localValues(facts, list)
      if (only?.kind === 'assigned' && more === undefined) list = only.value
    }
    const kind = tree.kind(list)
    if (kind === k.K_LIST_COMPREHENSION) return tree.child(list, k.F_BODY)
    return kind === k.K_LIST || kind === k.K_TUPLE ? (tree.namedChildren(list)[0] ?? node) : node
  }
}
