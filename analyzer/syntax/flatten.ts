// The portable way from a tree-sitter tree to the flat array: one cursor pass without recursion.
import type Parser from 'tree-sitter'
import { K_ERROR } from './kinds.ts'
import { MISSING, NAMED, packHead, STRIDE } from './tree.ts'

/** tree-sitter's own number for an error node. */
const TREE_SITTER_ERROR = 65535

/** What went wrong while flattening: the file is deeper or larger than its budget. */
export type FlattenFailure = 'too-deep' | 'too-many-nodes'

/** Limits for one file, so that hostile input costs a bounded amount of memory. */
export interface FlattenBudget {
  readonly maxDepth: number
  readonly maxNodes: number
}

/** Returns the flat array, or the reason why the tree does not fit the budget. */
export function flatten(tree: Parser.Tree, budget: FlattenBudget): Int32Array | FlattenFailure {
  const cursor = tree.walk()
  let nodes = new Int32Array(1024 * STRIDE)
  let count = 0
  const open: number[] = []
  for (;;) {
    if (count >= budget.maxNodes) return 'too-many-nodes'
    if (open.length > budget.maxDepth) return 'too-deep'
    if ((count + 1) * STRIDE > nodes.length) nodes = grown(nodes)
    const at = count * STRIDE
    const rawKind = cursor.nodeTypeId
    const flags = (cursor.nodeIsNamed ? NAMED : 0) | (cursor.nodeIsMissing ? MISSING : 0)
    nodes[at] = packHead(
      rawKind === TREE_SITTER_ERROR ? K_ERROR : rawKind,
      cursor.currentFieldId ?? 0,
      flags,
    )
    nodes[at + 1] = cursor.startIndex
    nodes[at + 2] = cursor.endIndex
    nodes[at + 3] = open.at(-1) ?? -1
    count += 1
    if (cursor.gotoFirstChild()) {
      open.push(count - 1)
      continue
    }
    nodes[at + 4] = count
    while (!cursor.gotoNextSibling()) {
      const parent = open.pop()
      if (parent === undefined) return nodes.slice(0, count * STRIDE)
      nodes[parent * STRIDE + 4] = count
      cursor.gotoParent()
    }
  }
}

function grown(nodes: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(nodes.length * 2)
  larger.set(nodes)
  return larger
}
