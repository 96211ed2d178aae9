// Classes of a project that stand for a Redis client: what is called on them is sent as it is.
import { firstNamed } from '../../facts/definitions.ts'
import type { FileFacts } from '../../facts/file-facts.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { commandClass } from './commands.ts'

export interface RedisWrapper {
  /** Commands that methods of their names hand on; undefined where every attribute is handed on. */
  readonly commands?: readonly string[]
  /** Those that give a life time although the caller names none. */
  readonly expiring: readonly string[]
}

/** Wrappers by the symbol of their class. */
export type RedisWrappers = Readonly<Record<string, RedisWrapper>>

const LIBRARY = /^(?:redis|aioredis|coredis|valkey)(?:\.|$)/
const LIFE_TIME = /^(?:ex|px|exat|pxat|timeout)$/
/** One method that is called like a command may be anything. */
const FEWEST = 2

/** Classes of a file that keep a client and hand on to it what is called on them. */
export function readRedisWrappers(facts: FileFacts): RedisWrappers {
  if (!facts.imports.some(({ target }) => LIBRARY.test(target ?? ''))) return {}
  const found: Record<string, RedisWrapper> = {}
  for (const [one, methods] of Map.groupBy(facts.functions, (fn) => fn.class)) {
    if (one === undefined) continue
    if (methods.some((method) => handsOnAll(facts, method))) {
      found[one.symbol] = { expiring: [] }
      continue
    }
    const forwarding = methods.flatMap((method) => {
      const call = forwarded(facts, method)
      return call === NO_NODE ? [] : [{ method, call }]
    })
    if (forwarding.length < FEWEST) continue
    found[one.symbol] = {
      commands: forwarding.map(({ method }) => method.name),
      expiring: forwarding
        .filter(({ method, call }) => alwaysExpires(facts, method, call))
        .map(({ method }) => method.name),
    }
  }
  return found
}

/** `def __getattr__(self, name): return getattr(self._client, name)`. */
function handsOnAll(facts: FileFacts, method: FunctionFacts): boolean {
  if (method.name !== '__getattr__') return false
  const name = method.parameters[1]?.name
  return facts.nodesIn(method.node, k.K_RETURN_STATEMENT).some((node) => {
    const text = facts.tree.text(node)
    return name !== undefined && new RegExp(`^return getattr\\(self\\.\\w+, ${name}\\)$`).test(text)
  })
}

/** The command that a method of its name sends, and nothing else, for the key that it is given. */
function forwarded(facts: FileFacts, method: FunctionFacts): Node {
  const { tree } = facts
  const key = method.parameters[1]
  if (commandClass(method.name) === undefined || key === undefined) return NO_NODE
  const sent = facts.callsOf(method).filter((call) => {
    const callee = facts.callee(call)
    return (
      callee !== NO_NODE &&
      tree.kind(callee) === k.K_ATTRIBUTE &&
      commandClass(tree.text(tree.child(callee, k.F_ATTRIBUTE))) !== undefined
    )
  })
  const [only, more] = sent
  if (only === undefined || more !== undefined) return NO_NODE
  if (!new RegExp(`^self\\.\\w+\\.${method.name}$`).test(tree.spelled(facts.callee(only)))) {
    return NO_NODE
  }
  const first = facts.arguments(only)[0]?.value ?? NO_NODE
  const given = tree.kind(first) === k.K_LIST_SPLAT ? firstNamed(tree, first) : first
  return given !== NO_NODE && tree.text(given) === key.name ? only : NO_NODE
}

function alwaysExpires(facts: FileFacts, method: FunctionFacts, call: Node): boolean {
  const { tree } = facts
  return facts.arguments(call).some(({ name, value }) => {
    if (name === undefined || !LIFE_TIME.test(name) || tree.kind(value) === k.K_NONE) return false
    const parameter = method.parameters.find((one) => one.name === tree.text(value))
    if (parameter === undefined) return true
    return parameter.default !== NO_NODE && tree.kind(parameter.default) !== k.K_NONE
  })
}
