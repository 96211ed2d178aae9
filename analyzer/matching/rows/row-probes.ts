// Conditions that ask whether rows are there, and the code that runs by their answer.

import type { Rows } from '../../domain/sql/read-rows.ts'
import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import {
  F_ALTERNATIVE,
  F_ARGUMENT,
  F_BODY,
  F_CONSEQUENCE,
  F_LEFT,
  F_OPERATOR,
  F_RIGHT,
  F_VALUE,
  K_AWAIT,
  K_BINARY_OPERATOR,
  K_BOOLEAN_OPERATOR,
  K_CALL,
  K_COMPARISON_OPERATOR,
  K_CONTINUE_STATEMENT,
  K_ELIF_CLAUSE,
  K_ELSE_CLAUSE,
  K_EXCEPT_CLAUSE,
  K_IDENTIFIER,
  K_IF_STATEMENT,
  K_NONE,
  K_NOT_OPERATOR,
  K_RAISE_STATEMENT,
  K_RETURN_STATEMENT,
  K_SUBSCRIPT,
  K_TRY_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { argumentsOf, calleeName, withoutParentheses } from '../calls/calls.ts'
import { caughtTypes } from '../errors/handlers.ts'
import { provenance } from '../inputs/provenance.ts'
import { conditionOf } from '../statements/branches.ts'
import { statementsOf } from '../statements/statements.ts'
import { rowsOfHelper } from './row-helpers.ts'

/** A question whether rows are there. */
export interface RowProbe {
  readonly rows: Rows
  /** True where the condition holds if there are none. */
  readonly isMissing: boolean
  /** True where a count is compared with how many there may be: `count >= limit`. */
  readonly isLimit: boolean
  readonly node: Node
}

/** The question that a condition asks; undefined if it asks for no rows. */
export function readProbe(checker: Checker, condition: Node, depth = 0): RowProbe | undefined {
  const { tree } = checker
  if (condition === NO_NODE || depth > 6) return undefined
  const node = withoutParentheses(tree, condition)
  switch (tree.kind(node)) {
    case K_NOT_OPERATOR: {
      const inner = readProbe(checker, tree.child(node, F_ARGUMENT), depth + 1)
      return inner && { ...inner, isMissing: !inner.isMissing }
    }
    case K_BOOLEAN_OPERATOR: {
      for (const operand of tree.namedChildren(node)) {
        const inner = readProbe(checker, operand, depth + 1)
        if (inner !== undefined) return inner
      }
      return undefined
    }
    case K_COMPARISON_OPERATOR:
      return comparedProbe(checker, node)
    default: {
      const rows = askedRows(checker, node)
      return rows && { rows, isMissing: false, isLimit: false, node }
    }
  }
}

function comparedProbe(checker: Checker, node: Node): RowProbe | undefined {
  const { tree } = checker
  const [left, right, more] = tree.namedChildren(node)
  if (left === undefined || right === undefined || more !== undefined) return undefined
  const rows = askedRows(checker, left)
  if (rows === undefined) return summedProbe(checker, node, left, right)
  const operator = tree.source.slice(tree.end(left), tree.start(right)).trim().replace(/\s+/g, ' ')
  const found = { rows, node, isLimit: false }
  if (tree.kind(right) === K_NONE) {
    return { ...found, isMissing: operator === 'is' || operator === '==' }
  }
  const isZero = tree.text(right) === '0'
  if (isZero && (operator === '==' || operator === '<=')) return { ...found, isMissing: true }
  if (isZero && (operator === '>' || operator === '!=')) return { ...found, isMissing: false }
  if (tree.text(right) === '1' && operator === '>=') return { ...found, isMissing: false }
  if (!counts(checker, left, rows)) return undefined
  if (operator === '>=' || operator === '>') return { ...found, isMissing: false, isLimit: true }
  return operator === '<' ? { ...found, isMissing: true, isLimit: true } : undefined
}

/** The rows behind a total: `sold = (await session.scalar(...)) or 0`, `aggregate(...)['total']`. */
function totalledRows(checker: Checker, expression: Node): Rows | undefined {
  const { tree } = checker
  let node = withoutParentheses(tree, expression)
  for (let step = 0; step < 6 && node !== NO_NODE; step += 1) {
    const rows = askedRows(checker, node)
    if (rows !== undefined) return isTotal(rows) ? rows : undefined
    node = withoutParentheses(tree, inside(checker, node))
  }
  return undefined
}

/** What a value is taken from without being changed much. */
function inside(checker: Checker, node: Node): Node {
  const { tree } = checker
  switch (tree.kind(node)) {
    case K_IDENTIFIER: {
      const value = provenance(checker).valueOf(node)
      return value === node ? NO_NODE : value
    }
    case K_BOOLEAN_OPERATOR:
      return tree.child(node, F_LEFT)
    case K_SUBSCRIPT:
      return tree.child(node, F_VALUE)
    case K_AWAIT:
      return tree.namedChildren(node)[0] ?? NO_NODE
    case K_CALL:
      return /^(?:int|float|Decimal)$/.test(tree.spelled(tree.firstChild(node)))
        ? (argumentsOf(tree, node)[0]?.value ?? NO_NODE)
        : NO_NODE
    default:
      return NO_NODE
  }
}

/** `taken + seats > capacity`, `capacity - taken < seats`, with `taken` counted or summed by a query. */
function summedProbe(checker: Checker, node: Node, left: Node, right: Node): RowProbe | undefined {
  const { tree } = checker
  const operator = tree.source.slice(tree.end(left), tree.start(right)).trim()
  if (!/^[<>]=?$/.test(operator)) return undefined
  for (const [side, isLeft] of [
    [left, true],
    [right, false],
  ] as const) {
    const operation = withoutParentheses(tree, side)
    if (tree.kind(operation) !== K_BINARY_OPERATOR) {
      const rows = totalledRows(checker, side)
      if (rows === undefined) continue
      return { rows, node, isMissing: operator.startsWith('>') !== isLeft, isLimit: true }
    }
    for (const field of [F_LEFT, F_RIGHT]) {
      const rows = totalledRows(checker, tree.child(operation, field))
      if (rows === undefined) continue
      const sign = tree.text(tree.child(operation, F_OPERATOR))
      if (sign !== '+' && sign !== '-') continue
      const grows = sign === '+' || field === F_LEFT
      const isFull = operator.startsWith('>') === (isLeft === grows)
      return { rows, node, isMissing: !isFull, isLimit: true }
    }
  }
  return undefined
}

function isTotal({ query, taken }: Rows): boolean {
  return /^(?:count|aggregate)$/.test(query.asks) || taken === 'count' || taken === 'total'
}

/** `len(rows)`, or a query that counts. */
function counts({ tree }: Checker, left: Node, rows: Rows): boolean {
  const node = withoutParentheses(tree, left)
  const isLength = tree.kind(node) === K_CALL && tree.text(tree.firstChild(node)) === 'len'
  return isLength || isTotal(rows)
}

/** Rows, a count or an existence that an expression stands for. */
function askedRows(checker: Checker, expression: Node): Rows | undefined {
  const { tree } = checker
  let node = withoutParentheses(tree, expression)
  if (tree.kind(node) === K_AWAIT) node = tree.namedChildren(node)[0] ?? node
  if (
    tree.kind(node) === K_CALL &&
    /^(?:len|bool|any)$/.test(tree.spelled(tree.firstChild(node)))
  ) {
    node = argumentsOf(tree, node)[0]?.value ?? node
  }
  const rows = sqlOf(checker).rows(node)[0] ?? rowsOfHelper(checker, node)
  if (rows === undefined || rows.isElement) return undefined
  // `scalar_one()` of a count is always there.
  if (rows.isRequired && rows.query.asks === 'rows') return undefined
  return rows.query.action === 'select' ? rows : undefined
}

/** Code that runs only where a question had one answer. */
export interface ProbedCode {
  readonly probe: RowProbe
  /** The condition, or the `except` clause that is entered where nothing was found. */
  readonly condition: Node
  /** Region that runs where there are no rows; from `after` on to the end of the function if open. */
  readonly region: Node
  /** NO_NODE, or the statement behind which the rest of the function runs only without rows. */
  readonly after: Node
}

/** All code of the file that runs only where a query found nothing. */
export function codeWithoutRows(checker: Checker): readonly ProbedCode[] {
  return checker.once(KEY, readCode).filter(({ probe }) => !probe.isLimit)
}

/** All code of the file that runs only where a query counted fewer rows than there may be. */
export function codeBelowLimit(checker: Checker): readonly ProbedCode[] {
  return checker.once(KEY, readCode).filter(({ probe }) => probe.isLimit)
}

const KEY = {}

function readCode(checker: Checker): readonly ProbedCode[] {
  const { tree, facts } = checker
  const found: ProbedCode[] = []
  for (const statement of facts.nodesOfKind(K_IF_STATEMENT)) {
    const branches = tree.childrenOf(statement, F_ALTERNATIVE)
    for (const asking of [statement, ...branches]) {
      const condition = conditionOf(tree, asking)
      const body = tree.child(asking, F_CONSEQUENCE)
      const probe = condition === NO_NODE ? undefined : readProbe(checker, condition)
      if (probe === undefined || body === NO_NODE) continue
      if (probe.isMissing) {
        found.push({ probe, condition, region: body, after: NO_NODE })
        continue
      }
      for (const branch of branches) {
        if (branch <= asking) continue
        if (tree.kind(branch) !== K_ELSE_CLAUSE && tree.kind(branch) !== K_ELIF_CLAUSE) continue
        found.push({ probe, condition, region: branch, after: NO_NODE })
      }
      if (endsThere(checker, body)) {
        found.push({ probe, condition, region: NO_NODE, after: statement })
      }
    }
  }
  for (const clause of facts.nodesOfKind(K_EXCEPT_CLAUSE)) {
    const probe = missingProbe(checker, clause)
    if (probe !== undefined)
      found.push({ probe, condition: clause, region: clause, after: NO_NODE })
  }
  return found
}

/**
 * All code of the file that runs only where a query counted more rows than must stay:
 * `if admins <= 1: raise LastAdmin` with the rest of the function behind it.
 */
export function codeAboveFloor(checker: Checker): readonly ProbedCode[] {
  const { tree, facts } = checker
  const found: ProbedCode[] = []
  for (const statement of facts.nodesOfKind(K_IF_STATEMENT)) {
    const body = tree.child(statement, F_CONSEQUENCE)
    const floor = readFloor(checker, conditionOf(tree, statement))
    if (floor === undefined || body === NO_NODE) continue
    const condition = floor.comparison
    const probe = { rows: floor.rows, isMissing: false, isLimit: true, node: condition }
    if (!floor.isFew) found.push({ probe, condition, region: body, after: NO_NODE })
    else if (endsThere(checker, body)) {
      found.push({ probe, condition, region: NO_NODE, after: statement })
    }
  }
  return found
}

interface Floor {
  readonly comparison: Node
  readonly rows: Rows
  /** True where the comparison holds if there are few. */
  readonly isFew: boolean
}

/** `admins <= 1`, alone or with other conditions. */
function readFloor(checker: Checker, condition: Node): Floor | undefined {
  const { tree } = checker
  const node = withoutParentheses(tree, condition)
  if (tree.kind(node) === K_BOOLEAN_OPERATOR) {
    for (const operand of tree.namedChildren(node)) {
      const found = readFloor(checker, operand)
      if (found !== undefined) return found
    }
    return undefined
  }
  if (tree.kind(node) !== K_COMPARISON_OPERATOR) return undefined
  const [left, right, more] = tree.namedChildren(node)
  if (left === undefined || right === undefined || more !== undefined) return undefined
  if (!/^[1-9]\d*$/.test(tree.spelled(right))) return undefined
  const operator = tree.source.slice(tree.end(left), tree.start(right)).trim()
  const isFew = operator === '<' || operator === '<=' || operator === '=='
  if (!isFew && operator !== '>' && operator !== '>=') return undefined
  if (operator === '>=' && tree.text(right) === '1') return undefined
  if (operator === '<' && tree.text(right) === '1') return undefined
  const rows = askedRows(checker, left)
  return rows !== undefined && counts(checker, left, rows)
    ? { comparison: node, rows, isFew }
    : undefined
}

/** True when a block leaves the function or the round of the loop at its end. */
export function endsThere({ tree }: Checker, block: Node): boolean {
  const last = statementsOf(tree, block).at(-1)
  if (last === undefined) return false
  const kind = tree.kind(last)
  return (
    kind === K_RAISE_STATEMENT ||
    kind === K_RETURN_STATEMENT ||
    kind === K_CONTINUE_STATEMENT ||
    /^(?:abort|fail|error|exit|bail)\b|^raise_|^\w+\.abort\b/.test(tree.spelled(last))
  )
}

/** `try: Model.objects.get(...)` with an `except DoesNotExist`, `NoResultFound`. */
function missingProbe(checker: Checker, clause: Node): RowProbe | undefined {
  const { tree, facts } = checker
  const names = caughtTypes(tree, clause).map((type) => tree.text(type))
  if (
    !names.some((name) => /(?:^|\.)(?:DoesNotExist|NoResultFound|ObjectDoesNotExist)$/.test(name))
  ) {
    return undefined
  }
  const attempt = tree.parent(clause)
  if (tree.kind(attempt) !== K_TRY_STATEMENT) return undefined
  const body = tree.child(attempt, F_BODY)
  for (const call of facts.calls) {
    if (
      !tree.contains(body, call) ||
      !/^(?:get|aget|one|scalar_one)$/.test(calleeName(tree, call))
    ) {
      continue
    }
    const [rows] = sqlOf(checker).rows(call)
    if (rows?.isRequired) return { rows, isMissing: true, isLimit: false, node: call }
  }
  return undefined
}
