// What a node stands in, as far as its own function or module goes: loops, `with`, `try`.
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'

/** The ancestors of a node up to the function, lambda or class body that it belongs to. */
function* enclosing(tree: SyntaxTree, node: Node): Generator<{ outer: Node; inner: Node }> {
  let inner = node
  for (let outer = tree.parent(node); outer !== NO_NODE; outer = tree.parent(outer)) {
    const kind = tree.kind(outer)
    const isBody = tree.fieldOf(inner) === k.F_BODY
    if (isBody && (kind === k.K_FUNCTION_DEFINITION || kind === k.K_LAMBDA)) return
    yield { outer, inner }
    inner = outer
  }
}

/** The `except_clause`s that an exception raised at the node may reach, the innermost first. */
export function handlersCovering(tree: SyntaxTree, node: Node): Node[] {
  const found: Node[] = []
  for (const { outer, inner } of enclosing(tree, node)) {
    const isTry = tree.kind(outer) === k.K_TRY_STATEMENT && tree.fieldOf(inner) === k.F_BODY
    if (!isTry) continue
    for (const clause of tree.namedChildren(outer)) {
      if (tree.kind(clause) === k.K_EXCEPT_CLAUSE) found.push(clause)
    }
  }
  return found
}

/** The `finally_clause`s that run when control leaves the node, the innermost first. */
export function finallyCovering(tree: SyntaxTree, node: Node): Node[] {
  const found: Node[] = []
  for (const { outer, inner } of enclosing(tree, node)) {
    if (tree.kind(outer) !== k.K_TRY_STATEMENT) continue
    const clause = tree.childOfKind(outer, k.K_FINALLY_CLAUSE)
    if (clause !== NO_NODE && clause !== inner) found.push(clause)
  }
  return found
}

/** The `with_item`s that have been entered where the node is evaluated, the innermost first. */
export function withItemsAround(tree: SyntaxTree, node: Node): Node[] {
  const found: Node[] = []
  for (const { outer, inner } of enclosing(tree, node)) {
    const kind = tree.kind(outer)
    if (kind === k.K_WITH_CLAUSE) {
      // A later item of the same statement is evaluated inside of the earlier ones.
      found.push(
        ...itemsOf(tree, outer)
          .filter((item) => item < inner)
          .reverse(),
      )
    } else if (kind === k.K_WITH_STATEMENT && tree.fieldOf(inner) === k.F_BODY) {
      const clause = tree.childOfKind(outer, k.K_WITH_CLAUSE)
      if (clause !== NO_NODE) found.push(...itemsOf(tree, clause).reverse())
    }
  }
  return found
}

/** The loops whose body the node stands in (`for_statement`, `while_statement`), innermost first. */
export function loopsAround(tree: SyntaxTree, node: Node): Node[] {
  const found: Node[] = []
  for (const { outer, inner } of enclosing(tree, node)) {
    const kind = tree.kind(outer)
    const repeats =
      (kind === k.K_FOR_STATEMENT && tree.fieldOf(inner) === k.F_BODY) ||
      (kind === k.K_WHILE_STATEMENT && tree.fieldOf(inner) !== k.F_ALTERNATIVE)
    if (repeats) found.push(outer)
  }
  return found
}

/** The statement, or clause with a condition of its own, that a node belongs to. */
export function statementAround(tree: SyntaxTree, node: Node): Node {
  let at = node
  for (;;) {
    const parent = tree.parent(at)
    if (parent === NO_NODE) return at
    const kind = tree.kind(parent)
    if (kind === k.K_BLOCK || kind === k.K_MODULE) return at
    if (tree.kind(at) === k.K_ELIF_CLAUSE || tree.kind(at) === k.K_CASE_CLAUSE) return at
    at = parent
  }
}

function itemsOf(tree: SyntaxTree, clause: Node): Node[] {
  return tree.namedChildren(clause).filter((child) => tree.kind(child) === k.K_WITH_ITEM)
}
