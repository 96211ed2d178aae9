// Giving a row what is computed from its other columns.
import type { FileFacts } from '../facts/file-facts.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'
import { attributeName, isSelf } from './attributes.ts'

/** `row.is_free = row.used < row.size`, `row.total = row.net + row.tax`. */
export interface FlagChange {
  readonly attribute: string
  /** Attributes of the same object that the value is computed from, in order. */
  readonly from: readonly string[]
  readonly line: number
  /** A number rather than an answer. */
  readonly isSum?: true
}

/** Every value of a file that is computed from other attributes of the same object. */
export function readFlags(facts: FileFacts): FlagChange[] {
  return [...facts.nodesOfKind(k.K_ASSIGNMENT)].flatMap((node) => readFlag(facts.tree, node) ?? [])
}

function readFlag(tree: SyntaxTree, node: Node): FlagChange | undefined {
  const target = tree.child(node, k.F_LEFT)
  const value = withoutBool(tree, tree.child(node, k.F_RIGHT))
  if (target === NO_NODE || value === NO_NODE || tree.kind(target) !== k.K_ATTRIBUTE) return
  const object = tree.child(target, k.F_OBJECT)
  if (tree.kind(object) === k.K_CALL || isSelf(tree, target)) return
  const kind = tree.kind(value)
  const isSum = kind === k.K_BINARY_OPERATOR
  const isComputed =
    kind === k.K_COMPARISON_OPERATOR ||
    kind === k.K_BOOLEAN_OPERATOR ||
    kind === k.K_NOT_OPERATOR ||
    isSum
  if (!isComputed) return
  const owner = tree.text(object)
  const from = new Set<string>()
  for (let at = value; at < tree.endOfSubtree(value); at += 1) {
    if (tree.kind(at) !== k.K_ATTRIBUTE) continue
    if (tree.text(tree.child(at, k.F_OBJECT)) === owner) from.add(attributeName(tree, at))
  }
  const attribute = attributeName(tree, target)
  // A sum with itself counts, and one other column is no formula.
  if (from.size === 0 || (isSum && (from.size < 2 || from.has(attribute)))) return
  return { attribute, from: [...from].sort(), line: tree.line(node), ...(isSum && { isSum }) }
}

/** The argument of `bool(...)`. */
function withoutBool(tree: SyntaxTree, value: Node): Node {
  if (value === NO_NODE || tree.kind(value) !== k.K_CALL) return value
  if (tree.text(tree.callee(value)) !== 'bool') return value
  return tree.namedChildren(tree.child(value, k.F_ARGUMENTS))[0] ?? NO_NODE
}
