// Values in Redis that one helper loads and another one stores: `cart = await self.load(customer)`,
// a change of it, and `await self._save(customer, cart)`.
import type { Checker } from '../../../engine/checker.ts'
import { onlyValue } from '../../../facts/assigned-value.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { CALL, RETURN } from '../../../flow/events.ts'
import type { FunctionAnalysis } from '../../../flow/function-analysis.ts'
import type { EventIndex } from '../../../flow/graph.ts'
import { bare } from '../../../matching/calls/call-chains.ts'
import { callsOfOwn, givenToParameter, targetsOf } from '../../../matching/rows/row-helpers.ts'
import { isReached } from '../../../matching/transactions/transactions.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../../syntax/tree.ts'
import { keyParameters } from './redis-limits.ts'
import { lockOver, type RedisFunction, type RedisStep, redisFunctions } from './redis-steps.ts'

export interface UpdateByCall {
  /** As if the calls that load and store had sent the commands. */
  readonly read: RedisStep
  readonly write: RedisStep
  readonly lock: 'redis' | 'process' | undefined
}

interface Helper {
  readonly fn: RedisFunction
  readonly owner: FunctionFacts
  readonly step: RedisStep
  /** The parameters that choose the key. */
  readonly chosenBy: readonly string[]
}

const LOADS = /^(?:get|hget|hgetall|hmget|lrange|smembers|json_get)$/
const STORES = /^(?:set|setex|psetex|hset|hmset|json_set)$/

/** What functions of a file load, change and store through its own helpers. */
export function updatesByCall(checker: Checker): readonly UpdateByCall[] {
  const own = redisFunctions(checker)
  const loads = helpers(checker, own, LOADS).filter((one) => isGivenBack(checker, one))
  if (loads.length === 0) return []
  const stores = helpers(checker, own, STORES)
  return loads.flatMap((load) =>
    stores
      .filter(({ owner, step }) => owner !== load.owner && keyOf(step) === keyOf(load.step))
      .flatMap((store) => pairsOf(checker, load, store)),
  )
}

/** Functions with one command of a kind, of which the parameters choose the key. */
function helpers(
  checker: Checker,
  own: readonly RedisFunction[],
  commands: RegExp,
): readonly Helper[] {
  return own.flatMap((fn): Helper[] => {
    const { owner, steps } = fn
    const [step, more] = steps.filter(({ command }) => command.class !== 'ttl')
    if (owner === undefined || owner.isLambda || step === undefined || more !== undefined) return []
    const { command } = step
    if (!commands.test(command.name) || command.isQueued || command.isConditional) return []
    const chosenBy = keyParameters(checker, owner, command.keyNode)
    return command.key === undefined || chosenBy.length === 0 ? [] : [{ fn, owner, step, chosenBy }]
  })
}

const keyOf = ({ command }: RedisStep): string | undefined => command.key?.text

/** What the command gives is what the function returns. */
function isGivenBack(checker: Checker, load: Helper): boolean {
  const { graph, values } = checker.analysis.of(load.owner)
  for (let at: EventIndex = 0; at < graph.events.length; at += 1) {
    if (graph.eventKind(at) !== RETURN) continue
    if (values.sourcesOf(graph.eventNode(at)).includes(load.step.event)) return true
  }
  return false
}

/** The parameter whose value is stored, beside those of the key. */
function storedParameter({ tree, facts }: Checker, store: Helper): string | undefined {
  const { call, keyNode } = store.step.command
  const names = facts
    .arguments(call)
    .flatMap(({ value }) =>
      value === keyNode
        ? []
        : Array.from(facts.nodesIn(value, k.K_IDENTIFIER)).map((node) => tree.text(node)),
    )
  return store.owner.parameters
    .map(({ name }) => name)
    .find(
      (name) =>
        names.includes(name) && !/^(?:self|cls)$/.test(name) && !store.chosenBy.includes(name),
    )
}

function pairsOf(checker: Checker, load: Helper, store: Helper): readonly UpdateByCall[] {
  const { facts } = checker
  const parameter = storedParameter(checker, store)
  if (parameter === undefined) return []
  const loadings = callsOfOwn(checker, load.owner)
  return callsOfOwn(checker, store.owner).flatMap((storing): UpdateByCall[] => {
    const owner = facts.enclosingFunction(storing)
    const [target] = targetsOf(checker, storing)
    const value = target && givenToParameter(checker, storing, target, parameter)
    if (owner === undefined || value === undefined) return []
    const loading = loadings.find(
      (call) =>
        call < storing &&
        facts.enclosingFunction(call) === owner &&
        keyText(checker, load, call) === keyText(checker, store, storing) &&
        isReached(checker, owner, call, storing) &&
        isMadeOf(checker, owner, { loading: call, storing, value }),
    )
    if (loading === undefined) return []
    const analysis = checker.analysis.of(owner)
    const [read, write] = [stepAt(analysis, load, loading), stepAt(analysis, store, storing)]
    const fn = { ...load.fn, owner, analysis, steps: [read, write] }
    return [{ read, write, lock: lockOver(checker, fn, fn.steps) }]
  })
}

/** The helper's command as if the caller had sent it. */
function stepAt({ graph }: FunctionAnalysis, { step }: Helper, call: Node): RedisStep {
  const event = graph.eventAt(call, CALL)
  return { ...step, command: { ...step.command, call }, event, point: graph.pointOf(event) }
}

/** What a call gives the parameters that choose the key. */
function keyText(checker: Checker, { chosenBy }: Helper, call: Node): string {
  const [target] = targetsOf(checker, call)
  const given = chosenBy.map((name) => target && givenToParameter(checker, call, target, name))
  return given.map((node) => (node === undefined ? '' : checker.tree.text(node))).join()
}

interface Pair {
  readonly loading: Node
  readonly storing: Node
  /** What is stored. */
  readonly value: Node
}

/** What was loaded goes into what is stored, and is not the same by then. */
function isMadeOf(
  checker: Checker,
  owner: FunctionFacts,
  { loading, storing, value }: Pair,
): boolean {
  const { tree, facts } = checker
  const { graph, values } = checker.analysis.of(owner)
  const event = graph.eventAt(loading, CALL)
  if (event < 0 || !values.sourcesOf(value).includes(event)) return false
  if (tree.kind(value) !== k.K_IDENTIFIER) return true
  const made = onlyValue(facts, value)
  // Made of it by an expression of its own.
  if (made !== NO_NODE && bare(checker, made) !== loading) return true
  return facts
    .identifiersNamed(tree.text(value))
    .some((node) => node > loading && node < storing && isInside(tree, node))
}

/** `cart["lines"][sku] = 1`, `cart.lines.pop(sku)`, `del cart[sku]`: something in it becomes another. */
function isInside(tree: SyntaxTree, reference: Node): boolean {
  let node = reference
  for (;;) {
    const parent = tree.parent(node)
    const kind = tree.kind(parent)
    const isBase = tree.firstChild(parent) === node
    if ((kind !== k.K_SUBSCRIPT && kind !== k.K_ATTRIBUTE) || !isBase) {
      if (node === reference) return false
      if (kind === k.K_DELETE_STATEMENT) return true
      if (kind === k.K_CALL) return isBase && CHANGES.test(tree.text(node))
      const isAssigned = kind === k.K_ASSIGNMENT || kind === k.K_AUGMENTED_ASSIGNMENT
      return isAssigned && tree.child(parent, k.F_LEFT) === node
    }
    node = parent
  }
}

const CHANGES = /\.(?:append|extend|insert|update|pop|popitem|remove|add|discard|setdefault|clear)$/
