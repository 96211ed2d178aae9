// Rows that are chosen by their state, and then changed by their keys alone:
// `ids = select(Hold.id).where(Hold.state == 'active')`, `update(Hold).where(Hold.id.in_(ids))`. What
// another transaction did to one of them in between is written over.

import type { Rows } from '../../../domain/sql/read-rows.ts'
import type { Write } from '../../../domain/sql/read-write.ts'
import { sqlOf } from '../../../domain/sql/sql-reader.ts'
import type { Checker } from '../../../engine/checker.ts'
import { provenance } from '../../../matching/inputs/provenance.ts'
import { K_CALL } from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface SweptRows {
  readonly column: string
  /** The query that chose the rows. */
  readonly choice: Node
}

/** The state by which an earlier query chose the rows that an update changes by their keys. */
export function sweptRows(checker: Checker, write: Write): SweptRows | undefined {
  const { query, model, values } = write
  if (write.kind !== 'update' || model === undefined || query?.isComplete !== true) return undefined
  const [only, more] = query.predicates
  if (only?.op !== 'in' || more !== undefined || only.value === NO_NODE) return undefined
  if (only.column !== 'pk' && model.columns.get(only.column)?.isPrimaryKey !== true)
    return undefined
  const chosen = chosenBy(checker, only.value).find((rows) => isChoice(rows, write))
  const changed = chosen?.query.predicates.find(
    ({ op, column }) => op === '=' && values.some((one) => one.column === column),
  )
  return chosen && changed && { column: changed.column, choice: chosen.node }
}

/** The rows of a name, also where a list is made of them first. */
function chosenBy(checker: Checker, keys: Node): readonly Rows[] {
  const rows = sqlOf(checker).rows(keys)
  if (rows.length > 0) return rows
  const { facts, tree } = checker
  const made = provenance(checker).valueOf(keys)
  if (tree.kind(made) !== K_CALL || !COPIES.has(facts.calleeName(made) ?? '')) return []
  return sqlOf(checker).rows(facts.arguments(made)[0]?.value ?? NO_NODE)
}

const COPIES = new Set(['builtins.list', 'builtins.tuple', 'builtins.set'])

function isChoice({ query, node }: Rows, { call, model }: Write): boolean {
  return query.action === 'select' && query.model === model && query.lock === NO_NODE && node < call
}
