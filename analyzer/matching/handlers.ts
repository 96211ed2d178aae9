// Reading `except` clauses: what they catch and what they do with it.
import {
  F_VALUE,
  K_AS_PATTERN,
  K_ATTRIBUTE,
  K_COMMENT,
  K_CONCATENATED_STRING,
  K_CONTINUE_STATEMENT,
  K_DICTIONARY,
  K_ELLIPSIS,
  K_FALSE,
  K_FLOAT,
  K_IDENTIFIER,
  K_INTEGER,
  K_INTERPOLATION,
  K_LIST,
  K_NONE,
  K_PASS_STATEMENT,
  K_STRING,
  K_TRUE,
  K_TUPLE,
} from '../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'
import { withoutParentheses } from './calls.ts'
import { expressionOf, isStringStatement } from './statements.ts'

const BROAD = new Set([
  'Exception',
  'BaseException',
  'builtins.Exception',
  'builtins.BaseException',
])

/** The expressions that name the exceptions of an `except` clause; none for a bare one. */
export function caughtTypes(tree: SyntaxTree, clause: Node): Node[] {
  let value = tree.child(clause, F_VALUE)
  if (value === NO_NODE) return []
  if (tree.kind(value) === K_AS_PATTERN) value = tree.firstChild(value)
  value = withoutParentheses(tree, value)
  if (tree.kind(value) !== K_TUPLE) return [value]
  return tree.namedChildren(value).filter((node) => tree.kind(node) !== K_COMMENT)
}

/** True when the clause catches everything, or everything but exits. */
export function isBroadHandler(tree: SyntaxTree, clause: Node): boolean {
  const types = caughtTypes(tree, clause)
  return types.length === 0 || types.some((type) => isBroadType(tree, type))
}

export function isBroadType(tree: SyntaxTree, type: Node): boolean {
  const kind = tree.kind(type)
  return (kind === K_IDENTIFIER || kind === K_ATTRIBUTE) && BROAD.has(tree.text(type))
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
  return tree.kind(expression) === K_ELLIPSIS || isStringStatement(tree, statement)
}

const CONSTANTS: ReadonlySet<number> = new Set([
  K_NONE,
  K_TRUE,
  K_FALSE,
  K_INTEGER,
  K_FLOAT,
  K_ELLIPSIS,
])
const CONTAINERS: ReadonlySet<number> = new Set([K_LIST, K_TUPLE, K_DICTIONARY])

/** True for a literal that carries no information from the failure: `None`, `0`, `''`, `[]`. */
export function isPlainDefault(tree: SyntaxTree, node: Node): boolean {
  const kind = tree.kind(node)
  if (CONSTANTS.has(kind)) return true
  if (CONTAINERS.has(kind)) {
    return tree.namedChildren(node).every((child) => isPlainDefault(tree, child))
  }
  if (kind === K_CONCATENATED_STRING) return true
  return kind === K_STRING && !tree.hasChildOfKind(node, K_INTERPOLATION)
}
