// SQL that is written out where it is run, by the function that runs it or has a helper run it.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { isString, stringValue } from '../../../facts/strings.ts'
import { functionKey } from '../../../gather/define.ts'
import { RUNS, rawHelpers } from '../../../gather/raw-helpers.ts'
import { argumentsOf, calleeName } from '../../../matching/calls/calls.ts'
import { provenance } from '../../../matching/inputs/provenance.ts'
import { targetsOf } from '../../../matching/rows/row-helpers.ts'
import { resultName } from '../../../matching/statements/statements.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** A column that is given a value. */
export interface SetColumn {
  readonly column: string
  readonly value: Node
}

export interface RawStatement {
  readonly call: Node
  readonly sql: string
  /** A helper runs it: the values stand in the call as its parameters have it. */
  readonly isHelped?: true
  /** The columns of an UPDATE that a helper puts together: `update('stock', key, {'amount': left})`. */
  readonly set?: readonly SetColumn[]
}

/** All of a file whose text is known; those outside of functions are left out. */
export function rawStatements(
  checker: Checker,
): ReadonlyMap<FunctionFacts, readonly RawStatement[]> {
  return checker.once(rawStatements, readAll)
}

function readAll(checker: Checker): ReadonlyMap<FunctionFacts, readonly RawStatement[]> {
  const { facts } = checker
  const byOwner = new Map<FunctionFacts, RawStatement[]>()
  const helped = helpedStatements(checker)
  const hasText = WRITTEN.test(checker.tree.source)
  const own = (call: Node) =>
    statementOf(checker, call) ??
    (hasText ? givenStatement(checker, call) : undefined) ??
    putTogether(checker, call) ??
    helped(call)
  for (const call of facts.calls) {
    const owner = facts.enclosingFunction(call)
    const one = owner === undefined ? undefined : own(call)
    if (owner === undefined || one === undefined) continue
    const known = byOwner.get(owner)
    if (known === undefined) byOwner.set(owner, [one])
    else known.push(one)
  }
  return byOwner
}

/** `lots.get(db, lot_id)`, where that runs one statement. */
function helpedStatements(checker: Checker): (call: Node) => RawStatement | undefined {
  const helpers = checker.project.gathered(rawHelpers)
  if (helpers.size === 0) return () => undefined
  const names = new Set([...helpers.values()].map(({ symbol }) => symbol.split('.').at(-1)))
  return (call) => {
    if (!names.has(calleeName(checker.tree, call))) return undefined
    const [target, more] = targetsOf(checker, call)
    const helper = target && helpers.get(functionKey(target))
    if (helper === undefined || more !== undefined) return undefined
    return { call, sql: helper.sql, isHelped: true }
  }
}

function statementOf(checker: Checker, call: Node): RawStatement | undefined {
  const { tree } = checker
  if (!RUNS.test(calleeName(tree, call))) return undefined
  const [first] = argumentsOf(tree, call)
  if (first === undefined || first.isUnpacked) return undefined
  let text = provenance(checker).valueOf(first.value)
  // `session.execute(text("..."))`.
  if (tree.kind(text) === k.K_CALL) text = argumentsOf(tree, text)[0]?.value ?? NO_NODE
  const sql = text === NO_NODE ? undefined : provenance(checker).constantOf(text)
  return typeof sql === 'string' ? { call, sql } : undefined
}

/** A statement that is written where a function of the project is given it: `db.row("SELECT ...")`. */
const STATEMENT = /^[frb]?["']+\s*(?:select\b[\s\S]+\bfrom|update|insert\s+into|delete\s+from)\s/i

const WRITTEN = /["'](?:select|update|insert\s+into|delete\s+from)\s/i

function givenStatement(checker: Checker, call: Node): RawStatement | undefined {
  const { tree } = checker
  const [first] = argumentsOf(tree, call)
  if (first === undefined || first.isUnpacked || !isString(tree, first.value)) return undefined
  if (!STATEMENT.test(tree.spelled(first.value)) || !isOwnFunction(checker, call)) return undefined
  const sql = provenance(checker).constantOf(first.value)
  return typeof sql === 'string' ? { call, sql } : undefined
}

function isOwnFunction(checker: Checker, call: Node): boolean {
  const value = checker.valueOf(checker.facts.callee(call))
  return value?.kind === 'function' || value?.kind === 'method'
}

/** `db.update('stock', key, {'amount': left})` of a helper that writes the statement itself. */
function putTogether(checker: Checker, call: Node): RawStatement | undefined {
  const { tree } = checker
  if (!/^update(?:_\w+)?$/.test(calleeName(tree, call))) return undefined
  const [table, , columns, more] = argumentsOf(tree, call)
  if (table === undefined || columns === undefined || more !== undefined) return undefined
  const name = stringValue(tree, table.value)
  if (name === undefined || !/^\w+$/.test(name) || tree.kind(columns.value) !== k.K_DICTIONARY) {
    return undefined
  }
  const set = tree.namedChildren(columns.value).flatMap((pair): SetColumn[] => {
    const column =
      tree.kind(pair) === k.K_PAIR ? stringValue(tree, tree.child(pair, k.F_KEY)) : undefined
    return column === undefined ? [] : [{ column, value: tree.child(pair, k.F_VALUE) }]
  })
  if (set.length === 0 || !isOwnFunction(checker, call)) return undefined
  const assigned = set.map(({ column }, at) => `${column} = $${at + 2}`).join(', ')
  return { call, sql: `UPDATE ${name} SET ${assigned} WHERE id = $1`, set }
}

/** Table and columns of `SELECT ... FROM table`; undefined for other statements. */
export function selected(
  sql: string,
): { readonly table: string; readonly columns: string } | undefined {
  const [, columns, table] = /^\s*select\s+([\s\S]+?)\s+from\s+["'`]?([\w.]+)/i.exec(sql) ?? []
  return columns === undefined || table === undefined ? undefined : { table, columns }
}

/** The variable that is given the row which a statement loads, also through `fetchone()` behind it. */
export function rowName({ tree }: Checker, call: Node): string | undefined {
  const name = resultName(tree, call)
  return name === NO_NODE ? undefined : tree.text(name)
}
