// tree-sitter behind one function: text in, flat tree out. Two ways give the same integers: the
// addon in native/ parses and flattens in C, the portable one walks a cursor of the npm binding.
import { createRequire } from 'node:module'
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

export interface ParserOptions {
  readonly budget?: ParseBudget
  /** Absolute path of the addon built from native/; without it the portable way is taken. */
  readonly addon?: string | undefined
}

/** Makes a parser; keep one for each thread. Throws if a named addon cannot be loaded. */
export function createParser({ budget = DEFAULT_PARSE_BUDGET, addon }: ParserOptions = {}): Parse {
  const parse =
    addon === undefined ? createPortableParser(budget) : createNativeParser(budget, addon)
  return (source) => {
    const tree = parse(source)
    return typeof tree === 'string' ? tree : endComments(tree)
  }
}

/**
 * The npm binding frees the native tree behind a dropped wrapper in a finalizer, and finalizers run
 * only when the event loop turns; there is no call that frees it. Parsing 10 MB in one synchronous
 * loop leaves 350 MB resident, with a turn after each megabyte 175 MB, whether or not garbage
 * collection is forced as well; the addon keeps no trees and stays at 126 MB. So nothing holds on
 * to a tree here, and whoever parses in a loop has to yield.
 */
function createPortableParser(budget: ParseBudget): Parse {
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
    return typeof nodes === 'string' ? nodes : new SyntaxTree(source, nodes)
  }
}

/** What the addon exports; native/flatten.c describes it. */
interface Addon {
  flatten(
    bytes: Uint8Array,
    utf16: boolean,
    maxDepth: number,
    maxNodes: number,
    maxMilliseconds: number,
  ): ArrayBuffer | ParseFailure
}

function createNativeParser(budget: ParseBudget, path: string): Parse {
  // An addon has no typings; its shape is written down beside its source.
  const addon = createRequire(import.meta.url)(path) as Addon
  return (source) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII as a whole
    const isAscii = !/[^\u0000-\u007f]/.test(source)
    const flat = addon.flatten(
      Buffer.from(source, isAscii ? 'latin1' : 'utf16le'),
      !isAscii,
      budget.maxDepth,
      budget.maxNodes,
      budget.maxMilliseconds,
    )
    return typeof flat === 'string' ? flat : new SyntaxTree(source, new Int32Array(flat))
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
