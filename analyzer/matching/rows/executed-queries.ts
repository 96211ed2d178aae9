// The queries that a file runs, each once, with what is done with the result.
import type { Rows } from '../../domain/sql/read-rows.ts'
import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { calleeName } from '../calls/calls.ts'

export interface ExecutedQuery {
  /** The outermost call of the chain that takes the rows. */
  readonly call: Node
  readonly rows: Rows
  readonly owner: FunctionFacts | undefined
}

/** Calls that run a query or take its rows, by their names. */
const RUNNING =
  /^(?:execute|scalars?|exec|stream|stream_scalars|all|fetchall|fetchmany|fetchone|first|one|one_or_none|scalar_one|scalar_one_or_none|first_or_404|one_or_404|get_or_404|get|aget|afirst|last|latest|earliest|count|acount|exists|aexists|get_object_or_404|aget_object_or_404|get_list_or_404|paginate)$/

const KEY = {}

/** In the order of the file. A result that is taken in a second statement is told of there. */
export function executedQueries(checker: Checker): readonly ExecutedQuery[] {
  return checker.once(KEY, readExecuted)
}

/** The queries that a function runs before a place and that lock the rows they give. */
export function locksBefore(
  checker: Checker,
  owner: FunctionFacts | undefined,
  place: Node,
): readonly ExecutedQuery[] {
  return executedQueries(checker).filter(
    (one) => one.owner === owner && one.call < place && one.rows.query.lock !== NO_NODE,
  )
}

function readExecuted(checker: Checker): readonly ExecutedQuery[] {
  const { tree, facts } = checker
  const sql = sqlOf(checker)
  const byRun = new Map<Node, ExecutedQuery>()
  for (const call of facts.calls) {
    if (!RUNNING.test(calleeName(tree, call))) continue
    const [rows] = sql.rows(call)
    if (rows === undefined || rows.isElement) continue
    const known = byRun.get(rows.node)
    // Inner calls of a chain come later in the file than outer ones, and say less.
    const isOuter = known === undefined || known.rows.taken === 'open'
    if (isOuter) byRun.set(rows.node, { call, rows, owner: facts.enclosingFunction(call) })
  }
  return [...byRun.values()].toSorted((a, b) => a.call - b.call)
}
