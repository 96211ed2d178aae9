// Inserts behind a question that neither a unique key nor a lock keeps apart.

import type { OrmModel } from '../../../domain/orm/model.ts'
import { columnOf, coveringUnique } from '../../../domain/orm/tables.ts'
import type { Query } from '../../../domain/sql/query.ts'
import type { Write } from '../../../domain/sql/read-write.ts'
import { sqlOf } from '../../../domain/sql/sql-reader.ts'
import { constraintHandler } from '../../../domain/sql/transactions.ts'
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import type { Constant } from '../../../facts/literals.ts'
import { calleeName } from '../../../matching/calls/calls.ts'
import { locksBefore } from '../../../matching/rows/executed-queries.ts'
import type { ProbedCode } from '../../../matching/rows/row-probes.ts'
import { heldLock } from '../../../matching/shared-state/held-locks.ts'
import { isSerialised, rowLockingCalls } from '../../../matching/transactions/taken-locks.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../../syntax/tree.ts'
import { constantsOf } from './constant-values.ts'

/** True where two transactions can both find none and both insert. */
export function isUnprotected(checker: Checker, code: ProbedCode, write: Write): boolean {
  const { query } = code.probe.rows
  const { model } = query
  if (model === undefined || write.query?.isUpsert === true) return false
  const asked = askedColumns(checker, query, write, model)
  if (asked === undefined) return false
  const constants = new Map<string, readonly Constant[]>()
  for (const { column, value } of write.values) {
    if (value === NO_NODE) continue
    const known = constantsOf(checker, value)
    if (known.length > 0) constants.set(column, known)
  }
  if (!code.probe.isLimit && coveringUnique(model, asked, constants) !== undefined) return false
  if (constraintHandler(checker.facts, write.call)?.catches === 'integrity') {
    // Who waits for a violation knows of a key, unless all that the table has is seen here.
    if (code.probe.isLimit || !model.isComplete) return false
  }
  const owner = checker.facts.enclosingFunction(write.call)
  return owner === undefined || !isKeptApart(checker, owner, code, write.call)
}

/**
 * The columns that the query compares with what is inserted; undefined where the insert is about
 * other values.
 */
function askedColumns(
  checker: Checker,
  query: Query,
  write: Write,
  model: OrmModel,
): ReadonlySet<string> | undefined {
  const { tree } = checker
  const asked = new Set<string>()
  let shared = 0
  for (const { op, column, value, text, isConditional } of query.predicates) {
    if (isConditional || column === '') continue
    if (op === 'in' && isOneOf(tree, write, model, { column, among: text ?? tree.text(value) })) {
      asked.add(columnOf(model, column)?.name ?? column)
      shared += 1
    }
    if (op !== '=') continue
    const name = columnOf(model, column)?.name ?? column
    asked.add(name)
    const given = write.values.find((one) => one.column === name || one.column === column)
    if (given === undefined) continue
    const wanted = text ?? (value === NO_NODE ? undefined : tree.text(value))
    const isSame = wanted !== undefined && (given.text ?? tree.text(given.value)) === wanted
    if (isSame) shared += 1
    else if (given.value === NO_NODE || constantsOf(checker, given.value).length === 0) {
      // `kind == 'public'` is asked of what may be inserted as public.
      if (value === NO_NODE || constantsOf(checker, value).length === 0) return undefined
    }
  }
  if (asked.size === 0) return undefined
  // A row made of `**data` or of one object carries the values that were asked for.
  return shared > 0 || (!write.isComplete && write.values.length === 0) ? asked : undefined
}

/** `status.in_(('queued', 'running'))` is asked of what is inserted as one of them. */
function isOneOf(
  tree: SyntaxTree,
  write: Write,
  model: OrmModel,
  { column, among }: { readonly column: string; readonly among: string },
): boolean {
  // A key that holds for some states alone is there for just that.
  if (model.uniques.some(({ predicate }) => predicate !== undefined)) return false
  const given = write.values.find((one) => one.column === column)
  const text = given && (given.text ?? (given.value === NO_NODE ? '' : tree.text(given.value)))
  if (text === undefined || !/^(?:['"]\w+['"]|(?:\w+\.)+[A-Z_]+(?:\.value)?)$/.test(text))
    return false
  return among
    .replace(/^[[({]|[\])}]$/g, '')
    .split(',')
    .some((one) => one.trim().replace(/'/g, '"') === text.replace(/'/g, '"'))
}

/** True when a lock makes the transactions wait for each other. */
function isKeptApart(
  checker: Checker,
  owner: FunctionFacts,
  { probe }: ProbedCode,
  insert: Node,
): boolean {
  const isParentLocked = locksBefore(checker, owner, probe.rows.node).some(
    ({ rows }) => rows.query.model !== probe.rows.query.model,
  )
  if (isParentLocked || heldLock(checker.facts, insert) !== NO_NODE) return true
  if (locksUnknownRow(checker, owner, probe.rows.node)) return true
  const lockedAt = rowLockingCalls(checker, owner).find((call) => call < probe.rows.node)
  return lockedAt !== undefined || isSerialised(checker, owner)
}

/** `get_user_model().objects.select_for_update().get(...)`: a row of a model that is not known here. */
function locksUnknownRow(checker: Checker, owner: FunctionFacts, before: Node): boolean {
  const sql = sqlOf(checker)
  return checker.facts
    .callsOf(owner)
    .some(
      (call) =>
        call < before &&
        /^(?:select_for_update|with_for_update)$/.test(calleeName(checker.tree, call)) &&
        sql.rows(call)[0]?.query.model === undefined,
    )
}
