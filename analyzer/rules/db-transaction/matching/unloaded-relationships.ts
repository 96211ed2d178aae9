// Relationships of rows that an asynchronous session did not load before they are read.

import { domainOf } from '../../../domain/domain-of.ts'
import type { OrmModel } from '../../../domain/orm/model.ts'
import { type LocalValue, localValues } from '../../../domain/sql/local-values.ts'
import type { Query } from '../../../domain/sql/query.ts'
import type { Rows } from '../../../domain/sql/read-rows.ts'
import { sqlOf } from '../../../domain/sql/sql-reader.ts'
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { textWithValues } from '../../../facts/named-constants.ts'
import { functionKey } from '../../../gather/define.ts'
import { rowHelpers } from '../../../gather/row-helpers.ts'
import { bare } from '../../../matching/calls/call-chains.ts'
import {
  argumentsOf,
  calleeName,
  keywordArgument,
  receiverOf,
} from '../../../matching/calls/calls.ts'
import { EAGER, isLazyRelationship } from '../../../matching/rows/relationships.ts'
import { targetsOf } from '../../../matching/rows/row-helpers.ts'
import { isBehind } from '../../../matching/transactions/commits.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** The node that loaded or made the row of `row.name` without the relationship; NO_NODE otherwise. */
export function unloadedOrigin(
  checker: Checker,
  owner: FunctionFacts,
  row: Node,
  name: string,
): Node {
  const origins = sqlOf(checker).rows(row)
  if (origins.length > 0) {
    if (origins.some(({ query }) => query.model === undefined)) return NO_NODE
    const found = origins.find((one) => isUnloaded(checker, one, name))
    return found === undefined ? NO_NODE : placeOfQuery(checker, found)
  }
  const [only, more] = localValues(checker.facts, row)
  if (only === undefined || more !== undefined) return NO_NODE
  if (only.kind === 'iterated') return ofElement(checker, only, name)
  if (only.kind !== 'assigned') return NO_NODE
  return isLoadedBare(checker, only.value, name) || isMadeBare(checker, owner, row, only, name)
    ? only.value
    : NO_NODE
}

/**
 * The same of a value that is sent to the client, of one row or of many: whatever makes the answer of
 * it reads the relationship.
 */
export function unloadedAnswer(
  checker: Checker,
  owner: FunctionFacts,
  value: Node,
  name: string,
): Node {
  const origins = sqlOf(checker).rows(value)
  const [only, more] = origins
  if (only !== undefined && more === undefined && only.taken === 'all' && !only.isElement) {
    return isLeftOut(checker, only, name) ? placeOfQuery(checker, only) : NO_NODE
  }
  if (checker.tree.kind(value) === k.K_IDENTIFIER || origins.length > 0) {
    return unloadedOrigin(checker, owner, value, name)
  }
  return isLoadedBare(checker, value, name) ? value : NO_NODE
}

/** The query itself where its rows are taken later: `result.scalars().all()` says nothing of it. */
function placeOfQuery({ tree }: Checker, { node, query }: Rows): Node {
  const isEarlier = query.node !== NO_NODE && query.node < node
  return isEarlier && tree.line(query.node) !== tree.line(node) ? query.node : node
}

/** One row of an asynchronous session whose relationship the query leaves out. */
function isUnloaded(checker: Checker, rows: Rows, name: string): boolean {
  const isRow = rows.isElement || /^(?:one|one-or-none|first|get|value)$/.test(rows.taken)
  return isRow && isLeftOut(checker, rows, name)
}

function isLeftOut(checker: Checker, rows: Rows, name: string): boolean {
  const { query } = rows
  const { model } = query
  if (model === undefined || model.library === 'django') return false
  if (!isLazyRelationship(model, name)) return false
  if (!query.isComplete || query.hasJoin || !leavesOut(checker, query, name)) return false
  return sqlOf(checker).session(rows.session)?.isAsync === true
}

/** True if all options of a query can be read and none speaks of the relationship. */
function leavesOut({ tree }: Checker, query: Query, name: string): boolean {
  const isCall = query.style === 'get' && tree.kind(query.node) === k.K_CALL
  const listed = isCall ? keywordArgument(tree, query.node, 'options') : NO_NODE
  if (listed !== NO_NODE && tree.kind(listed) !== k.K_LIST) return false
  const options = listed === NO_NODE ? query.options : tree.namedChildren(listed)
  const named = new RegExp(`\\.${name}\\b|['"](?:\\*|${name}\\b)`)
  return options.every((one) => tree.kind(one) === k.K_CALL && !named.test(tree.spelled(one)))
}

