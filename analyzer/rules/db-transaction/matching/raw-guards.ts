// Changes by written SQL behind a test of what a SELECT of the same function has read: a state that
// is changed, a row that is inserted because none was found.

import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { endsThere } from '../../../matching/rows/row-probes.ts'
import { conditionOf } from '../../../matching/statements/branches.ts'
import { isSerialised } from '../../../matching/transactions/taken-locks.ts'
import { isReached } from '../../../matching/transactions/transactions.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import { type RawStatement, rawStatements, rowName, selected } from './raw-statements.ts'

export interface RawGuard {
  readonly select: Node
  readonly test: Node
  /** The call that changes or inserts. */
  readonly act: Node
  /** `jobs.state` for a change, `jobs` for an insert. */
  readonly what: string
}

const STATE = /^(?:state|status|phase|stage)$|_(?:state|status)$/i
const LOCKING = /\bfor\s+(?:no\s+key\s+)?update\b|\bholdlock\b|\bupdlock\b/i
const EXCLUSIVE = /\bBEGIN\s+(?:IMMEDIATE|EXCLUSIVE)|isolation_level|\block\b/i
const OUTCOME =
  /=\s*'\w*(?:done|fail|complet|finish|error|success|succe|running|process|progress|start|sent|deliver)\w*'/i
