// Changes of rows by SQL that is written out: an UPDATE whose new value was computed in Python from
// what a SELECT of the same function had read.

import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { textWithConstants } from '../../../facts/named-constants.ts'
import { stringValue } from '../../../facts/strings.ts'
import { CALL } from '../../../flow/events.ts'
import { argumentsOf, calleeName, receiverOf } from '../../../matching/calls/calls.ts'
import { provenance } from '../../../matching/inputs/provenance.ts'
import { isSerialised } from '../../../matching/transactions/taken-locks.ts'
import { isReached } from '../../../matching/transactions/transactions.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import { type RawStatement, rawStatements, type SetColumn } from './raw-statements.ts'

export interface RawChange {
  /** The call that runs the UPDATE. */
  readonly update: Node
  /** The call that runs the SELECT without a lock. */
  readonly select: Node
  /** `stock.amount`. */
  readonly column: string
}

const SELECT = /^\s*select\s+([\s\S]+?)\s+from\s+["'`]?([\w.]+)/i
const UPDATE = /^\s*update\s+["'`]?([\w.]+)["'`]?\s+set\s+([\s\S]+?)(?:\s+where\s+([\s\S]*))?$/i
const PLACEHOLDER = /^["'`]?(\w+)["'`]?\s*=\s*(\?|%s|\$\d+|:\w+|%\(\w+\)s)$/
const LOCKING = /\bfor\s+(?:no\s+key\s+)?update\b|\bholdlock\b|\bupdlock\b/i
/** What keeps other connections out of the whole database. */
const EXCLUSIVE = /\bBEGIN\s+(?:IMMEDIATE|EXCLUSIVE)|isolation_level/i

/** All of a file. */
export function rawChanges(checker: Checker): readonly RawChange[] {
  return [...rawStatements(checker)].flatMap(([owner, statements]) => {
    if (statements.length < 2) return []
    if (
      isSerialised(checker, owner) ||
      EXCLUSIVE.test(textWithConstants(checker.facts, owner.node))
    )
      return []
    return changesOf(checker, owner, statements)
  })
}

function changesOf(
  checker: Checker,
  owner: FunctionFacts,
  statements: readonly RawStatement[],
): RawChange[] {
  return statements.flatMap(({ call, sql, isHelped, set: given }): RawChange[] => {
    if (isHelped) return []
    const [, table = '', set = '', where = ''] = UPDATE.exec(sql) ?? []
    if (table === '') return []
    for (const { column, value } of given ?? boundColumns(checker, call, set)) {
      // `where version = ?` and `where amount = ?` let only one of two writers through.
      if (new RegExp(String.raw`\b(?:${column}|version\w*|rev\w*|etag)\b`, 'i').test(where))
        continue
      const select = statements.find(
        (one) => reads(one.sql, table, column) && isComputedFrom(checker, owner, value, one.call),
      )
      if (select === undefined || !isReached(checker, owner, select.call, call)) continue
      return [{ update: call, select: select.call, column: `${table}.${column}` }]
    }
    return []
  })
}

function reads(sql: string, table: string, column: string): boolean {
  const [, columns = '', from = ''] = SELECT.exec(sql) ?? []
  if (from.toLowerCase() !== table.toLowerCase() || LOCKING.test(sql)) return false
  return (
    /\*/.test(columns) ||
    new RegExp(String.raw`(?:^|[\s,."'\`])${column}(?:$|[\s,"'\`])`, 'i').test(columns)
  )
}

/** The columns that get a bound value, with what is bound. */
function boundColumns(checker: Checker, call: Node, set: string): SetColumn[] {
  const { tree } = checker
  const [, ...rest] = argumentsOf(tree, call)
  const given = rest[0] === undefined ? NO_NODE : provenance(checker).valueOf(rest[0].value)
  const isList =
    given !== NO_NODE && (tree.kind(given) === k.K_TUPLE || tree.kind(given) === k.K_LIST)
  const inOrder = isList ? tree.namedChildren(given) : []
  let place = 0
  return set.split(',').flatMap((part): SetColumn[] => {
    const before = place
    place += part.match(/\?|%s/g)?.length ?? 0
    const [, column, mark = ''] = PLACEHOLDER.exec(part.trim()) ?? []
    if (column === undefined) return []
    const value = mark.startsWith('$')
      ? rest[Number(mark.slice(1)) - 1]?.value
      : mark === '?' || mark === '%s'
        ? inOrder[before]
        : namedValue(checker, given, /\w+/.exec(mark)?.[0] ?? '')
    return value === undefined ? [] : [{ column, value }]
  })
}

function namedValue({ tree }: Checker, given: Node, name: string): Node | undefined {
  if (given === NO_NODE || tree.kind(given) !== k.K_DICTIONARY) return undefined
  const pair = tree
    .namedChildren(given)
    .find(
      (one) => tree.kind(one) === k.K_PAIR && stringValue(tree, tree.child(one, k.F_KEY)) === name,
    )
  return pair === undefined ? undefined : tree.child(pair, k.F_VALUE)
}

/** True for arithmetic on what a call gave, through variables. */
function isComputedFrom(checker: Checker, owner: FunctionFacts, value: Node, call: Node): boolean {
  const { tree, facts } = checker
  const expression = provenance(checker).valueOf(value)
  const isComputed = [value, expression].some(
    (one) => facts.nodesIn(one, k.K_BINARY_OPERATOR).length > 0,
  )
  if (!isComputed || tree.contains(call, value)) return false
  const { values, graph } = checker.analysis.of(owner)
  return values.sourcesOf(value).some((event) => {
    const node = graph.eventNode(event)
    return graph.eventKind(event) === CALL && (node === call || isFetchOf(checker, node, call))
  })
}

/** `cursor.fetchone()` behind `cursor.execute(...)`. */
function isFetchOf({ tree, facts }: Checker, fetch: Node, call: Node): boolean {
  if (fetch < call || !/^fetch(?:one|all|many|val)$/.test(calleeName(tree, fetch))) return false
  const cursor = tree.text(receiverOf(tree, call))
  if (tree.text(receiverOf(tree, fetch)) !== cursor) return false
  const owner = facts.enclosingFunction(call)
  const calls = owner === undefined ? [] : facts.callsOf(owner)
  return !calls.some(
    (one) =>
      one > call &&
      one < fetch &&
      calleeName(tree, one).startsWith('execute') &&
      tree.text(receiverOf(tree, one)) === cursor,
  )
}
