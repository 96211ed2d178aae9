// A limit that is tested in a copy of the row, and a change that the database computes: the change is
// never lost, but nothing keeps two requests from both passing the test.

import { sqlOf } from '../../../domain/sql/sql-reader.ts'
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { type RowOrigin, rowOrigin } from '../../../matching/rows/orm-rows.ts'
import { isRowAttribute, isVersioned } from '../../../matching/rows/row-values.ts'
import { conditionOf } from '../../../matching/statements/branches.ts'
import { isReached, savedAfter } from '../../../matching/transactions/transactions.ts'
import {
  F_ATTRIBUTE,
  F_CONSEQUENCE,
  F_LEFT,
  F_OBJECT,
  F_RIGHT,
  K_FUNCTION_DEFINITION,
  K_IF_STATEMENT,
} from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import { updatesByKey } from './row-changes.ts'

export interface TestedCounter {
  /** The statement or assignment that changes the column. */
  readonly change: Node
  readonly column: string
  readonly test: Node
  readonly origin: RowOrigin
}

/** The counter that an `update` of rows changes by its old value: `values(stock=Item.stock - 1)`. */
export function counterOfUpdate(checker: Checker, call: Node): TestedCounter | undefined {
  const { tree, facts } = checker
  const write = sqlOf(checker).write(call)
  const owner = facts.enclosingFunction(call)
  if (write?.kind !== 'update' || write.query?.isComplete !== true || owner === undefined) {
    return undefined
  }
  for (const { column, value } of write.values) {
    if (value === NO_NODE || !isStep(tree.text(value), column)) continue
    // `WHERE stock >= 1` decides in the database.
    if (write.query.predicates.some((one) => one.column === column || one.op === 'other')) continue
    const found = testOf(checker, { owner, column, change: call, row: undefined })
    if (found !== undefined && found.origin.model.split('.').at(-1) === write.model?.name) {
      return found
    }
  }
  return undefined
}

/** The counter that a function changes for the key of a row: `wallets.take(wallet.id, amount)`. */
export function counterOfCall(checker: Checker, call: Node): TestedCounter | undefined {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(call)
  for (const { row, attribute, isStep } of updatesByKey(checker, call)) {
    if (owner === undefined || isStep !== true) continue
    const sought = { owner, column: attribute, change: call, row: tree.text(row) }
    const found = testOf(checker, sought)
    if (found !== undefined) return found
  }
  return undefined
}

/** The counter of Django's `row.stock = F('stock') - 1`. */
export function counterOfAssignment(checker: Checker, assignment: Node): TestedCounter | undefined {
  const { tree, facts } = checker
  const target = tree.child(assignment, F_LEFT)
  const value = tree.child(assignment, F_RIGHT)
  const owner = facts.enclosingFunction(assignment)
  if (value === NO_NODE || owner === undefined || !isRowAttribute(checker, target)) return undefined
  const column = tree.text(tree.child(target, F_ATTRIBUTE))
  const row = tree.child(target, F_OBJECT)
  if (!isStep(tree.text(value), column)) return undefined
  const found = testOf(checker, { owner, column, change: target, row: tree.text(row) })
  if (found?.origin.isDjango !== true) return undefined
  const isSaved = savedAfter(checker, owner, row, target, true) !== NO_NODE
  return isSaved ? { ...found, change: assignment } : undefined
}

/** `F('uses') + 1`, `Coupon.uses + 1`. */
function isStep(text: string, column: string): boolean {
  // A pattern that is made for one text costs more than all the rest.
  if (!text.includes(column)) return false
  return new RegExp(`(?:\\bF\\(['"]${column}['"]\\)|\\b[A-Z]\\w*\\.${column})\\s*[-+]`).test(text)
}

interface Sought {
  readonly owner: FunctionFacts
  readonly column: string
  readonly change: Node
  /** The row that must be tested, by its name. */
  readonly row: string | undefined
}

const REJECTS = /\braise\b|\babort\(|\breturn\b|\bcontinue\b/

/** The condition on a loaded row that the change depends on. */
function testOf(checker: Checker, sought: Sought): TestedCounter | undefined {
  const { tree, facts } = checker
  const { owner, column, change, row } = sought
  for (const name of facts.identifiersNamed(column)) {
    const read = tree.parent(name)
    if (name > change || facts.enclosingFunction(name) !== owner) continue
    if (!isRowAttribute(checker, read)) continue
    const object = tree.child(read, F_OBJECT)
    if (row !== undefined && tree.text(object) !== row) continue
    const branch = tree.ancestor(read, K_IF_STATEMENT, K_FUNCTION_DEFINITION)
    if (branch === NO_NODE || tree.kind(branch) !== K_IF_STATEMENT) continue
    const test = conditionOf(tree, branch)
    const block = tree.child(branch, F_CONSEQUENCE)
    if (!tree.contains(test, read) || block === NO_NODE) continue
    if (!/[<>]|==/.test(tree.spelled(test))) continue
    const decides = tree.contains(block, change) || REJECTS.test(tree.spelled(block))
    if (!decides || !isReached(checker, owner, read, change)) continue
    const origin = rowOrigin(checker, object)
    if (origin?.kind !== 'loaded' && origin?.kind !== 'helper') continue
    if (origin.isLocked || isVersioned(checker, origin)) continue
    return { change, column, test, origin }
  }
  return undefined
}
