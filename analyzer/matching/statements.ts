// Reading statements: what a block holds, which function a node belongs to.
import {
  F_BODY,
  F_NAME,
  K_AWAIT,
  K_BLOCK,
  K_CLASS_DEFINITION,
  K_COMMENT,
  K_CONCATENATED_STRING,
  K_EXPRESSION_STATEMENT,
  K_FUNCTION_DEFINITION,
  K_LAMBDA,
  K_STRING,
  T_ASYNC,
} from '../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'

/** The statements of a block, without comments. */
export function statementsOf(tree: SyntaxTree, block: Node): Node[] {
  return tree.namedChildren(block).filter((node) => tree.kind(node) !== K_COMMENT)
}

/** The block of a compound statement, whether the grammar names it `body` or not. */
export function bodyOf(tree: SyntaxTree, statement: Node): Node {
  const body = tree.child(statement, F_BODY)
  return body === NO_NODE ? tree.childOfKind(statement, K_BLOCK) : body
}

/** The expression of an expression statement, NO_NODE for any other statement. */
export function expressionOf(tree: SyntaxTree, statement: Node): Node {
  if (tree.kind(statement) !== K_EXPRESSION_STATEMENT) return NO_NODE
  return statementsOf(tree, statement)[0] ?? NO_NODE
}

/** True for a string that stands alone as a statement. */
export function isStringStatement(tree: SyntaxTree, statement: Node): boolean {
  const expression = expressionOf(tree, statement)
  if (expression === NO_NODE) return false
  const kind = tree.kind(expression)
  return kind === K_STRING || kind === K_CONCATENATED_STRING
}

/** The innermost function or lambda around a node, NO_NODE at module or class level. */
export function enclosingFunction(tree: SyntaxTree, node: Node): Node {
  const found = tree.ancestor(node, K_FUNCTION_DEFINITION, K_LAMBDA, K_CLASS_DEFINITION)
  return found !== NO_NODE && tree.kind(found) === K_CLASS_DEFINITION ? NO_NODE : found
}

export function isAsyncFunction(tree: SyntaxTree, node: Node): boolean {
  return tree.kind(node) === K_FUNCTION_DEFINITION && tree.hasChildOfKind(node, T_ASYNC)
}

/** True when the node runs as part of a coroutine: its innermost function is an `async def`. */
export function runsInCoroutine(tree: SyntaxTree, node: Node): boolean {
  let inner = node
  for (let at = tree.parent(node); at !== NO_NODE; inner = at, at = tree.parent(at)) {
    const kind = tree.kind(at)
    if (kind === K_LAMBDA || kind === K_CLASS_DEFINITION) return false
    if (kind === K_FUNCTION_DEFINITION) {
      // Defaults, annotations and decorators belong to the code around the function.
      if (inner === tree.child(at, F_BODY)) return isAsyncFunction(tree, at)
    }
  }
  return false
}

export function isAwaited(tree: SyntaxTree, call: Node): boolean {
  const parent = tree.parent(call)
  return parent !== NO_NODE && tree.kind(parent) === K_AWAIT
}

/** The name of a function or class definition, '' for a lambda. */
export function nameOf(tree: SyntaxTree, definition: Node): string {
  const name = tree.child(definition, F_NAME)
  return name === NO_NODE ? '' : tree.text(name)
}
