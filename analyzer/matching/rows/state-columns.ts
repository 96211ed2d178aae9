// Columns that hold the state of a row, and tests of them.

import type { Checker } from '../../engine/checker.ts'
import { defineTable } from '../../engine/table.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import {
  F_ALTERNATIVE,
  F_ARGUMENT,
  F_CONDITION,
  F_CONSEQUENCE,
  F_OPERATOR,
  K_ASSERT_STATEMENT,
  K_BOOLEAN_OPERATOR,
  K_CALL,
  K_CONDITIONAL_EXPRESSION,
  K_ELIF_CLAUSE,
  K_ELSE_CLAUSE,
  K_FUNCTION_DEFINITION,
  K_IF_STATEMENT,
  K_MATCH_STATEMENT,
  K_NOT_OPERATOR,
  K_WHILE_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { calleeName, receiverOf, withoutParentheses } from '../calls/calls.ts'
import { operandsOf } from '../statements/branches.ts'

const STATE_NAME = /(?:^|_)(?:status|state|phase|stage)$/
const GUARD =
  /transition|^_*(?:can|may|must|ensure|check|assert|require|validate|verify|guard)(?:_\w*)?$|^is_(?:open|pending|active|editable|cancell?able)/

/** True for an attribute that is the state of a row, by its name or the enum that a column holds. */
export function isStateColumn(checker: Checker, attribute: string): boolean {
  if (STATE_NAME.test(attribute)) return true
  return checker.project.has(enumColumns, attribute)
}

/** Names of the columns that hold enums. */
export const enumColumns = defineTable({
  id: 'enum columns',
  make: ({ domain }): ReadonlySet<string> =>
    new Set(
      domain.orm.models.flatMap(({ columns }) =>
        [...columns].flatMap(([name, column]) =>
          column.enum !== undefined && column.family !== 'boolean' ? [name] : [],
        ),
      ),
    ),
})

/**
 * The condition in front of a node that asks for the state: `row.status != X`, a guard method of the
 * row, a transition table. NO_NODE if there is none in the function.
 */
export function stateTest(
  checker: Checker,
  owner: FunctionFacts,
  row: string,
  attribute: string,
  before: Node,
): Node {
  const { tree, facts } = checker
  const read = new RegExp(`(?:^|[^.\\w])${escaped(row)}\\.${attribute}\\b`)
  for (let node = owner.node; node < before; node += 1) {
    const condition = conditionOf(checker, node)
    if (condition !== NO_NODE && facts.enclosingFunction(condition) === owner) {
      if (read.test(tree.spelled(condition))) return condition
    }
    if (tree.kind(node) !== K_CALL || facts.enclosingFunction(node) !== owner) continue
    if (!GUARD.test(calleeName(tree, node))) continue
    const receiver = receiverOf(tree, node)
    const isOfRow = receiver !== NO_NODE && tree.text(receiver) === row
    const isGiven = facts
      .arguments(node)
      .some(({ value }) => tree.text(value) === row || read.test(tree.spelled(value)))
    if (isOfRow || isGiven) return node
  }
  return NO_NODE
}

