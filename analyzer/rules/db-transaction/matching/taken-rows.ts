// Rows that somebody takes for himself because they were free: `if job.assignee is not None: ...` and
// `job.assignee = worker`. Who comes second writes over who came first, whatever the first was told.

import { domainOf } from '../../../domain/domain-of.ts'
import type { OrmModel } from '../../../domain/orm/model.ts'
import { sqlOf } from '../../../domain/sql/sql-reader.ts'
import type { Checker } from '../../../engine/checker.ts'
import { assignedValue } from '../../../facts/assigned-value.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { receiverOf } from '../../../matching/calls/calls.ts'
import { transactionWork } from '../../../matching/calls/outside-calls.ts'
import { rowOrigin } from '../../../matching/rows/orm-rows.ts'
import { endsThere } from '../../../matching/rows/row-probes.ts'
import { conditionOf } from '../../../matching/statements/branches.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import { readByMethod } from './reads-of-methods.ts'
import type { ChangeByCall } from './row-changes.ts'

/** Columns that say who has the row. */
const HOLDER =
  /(?:^|_)(?:assign(?:ee|ed(?:_to)?)|claim(?:ant|ed(?:_by)?)|taken(?:_by)?|held_by|holder|locked_by|reserved_(?:by|for)|booked_by|(?:redeem|us|consum|accept|pick|collect|sign)ed_by|(?:allocated|sold)_to|owner|worker|reviewer|handler|approver|approved_by|agent|driver|operator|courier|winner|borrower|lease(?:d_to|_owner))(?:_id)?$/
/** What may be presented once: who presents it second must not find it any more. */
const ONE_TIME = /(?:^|_)(?:token|nonce|otp|one_time_\w+|refresh_\w+|code|etag|revision)(?:_hash)?$/
/** Flags and times that say that a row is used up. */
const SPENT =
  /(?:^|_)(?:used|redeemed|claimed|consumed|taken|spent|booked|reserved|assigned|accepted)(?:_(?:at|on|by|to|for|time))?(?:_id)?$/
