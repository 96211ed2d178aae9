// Redis commands of a function in their order, and how they hang together: the same key, a value
// that flows from one to the next, a test between them, a lock around them.
import type { RedisCommand, RedisReader } from '../../../domain/redis/redis-reader.ts'
import { redisOf } from '../../../domain/redis/redis-reader.ts'
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { constantValue } from '../../../facts/literals.ts'
import { ALL_EDGES, NORMAL_EDGES } from '../../../flow/edges.ts'
import { CALL, TEST } from '../../../flow/events.ts'
import type { FunctionAnalysis } from '../../../flow/function-analysis.ts'
import type { EventIndex, Point } from '../../../flow/graph.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface RedisStep {
  readonly command: RedisCommand
  readonly event: EventIndex
  readonly point: Point
  /** Equal for the same key as far as can be told; undefined where nothing is known of it. */
  readonly key: string | undefined
}

/** The commands of one function, or of the module. */
export interface RedisFunction {
  readonly owner: FunctionFacts | undefined
  readonly analysis: FunctionAnalysis
  readonly reader: RedisReader
  /** In the order of the source. */
  readonly steps: readonly RedisStep[]
}

const KEY = {}
const HINT = /redis|valkey|cache|\brds\b|\brdb\b/i
const NONE: readonly RedisFunction[] = []

/** The functions of a file that send commands to Redis. */
export function redisFunctions(checker: Checker): readonly RedisFunction[] {
  return checker.once(KEY, () => {
    // Asking of every call what it is called on is dear; most files have nothing to do with Redis.
    const reader = HINT.test(checker.tree.source) ? redisOf(checker) : undefined
    if (reader === undefined) return NONE
    const commands = reader.commands()
    if (commands.length === 0) return NONE
    const byOwner = Map.groupBy(commands, ({ call }) => checker.facts.enclosingFunction(call))
    return [...byOwner].map(([owner, own]): RedisFunction => {
      const analysis = checker.analysis.of(owner)
      const { graph } = analysis
      const steps = own.flatMap((command): RedisStep[] => {
        const event = graph.eventAt(command.call, CALL)
        if (event < 0) return []
        return [{ command, event, point: graph.pointOf(event), key: identify(checker, command) }]
      })
      return { owner, analysis, reader, steps }
    })
  })
}

/** The key in normal form with the names of its values, or the variable that holds it. */
function identify({ facts, tree }: Checker, { key, keyNode }: RedisCommand): string | undefined {
  if (key !== undefined) return `${key.text}|${key.values.join(',')}`
  if (keyNode === NO_NODE) return undefined
  const kind = tree.kind(keyNode)
  if (kind === k.K_IDENTIFIER) {
    const binding = facts.resolve(keyNode)
    return binding === undefined ? undefined : `$${binding.id}`
  }
  if (kind === k.K_ATTRIBUTE) return `.${tree.text(keyNode)}`
  return kind === k.K_CALL || kind === k.K_SUBSCRIPT ? `(${tree.text(keyNode)})` : undefined
}

export function isSameKey(a: RedisStep, b: RedisStep): boolean {
  return a.key !== undefined && a.key === b.key
}

/** How a key is shown: as a template, else as written. */
export function keyText({ tree }: Checker, { command }: RedisStep): string {
  if (command.key !== undefined) return command.key.text
  return command.keyNode === NO_NODE ? '' : tree.text(command.keyNode)
}

/** True if the second can run after the first. */
export function mayFollow(
  { analysis }: RedisFunction,
  first: RedisStep,
  second: RedisStep,
): boolean {
  if (first.point === second.point) return first.event < second.event
  return analysis.graph.reachableFrom(first.point, ALL_EDGES)[second.point] === 1
}

/** True if what `read` gave goes into the arguments of `write`. */
export function flowsInto({ analysis }: RedisFunction, read: RedisStep, write: RedisStep): boolean {
  return analysis.values.sourcesOfWrite(write.event).includes(read.event)
}

