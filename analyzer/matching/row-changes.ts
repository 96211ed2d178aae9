// Calls that change a row: `order.mark_paid()`, `repository.pay(order)`.
import { domainOf } from '../domain/domain-of.ts'
import type { OrmModel } from '../domain/orm/model.ts'
import type { Checker } from '../engine/checker.ts'
import { functionKey } from '../gather/define.ts'
import { keyedUpdates } from '../gather/keyed-updates.ts'
import { type RowChange, rowChanges } from '../gather/row-changes.ts'
import { F_OBJECT, K_ATTRIBUTE, K_IDENTIFIER } from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { calleeName, receiverOf } from './calls.ts'
import { rowOrigin } from './orm-rows.ts'
import { givenToParameter, targetsOf } from './row-helpers.ts'

export interface ChangeByCall extends RowChange {
  readonly call: Node
  /** The row, as the caller names it. */
  readonly row: Node
}

/** What the call changes of the rows that it is made on or given; a row is a name here. */
export function changesByCall(checker: Checker, call: Node): readonly ChangeByCall[] {
  const { tree } = checker
  const { bySymbol, names } = checker.project.gathered(rowChanges)
  if (!names.has(calleeName(tree, call))) return []
  const receiver = receiverOf(tree, call)
  const targets = targetsOf(checker, call)
  const found = targets.flatMap((target) =>
    (bySymbol.get(functionKey(target)) ?? []).map((change) => {
      const row =
        change.parameter === ''
          ? receiver
          : (givenToParameter(checker, call, target, change.parameter) ?? NO_NODE)
      return { ...change, call, row }
    }),
  )
  // The class of a row that only the query tells.
  const model = targets.length === 0 ? modelOf(checker, receiver) : undefined
  const key = `${model?.path} ${model?.name}.${calleeName(tree, call)}`
  for (const change of bySymbol.get(key) ?? []) {
    if (change.parameter === '') found.push({ ...change, call, row: receiver })
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
  const { tree } = checker
  const updates = checker.project.gathered(keyedUpdates)
  if (updates.size === 0) return []
  return targetsOf(checker, call).flatMap((target) => {
    const update = updates.get(functionKey(target))
    const key = update && givenToParameter(checker, call, target, update.parameter)
    if (update === undefined || key === undefined || tree.kind(key) !== K_ATTRIBUTE) return []
    const row = tree.child(key, F_OBJECT)
    if (tree.kind(row) !== K_IDENTIFIER || modelOf(checker, row)?.name !== update.model) return []
    return update.columns.map((attribute) => ({
      symbol: update.symbol,
      parameter: update.parameter,
      attribute,
      isFromOld: false,
      isTested: false,
      isSaved: true,
      call,
      row,
    }))
  })
}
