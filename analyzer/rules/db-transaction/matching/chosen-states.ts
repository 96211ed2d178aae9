// Rows that a query chose by the state that they had then.
import { sqlOf } from '../../../domain/sql/sql-reader.ts'
import type { Checker } from '../../../engine/checker.ts'
import { K_FOR_STATEMENT } from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/**
 * The query that chose one row by its state: `.get(pk=pk, status='new')`, also where its result waits
 * in a variable.
 */
export function askedInQuery(checker: Checker, loading: Node, row: Node, attribute: string): Node {
  const sql = sqlOf(checker)
  const rows = [sql.rows(loading)[0], sql.rows(row)[0]].find(
    (one) =>
      one !== undefined &&
      ((!one.isElement && one.taken !== 'all' && one.taken !== 'open') ||
        (one.isElement && commitsEach(checker, row))),
  )
  if (rows === undefined || rows.query.lock !== NO_NODE) return NO_NODE
  const found = rows.query.predicates.find(
    ({ column, op }) => column === attribute && (op === '=' || op === 'in'),
  )
  return found === undefined ? NO_NODE : loading
}

/** A row of a loop that commits in each round: the later ones are older with every round. */
function commitsEach(checker: Checker, row: Node): boolean {
  const { tree, facts } = checker
  const target = facts.resolve(row)?.definitions.find(({ kind }) => kind === 'for')?.node
  const loop = target === undefined ? NO_NODE : tree.ancestor(target, K_FOR_STATEMENT)
  if (loop === NO_NODE) return false
  const sql = sqlOf(checker)
  return facts.callsIn(loop).some((call) => sql.step(call)?.kind === 'commit')
}