const UPDATE = /^\s*update\s+["'`]?([\w.]+)["'`]?\s+set\s+([\s\S]+?)(?:\s+where\s+([\s\S]*))?$/i
const INSERT = /^\s*insert\s+into\s+["'`]?([\w.]+)["'`]?\s*\(([^)]*)\)/i
const UPSERT = /\bon\s+conflict\b|\bon\s+duplicate\b|\bwhere\s+not\s+exists\b|\binsert\s+ignore\b/i
const HANDLED = /^except[^\n]*(?:Unique|Integrity|Duplicate)/

/** `if job["state"] != "new": raise` and `UPDATE jobs SET state = ... WHERE id = $1`. */
export function rawTransitions(checker: Checker): readonly RawGuard[] {
  return pairs(checker, (owner, select, act) => {
    const change = stateChange(act.sql)
    if (change === undefined || asksFor(change.column, change.where)) return undefined
    const { table, column } = change
    if (!isSame(table, selected(select.sql)?.table)) return undefined
    const row = rowName(checker, select.call)
    const asks = new RegExp(`\\b${row}(?:\\[["']${column}["']\\]|\\.${column}\\b)`)
    const test = row && testBetween(checker, owner, select.call, act.call, asks)
    return test ? { test, what: `${table}.${column}` } : undefined
  })
}

/** `found = SELECT id FROM jobs WHERE reference = $1`, `if found: return` and `INSERT INTO jobs`. */
export function rawInserts(checker: Checker): readonly RawGuard[] {
  return pairs(checker, (owner, select, act) => {
    const [, table = '', columns = ''] = INSERT.exec(act.sql) ?? []
    if (!isSame(table, selected(select.sql)?.table) || UPSERT.test(act.sql)) return undefined
    const keys = equalColumns(select.sql)
    const given = new Set(columns.split(',').map((one) => one.trim().toLowerCase()))
    if (keys.length === 0 || !keys.every((key) => given.has(key))) return undefined
    const row = rowName(checker, select.call)
    const asks = new RegExp(`^(?:not\\s+)?${row}(?:\\s+is\\s+(?:not\\s+)?None)?$`)
    const test = row && testBetween(checker, owner, select.call, act.call, asks)
    if (!test || isHandled(checker, act.call)) return undefined
    return { test, what: table }
  })
}

export interface RawTransition {
  /** The call that changes the state whatever it was. */
  readonly act: Node
  readonly what: string
  /** The function that asks for the state first. */
  readonly guardedBy: string
}

/** `UPDATE jobs SET state = ... WHERE id = $1`, where other functions of the file look at the state first. */
export function unguardedTransitions(checker: Checker): readonly RawTransition[] {
  const all = [...rawStatements(checker)]
  const guards = new Map<string, string>()
  for (const [owner, statements] of all) {
    for (const { sql } of statements) {
      const change = stateChange(sql)
      if (change === undefined) continue
      if (asksFor(change.column, change.where)) guards.set(change.what, owner.name)
      const isRead = statements.some((one) => {
        const read = selected(one.sql)
        return read !== undefined && isSame(change.table, read.table)
      })
      if (isRead) guards.set(change.what, guards.get(change.what) ?? owner.name)
    }
  }
  if (guards.size === 0) return []
  return all.flatMap(([owner, statements]) => {
    if (statements.length > 1 || isSerialised(checker, owner)) return []
    return statements.flatMap(({ call, sql, isHelped }): RawTransition[] => {
      const change = isHelped ? undefined : stateChange(sql)
      const guardedBy = change && guards.get(change.what)
      if (change === undefined || guardedBy === undefined) return []
      const isByKey = /^\s*["'`]?\w*id["'`]?\s*=\s*\S+\s*;?\s*$/i.test(change.where)
      // Who works on a row says how it went; nobody else has it by then.
      if (!isByKey || OUTCOME.test(sql)) return []
      return [{ act: call, what: change.what, guardedBy }]
    })
  })
}

/** What an UPDATE of one state column changes, and which rows. */
function stateChange(sql: string) {
  const [, table = '', set = '', where = ''] = UPDATE.exec(sql) ?? []
  const column = stateColumn(set)
  return column === undefined ? undefined : { table, column, where, what: `${table}.${column}` }
}

function stateColumn(set: string): string | undefined {
  return set
    .split(',')
    .map((part) => /^\s*["'`]?(\w+)["'`]?\s*=/.exec(part)?.[1] ?? '')
    .find((name) => STATE.test(name))
}

function asksFor(column: string, where: string): boolean {
  return new RegExp(`\\b(?:${column}|version)\\b`, 'i').test(where)
}

/** Columns of `WHERE a = $1 AND b = $2`; none where the condition is more than that. */
function equalColumns(sql: string): readonly string[] {
  const where = /\bwhere\s+([\s\S]+?)(?:\s+limit\s+1\s*)?;?\s*$/i.exec(sql)?.[1]
  if (where === undefined) return []
  const found = where
    .split(/\s+and\s+/i)
    .map(
      (part) => /^["'`]?(\w+)["'`]?\s*=\s*(?:\$\d+|%s|\?|:\w+|%\(\w+\)s)$/.exec(part.trim())?.[1],
    )
  return found.every((one) => one !== undefined) ? found.map((one) => one.toLowerCase()) : []
}

type Match = (
  owner: FunctionFacts,
  select: RawStatement,
  act: RawStatement,
) => { readonly test: Node; readonly what: string } | undefined

function pairs(checker: Checker, match: Match): readonly RawGuard[] {
  const { tree } = checker
  const found: RawGuard[] = []
  for (const [owner, statements] of rawStatements(checker)) {
    if (statements.some(({ sql }) => LOCKING.test(sql))) continue
    const selects = statements.filter(({ sql }) => selected(sql) !== undefined)
    if (selects.length === 0 || statements.length < 2) continue
    const text = tree.text(owner.node)
    if (isSerialised(checker, owner) || LOCKING.test(text) || EXCLUSIVE.test(text)) continue
    for (const act of statements) {
      // Question marks are SQLite's: a file that one process writes.
      if (act.sql.includes('?')) continue
      for (const select of selects) {
        if (select.call >= act.call || !isReached(checker, owner, select.call, act.call)) continue
        const own = match(owner, select, act)
        if (own === undefined) continue
        found.push({ select: select.call, act: act.call, ...own })
        break
      }
    }
  }
  return found
}

/** The condition that decides whether the act is reached, and asks for what was read. */
function testBetween(
  checker: Checker,
  owner: FunctionFacts,
  from: Node,
  to: Node,
  asks: RegExp,
): Node | undefined {
  const { tree, facts } = checker
  return Array.from(facts.nodesIn(owner.node, k.K_IF_STATEMENT))
    .filter((branch) => branch > from && branch < to)
    .map((branch) => ({
      branch,
      condition: conditionOf(tree, branch),
      body: tree.child(branch, k.F_CONSEQUENCE),
    }))
    .find(
      ({ branch, condition, body }) =>
        condition !== NO_NODE &&
        asks.test(tree.spelled(condition)) &&
        (tree.contains(body, to) || (!tree.contains(branch, to) && endsThere(checker, body))),
    )?.condition
}

function isSame(table: string, other: string | undefined): boolean {
  return table !== '' && table.toLowerCase() === other?.toLowerCase()
}

/** The violated key is caught. */
function isHandled({ tree }: Checker, call: Node): boolean {
  for (
    let at = tree.ancestor(call, k.K_TRY_STATEMENT, k.K_FUNCTION_DEFINITION);
    at !== NO_NODE && tree.kind(at) === k.K_TRY_STATEMENT;
    at = tree.ancestor(at, k.K_TRY_STATEMENT, k.K_FUNCTION_DEFINITION)
  ) {
    const clauses = tree.namedChildren(at).filter((one) => tree.kind(one) === k.K_EXCEPT_CLAUSE)
    if (clauses.some((one) => HANDLED.test(tree.spelled(one)))) return true
  }
  return false
}
