// Calls that change a row: `order.mark_paid()`, `repository.pay(order)`.
import { domainOf } from '../../../domain/domain-of.ts'
import type { OrmModel } from '../../../domain/orm/model.ts'
import type { Checker } from '../../../engine/checker.ts'
import { functionKey } from '../../../gather/define.ts'
import { keyedUpdates } from '../../../gather/keyed-updates.ts'
import { type RowChange, rowChanges } from '../../../gather/row-changes.ts'
import { bare } from '../../../matching/calls/call-chains.ts'
import { calleeName, receiverOf } from '../../../matching/calls/calls.ts'
import { rowOrigin } from '../../../matching/rows/orm-rows.ts'
import { givenToParameter, targetsOf } from '../../../matching/rows/row-helpers.ts'
import {
  F_LEFT,
  F_OBJECT,
  F_RIGHT,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_CALL,
  K_IDENTIFIER,
} from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import { functionsInTable } from './dispatch-tables.ts'

export interface ChangeByCall extends RowChange {
  readonly call: Node
  /** The row, as the caller names it. */
  readonly row: Node
  /** The function does not say that it is given a row: nothing is reported in it. */
  readonly isUntyped?: boolean
  /** The database computes the value from what is there. */
  readonly isStep?: boolean
}

/** What the call changes of the rows that it is made on or given; a row is a name here. */
export function changesByCall(checker: Checker, call: Node): readonly ChangeByCall[] {
  const { tree } = checker
  const { bySymbol, names } = checker.project.gathered(rowChanges)
  const chosen = names.size === 0 ? [] : functionsInTable(checker, call)
  if (chosen.length === 0 && !names.has(calleeName(tree, call))) return []
  const receiver = receiverOf(tree, call)
  const targets = chosen.length > 0 ? chosen : targetsOf(checker, call)
  const found = targets.flatMap((target) =>
    (bySymbol.get(functionKey(target)) ?? []).map((change) => {
      const row =
        change.parameter === ''
          ? receiver
          : (givenToParameter(checker, call, target, change.parameter) ?? NO_NODE)
      const given = target.summary.parameters.find(({ name }) => name === change.parameter)
      const isUntyped = given !== undefined && given.annotation === undefined
      return { ...change, call, row, isUntyped }
    }),
  )
  // The class of a row that only the query tells.
  const model = targets.length === 0 ? modelOf(checker, receiver) : undefined
  const key = `${model?.path} ${model?.name}.${calleeName(tree, call)}`
  for (const change of bySymbol.get(key) ?? []) {
    if (change.parameter === '') found.push({ ...change, call, row: receiver, isUntyped: false })
  }
  return found.filter(({ row, attribute }) => isColumn(checker, row, attribute))
}

/** An attribute that lives in memory alone is no matter of the database. */
function isColumn(checker: Checker, row: Node, attribute: string): boolean {
  if (row === NO_NODE || checker.tree.kind(row) !== K_IDENTIFIER) return false
  const model = modelOf(checker, row)
  return model === undefined || model.columns.has(attribute)
}

function modelOf(checker: Checker, row: Node): OrmModel | undefined {
  if (row === NO_NODE || checker.tree.kind(row) !== K_IDENTIFIER) return undefined
  const name = rowOrigin(checker, row)?.model.split('.').at(-1) ?? ''
  const [only, more] = name === '' ? [] : domainOf(checker.project).orm.named(name)
  return more === undefined ? only : undefined
}

/** What the call writes of a row that it is given the key of: `tokens.revoke(token.id)`. */
export function updatesByKey(checker: Checker, call: Node): readonly ChangeByCall[] {
  const updates = checker.project.gathered(keyedUpdates)
  if (updates.size === 0) return []
  return targetsOf(checker, call).flatMap((target) => {
    const update = updates.get(functionKey(target))
    const key = update && givenToParameter(checker, call, target, update.parameter)
    if (update === undefined || key === undefined) return []
    const row = rowOfKey(checker, call, key, update.model)
    if (row === NO_NODE) return []
    return update.columns.map((attribute) => ({
      symbol: update.symbol,
      parameter: update.parameter,
      attribute,
      isFromOld: false,
      isTested: false,
      isSaved: true,
      isStep: update.steps?.includes(attribute) === true,
      call,
      row,
    }))
  })
}

/** The name of the row that a key is of: `token` of `token.id`, or what was loaded by the same key. */
function rowOfKey(checker: Checker, call: Node, key: Node, model: string): Node {
  const { tree, facts } = checker
  if (tree.kind(key) === K_ATTRIBUTE) {
    const row = tree.child(key, F_OBJECT)
    const isRow = tree.kind(row) === K_IDENTIFIER && modelOf(checker, row)?.name === model
    return isRow ? row : NO_NODE
  }
  const owner = facts.enclosingFunction(call)
  if (owner === undefined || tree.kind(key) !== K_IDENTIFIER) return NO_NODE
  for (const assignment of facts.nodesIn(owner.node, K_ASSIGNMENT)) {
    if (assignment > call) break
    const target = tree.child(assignment, F_LEFT)
    const given = tree.child(assignment, F_RIGHT)
    const value = given === NO_NODE ? NO_NODE : bare(checker, given)
    if (value === NO_NODE) continue
    if (tree.kind(target) !== K_IDENTIFIER || tree.kind(value) !== K_CALL) continue
    const isSought = facts.arguments(value).some((one) => tree.text(one.value) === tree.text(key))
    if (!isSought) continue
    const read = facts
      .identifiersNamed(tree.text(target))
      .find((node) => node > value && node < call && facts.enclosingFunction(node) === owner)
    if (read !== undefined && modelOf(checker, read)?.name === model) return read
  }
  return NO_NODE
}
