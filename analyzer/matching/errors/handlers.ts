// Reading `except` clauses: what they catch and what they do with it.
import type { Checker } from '../../engine/checker.ts'
import {
  F_ARGUMENT,
  F_ARGUMENTS,
  F_VALUE,
  K_AS_PATTERN,
  K_ATTRIBUTE,
  K_CALL,
  K_COMMENT,
  K_CONCATENATED_STRING,
  K_CONTINUE_STATEMENT,
  K_DICTIONARY,
  K_ELLIPSIS,
  K_EXCEPT_CLAUSE,
  K_EXPRESSION_LIST,
  K_FALSE,
  K_FINALLY_CLAUSE,
  K_FLOAT,
  K_FUNCTION_DEFINITION,
  K_IDENTIFIER,
  K_INTEGER,
  K_INTERPOLATION,
  K_LIST,
  K_NONE,
  K_PASS_STATEMENT,
  K_STRING,
  K_TRUE,
  K_TUPLE,
  K_UNARY_OPERATOR,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { withoutParentheses } from '../calls/calls.ts'
import { provenance } from '../inputs/provenance.ts'
import { expressionOf, isStringStatement } from '../statements/statements.ts'

const BROAD = /^(?:builtins\.)?(?:Base)?Exception$/

/** The expressions that name the exceptions of an `except` clause; none for a bare one. */
export function caughtTypes(tree: SyntaxTree, clause: Node): Node[] {
  let value = tree.child(clause, F_VALUE)
  if (value === NO_NODE) return []
  if (tree.kind(value) === K_AS_PATTERN) value = tree.firstChild(value)
  value = withoutParentheses(tree, value)
  if (tree.kind(value) !== K_TUPLE) return [value]
  return tree.namedChildren(value).filter((node) => tree.kind(node) !== K_COMMENT)
}

/** True for code that runs after something failed, or whatever happened: undoing, not doing. */
export function isCleanup({ tree }: Checker, node: Node): boolean {
  const outer = tree.ancestor(node, K_EXCEPT_CLAUSE, K_FINALLY_CLAUSE, K_FUNCTION_DEFINITION)
  return outer !== NO_NODE && tree.kind(outer) !== K_FUNCTION_DEFINITION
}

/** True when the clause catches everything, or everything but exits. */
export function isBroadHandler(checker: Checker, clause: Node): boolean {
  const types = caughtTypes(checker.tree, clause)
  return types.length === 0 || types.some((type) => broadNameOf(checker, type) !== undefined)
}

/** `builtins.Exception` or `builtins.BaseException` where a type, or a tuple under a name, holds it. */
export function broadNameOf(checker: Checker, type: Node): string | undefined {
  return exceptionNames(checker, type).find((one) => BROAD.test(one))
}

/** Where the exceptions come from that a type, or a tuple under a name, stands for. */
export function exceptionNames(checker: Checker, type: Node): readonly string[] {
  const { tree, facts } = checker
  const kind = tree.kind(type)
  if (kind !== K_IDENTIFIER && kind !== K_ATTRIBUTE) return []
  const name = facts.qualifiedName(type) ?? ''
  if (kind !== K_IDENTIFIER || name.startsWith('builtins.')) return [name]
  const value = provenance(checker).valueOf(type)
  if (tree.kind(value) !== K_TUPLE) return [name]
  return tree.namedChildren(value).map((one) => facts.qualifiedName(one) ?? '')
}

/** `except (A, B)` as written, for messages. */
export function handlerText(tree: SyntaxTree, clause: Node): string {
  const types = caughtTypes(tree, clause).map((type) => tree.text(type))
  if (types.length === 0) return 'except'
  return types.length === 1 ? `except ${types[0]}` : `except (${types.join(', ')})`
}

/** True for a statement that does nothing: `pass`, `...`, a string, or goes on with the loop. */
export function isIdleStatement(tree: SyntaxTree, statement: Node): boolean {
  const kind = tree.kind(statement)
  if (kind === K_PASS_STATEMENT || kind === K_CONTINUE_STATEMENT) return true
  const expression = expressionOf(tree, statement)
  if (expression === NO_NODE) return false
  const inner = tree.kind(expression)
  return inner === K_ELLIPSIS || inner === K_NONE || isStringStatement(tree, statement)
}

const CONSTANTS: ReadonlySet<number> = new Set([
  K_NONE,
  K_TRUE,
  K_FALSE,
  K_INTEGER,
  K_FLOAT,
  K_ELLIPSIS,
])
const CONTAINERS: ReadonlySet<number> = new Set([K_LIST, K_TUPLE, K_DICTIONARY, K_EXPRESSION_LIST])
const EMPTY = /^(?:dict|list|set|tuple|frozenset|str|bytes|int|float|bool)$/

/** True for a literal that carries no information from the failure: `None`, `-1`, `''`, `[]`, `dict()`. */
export function isPlainDefault(tree: SyntaxTree, node: Node): boolean {
  const kind = tree.kind(node)
  if (CONSTANTS.has(kind)) return true
  if (CONTAINERS.has(kind)) {
    return tree.namedChildren(node).every((child) => isPlainDefault(tree, child))
  }
  if (kind === K_CONCATENATED_STRING) return true
  // `-1`; a name behind the sign may hold anything.
  if (kind === K_UNARY_OPERATOR) return isPlainDefault(tree, tree.child(node, F_ARGUMENT))
  if (kind === K_CALL) {
    const isEmpty = tree.namedChildren(tree.child(node, F_ARGUMENTS)).length === 0
    return isEmpty && EMPTY.test(tree.spelled(tree.callee(node)))
  }
  return kind === K_STRING && !tree.hasChildOfKind(node, K_INTERPOLATION)
}