const REJECTS =
  /\braise\b|\babort\(|status(?:_code)?\s*=\s*4\d\d|,\s*4\d\d\b|\bHTTP_4\d\d_|HTTPStatus\.(?:BAD_REQUEST|FORBIDDEN|NOT_FOUND|CONFLICT|GONE|UNPROCESSABLE\w*)|HttpResponse(?:Forbidden|BadRequest|NotAllowed|Gone)/

/** What is deleted, hidden or switched off twice is as it was after the first time. */
const PUT_AWAY =
  /(?:^|_)(?:deleted|removed|archived|hidden|visible|active|activated|deactivated|enabled|disabled|read|seen)(?:_at|_on)?$/

/**
 * The condition of a guard that asks for a flag or a reference of the row and refuses to go on:
 * `if not seat.is_free: abort(409)`, `if loan.returned_at is not None: raise ...`. NO_NODE if there is
 * none; a guard that only returns keeps what is done already from being done again.
 */
export function claimTest(
  { tree, facts }: Checker,
  row: string,
  attribute: string,
  before: Node,
): Node {
  const owner = facts.enclosingFunction(before)
  if (owner === undefined || PUT_AWAY.test(attribute)) return NO_NODE
  const place = `${row}.${attribute}`
  // What is set under a condition of its own follows from that one.
  const around = tree.ancestor(before, K_IF_STATEMENT, K_FUNCTION_DEFINITION)
  if (tree.kind(around) === K_IF_STATEMENT) return claimAround(tree, around, place, before)
  for (const node of facts.nodesIn(owner.node, K_IF_STATEMENT)) {
    if (node >= before) break
    if (facts.enclosingFunction(node) !== owner) continue
    const condition = tree.child(node, F_CONDITION)
    const block = tree.child(node, F_CONSEQUENCE)
    if (condition === NO_NODE || block === NO_NODE || tree.contains(node, before)) continue
    const isAsked = alternatives(tree, condition).some((one) => asksFor(tree.text(one), place))
    if (isAsked && REJECTS.test(tree.spelled(block))) return condition
  }
  return NO_NODE
}

/** The condition of `if seat.is_free: seat.is_free = False` with an `else` that refuses, or the other way round. */
function claimAround(tree: SyntaxTree, branch: Node, place: string, before: Node): Node {
  const condition = tree.test(tree.child(branch, F_CONDITION))
  const block = tree.child(branch, F_CONSEQUENCE)
  const [other, more] = tree.childrenOf(branch, F_ALTERNATIVE)
  if (other === undefined || more !== undefined || tree.kind(other) !== K_ELSE_CLAUSE) {
    return NO_NODE
  }
  const isElse = tree.contains(other, before)
  const parts = isElse ? alternatives(tree, condition) : necessities(tree, condition)
  const isAsked = parts.some((one) => asksFor(tree.text(one), place))
  return isAsked && REJECTS.test(tree.spelled(isElse ? block : other)) ? condition : NO_NODE
}

/** The parts of `a and b`, of `not (c or d)`: what has to be so in the branch. */
function necessities(tree: SyntaxTree, condition: Node): readonly Node[] {
  if (tree.kind(condition) === K_NOT_OPERATOR) {
    return alternatives(tree, withoutParentheses(tree, tree.child(condition, F_ARGUMENT)))
  }
  return operandsOf(tree, condition, 'and')
}

/** `not seat.is_free`, `loan.returned_at is not None`, in brackets or without. */
function asksFor(text: string, place: string): boolean {
  const at = text.indexOf(place)
  return (
    at !== -1 &&
    BEFORE_PLACE.test(text.slice(0, at)) &&
    BEHIND_PLACE.test(text.slice(at + place.length))
  )
}

const BEFORE_PLACE = /^(?:not )?\(?$/
const BEHIND_PLACE = /^(?: is (?:not )?(?:None|True|False))?\)?$/

/** The parts of `a or b or c`, each of which is enough. */
function alternatives(tree: SyntaxTree, condition: Node): readonly Node[] {
  if (tree.kind(condition) !== K_BOOLEAN_OPERATOR) return [condition]
  if (tree.text(tree.child(condition, F_OPERATOR)) !== 'or') return [condition]
  return tree.namedChildren(condition).flatMap((one) => alternatives(tree, one))
}

function conditionOf({ tree }: Checker, node: Node): Node {
  switch (tree.kind(node)) {
    case K_IF_STATEMENT:
    case K_ELIF_CLAUSE:
    case K_WHILE_STATEMENT:
      return tree.test(tree.child(node, F_CONDITION))
    case K_MATCH_STATEMENT:
    case K_CONDITIONAL_EXPRESSION:
    case K_ASSERT_STATEMENT:
      return tree.firstChild(node)
    default:
      return NO_NODE
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
