// Where the value comes from that a name, attribute or item is given.
import { withoutBrackets } from '../facts/strings.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'

export interface WrittenValue {
  /** The expression that the value comes from. */
  readonly node: Node
  /**
   * - `whole`: the value itself
   * - `updated`: the old value together with it (`+=`)
   * - `part`: one of several values that it is unpacked into
   * - `element`: an item of it, of a loop; `element-part`: a part of an item
   * - `entered`: what `with` gives for it
   */
  readonly kind: 'whole' | 'updated' | 'part' | 'element' | 'element-part' | 'entered'
  /** The statement, clause or expression that writes. */
  readonly writer: Node
}

/** Undefined for parameters, imports, definitions, exceptions and captures of patterns. */
export function writtenValue(tree: SyntaxTree, target: Node): WrittenValue | undefined {
  let inner = target
  let depth = 0
  for (let at = tree.parent(target); at !== NO_NODE; at = tree.parent(at)) {
    switch (tree.kind(at)) {
      case k.K_PATTERN_LIST:
      case k.K_TUPLE_PATTERN:
      case k.K_LIST_PATTERN:
      case k.K_TUPLE:
      case k.K_LIST:
      case k.K_EXPRESSION_LIST:
      case k.K_LIST_SPLAT_PATTERN:
      case k.K_LIST_SPLAT:
        depth += 1
        break
      case k.K_PARENTHESIZED_EXPRESSION:
      case k.K_AS_PATTERN_TARGET:
        break
      case k.K_ASSIGNMENT:
        return tree.fieldOf(inner) === k.F_LEFT ? assigned(tree, at, target, depth) : undefined
      case k.K_AUGMENTED_ASSIGNMENT: {
        if (tree.fieldOf(inner) !== k.F_LEFT) return undefined
        return made(tree.child(at, k.F_RIGHT), 'updated', at)
      }
      case k.K_NAMED_EXPRESSION:
        if (tree.fieldOf(inner) !== k.F_NAME) return undefined
        return made(tree.child(at, k.F_VALUE), 'whole', at)
      case k.K_FOR_STATEMENT:
      case k.K_FOR_IN_CLAUSE:
        if (tree.fieldOf(inner) !== k.F_LEFT) return undefined
        return made(tree.child(at, k.F_RIGHT), depth === 0 ? 'element' : 'element-part', at)
      case k.K_AS_PATTERN: {
        const item = tree.ancestor(at, k.K_WITH_ITEM, k.K_EXCEPT_CLAUSE, k.K_CASE_CLAUSE)
        if (item === NO_NODE || tree.kind(item) !== k.K_WITH_ITEM) return undefined
        return made(at + 1, depth === 0 ? 'entered' : 'part', item)
      }
      default:
        return undefined
    }
    inner = at
  }
  return undefined
}

/** `a = b = value` gives both the value; `a, b = x, y` gives each its own. */
function assigned(
  tree: SyntaxTree,
  assignment: Node,
  target: Node,
  depth: number,
): WrittenValue | undefined {
  let value = tree.child(assignment, k.F_RIGHT)
  while (value !== NO_NODE && tree.kind(value) === k.K_ASSIGNMENT) {
    value = tree.child(value, k.F_RIGHT)
  }
  if (value === NO_NODE) return undefined
  if (depth === 0) return made(value, 'whole', assignment)
  const own = depth === 1 ? counterpart(tree, target, value) : NO_NODE
  return own === NO_NODE ? made(value, 'part', assignment) : made(own, 'whole', assignment)
}

/** The value at the place of `target` if both sides are plain lists of the same length. */
function counterpart(tree: SyntaxTree, target: Node, value: Node): Node {
  const values = itemsOf(tree, value)
  const pattern = tree.parent(target)
  const targets = itemsOf(tree, pattern)
  const isPlain = [...values, ...targets].every((item) => !SPLATS.has(tree.kind(item)))
  if (values.length !== targets.length || !isPlain) return NO_NODE
  return values[targets.indexOf(target)] ?? NO_NODE
}

const LISTS: ReadonlySet<number> = new Set([
  k.K_EXPRESSION_LIST,
  k.K_TUPLE,
  k.K_LIST,
  k.K_PATTERN_LIST,
  k.K_TUPLE_PATTERN,
  k.K_LIST_PATTERN,
])
const SPLATS: ReadonlySet<number> = new Set([
  k.K_LIST_SPLAT,
  k.K_LIST_SPLAT_PATTERN,
  k.K_DICTIONARY_SPLAT,
])

function itemsOf(tree: SyntaxTree, expression: Node): readonly Node[] {
  const list = withoutBrackets(tree, expression)
  if (!LISTS.has(tree.kind(list))) return []
  return tree.namedChildren(list).filter((child) => tree.kind(child) !== k.K_COMMENT)
}

function made(node: Node, kind: WrittenValue['kind'], writer: Node): WrittenValue | undefined {
  return node === NO_NODE ? undefined : { node, kind, writer }
}
