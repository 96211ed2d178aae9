// Rows that get the next number by counting: `Invoice(number=last + 1)` with `last` read before.
import type { OrmModel } from '../../../domain/orm/model.ts'
import { localValues } from '../../../domain/sql/local-values.ts'
import type { Rows } from '../../../domain/sql/read-rows.ts'
import type { Write } from '../../../domain/sql/read-write.ts'
import { sqlOf } from '../../../domain/sql/sql-reader.ts'
import type { Checker } from '../../../engine/checker.ts'
import { bare } from '../../../matching/calls/call-chains.ts'
import { argumentsOf, calleeName, withoutParentheses } from '../../../matching/calls/calls.ts'
import {
  F_LEFT,
  F_OBJECT,
  F_OPERATOR,
  F_RIGHT,
  F_VALUE,
  K_ATTRIBUTE,
  K_BINARY_OPERATOR,
  K_BOOLEAN_OPERATOR,
  K_CALL,
  K_IDENTIFIER,
  K_SUBSCRIPT,
} from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface NumberedInsert {
  readonly write: Write
  readonly column: string
  /** The query that counts, or gives the last row. */
  readonly read: Node
}

/** Inserts of the file whose number is one more than what a query of the same table gave. */
export function numberedInserts(checker: Checker): readonly NumberedInsert[] {
  const { tree, facts } = checker
  const found: NumberedInsert[] = []
  for (const call of facts.calls) {
    if (!/^(?:add|create|acreate|save|asave|execute|exec)$/.test(calleeName(tree, call))) continue
    const owner = facts.enclosingFunction(call)
    const write = owner === undefined ? undefined : sqlOf(checker).write(call)
    if (owner === undefined || write?.model === undefined) continue
    if (write.kind !== 'insert' && write.kind !== 'save') continue
    if (SERIALISES.test(tree.spelled(owner.node))) continue
    for (const { column, value } of write.values) {
      if (value === NO_NODE || isRefused(write.model, column)) continue
      const read = stepIn(checker, value, write.model, 0)
      if (read !== NO_NODE) found.push({ write, column, read })
    }
  }
  return found
}

const SERIALISES =
  /for_update|advisory(?:_xact)?_lock|LOCK TABLE|\bSERIALIZABLE\b|\b\w*lock\w*\s*[:(]|nextval/i

/** True where the database refuses a number that is there already. */
function isRefused(model: OrmModel, column: string): boolean {
  const known = model.columns.get(column)
  return (
    known?.isPrimaryKey === true || model.uniques.some(({ columns }) => columns.includes(column))
  )
}

const MAX_LOCALS = 3

/** The read behind the `x + 1` of an expression or of the locals in it, NO_NODE without one. */
function stepIn(checker: Checker, value: Node, model: OrmModel, depth: number): Node {
  const { tree, facts } = checker
  for (let node = value; node < tree.endOfSubtree(value); node += 1) {
    if (tree.kind(node) === K_BINARY_OPERATOR) {
      const isPlus = tree.text(tree.child(node, F_OPERATOR)) === '+'
      const isOne = tree.text(tree.child(node, F_RIGHT)) === '1'
      const read =
        isPlus && isOne ? readBehind(checker, tree.child(node, F_LEFT), model, 0) : NO_NODE
      if (read !== NO_NODE) return read
    }
    if (tree.kind(node) !== K_IDENTIFIER || depth >= MAX_LOCALS) continue
    const [only, more] = localValues(facts, node)
    if (only?.kind !== 'assigned' || more !== undefined) continue
    const read = stepIn(checker, only.value, model, depth + 1)
    if (read !== NO_NODE) return read
  }
  return NO_NODE
}

/** The query of the model's table that counts, gives the largest or the last. */
function readBehind(checker: Checker, expression: Node, model: OrmModel, depth: number): Node {
  const { tree, facts } = checker
  let node = withoutParentheses(tree, expression)
  if (tree.kind(node) === K_BOOLEAN_OPERATOR) node = tree.namedChildren(node)[0] ?? node
  node = bare(checker, withoutParentheses(tree, node))
  if (node === NO_NODE || depth > MAX_LOCALS) return NO_NODE
  const kind = tree.kind(node)
  if (kind === K_ATTRIBUTE) {
    const [last] = sqlOf(checker).rows(tree.child(node, F_OBJECT))
    return last !== undefined && isLast(last) && last.query.model === model ? last.node : NO_NODE
  }
  if (kind === K_SUBSCRIPT) {
    const text = tree.text(tree.child(node, F_VALUE))
    const isLargest = /\.aggregate\([^)]*\b(?:Max|Count)\(/.test(text)
    return isLargest && new RegExp(`\\b${model.name}\\.objects\\b`).test(text) ? node : NO_NODE
  }
  if (kind === K_CALL && tree.text(tree.firstChild(node)) === 'len') {
    const [given] = argumentsOf(tree, node)
    const [rows] = given === undefined ? [] : sqlOf(checker).rows(given.value)
    return rows?.query.model === model && !rows.isElement ? rows.node : NO_NODE
  }
  const [rows] = sqlOf(checker).rows(node)
  if (rows !== undefined && counts(checker, rows, model)) return rows.node
  if (kind !== K_IDENTIFIER) return NO_NODE
  const [only, more] = localValues(facts, node)
  if (only?.kind !== 'assigned' || more !== undefined) return NO_NODE
  return readBehind(checker, only.value, model, depth + 1)
}

/** The first of the rows in some order. */
function isLast({ query, taken, isElement }: Rows): boolean {
  return query.orderBy.length > 0 && taken !== 'all' && taken !== 'open' && !isElement
}

function counts({ tree }: Checker, { query, taken }: Rows, model: OrmModel): boolean {
  if (query.asks === 'count' || taken === 'count') return query.model === model
  const [only] = query.entities
  if (query.asks !== 'aggregate' || only === undefined) return false
  const text = tree.text(only)
  return /\bmax\(/.test(text) && new RegExp(`\\b${model.name}\\.`).test(text)
}
