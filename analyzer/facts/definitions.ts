// What functions and classes have in common: decorators, docstring, the statement around them.
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'

/** Expressions behind `@` above a definition, from top to bottom. */
export function decoratorsOf(tree: SyntaxTree, definition: Node): readonly Node[] {
  const parent = tree.parent(definition)
  if (parent === NO_NODE || tree.kind(parent) !== k.K_DECORATED_DEFINITION) return []
  const found: Node[] = []
  const end = tree.endOfSubtree(parent)
  for (let child = parent + 1; child < end; child = tree.endOfSubtree(child)) {
    if (tree.kind(child) !== k.K_DECORATOR) continue
    const expression = firstNamed(tree, child)
    if (expression !== NO_NODE) found.push(expression)
  }
  return found
}

/** The `decorated_definition` around a definition if there is one, else the definition itself. */
export function statementOf(tree: SyntaxTree, definition: Node): Node {
  const parent = tree.parent(definition)
  const isDecorated = parent !== NO_NODE && tree.kind(parent) === k.K_DECORATED_DEFINITION
  return isDecorated ? parent : definition
}

/** The string node that opens a block or module; NO_NODE if something else does. */
export function docstringOf(tree: SyntaxTree, block: Node): Node {
  if (block === NO_NODE) return NO_NODE
  const statement = firstNamed(tree, block)
  if (statement === NO_NODE || tree.kind(statement) !== k.K_EXPRESSION_STATEMENT) return NO_NODE
  const value = firstNamed(tree, statement)
  if (value === NO_NODE || tree.endOfSubtree(value) !== tree.endOfSubtree(statement)) return NO_NODE
  const kind = tree.kind(value)
  const isString = kind === k.K_STRING || kind === k.K_CONCATENATED_STRING
  const start = tree.start(value)
  const isText = isString && !/^[a-z]?[bft]/i.test(tree.source.slice(start, start + 2))
  return isText ? value : NO_NODE
}

/** The first named child that is not a comment. */
export function firstNamed(tree: SyntaxTree, node: Node): Node {
  const end = tree.endOfSubtree(node)
  for (let child = node + 1; child < end; child = tree.endOfSubtree(child)) {
    if (tree.isNamed(child) && tree.kind(child) !== k.K_COMMENT) return child
  }
  return NO_NODE
}
