// Functions that write to a row whatever columns their caller names: `for key, value in data.items():
// setattr(row, key, value)`. Which row and which columns shows at the call.
import type { FileFacts } from '../facts/file-facts.ts'
import type { FunctionFacts } from '../facts/functions.ts'
import type { Parameter } from '../facts/parameters.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { byFunction, defineGatherer } from './define.ts'

export interface GivenChange {
  readonly symbol: string
  /** The parameter that holds the row, or the key or filters by which the function loads it. */
  readonly row: string
  readonly isKey?: true
  /** The parameter that holds the values by their columns; `**` for keywords. */
  readonly values: string
  /** The function sends the row to the database by itself. */
  readonly isSaved?: true
}

/** By path and symbol, separated by a space. */
export const givenChanges = defineGatherer<
  readonly GivenChange[],
  ReadonlyMap<string, GivenChange>
>({
  id: 'given-changes',
  collect(facts, role) {
    if (role === 'test' || role === 'generated' || !SETS.test(facts.tree.source)) return undefined
    const found = facts.functions.flatMap((owner) => readChange(facts, owner) ?? [])
    return found.length === 0 ? undefined : found
  },
  combine: byFunction,
})

const SETS = /\bsetattr\(/
/** The function sees to it by itself that nobody changes the row meanwhile. */
const LOCKS = /for_update|_lock\b|\block\b|version|expected_/
const SAVES = /\.(?:flush|commit|a?save|add|merge)\(/

function readChange(facts: FileFacts, owner: FunctionFacts): GivenChange | undefined {
  const { tree } = facts
  const text = tree.text(owner.node)
  if (owner.isLambda || !SETS.test(text) || LOCKS.test(text)) return undefined
  for (const call of facts.callsOf(owner)) {
    if (facts.calleeName(call) !== 'builtins.setattr') continue
    const [row, name, value] = facts.arguments(call).map((one) => one.value)
    if (row === undefined || name === undefined || value === undefined) continue
    if (tree.kind(row) !== k.K_IDENTIFIER || tree.kind(name) === k.K_STRING) continue
    const of = rowOf(facts, owner, row)
    const values = valuesOf(facts, owner, value)
    if (of === undefined || values === undefined || values.name === of.row) continue
    return {
      symbol: owner.symbol,
      ...of,
      values: values.kind === 'keywords' ? '**' : values.name,
      ...(SAVES.test(text) && { isSaved: true as const }),
    }
  }
  return undefined
}

/** The row itself, or the parameter by which it was looked up. */
function rowOf(
  facts: FileFacts,
  owner: FunctionFacts,
  row: Node,
): { readonly row: string; readonly isKey?: true } | undefined {
  const { tree } = facts
  const name = tree.text(row)
  if (name === 'self' || name === 'cls') return undefined
  if (owner.parameters.some((one) => one.name === name)) return { row: name }
  const [only, more] = facts.resolve(row)?.definitions ?? []
  if (only?.kind !== 'assignment' || more !== undefined) return undefined
  const loading = tree.text(tree.parent(only.node)).slice(name.length)
  if (!/\b\w*(?:get|find|fetch|load|first|one|select|query)\w*\(/.test(loading)) return undefined
  const key = owner.parameters.find(
    (one) => !/^(?:self|cls|db|session|\w+_session)$/.test(one.name) && mentions(loading, one.name),
  )
  return key && { row: key.name, isKey: true }
}

/** The parameter that a value is an item of: `value` of `values.items()`, `data[key]`. */
function valuesOf(facts: FileFacts, owner: FunctionFacts, value: Node): Parameter | undefined {
  const { tree } = facts
  if (tree.kind(value) === k.K_SUBSCRIPT) {
    return parameterBehind(facts, owner, tree.child(value, k.F_VALUE))
  }
  if (tree.kind(value) !== k.K_IDENTIFIER) return undefined
  const [only, more] = facts.resolve(value)?.definitions ?? []
  if (only === undefined || more !== undefined) return undefined
  const loop = tree.ancestor(only.node, k.K_FOR_STATEMENT, k.K_FUNCTION_DEFINITION)
  if (loop === NO_NODE || tree.kind(loop) !== k.K_FOR_STATEMENT) return undefined
  return parameterBehind(facts, owner, tree.child(loop, k.F_RIGHT))
}

/** `data` of `data.items()`, `data.model_dump(...)` and of a local that is made of either. */
function parameterBehind(
  facts: FileFacts,
  owner: FunctionFacts,
  expression: Node,
): Parameter | undefined {
  const { tree } = facts
  const own = owner.parameters.find(({ name }) => mentions(tree.text(expression), name))
  if (own !== undefined) return own
  const [, local] = /^(\w+)/.exec(tree.text(expression)) ?? []
  for (const node of local === undefined ? [] : facts.nodesIn(owner.node, k.K_ASSIGNMENT)) {
    if (tree.text(tree.child(node, k.F_LEFT)) !== local) continue
    const given = tree.child(node, k.F_RIGHT)
    const made = owner.parameters.find(
      ({ name }) => given !== NO_NODE && new RegExp(`^${name}\\b`).test(tree.spelled(given)),
    )
    if (made !== undefined) return made
  }
  return undefined
}

function mentions(text: string, name: string): boolean {
  return new RegExp(`(?:^|[^.\\w])${name}\\b`).test(text)
}