/** `for item in order.items: item.product`: the loaded rows behind a relationship. */
function ofElement(checker: Checker, { value }: LocalValue, name: string): Node {
  const { tree, project } = checker
  const list = bare(checker, value)
  if (list === NO_NODE || tree.kind(list) !== k.K_ATTRIBUTE) return NO_NODE
  const through = tree.text(tree.child(list, k.F_ATTRIBUTE))
  const [rows, more] = sqlOf(checker).rows(tree.child(list, k.F_OBJECT))
  if (rows === undefined || more !== undefined || isUnloaded(checker, rows, through)) return NO_NODE
  const { model } = rows.query
  const link = model?.relationships.get(through)
  const target = model && link && domainOf(project).orm.targetOf(model, link)
  if (target === undefined || !isLazyRelationship(target, name)) return NO_NODE
  // The row that it came from is known already.
  const back = target.relationships.get(name)
  if (back === undefined || domainOf(project).orm.targetOf(target, back) === model) return NO_NODE
  const isKnown = rows.query.isComplete && !rows.query.hasJoin
  const isAsync = sqlOf(checker).session(rows.session)?.isAsync === true
  return isKnown && isAsync && leavesOut(checker, rows.query, name) ? rows.node : NO_NODE
}

/** `await self.by_id(key)`, which only looks the row up. */
function isLoadedBare(checker: Checker, value: Node, name: string): boolean {
  const { tree, project } = checker
  const call = bare(checker, value)
  if (call === value || call === NO_NODE || tree.kind(call) !== k.K_CALL) return false
  const { lookups } = project.gathered(rowHelpers)
  const targets = targetsOf(checker, call)
  return (
    targets.length > 0 &&
    targets.every((one) => {
      const lookup = lookups.get(functionKey(one))
      const [model, more] = domainOf(project).orm.named(lookup?.model ?? '')
      return (
        lookup?.isBareAsync === true &&
        model !== undefined &&
        more === undefined &&
        isLazyRelationship(model, name)
      )
    })
  )
}

/** `order = Order(...)` that was added and flushed: what it was not given is not there. */
function isMadeBare(
  checker: Checker,
  owner: FunctionFacts,
  row: Node,
  { value }: LocalValue,
  name: string,
): boolean {
  const { tree, facts, project } = checker
  if (!owner.isAsync || tree.kind(value) !== k.K_CALL) return false
  const model = domainOf(project).orm.ofValue(checker.valueOf(value))
  if (model === undefined || !isMadeOf(checker, model, value, name)) return false
  const sql = sqlOf(checker)
  const text = tree.text(row)
  const calls = facts.callsOf(owner).filter((call) => call > value && call < row)
  const added = calls.find((call) => {
    const target = calleeName(tree, call) === 'add' ? sql.write(call)?.target : undefined
    return target !== undefined && target !== NO_NODE && tree.text(target) === text
  })
  if (added === undefined || sql.session(receiverOf(tree, added))?.isAsync !== true) return false
  const saved = calls.find((call) => {
    const kind = call > added ? sql.step(call)?.kind : undefined
    return (kind === 'commit' || kind === 'flush') && isBehind(checker, owner, call, row)
  })
  if (saved === undefined) return false
  // Handed to something that may fill it, or to the rows that point at it.
  return !calls.some(
    (call) =>
      call !== added &&
      calleeName(tree, call) !== 'refresh' &&
      argumentsOf(tree, call).some((one) => tree.text(one.value) === text),
  )
}

function isMadeOf({ tree }: Checker, model: OrmModel, call: Node, name: string): boolean {
  const given = argumentsOf(tree, call)
  const isOpen = tree.text(call).includes('**')
  return (
    model.library !== 'django' &&
    isLazyRelationship(model, name) &&
    !isOpen &&
    given.every((one) => one.name !== undefined && one.name !== name)
  )
}

/** Refreshed by name, given a value, awaited, or read by something that loads it, before its use. */
export function isLoadedBefore(
  checker: Checker,
  owner: FunctionFacts,
  row: Node,
  name: string,
  use: Node,
): boolean {
  const { tree, facts } = checker
  const text = tree.text(row)
  const named = new RegExp(`\\.${name}\\b|['"](?:\\*|${name}\\b)`)
  for (const call of facts.calls) {
    if (call > use) break
    if (!tree.contains(owner.node, call)) continue
    const callee = calleeName(tree, call)
    if (callee === 'run_sync') return true
    const isLoading = callee === 'refresh' || EAGER.test(callee)
    if (!isLoading) continue
    const own = textWithValues(facts, call)
    if (callee === 'refresh' ? own.includes(text) && own.includes(name) : named.test(own))
      return true
  }
  for (const node of facts.nodesIn(owner.node, k.K_ATTRIBUTE)) {
    if (node >= use) break
    if (tree.text(tree.child(node, k.F_ATTRIBUTE)) !== name) continue
    const object = tree.text(tree.child(node, k.F_OBJECT))
    const isGiven = object === text && (facts.isWrite(node) || isChanged(checker, node))
    if (isGiven || object === `${text}.awaitable_attrs`) return true
  }
  return false
}

/** `order.items.append(item)` of a row that is not in the database yet. */
function isChanged({ tree }: Checker, node: Node): boolean {
  const outer = tree.parent(node)
  return tree.kind(outer) === k.K_ATTRIBUTE && tree.kind(tree.parent(outer)) === k.K_CALL
}
