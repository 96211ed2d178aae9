// Functions that count rows by what they are given and raise where there are enough:
// `check_capacity(session, team)` with `if count >= team.most: raise TooMany`.

import { readChain } from '../domain/sql/chain.ts'
import type { FileFacts } from '../facts/file-facts.ts'
import type { FunctionFacts } from '../facts/functions.ts'
import { conditionOf } from '../matching/statements/branches.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { defineFunctionGatherer } from './define.ts'
import { comparedParameters, type HelperValue } from './row-helpers.ts'

export interface LimitGuard {
  readonly symbol: string
  /** The class of the counted rows as written, without its module. */
  readonly model: string
  /** The columns that a parameter chooses the rows by. */
  readonly values: readonly HelperValue[]
}

/** By path and symbol, separated by a space. */
export const limitGuards = defineFunctionGatherer<LimitGuard>({
  id: 'limit-guards-3',
  uses: /\bcount\(/,
  read: readGuard,
})

const CHANGES = /^(?:add|add_all|a?create|a?save|a?delete|a?update|merge)$/
const LOCKS = /for_update|_lock\b|\block\b|SERIALIZABLE/i
const CLASS = /(?:^|\.)([A-Z]\w*)$/
/** What a query names its model to. */
const ASKS = /^(?:select|query|select_from|count)$/

function readGuard(facts: FileFacts, owner: FunctionFacts): LimitGuard | undefined {
  const { tree } = facts
  if (owner.isLambda) return undefined
  const calls = facts.callsOf(owner)
  const names = new Set(calls.map((call) => nameOf(facts, call)))
  if (!names.has('count') || [...names].some((name) => CHANGES.test(name))) return undefined
  if (LOCKS.test(tree.spelled(owner.node)) || !raisesAtLimit(facts, owner)) return undefined
  const models = new Set(calls.flatMap((call) => modelsOf(facts, call)))
  const values = comparedParameters(facts, owner, models)
  const [model, more] = models
  if (model === undefined || more !== undefined || values.length === 0) return undefined
  return { symbol: owner.symbol, model, values }
}

function nameOf(facts: FileFacts, call: Node): string {
  return facts.dottedText(facts.callee(call))?.split('.').at(-1) ?? lastLink(facts, call)
}

function lastLink(facts: FileFacts, call: Node): string {
  return readChain(facts, call).links.at(-1)?.name ?? ''
}

/** `if count >= most: raise ...`. */
function raisesAtLimit(facts: FileFacts, owner: FunctionFacts): boolean {
  const { tree } = facts
  return facts.nodesIn(owner.node, k.K_IF_STATEMENT).some((node) => {
    const block = tree.child(node, k.F_CONSEQUENCE)
    const first = block === NO_NODE ? undefined : tree.namedChildren(block)[0]
    if (first === undefined || tree.kind(first) !== k.K_RAISE_STATEMENT) return false
    const condition = conditionOf(tree, node)
    return facts.nodesIn(condition, k.K_COMPARISON_OPERATOR).some((comparison) => {
      const [left, right] = tree.namedChildren(comparison)
      if (left === undefined || right === undefined) return false
      return /^>=?$/.test(tree.source.slice(tree.end(left), tree.start(right)).trim())
    })
  })
}

/** The classes that a call asks for: `select(Member)`, `func.count(Member.id)`, `Member.objects...`. */
function modelsOf(facts: FileFacts, call: Node): readonly string[] {
  const { tree } = facts
  const found = facts.arguments(call).flatMap(({ value }) => {
    const isAsked = ASKS.test(nameOf(facts, call)) && tree.kind(value) !== k.K_CALL
    return isAsked ? classesIn(tree.text(value)) : []
  })
  const { root, links } = readChain(facts, call)
  const isManaged = /^(?:objects|query)$/.test(links[0]?.name ?? '') && links[0]?.call === NO_NODE
  return isManaged ? [...found, ...classesIn(tree.text(root))] : found
}

/** `Member` of `models.Member` and of `Member.id`. */
function classesIn(text: string): readonly string[] {
  const name = CLASS.exec(text)?.[1] ?? CLASS.exec(text.slice(0, text.lastIndexOf('.')))?.[1]
  return name === undefined ? [] : [name]
}