const CONSTANT = /^(?:None|True|False|\d+|['"].*['"])$/
const REFUSES = /\braise\b|\babort\(|\b4\d\d\b|HTTP_4|HttpResponse(?:Forbidden|BadRequest)/

/**
 * The test behind which a column of a row is written that must be written once; NO_NODE if the second
 * write does no harm, or nothing asks for the first.
 */
export function takenTest(
  checker: Checker,
  row: Node,
  attribute: string,
  assignment: Node,
  value: Node,
): Node {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(assignment)
  if (owner === undefined) return NO_NODE
  const isConstant = CONSTANT.test(tree.spelled(value))
  const chosen =
    isConstant && !SPENT.test(attribute) ? NO_NODE : chosenFree(checker, row, attribute)
  if (chosen !== NO_NODE) return chosen
  if (isConstant) return NO_NODE
  const isHolder = HOLDER.test(attribute)
  const place = `${tree.text(row)}.${attribute}`
  if (!isHolder && !ONE_TIME.test(attribute)) {
    if (!isMadeOutside(checker, owner, value) && !isMadeHere(checker, value)) return NO_NODE
  }
  const mayBeFree = isHolder || !ONE_TIME.test(attribute)
  const names = new Set([place, ...namesOf(checker, owner, place, assignment)])
  for (const node of facts.nodesIn(owner.node, k.K_IF_STATEMENT)) {
    if (node >= assignment) break
    if (facts.enclosingFunction(node) !== owner) continue
    const condition = conditionOf(tree, node)
    if (ONE_TIME.test(attribute) && isMismatch(checker, node, names, assignment)) return condition
    if (mayBeFree && runsWhereFree(checker, node, names, assignment)) return condition
  }
  return NO_NODE
}

/**
 * `if voucher.is_valid(cart): voucher.mark_used()`: the condition whose method reads the flag which the
 * other method sets; NO_NODE if there is none, or it matters not who sets it.
 */
export function testedByMethod(checker: Checker, change: ChangeByCall): Node {
  const { tree, facts } = checker
  const { row, attribute, isSaved, call } = change
  const owner = facts.enclosingFunction(call)
  if (!SPENT.test(attribute) || !isSaved || owner === undefined) return NO_NODE
  const name = rowOrigin(checker, row)?.model.split('.').at(-1) ?? ''
  const [model, more] = name === '' ? [] : domainOf(checker.project).orm.named(name)
  if (model === undefined || more !== undefined) return NO_NODE
  for (const branching of facts.nodesIn(owner.node, k.K_IF_STATEMENT)) {
    if (branching >= call) break
    const condition = conditionOf(tree, branching)
    const block = tree.child(branching, k.F_CONSEQUENCE)
    if (condition === NO_NODE || block === NO_NODE) continue
    const isNegative = tree.kind(condition) === k.K_NOT_OPERATOR
    const decides = isNegative
      ? !tree.contains(branching, call) && endsThere(checker, block)
      : tree.contains(block, call)
    const asks = facts.callsIn(condition).some((one) => {
      const receiver = receiverOf(tree, one)
      const isOfRow = receiver !== NO_NODE && tree.text(receiver) === tree.text(row)
      return isOfRow && readByMethod(checker, model, one).includes(attribute)
    })
    if (decides && asks) return condition
  }
  return NO_NODE
}

/** The query that chose one row because nobody has it: `.filter(assignee=None).first()`. */
function chosenFree(checker: Checker, row: Node, attribute: string): Node {
  const { tree, facts } = checker
  const origin = rowOrigin(checker, row)
  if (origin === undefined || origin.kind !== 'loaded' || origin.isLocked) return NO_NODE
  // What is filled in for each row of a loop is nobody's.
  if (facts.resolve(row)?.definitions.some(({ kind }) => kind === 'for')) return NO_NODE
  const query = [...sqlOf(checker).rows(origin.node), ...sqlOf(checker).rows(row)].find(
    (rows) => rows.query.predicates.length > 0,
  )?.query
  if (query === undefined || query.lock !== NO_NODE) return NO_NODE
  const isSpent = SPENT.test(attribute) || HOLDER.test(attribute)
  const isByKey = query.predicates.some(
    ({ column, op, model }) => op === '=' && model?.columns.get(column)?.isPrimaryKey === true,
  )
  if (!isSpent && (isByKey || !isReference(query.model, attribute))) return NO_NODE
  const isFree = query.predicates.some(
    ({ column, op, value }) =>
      (column === attribute || `${column}_id` === attribute) &&
      (op === 'is-null' ||
        op === 'is-false' ||
        (op === '=' && value !== NO_NODE && /^(?:None|False)$/.test(tree.spelled(value)))),
  )
  return isFree ? origin.node : NO_NODE
}

function isReference(model: OrmModel | undefined, attribute: string): boolean {
  const own = model?.columns.get(attribute) ?? model?.columns.get(`${attribute}_id`)
  return own?.foreignKey !== undefined
}

/** `holder = seat.holder`: names that stand for the column where the row is tested. */
function namesOf(
  { tree, facts }: Checker,
  owner: FunctionFacts,
  place: string,
  before: Node,
): readonly string[] {
  const attribute = place.slice(place.lastIndexOf('.') + 1)
  return [...facts.identifiersNamed(attribute)].flatMap((node) => {
    const read = tree.parent(node)
    if (node > before || facts.enclosingFunction(node) !== owner || tree.text(read) !== place)
      return []
    const statement = tree.parent(read)
    if (tree.kind(statement) !== k.K_ASSIGNMENT || tree.child(statement, k.F_RIGHT) !== read)
      return []
    const target = tree.child(statement, k.F_LEFT)
    return tree.kind(target) === k.K_IDENTIFIER ? [tree.text(target)] : []
  })
}

/** True where a statement runs only if the column was empty. */
function runsWhereFree(
  checker: Checker,
  branching: Node,
  names: ReadonlySet<string>,
  statement: Node,
): boolean {
  const { tree } = checker
  const isFree = saysFree(tree.text(conditionOf(tree, branching)), names)
  if (isFree === undefined) return false
  const block = tree.child(branching, k.F_CONSEQUENCE)
  if (block === NO_NODE) return false
  if (isFree) return tree.contains(block, statement)
  if (tree.contains(block, statement)) return false
  return tree.contains(branching, statement) || endsThere(checker, block)
}

/**
 * What a condition says of a place where it holds: that it is free, that somebody has it, or nothing.
 * `item.holder and item.holder != user` holds for no free one, whatever else it asks for.
 */
function saysFree(condition: string, names: ReadonlySet<string>): boolean | undefined {
  for (const part of condition.split(/\s(?:and|or)\s/)) {
    const [, negation, name, isNone] =
      /^(not )?\(?([\w.]+?)\)?(?: (is None|is not None))?$/.exec(part.trim()) ?? []
    if (name === undefined || !names.has(name)) continue
    return (negation !== undefined) !== (isNone === 'is None')
  }
  return undefined
}

/** `if session.refresh_token != presented: raise`, and a new one is written behind it. */
function isMismatch(
  checker: Checker,
  branching: Node,
  names: ReadonlySet<string>,
  statement: Node,
): boolean {
  const { tree } = checker
  const block = tree.child(branching, k.F_CONSEQUENCE)
  if (block === NO_NODE || tree.contains(branching, statement)) return false
  const compared = tree
    .text(conditionOf(tree, branching))
    .split(/\bor\b/)
    .map((part) => part.trim())
  const isCompared = compared.some((part) => {
    const [left = '', right = '', more] = part.split(' != ')
    return more === undefined && right !== '' && (names.has(left) || names.has(right))
  })
  return isCompared && endsThere(checker, block) && REFUSES.test(tree.spelled(block))
}

/** What another system made for this row: a second request makes a second one there. */
function isMadeOutside(checker: Checker, owner: FunctionFacts, value: Node): boolean {
  const { tree, facts } = checker
  const outside = transactionWork(checker).find((work) => work.owner === owner)?.outside ?? []
  const creating = [
    ...outside.filter(({ kind }) => kind !== 'wait').map(({ call }) => call),
    ...facts.callsOf(owner).filter((call) => IN_THREAD.test(facts.calleeName(call) ?? '')),
  ].filter((call) => CREATES.test(tree.spelled(call).slice(0, 200)))
  return creating.length > 0 && comesFrom(checker, value, creating, 0)
}

/** `group.id` of a row that this function has made: nobody else gives the same. */
function isMadeHere(checker: Checker, value: Node): boolean {
  const { tree } = checker
  if (tree.kind(value) !== k.K_ATTRIBUTE || !/\.(?:id|pk|uuid)$/.test(tree.spelled(value)))
    return false
  const row = tree.child(value, k.F_OBJECT)
  return tree.kind(row) === k.K_IDENTIFIER && rowOrigin(checker, row)?.kind === 'created'
}

const IN_THREAD =
  /^(?:asyncio\.to_thread|anyio\.to_thread\.run_sync|(?:fastapi|starlette)\.concurrency\.run_in_threadpool)$/
const CREATES = /\b(?:create|register|provision|post|open_account)\w*\s*[,(]/i

/** True where an expression is made of what one of the calls gave. */
function comesFrom(checker: Checker, value: Node, calls: readonly Node[], depth: number): boolean {
  const { tree, facts } = checker
  if (value === NO_NODE || depth > 4) return false
  if (calls.some((call) => tree.contains(value, call))) return true
  for (let node = value; node < tree.endOfSubtree(value); node += 1) {
    if (tree.kind(node) !== k.K_IDENTIFIER || facts.reach(node) !== 'local') continue
    const last = facts
      .resolve(node)
      ?.definitions.findLast((one) => one.kind === 'assignment' && one.node < node)
    if (last === undefined) continue
    if (comesFrom(checker, assignedValue(tree, last.node), calls, depth + 1)) return true
  }
  return false
}
