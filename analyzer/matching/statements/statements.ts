// Reading statements: what a block holds, whether a call is awaited, what is given its result.
import {
  F_BODY,
  F_LEFT,
  F_RIGHT,
  K_ASSIGNMENT,
  K_AWAIT,
  K_BLOCK,
  K_BOOLEAN_OPERATOR,
  K_CLASS_DEFINITION,
  K_COMMENT,
  K_CONCATENATED_STRING,
  K_CONDITIONAL_EXPRESSION,
  K_EXPRESSION_STATEMENT,
  K_FUNCTION_DEFINITION,
  K_IDENTIFIER,
  K_LAMBDA,
  K_LINE_CONTINUATION,
  K_PARENTHESIZED_EXPRESSION,
  K_STRING,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'

/** The statements of a block, or the parts of an expression; without comments and backslashes. */
export function statementsOf(tree: SyntaxTree, block: Node): Node[] {
  return tree.namedChildren(block).filter((node) => {
    const kind = tree.kind(node)
    return kind !== K_COMMENT && kind !== K_LINE_CONTINUATION
  })
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

/** The nearest node around an expression that is no parenthesis. */
export function parentOf(tree: SyntaxTree, node: Node): Node {
  let parent = tree.parent(node)
  while (parent !== NO_NODE && tree.kind(parent) === K_PARENTHESIZED_EXPRESSION) {
    parent = tree.parent(parent)
  }
  return parent
}

/**
 * True for an expression that stands alone as a statement, itself or as what `a if b else c` and
 * `a and b` come to: nobody has its value.
 */
export function isDropped(tree: SyntaxTree, expression: Node): boolean {
  let node = expression
  for (;;) {
    const parent = tree.parent(node)
    if (parent === NO_NODE) return false
    switch (tree.kind(parent)) {
      case K_EXPRESSION_STATEMENT:
        return true
      case K_PARENTHESIZED_EXPRESSION:
        break
      case K_CONDITIONAL_EXPRESSION:
        if (tree.namedChildren(parent)[1] === node) return false
        break
      case K_BOOLEAN_OPERATOR:
        if (tree.fieldOf(node) !== F_RIGHT) return false
        break
      default:
        return false
    }
    node = parent
  }
}

export function isAwaited(tree: SyntaxTree, call: Node): boolean {
  const parent = parentOf(tree, call)
  return parent !== NO_NODE && tree.kind(parent) === K_AWAIT
}

/** The variable that is given what a call returns or what awaiting it gives, NO_NODE if none is. */
export function resultName(tree: SyntaxTree, call: Node): Node {
  const assignment = parentOf(tree, isAwaited(tree, call) ? parentOf(tree, call) : call)
  if (assignment === NO_NODE || tree.kind(assignment) !== K_ASSIGNMENT) return NO_NODE
  const target = tree.child(assignment, F_LEFT)
  return tree.kind(target) === K_IDENTIFIER ? target : NO_NODE
}

/** The nodes of a region that run where it runs: code of functions, classes and lambdas is left out. */
export function* codeOf(tree: SyntaxTree, region: Node): Generator<Node> {
  const end = tree.endOfSubtree(region)
  for (let node = region; node < end; ) {
    yield node
    const kind = tree.kind(node)
    const isOwn = kind === K_FUNCTION_DEFINITION || kind === K_CLASS_DEFINITION || kind === K_LAMBDA
    node = isOwn && node !== region ? tree.endOfSubtree(node) : node + 1
  }
}
