// Chains of names, attributes, calls and subscripts as text, for comparing and for reading.
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'
import { withoutBrackets } from './strings.ts'

/**
 * The grammar reads `[*a.b]` as an attribute of `*a`: the expression behind such a star, every
 * other node as it is.
 */
export function withoutStar(tree: SyntaxTree, node: Node): Node {
  if (node === NO_NODE || tree.kind(node) !== k.K_LIST_SPLAT) return node
  const end = tree.endOfSubtree(node)
  for (let child = node + 1; child < end; child = tree.endOfSubtree(child)) {
    if (tree.isNamed(child) && tree.kind(child) !== k.K_COMMENT) return child
  }
  return node
}

/** `a.b.c` for a chain of nothing but names; undefined for other expressions. */
export function dottedText(tree: SyntaxTree, node: Node): string | undefined {
  if (node === NO_NODE) return undefined
  if (tree.kind(node) === k.K_IDENTIFIER) return tree.text(node)
  const names: string[] = []
  let at = node
  while (at !== NO_NODE && tree.kind(at) === k.K_ATTRIBUTE) {
    const name = tree.child(at, k.F_ATTRIBUTE)
    if (name === NO_NODE) return undefined
    names.push(tree.text(name))
    at = withoutStar(tree, tree.child(at, k.F_OBJECT))
  }
  if (at === NO_NODE || tree.kind(at) !== k.K_IDENTIFIER) return undefined
  names.push(tree.text(at))
  return names.reverse().join('.')
}

/**
 * `db.query().filter().all` for a chain of names, attributes, calls `()` and subscripts `[]`;
 * brackets and `await` are looked through. Undefined if the chain starts with anything else.
 */
export function accessPath(tree: SyntaxTree, expression: Node): string | undefined {
  const parts: string[] = []
  let at = expression
  for (;;) {
    if (at === NO_NODE) return undefined
    switch (tree.kind(at)) {
      case k.K_IDENTIFIER:
        parts.push(tree.text(at))
        return parts.reverse().join('')
      case k.K_ATTRIBUTE: {
        const name = tree.child(at, k.F_ATTRIBUTE)
        if (name === NO_NODE) return undefined
        parts.push(`.${tree.text(name)}`)
        at = withoutStar(tree, tree.child(at, k.F_OBJECT))
        break
      }
      case k.K_CALL:
        parts.push('()')
        at = withoutStar(tree, tree.callee(at))
        break
      case k.K_SUBSCRIPT:
        parts.push('[]')
        at = withoutStar(tree, tree.child(at, k.F_VALUE))
        break
      case k.K_AWAIT:
        at = tree.endOfSubtree(at) > at + 2 ? at + 2 : NO_NODE
        break
      case k.K_PARENTHESIZED_EXPRESSION: {
        const inner = withoutBrackets(tree, at)
        at = inner === at ? NO_NODE : inner
        break
      }
      default:
        return undefined
    }
  }
}

/** The identifier or other expression with which a chain starts. */
export function rootOf(tree: SyntaxTree, expression: Node): Node {
  let at = expression
  for (;;) {
    const kind = tree.kind(at)
    let next = NO_NODE
    if (kind === k.K_ATTRIBUTE) next = tree.child(at, k.F_OBJECT)
    else if (kind === k.K_CALL) next = tree.callee(at)
    else if (kind === k.K_SUBSCRIPT) next = tree.child(at, k.F_VALUE)
    if (next === NO_NODE) return at
    at = withoutStar(tree, next)
  }
}
