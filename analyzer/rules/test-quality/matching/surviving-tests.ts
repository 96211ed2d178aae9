// Whether coming through is all that a test asks for: what its comments and its name say, what it attempts.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { bodyOf, statementsOf } from '../../../matching/statements/statements.ts'
import {
  K_ASSERT_STATEMENT,
  K_ATTRIBUTE,
  K_BLOCK,
  K_CALL,
  K_EXCEPT_CLAUSE,
  K_FALSE,
  K_IDENTIFIER,
  K_IMPORT_FROM_STATEMENT,
  K_IMPORT_STATEMENT,
  K_RAISE_STATEMENT,
  K_SUBSCRIPT,
  K_TRY_STATEMENT,
  K_WITH_STATEMENT,
} from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/**
 * True for a block that says itself that it raises: `raise` alone, or as the last thing inside of
 * what it has to end, and operators on constants (`1 / 0`), for which no code is needed.
 */
export function raisesByItself(checker: Checker, attempt: Node): boolean {
  const { tree } = checker
  const statements = statementsOf(tree, attempt)
  if (statements.every((one) => tree.kind(one) === K_RAISE_STATEMENT)) return true
  if (statements.every((one) => isNever(checker, one) || isPlayed(checker, one))) return true
  let last = statements.at(-1)
  if (statements.length === 1 && last !== undefined && tree.kind(last) === K_WITH_STATEMENT) {
    last = statementsOf(tree, bodyOf(tree, last)).at(-1)
    if (last !== undefined && tree.kind(last) === K_RAISE_STATEMENT) return true
  }
  for (let node = attempt; node < tree.endOfSubtree(attempt); node += 1) {
    if (USES_CODE.has(tree.kind(node)) && !checker.facts.isWrite(node)) return false
  }
  return true
}

/** `assert False`: it has to fail, and is there for that. */
function isNever({ tree }: Checker, statement: Node): boolean {
  const [condition] = tree.namedChildren(statement)
  return (
    tree.kind(statement) === K_ASSERT_STATEMENT &&
    condition !== undefined &&
    tree.kind(condition) === K_FALSE
  )
}

/** `try: raise ... except: ...` whose handler raises again: a failure that is played. */
function isPlayed(checker: Checker, statement: Node): boolean {
  const { tree } = checker
  if (tree.kind(statement) !== K_TRY_STATEMENT) return false
  const handlers = tree.namedChildren(statement).filter((one) => tree.kind(one) === K_EXCEPT_CLAUSE)
  return (
    raisesByItself(checker, bodyOf(tree, statement)) &&
    handlers.some((one) => raisesByItself(checker, tree.childOfKind(one, K_BLOCK)))
  )
}

const USES_CODE: ReadonlySet<number> = new Set([
  K_ASSERT_STATEMENT,
  K_ATTRIBUTE,
  K_CALL,
  K_IDENTIFIER,
  K_IMPORT_FROM_STATEMENT,
  K_IMPORT_STATEMENT,
  K_SUBSCRIPT,
])

const CRASHES =
  /\b(?:crash\w*|segfault\w*|seg(?:mentation)? ?v?\b|core dump|dumps core|b(?:low|lew|low[sn]) up|boom|used to (?:raise|fail)|refleak|leaks?\b|assertion failure)/i

const EITHER_WAY =
  /\b(?:may succeed|succeed or|fail or succeed|either way|should either|may not be (?:available|supported)|doesn't matter)/i

/** A comment says that all that counts is to come through: in the test, or right above the block. */
export function isAboutCrashes({ tree }: Checker, attempt: Node, test: FunctionFacts): boolean {
  if (/crash|segfault|leak/i.test(test.name)) return true
  if (
    test.docstring !== NO_NODE &&
    /\b(?:segfault\w*|crash\w*|hangs?)\b/i.test(tree.spelled(test.docstring))
  ) {
    return true
  }
  const comments: readonly string[] = tree.text(test.node).match(/#.*/g) ?? []
  if (comments.some((one) => CRASHES.test(one))) return true
  const lines = tree.source.slice(tree.start(test.node), tree.start(attempt)).split('\n').slice(-8)
  const above = lines.map((one) => one.trim()).filter((one) => one.startsWith('#'))
  const inside = tree.text(attempt).match(/#.*/g) ?? []
  return [...above, ...inside].some((one) => EITHER_WAY.test(one))
}
