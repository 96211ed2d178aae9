// Arguments of calls, class headers and decorators.
import * as k from '../syntax/kinds.ts'
import { type CallArgument, NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'

export type { CallArgument } from '../syntax/tree.ts'

/**
 * Reads an `argument_list` (or the generator that stands in its place); NO_NODE gives none.
 */
export function readArguments(tree: SyntaxTree, list: Node): readonly CallArgument[] {
  const written = readWrittenArguments(tree, list)
  // Nearly no call unpacks a mapping, and nearly every rule about calls asks for their arguments.
  if (!written.some(({ name }) => name === '**')) return written
  return written.flatMap((one) => {
    return one.name === '**' ? (tree.optionsOf(one.node) ?? [one]) : [one]
  })
}

/** The same as it stands in the source: an unpacked mapping is one argument. For edits. */
export function readWrittenArguments(tree: SyntaxTree, list: Node): readonly CallArgument[] {
  if (list === NO_NODE) return []
  if (tree.kind(list) === k.K_GENERATOR_EXPRESSION) {
    return [{ node: list, value: list, name: undefined, isUnpacked: false }]
  }
  const found: CallArgument[] = []
  const end = tree.endOfSubtree(list)
  for (let node = list + 1; node < end; node = tree.endOfSubtree(node)) {
    if (!tree.isNamed(node)) continue
    switch (tree.kind(node)) {
      case k.K_COMMENT:
      case k.K_LINE_CONTINUATION:
      case k.K_ERROR:
        break
      case k.K_KEYWORD_ARGUMENT: {
        const value = tree.child(node, k.F_VALUE)
        if (value === NO_NODE) break
        found.push({ node, value, name: tree.text(node + 1), isUnpacked: false })
        break
      }
      case k.K_LIST_SPLAT:
        found.push({ node, value: last(tree, node), name: undefined, isUnpacked: true })
        break
      case k.K_DICTIONARY_SPLAT:
        found.push({ node, value: last(tree, node), name: '**', isUnpacked: true })
        break
      default:
        found.push({ node, value: node, name: undefined, isUnpacked: false })
    }
  }
  return found
}

function last(tree: SyntaxTree, node: Node): Node {
  let found = node
  const end = tree.endOfSubtree(node)
  for (let child = node + 1; child < end; child = tree.endOfSubtree(child)) {
    if (tree.isNamed(child) && tree.kind(child) !== k.K_COMMENT) found = child
  }
  return found
}
