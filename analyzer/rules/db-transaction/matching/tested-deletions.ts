// Deletions of a row behind a test of its own state, in a copy that nothing locks.

import type { Write } from '../../../domain/sql/read-write.ts'
import { sqlOf } from '../../../domain/sql/sql-reader.ts'
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { type RowOrigin, rowOrigin } from '../../../matching/rows/orm-rows.ts'
import { endsThere } from '../../../matching/rows/row-probes.ts'
import { isRowAttribute, isVersioned } from '../../../matching/rows/row-values.ts'
import { isStateColumn } from '../../../matching/rows/state-columns.ts'
import { conditionOf } from '../../../matching/statements/branches.ts'
import { isReached } from '../../../matching/transactions/transactions.ts'
import {
  F_ATTRIBUTE,
  F_CONSEQUENCE,
  F_OBJECT,
  K_ATTRIBUTE,
  K_COMPARISON_OPERATOR,
  K_IDENTIFIER,
  K_IF_STATEMENT,
  K_INTEGER,
} from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface TestedDeletion {
  readonly column: string
  readonly test: Node
  readonly origin: RowOrigin
}

/** The state or number that decides whether `session.delete(row)` is reached. */
export function testedDeletion(
  checker: Checker,
  call: Node,
  write: Write,
): TestedDeletion | undefined {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(call)
  if (owner === undefined || write.model === undefined) return undefined
  const row = write.target === NO_NODE ? undefined : tree.text(write.target)
  if (row === undefined && !isByKey(write)) return undefined
  for (const branch of facts.nodesIn(owner.node, K_IF_STATEMENT)) {
    if (branch > call || facts.enclosingFunction(branch) !== owner) continue
    const condition = conditionOf(tree, branch)
    if (!decides(checker, owner, branch, call)) continue
    for (const read of facts.nodesIn(condition, K_ATTRIBUTE)) {
      const object = tree.child(read, F_OBJECT)
      if (!isRowAttribute(checker, read) || (row !== undefined && tree.text(object) !== row))
        continue
      const column = tree.text(tree.child(read, F_ATTRIBUTE))
      if (!isChanging(checker, read, column)) continue
      const origin = rowOrigin(checker, object)
      if (origin?.kind !== 'loaded' && origin?.kind !== 'helper') continue
      if (origin.isLocked || isVersioned(checker, origin) || isOneOfMany(checker, object)) continue
      if (row === undefined && origin.model.split('.').at(-1) !== write.model.name) continue
      return { column, test: condition, origin }
    }
  }
  return undefined
}

/** `delete(Team).where(Team.id == key)`: nothing but the key, so that the state is not asked again. */
function isByKey({ query, model }: Write): boolean {
  const predicates = query?.predicates ?? []
  return (
    query?.isComplete === true &&
    predicates.length > 0 &&
    predicates.every(({ column }) => column === 'pk' || model?.columns.get(column)?.isPrimaryKey)
  )
}

/** True where the deletion stands in the branch, or the branch leaves in front of it. */
function decides(checker: Checker, owner: FunctionFacts, branch: Node, call: Node): boolean {
  const { tree } = checker
  const body = tree.child(branch, F_CONSEQUENCE)
  if (body === NO_NODE) return false
  if (tree.contains(body, call)) return true
  if (tree.contains(branch, call) || !endsThere(checker, body)) return false
  return isReached(checker, owner, conditionOf(tree, branch), call)
}

/** A state that is compared, or a count that is asked for being none; not who owns the row. */
function isChanging(checker: Checker, read: Node, column: string): boolean {
  const { tree } = checker
  const comparison = tree.parent(read)
  if (tree.kind(comparison) !== K_COMPARISON_OPERATOR) return false
  if (isStateColumn(checker, column)) return true
  if (/(?:^|_)(?:id|type|kind|version|level|role)$/.test(column)) return false
  const [left, right, more] = tree.namedChildren(comparison)
  if (left !== read || right === undefined || more !== undefined) return false
  return tree.kind(right) === K_INTEGER && /^[01]$/.test(tree.spelled(right))
}

/** What tidies up goes through all rows and meets each again. */
function isOneOfMany(checker: Checker, row: Node): boolean {
  if (checker.tree.kind(row) !== K_IDENTIFIER) return false
  return sqlOf(checker).rows(row)[0]?.isElement === true
}
