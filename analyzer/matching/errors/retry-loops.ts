// Loops that try the same thing until it works.

import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import {
  F_BODY,
  F_LEFT,
  F_RIGHT,
  K_BLOCK,
  K_BREAK_STATEMENT,
  K_CALL,
  K_ELSE_CLAUSE,
  K_EXCEPT_CLAUSE,
  K_FOR_STATEMENT,
  K_IDENTIFIER,
  K_RAISE_STATEMENT,
  K_RETURN_STATEMENT,
  K_TRUE,
  K_TRY_STATEMENT,
  K_WHILE_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { conditionOf } from '../statements/branches.ts'
import { bodyOf, codeOf, statementsOf } from '../statements/statements.ts'

export interface RetryLoop {
  readonly owner: FunctionFacts
  readonly loop: Node
  readonly attempt: Node
  /** Clauses behind which the loop goes on. */
  readonly clauses: readonly Node[]
  /** False for `while True`. */
  readonly isBounded: boolean
  /** The variable that counts, NO_NODE if there is none. */
  readonly counter: Node
}

const KEY = {}

/** In the order of the file. */
export function retryLoops(checker: Checker): readonly RetryLoop[] {
  return checker.once(KEY, read)
}

function read(checker: Checker): readonly RetryLoop[] {
  const { facts } = checker
  return [...facts.nodesOfKind(K_FOR_STATEMENT), ...facts.nodesOfKind(K_WHILE_STATEMENT)]
    .toSorted((a, b) => a - b)
    .flatMap((loop) => readLoop(checker, loop) ?? [])
}

function readLoop(checker: Checker, loop: Node): RetryLoop | undefined {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(loop)
  const body = tree.child(loop, F_BODY)
  if (owner === undefined || body === NO_NODE) return undefined
  const tries = statementsOf(tree, body).filter((one) => tree.kind(one) === K_TRY_STATEMENT)
  const [attempt] = tries
  if (attempt === undefined || tries.length > 1) return undefined
  const counting = counterOf(checker, loop)
  if (counting === undefined || !leavesOnSuccess(checker, loop, attempt)) return undefined
  const { counter } = counting
  if (counter !== NO_NODE && decides(checker, { body, attempt, counter })) return undefined
  const clauses = tree
    .namedChildren(attempt)
    .filter((one) => tree.kind(one) === K_EXCEPT_CLAUSE && goesOn(checker, one))
  if (clauses.length === 0) return undefined
  return { owner, loop, attempt, clauses, ...counting }
}

/** Loops that count attempts; a loop over things tries each of them once. */
function counterOf(
  { tree, facts }: Checker,
  loop: Node,
): { readonly isBounded: boolean; readonly counter: Node } | undefined {
  if (tree.kind(loop) === K_FOR_STATEMENT) {
    const iterable = tree.child(loop, F_RIGHT)
    const counter = tree.child(loop, F_LEFT)
    if (iterable === NO_NODE || tree.kind(iterable) !== K_CALL) return undefined
    const name = facts.calleeName(iterable) ?? ''
    if (name === 'builtins.range' || name === 'builtins.xrange' || name === 'itertools.repeat') {
      return { isBounded: true, counter }
    }
    return name === 'itertools.count' ? { isBounded: false, counter } : undefined
  }
  const condition = conditionOf(tree, loop)
  if (condition === NO_NODE) return undefined
  const isEndless = tree.kind(condition) === K_TRUE || tree.text(condition) === '1'
  if (isEndless) return { isBounded: false, counter: NO_NODE }
  return /attempt|retr(?:y|ies)|tries|failures|remaining|deadline|timeout|elapsed/i.test(
    tree.text(condition),
  )
    ? { isBounded: true, counter: NO_NODE }
    : undefined
}

function leavesOnSuccess({ tree }: Checker, loop: Node, attempt: Node): boolean {
  const regions = [bodyOf(tree, attempt)]
  const other = tree.childOfKind(attempt, K_ELSE_CLAUSE)
  if (other !== NO_NODE) regions.push(other)
  const end = tree.endOfSubtree(tree.child(loop, F_BODY))
  for (
    let next = tree.nextSibling(attempt);
    next !== NO_NODE && next < end;
    next = tree.nextSibling(next)
  ) {
    regions.push(next)
  }
  return regions.some((region) =>
    [...codeOf(tree, region)].some((node) => {
      const kind = tree.kind(node)
      if (kind === K_RETURN_STATEMENT) return true
      if (kind !== K_BREAK_STATEMENT) return false
      return tree.ancestor(node, K_FOR_STATEMENT, K_WHILE_STATEMENT) === loop
    }),
  )
}

/** Calls that a number of attempts is given to: they tell of it or wait for longer. */
const ABOUT_ATTEMPTS =
  /log|print|debug|info|warn|sleep|wait|delay|back_?off|jitter|uniform|random|\b(?:min|max|pow)$/i

/** True when the counter goes into what is tried or what leads to it: a search among numbers. */
function decides(
  { tree, facts }: Checker,
  { body, attempt, counter }: { body: Node; attempt: Node; counter: Node },
): boolean {
  if (tree.kind(counter) !== K_IDENTIFIER) return true
  const block = bodyOf(tree, attempt)
  return [...(facts.resolve(counter)?.references ?? [])].some((node) => {
    const isTried = tree.contains(block, node)
    if (!isTried && (node >= attempt || !tree.contains(body, node))) return false
    const call = tree.ancestor(node, K_CALL)
    if (call === NO_NODE || call < body) return isTried
    return !ABOUT_ATTEMPTS.test(tree.spelled(facts.callee(call)))
  })
}

/** True when the loop can go on behind the clause. */
function goesOn({ tree }: Checker, clause: Node): boolean {
  const block = tree.childOfKind(clause, K_BLOCK)
  const last = block === NO_NODE ? undefined : statementsOf(tree, block).at(-1)
  if (last === undefined) return false
  const kind = tree.kind(last)
  return kind !== K_RAISE_STATEMENT && kind !== K_RETURN_STATEMENT && kind !== K_BREAK_STATEMENT
}
