// Deletions of rows that depend on what an earlier query found.

import { domainOf } from '../../../domain/domain-of.ts'
import type { OrmModel } from '../../../domain/orm/model.ts'
import { sqlOf } from '../../../domain/sql/sql-reader.ts'
import type { Checker } from '../../../engine/checker.ts'
import { textWithConstants } from '../../../facts/named-constants.ts'
import { calleeName } from '../../../matching/calls/calls.ts'
import type { ProbedCode } from '../../../matching/rows/row-probes.ts'
import { isReached } from '../../../matching/transactions/transactions.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** Code that keeps other transactions out, in whatever way. */
export const LOCKING = /with_for_update|select_for_update|advisory|SERIALIZABLE|LOCK TABLE/

/** Deletions of rows that happen only where the question was answered so. */
export function deletionsIn(
  checker: Checker,
  { region, after, condition }: ProbedCode,
): { readonly call: Node; readonly model: OrmModel }[] {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(condition)
  if (owner === undefined || LOCKING.test(textWithConstants(facts, owner.node))) return []
  const found: { call: Node; model: OrmModel }[] = []
  for (const call of facts.calls) {
    if (call < condition || facts.enclosingFunction(call) !== owner) continue
    if (!/^a?(?:delete|execute)$/.test(calleeName(tree, call))) continue
    const isInside =
      after === NO_NODE
        ? tree.contains(region, call)
        : !tree.contains(after, call) && isReached(checker, owner, condition, call)
    const write = isInside ? sqlOf(checker).write(call) : undefined
    if (write?.kind === 'delete' && write.model !== undefined) {
      found.push({ call, model: write.model })
    }
  }
  return found
}

/** True when a foreign key keeps the database from deleting a parent that has rows. */
export function isHeldBack(checker: Checker, child: OrmModel, parent: OrmModel): boolean {
  const { orm } = domainOf(checker.project)
  const keys = [...child.columns.values()].flatMap(({ foreignKey }) =>
    foreignKey !== undefined && orm.targetOf(child, foreignKey) === parent ? [foreignKey] : [],
  )
  // Without a rule of its own a foreign key refuses as well.
  return keys.some(
    ({ onDelete }) => onDelete === undefined || onDelete === 'restrict' || onDelete === 'no-action',
  )
}
