// Single columns that a query gave: `select(Account.balance)`, `values_list('stock', flat=True)`, and
// values calculated from them.
import { sqlOf } from '../../../domain/sql/sql-reader.ts'
import type { Checker } from '../../../engine/checker.ts'
import { onlyValue } from '../../../facts/assigned-value.ts'
import { isCalculated } from '../../../matching/rows/row-values.ts'
import { F_ATTRIBUTE, F_OBJECT, K_ATTRIBUTE, K_IDENTIFIER } from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface SelectedColumn {
  /** Where the value stands in the calculation. */
  readonly read: Node
  /** What runs the query. */
  readonly query: Node
}

/** What a query without a lock gave of the column, where `value` is calculated from it. */
export function calculatedFromSelected(
  checker: Checker,
  value: Node,
  column: string,
): SelectedColumn | undefined {
  const { tree, facts } = checker
  const named = tree.kind(value) === K_IDENTIFIER ? onlyValue(facts, value) : NO_NODE
  if (named !== NO_NODE) {
    const found = calculatedFromSelected(checker, named, column)
    if (found !== undefined) return found
  }
  for (let node = value; node < tree.endOfSubtree(value); node += 1) {
    if (tree.kind(node) !== K_IDENTIFIER || facts.reach(node) !== 'local') continue
    const parent = tree.parent(node)
    const isAsked = tree.kind(parent) === K_ATTRIBUTE && tree.child(parent, F_OBJECT) === node
    // Of a row of several columns the one of that name.
    if (isAsked && tree.text(tree.child(parent, F_ATTRIBUTE)) !== column) continue
    if (!isCalculated(checker, node, value)) continue
    const [rows] = sqlOf(checker).rows(node)
    if (rows === undefined || rows.query.action !== 'select' || rows.query.asks !== 'rows') continue
    const { entities, lock, style } = rows.query
    if (lock !== NO_NODE) continue
    const names = style === 'django' ? listed(tree.text(rows.node)) : entities.map(nameOf(checker))
    if (!names.includes(column) || (!isAsked && names.length !== 1)) continue
    return { read: node, query: rows.node }
  }
  return undefined
}

/** `Account.balance` by its last name. */
function nameOf({ tree }: Checker): (entity: Node) => string {
  return (entity) =>
    tree.kind(entity) === K_ATTRIBUTE ? tree.text(tree.child(entity, F_ATTRIBUTE)) : ''
}

/** The names in `values_list('stock', flat=True)`. */
function listed(query: string): readonly string[] {
  const [, names = ''] = /\.values(?:_list)?\(([^()]*)\)/.exec(query) ?? []
  return [...names.matchAll(/['"](\w+)['"]/g)].map(([, name = '']) => name)
}
