// tree-sitter behind one function: text in, flat tree out.
import Parser from 'tree-sitter'
import python from 'tree-sitter-python'
import { type FlattenBudget, type FlattenFailure, flatten } from './flatten.ts'
import { K_COMMENT } from './kinds.ts'
import { STRIDE, SyntaxTree } from './tree.ts'

export interface ParseBudget extends FlattenBudget {
  /** Longest time for one file, in milliseconds. */
  readonly maxMilliseconds: number
}

export const DEFAULT_PARSE_BUDGET: ParseBudget = {
  maxDepth: 1_000,
  maxNodes: 4_000_000,
  maxMilliseconds: 5_000,
}

/** Why a file could not be parsed within its budget. */
export type ParseFailure = FlattenFailure | 'too-slow'

export type Parse = (source: string) => SyntaxTree | ParseFailure

/** Makes a parser; keep one for each thread. */
export function createParser(budget: ParseBudget = DEFAULT_PARSE_BUDGET): Parse {
  const parser = new Parser()
  // The grammar package's typings describe an older Language type than the runtime's.
  parser.setLanguage(python as unknown as Parser.Language)
  return (source) => {
    const deadline = performance.now() + budget.maxMilliseconds
    const tree = parser.parse(source, null, {
      bufferSize: Math.max(source.length * 2 + 2, 1024),
      progressCallback: () => performance.now() > deadline,
    })
    if (tree === null || tree === undefined) {
      parser.reset()
      return 'too-slow'
    }
    const nodes = flatten(tree, budget)
    return typeof nodes === 'string' ? nodes : endComments(new SyntaxTree(source, nodes))
  }
}

/** The grammar takes the \r of a \r\n line break into a comment; for Python it is no part of it. */
function endComments(tree: SyntaxTree): SyntaxTree {
  if (!tree.source.includes('\r')) return tree
  for (let node = 0; node < tree.count; node += 1) {
    if (tree.kind(node) !== K_COMMENT) continue
    const end = tree.end(node)
    if (tree.source.charCodeAt(end - 1) === 13) tree.nodes[node * STRIDE + 2] = end - 1
  }
  return tree
}
