// Functions that count rows by what they are given and raise where there are enough:
// `check_capacity(session, team)` with `if count >= team.most: raise TooMany`.
import type { FileFacts } from '../facts/file-facts.ts'
import type { FunctionFacts } from '../facts/functions.ts'
import { K_IF_STATEMENT } from '../syntax/kinds.ts'
import { byFunction, defineGatherer } from './define.ts'
import { comparedParameters, type HelperValue } from './row-helpers.ts'

export interface LimitGuard {
  readonly symbol: string
  /** The class of the counted rows as written, without its module. */
  readonly model: string
  /** The columns that a parameter chooses the rows by. */
  readonly values: readonly HelperValue[]
}

/** By path and symbol, separated by a space. */
export const limitGuards = defineGatherer<readonly LimitGuard[], ReadonlyMap<string, LimitGuard>>({
  id: 'limit-guards-2',
  collect(facts, role) {
    if (role === 'test' || role === 'generated' || !COUNTS.test(facts.tree.source)) return undefined
    const found = facts.functions.flatMap((owner) => readGuard(facts, owner) ?? [])
    return found.length === 0 ? undefined : found
  },
  combine: byFunction,
})

const COUNTS = /\bcount\(/
const CHANGES = /\.(?:add|add_all|create|acreate|save|delete|update|merge)\(/
const LOCKS = /for_update|_lock\b|\block\b|SERIALIZABLE/i
const MODEL =
  /\b(?:select|query)\(\s*(?:func\.\w+\()?\s*(?:\w+\.)*([A-Z]\w*)|\.select_from\(\s*(?:\w+\.)*([A-Z]\w*)|\b([A-Z]\w*)\.(?:objects|query)\b/g

function readGuard(facts: FileFacts, owner: FunctionFacts): LimitGuard | undefined {
  const { tree } = facts
  const text = tree.text(owner.node)
  if (owner.isLambda || !COUNTS.test(text) || CHANGES.test(text) || LOCKS.test(text)) {
    return undefined
  }
  const isRefusing = facts
    .nodesIn(owner.node, K_IF_STATEMENT)
    .some((node) => /^if\b[^\n]*>=?[^\n]*:\s*\n\s*raise\b/.test(tree.text(node)))
  if (!isRefusing) return undefined
  const models = new Set<string>()
  for (const [, selected, from, managed] of text.matchAll(MODEL)) {
    models.add(selected ?? from ?? managed ?? '')
  }
  const values = comparedParameters(facts, owner, models)
  const [model, more] = models
  if (model === undefined || more !== undefined || values.length === 0) return undefined
  return { symbol: owner.symbol, model, values }
}