/** True if a test on the result of `read` decides whether a point is reached. */
export function isDecidedBy({ analysis }: RedisFunction, read: RedisStep, point: Point): boolean {
  const { graph, values } = analysis
  const asks = (condition: Node) => values.sourcesOf(condition).includes(read.event)
  if (analysis.guardsOf(point).some(({ condition }) => asks(condition))) return true
  for (let at = 0; at < graph.events.length; at += 1) {
    if (graph.eventKind(at) !== TEST || !asks(graph.eventNode(at))) continue
    // In `a and b: return` one outcome of `b` ends the function, the other one goes on.
    const reaches = [...graph.edgesOut(graph.pointOf(at))].map((edge) => {
      const target = graph.target(edge)
      return target === point || graph.reachableFrom(target, NORMAL_EDGES)[point] === 1
    })
    if (reaches.includes(true) && reaches.includes(false)) return true
  }
  return false
}

/** The second argument of a field command where it is a constant: `count` of `hget(key, 'count')`. */
export function fieldOf({ facts, tree }: Checker, { command }: RedisStep): string | undefined {
  if (!/^h/.test(command.name)) return undefined
  const second = facts.arguments(command.call).filter((one) => one.name === undefined)[1]
  const value = second === undefined ? undefined : constantValue(tree, second.value)
  return typeof value === 'string' ? value : undefined
}

/** What keeps other clients out while all of these steps run: `redis`, or only this process. */
export function lockOver(
  checker: Checker,
  fn: RedisFunction,
  steps: readonly RedisStep[],
): 'redis' | 'process' | undefined {
  const { analysis } = fn
  const held = analysis.lockRegions.heldAtAll(steps.map(({ event }) => event))
  if (held.some(({ lock }) => lock.world === 'redis' || lock.world === 'unknown')) return 'redis'
  if (steps.every(({ command }) => isInsideLock(checker, command.call))) {
    return held.length > 0 ? 'process' : 'redis'
  }
  if (held.length > 0) return 'process'
  const isTaken = steps.every(({ point }) =>
    analysis
      .guardsOf(point)
      .some(({ condition }) =>
        /acquire|lock(?!ed_(?:until|by))/i.test(checker.tree.text(condition)),
      ),
  )
  return isTaken ? 'redis' : undefined
}

/** Inside of `with` something that is called a lock. */
function isInsideLock({ tree }: Checker, node: Node): boolean {
  for (
    let at = tree.ancestor(node, k.K_WITH_STATEMENT, k.K_FUNCTION_DEFINITION);
    at !== NO_NODE;
  ) {
    if (tree.kind(at) === k.K_FUNCTION_DEFINITION) return false
    const body = tree.child(at, k.F_BODY)
    const header = tree.source.slice(tree.start(at), tree.start(body === NO_NODE ? at : body))
    if (/lock|mutex|semaphore|single_?flight|exclusive/i.test(header)) return true
    at = tree.ancestor(at, k.K_WITH_STATEMENT, k.K_FUNCTION_DEFINITION)
  }
  return false
}

/** True where WATCH guards the function: the transaction fails if the key has changed. */
export function isWatched({ steps }: RedisFunction): boolean {
  return steps.some(({ command }) => command.name === 'watch')
}

const LOCK_WORD = /(?:^|[^a-z])(?:\w*_)?(?:lock|locks|mutex|semaphore|leader|lease)(?![a-z])/i

/** True for a key that stands for a lock, by its text or by the name of what holds it. */
export function isLockKey(checker: Checker, step: RedisStep): boolean {
  const { tree } = checker
  const { command } = step
  const written = command.keyNode === NO_NODE ? '' : tree.text(command.keyNode)
  const text = command.key?.text ?? ''
  // `self.name` of a `ResourceLock`, of which nothing else is known.
  const holder = checker.facts.enclosingClass(command.call)?.name ?? ''
  const isOwn = text === '' && written.startsWith('self.')
  if (isOwn && /(?:Lock|Mutex|Semaphore)$/.test(holder)) return true
  return [text, written.replace(/^f?['"]/, '')].some(
    (one) =>
      LOCK_WORD.test(one.replace(/([a-z])([A-Z])/g, '$1_$2')) &&
      !/unlock|clock\b|blocks?\b/i.test(one),
  )
}
