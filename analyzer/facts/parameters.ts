// The parameters of a function or lambda.
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'

export type ParameterKind =
  | 'positional-only'
  | 'positional'
  | 'keyword-only'
  /** `*args` */
  | 'rest'
  /** `**kwargs` */
  | 'keywords'

export interface Parameter {
  readonly name: string
  readonly kind: ParameterKind
  /** The whole parameter. */
  readonly node: Node
  /** The identifier that is bound; a tuple pattern in Python 2 sources. */
  readonly nameNode: Node
  /** A `type` node, NO_NODE if there is none. */
  readonly annotation: Node
  /** The default's expression, NO_NODE if there is none. */
  readonly default: Node
}

/** Reads `parameters` or `lambda_parameters`; NO_NODE gives none. */
export function readParameters(tree: SyntaxTree, list: Node): readonly Parameter[] {
  if (list === NO_NODE) return []
  const found: Parameter[] = []
  let kind: ParameterKind = 'positional'
  const end = tree.endOfSubtree(list)
  for (let node = list + 1; node < end; node = tree.endOfSubtree(node)) {
    switch (tree.kind(node)) {
      case k.K_POSITIONAL_SEPARATOR:
        for (const [at, earlier] of found.entries()) {
          found[at] = { ...earlier, kind: 'positional-only' }
        }
        break
      case k.K_KEYWORD_SEPARATOR:
        kind = 'keyword-only'
        break
      case k.K_IDENTIFIER:
      case k.K_TUPLE_PATTERN:
        found.push(parameter(tree, kind, node, node))
        break
      case k.K_DEFAULT_PARAMETER:
      case k.K_TYPED_DEFAULT_PARAMETER:
      case k.K_TYPED_PARAMETER:
      case k.K_LIST_SPLAT_PATTERN:
      case k.K_DICTIONARY_SPLAT_PATTERN: {
        const splat = splatOf(tree, node)
        const nameNode = splat === NO_NODE ? node + 1 : tree.childOfKind(splat, k.K_IDENTIFIER)
        if (nameNode === NO_NODE) break
        const isRest = splat !== NO_NODE && tree.kind(splat) === k.K_LIST_SPLAT_PATTERN
        const own = splat === NO_NODE ? kind : isRest ? 'rest' : 'keywords'
        found.push(parameter(tree, own, node, nameNode))
        if (isRest) kind = 'keyword-only'
        break
      }
    }
  }
  return found
}

function splatOf(tree: SyntaxTree, node: Node): Node {
  for (const at of [node, node + 1]) {
    const kind = tree.kind(at)
    if (kind === k.K_LIST_SPLAT_PATTERN || kind === k.K_DICTIONARY_SPLAT_PATTERN) return at
  }
  return NO_NODE
}

function parameter(tree: SyntaxTree, kind: ParameterKind, node: Node, nameNode: Node): Parameter {
  const isBare = node === nameNode
  return {
    name: tree.text(nameNode),
    kind,
    node,
    nameNode,
    annotation: isBare ? NO_NODE : tree.child(node, k.F_TYPE),
    default: isBare ? NO_NODE : tree.child(node, k.F_VALUE),
  }
}
