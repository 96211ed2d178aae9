// Limits whose question and count stand in two functions: `check(bucket)` reads the counter and refuses,
// `record(bucket)` counts up, and who calls both leaves room for others in between.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { CALL, RAISE, RETURN } from '../../../flow/events.ts'
import type { EventIndex } from '../../../flow/graph.ts'
import { callsOfOwn, givenToParameter, targetsOf } from '../../../matching/rows/row-helpers.ts'
import { heldLock } from '../../../matching/shared-state/held-locks.ts'
import { isReached } from '../../../matching/transactions/transactions.ts'
import { K_COMPARISON_OPERATOR, K_FOR_STATEMENT, K_IDENTIFIER } from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import { lockOver, type RedisFunction, type RedisStep, redisFunctions } from './redis-steps.ts'

export interface SplitLimit {
  readonly asking: Node
  readonly counting: Node
  readonly check: RedisStep
  readonly act: RedisStep
}

interface Half {
  readonly fn: RedisFunction
  readonly owner: FunctionFacts
  readonly step: RedisStep
  /** The parameters that choose the key. */
  readonly chosenBy: readonly string[]
}

const COUNTER = /^(?:get|hget|zcard|scard|llen|hlen)$/
const COUNTS = /^(?:h?incr(?:by|byfloat)?|decr(?:by)?|zadd|sadd)$/

/** Calls of a function that asks for a counter, with the call behind it of one that counts. */
export function splitLimits(checker: Checker): readonly SplitLimit[] {
  const own = redisFunctions(checker)
  const asking = halves(checker, own, COUNTER).filter((half) => refuses(checker, half))
  if (asking.length === 0) return []
  const counting = halves(checker, own, COUNTS)
  return asking.flatMap((ask) =>
    counting
      .filter((count) => count.owner !== ask.owner && isSameCounter(ask, count))
      .flatMap((count) => callsOfBoth(checker, ask, count)),
  )
}

function halves(
  checker: Checker,
  own: readonly RedisFunction[],
  commands: RegExp,
): readonly Half[] {
  return own.flatMap((fn): Half[] => {
    const { owner } = fn
    // A function that asks and counts is judged by itself.
    if (owner === undefined || owner.isLambda) return []
    const steps = fn.steps.filter(({ command }) => commands.test(command.name) && !command.isQueued)
    return steps.flatMap((step) => {
      const chosenBy = keyParameters(checker, owner, step.command.keyNode)
      return step.key === undefined || chosenBy.length === 0 ? [] : [{ fn, owner, step, chosenBy }]
    })
  })
}

/** Names of the parameters that stand in a key, also by a local that is made of them. */
export function keyParameters(
  checker: Checker,
  owner: FunctionFacts,
  key: Node,
): readonly string[] {
  const { tree, facts } = checker
  const names = new Set<string>()
  const seek = (node: Node, depth: number) => {
    for (let at = node; at !== NO_NODE && at < tree.endOfSubtree(node); at += 1) {
      if (tree.kind(at) !== K_IDENTIFIER) continue
      const [only] = facts.resolve(at)?.definitions ?? []
      if (only?.kind === 'parameter') names.add(tree.text(at))
      else if (only?.kind === 'assignment' && depth === 0) seek(tree.parent(only.node), 1)
    }
  }
  seek(key, 0)
  return owner.parameters
    .map(({ name }) => name)
    .filter((name) => names.has(name) && !/^(?:self|cls)$|redis|client/i.test(name))
}

function isSameCounter(ask: Half, count: Half): boolean {
  return ask.step.key === count.step.key && ask.chosenBy.join() === count.chosenBy.join()
}

/** Raises because of what it read, or answers with a comparison of it. */
function refuses(checker: Checker, { fn, step }: Half): boolean {
  const { graph, values } = fn.analysis
  const asks = (node: Node) => values.sourcesOf(node).includes(step.event)
  for (let at: EventIndex = 0; at < graph.events.length; at += 1) {
    const kind = graph.eventKind(at)
    if (kind === RAISE) {
      const guards = fn.analysis.guardsOf(graph.pointOf(at))
      if (guards.some(({ condition }) => asks(condition))) return true
    }
    if (kind !== RETURN) continue
    const returned = graph.eventNode(at)
    const isComparison = checker.facts.nodesIn(returned, K_COMPARISON_OPERATOR).length > 0
    if (isComparison && asks(returned)) return true
  }
  return false
}

/** Functions that ask and, where the answer is yes, count at any rate. */
function callsOfBoth(checker: Checker, ask: Half, count: Half): readonly SplitLimit[] {
  const { tree, facts } = checker
  if (isLocked(checker, ask, count)) return []
  const found: SplitLimit[] = []
  const asked = callsOfOwn(checker, ask.owner)
  for (const counting of callsOfOwn(checker, count.owner)) {
    const owner = facts.enclosingFunction(counting)
    if (owner === undefined || heldLock(facts, counting) !== NO_NODE) continue
    const asking = asked.find(
      (call) =>
        facts.enclosingFunction(call) === owner &&
        call < counting &&
        isReached(checker, owner, call, counting) &&
        ask.chosenBy.every(
          (name) => givenText(checker, call, name) === givenText(checker, counting, name),
        ),
    )
    if (asking === undefined) continue
    const analysis = checker.analysis.of(owner)
    const event = analysis.graph.eventAt(counting, CALL)
    // What is counted for a reason of its own, like a failure, is no place that was asked for.
    const isOwn = analysis
      .guardsOf(analysis.graph.pointOf(event))
      .every(
        ({ condition }) =>
          tree.kind(condition) === K_FOR_STATEMENT || tree.contains(condition, asking),
      )
    if (event < 0 || !isOwn) continue
    found.push({ asking, counting, check: ask.step, act: count.step })
  }
  return found
}

function givenText(checker: Checker, call: Node, name: string): string | undefined {
  const [target] = targetsOf(checker, call)
  const given = target === undefined ? undefined : givenToParameter(checker, call, target, name)
  return given === undefined ? undefined : checker.tree.text(given)
}

function isLocked(checker: Checker, ask: Half, count: Half): boolean {
  return [ask, count].some(({ fn, step }) => lockOver(checker, fn, [step]) === 'redis')
}
