// Values that stand in the source as literals.
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'
import { stringValue, withoutBrackets } from './strings.ts'

/** A number, text, truth value or `None` (null). */
export type Constant = string | number | boolean | null

/**
 * The constant that an expression is; undefined for everything that must be computed. Integers
 * beyond 2^53 lose precision; complex numbers are no constants. Signs and brackets are read.
 */
export function constantValue(tree: SyntaxTree, expression: Node): Constant | undefined {
  if (expression === NO_NODE) return undefined
  const node = withoutBrackets(tree, expression)
  switch (tree.kind(node)) {
    case k.K_NONE:
      return null
    case k.K_TRUE:
      return true
    case k.K_FALSE:
      return false
    case k.K_INTEGER:
    case k.K_FLOAT:
      return numberValue(tree.text(node))
    case k.K_STRING:
    case k.K_CONCATENATED_STRING:
      return stringValue(tree, node)
    case k.K_UNARY_OPERATOR: {
      const argument = tree.child(node, k.F_ARGUMENT)
      const sign = tree.kind(node + 1)
      const kind = argument === NO_NODE ? -1 : tree.kind(argument)
      if (kind !== k.K_INTEGER && kind !== k.K_FLOAT) return undefined
      const value = numberValue(tree.text(argument))
      if (value === undefined || sign === k.T_TILDE) return undefined
      return sign === k.T_DASH ? -value : value
    }
    default:
      return undefined
  }
}

/** The value of a number as Python writes it: underscores, bases, old octals and suffixes. */
export function numberValue(text: string): number | undefined {
  const plain = text.replaceAll('_', '').replace(/[lL]$/, '')
  const old = /^0[0-7]+$/.test(plain) ? `0o${plain.slice(1)}` : plain
  const value = Number(old)
  return Number.isNaN(value) ? undefined : value
}
