// Functions that look for a row of whatever model they are given and make it where there is none:
// `def get_or_create(session, model, **kwargs)`.
import type { FileFacts } from '../facts/file-facts.ts'
import type { FunctionFacts } from '../facts/functions.ts'
import { byFunction, defineGatherer } from './define.ts'
import {
  callsWithin,
  comparedParameters,
  type HelperValue,
  modelWritten,
  OWN_CLASS,
  OWN_MODEL,
} from './row-helpers.ts'

export interface MadeIfMissing {
  readonly symbol: string
  /** See `RowLookup.model`; a class that is named is looked at in the function itself. */
  readonly model: string
  /** What is looked for. */
  readonly values: readonly HelperValue[]
}

/** By path and symbol, separated by a space. */
export const madeIfMissing = defineGatherer<
  readonly MadeIfMissing[],
  ReadonlyMap<string, MadeIfMissing>
>({
  id: 'made-if-missing',
  collect(facts, role) {
    if (role === 'test' || role === 'generated' || !ASKS.test(facts.tree.source)) return undefined
    const found = facts.functions.flatMap((owner) => readMaker(facts, owner) ?? [])
    return found.length === 0 ? undefined : found
  },
  combine: byFunction,
})

const ASKS = /\b(?:query|select)\(\s*(?:\w+\.)?\w+\s*\)/
const ADDS = /\b\w*(?:session|db|uow|tx)\w*(?:\(\))?\.add\(/i
/** The second of two is expected, or kept away. */
const EXPECTS =
  /IntegrityError|on_conflict|begin_nested|UniqueViolation|DBDuplicateEntry|except\b|merge\(|_lock\b|\block\b|for_update|LOCK TABLE|advisory/i

function readMaker(facts: FileFacts, owner: FunctionFacts): MadeIfMissing | undefined {
  const { tree } = facts
  const text = tree.text(owner.node)
  if (owner.isLambda || !ADDS.test(text) || !ASKS.test(text) || EXPECTS.test(text)) return undefined
  if (!/\bif\b/.test(text) || /\b(?:for|while)\b/.test(text)) return undefined
  const models = new Set<string>()
  const values = comparedParameters(facts, owner, models)
  const calls = callsWithin(facts, owner)
  for (const call of calls) {
    if (!/(?:^|\.)(?:query|select)$/.test(tree.spelled(facts.callee(call)))) continue
    const [asked] = facts.arguments(call)
    const model = asked && modelWritten(tree.text(asked.value), owner)
    if (model !== undefined) models.add(model)
  }
  const [model, more] = models
  const isGeneric = model === OWN_MODEL || model === OWN_CLASS || model?.startsWith('$') === true
  if (model === undefined || more !== undefined || !isGeneric || values.length === 0) {
    return undefined
  }
  const isMade = calls.some((call) => modelWritten(tree.text(facts.callee(call)), owner) === model)
  return isMade ? { symbol: owner.symbol, model, values } : undefined
}
