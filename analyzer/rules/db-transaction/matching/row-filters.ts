// Comprehensions that keep some of the rows of a query by their columns.
import type { OrmModel } from '../../../domain/orm/model.ts'
import type { Query } from '../../../domain/sql/query.ts'
import type { Checker } from '../../../engine/checker.ts'
import {
  F_ATTRIBUTE,
  F_OBJECT,
  K_ATTRIBUTE,
  K_CALL,
  K_IDENTIFIER,
  K_IF_CLAUSE,
} from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import { type Loop, mentions } from './row-loops.ts'

export interface PythonFilter {
  readonly query: Query
  readonly condition: Node
}

/** The condition by which a comprehension keeps rows, if the database could have checked it. */
export function pythonFilter(checker: Checker, loop: Loop): PythonFilter | undefined {
  const { tree } = checker
  const [rows] = loop.rows
  const model = rows?.query.model
  if (rows === undefined || model === undefined || !rows.isCertain || loop.body !== loop.node) {
    return undefined
  }
  const clause = tree.childOfKind(loop.node, K_IF_CLAUSE)
  const condition = clause === NO_NODE ? undefined : tree.namedChildren(clause)[0]
  if (condition === undefined || !isOfColumns(checker, condition, loop.names, model))
    return undefined
  if (isReadElsewhere(checker, loop)) return undefined
  return { query: rows.query, condition }
}

/** True when the condition asks for nothing of the row but columns, and calls nothing with it. */
function isOfColumns(
  checker: Checker,
  condition: Node,
  names: ReadonlySet<string>,
  model: OrmModel,
): boolean {
  const { tree } = checker
  let columns = 0
  for (let node = condition; node < tree.endOfSubtree(condition); node += 1) {
    if (tree.kind(node) === K_CALL && mentions(checker, node, names)) return false
    if (tree.kind(node) !== K_IDENTIFIER || !names.has(tree.text(node))) continue
    const attribute = tree.parent(node)
    if (tree.kind(attribute) !== K_ATTRIBUTE || tree.child(attribute, F_OBJECT) !== node)
      return false
    if (!model.columns.has(tree.text(tree.child(attribute, F_ATTRIBUTE)))) return false
    columns += 1
  }
  return columns > 0
}

/** True when the list of all rows has another use. */
function isReadElsewhere({ tree, facts }: Checker, loop: Loop): boolean {
  if (tree.kind(loop.iterable) !== K_IDENTIFIER) return false
  const binding = facts.resolve(loop.iterable)
  return (binding?.references.length ?? 0) > 1
}
