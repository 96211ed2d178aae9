// Bodies of functions by their tokens: equal for functions that do the same word for word.
import type { FileFacts } from '../facts/file-facts.ts'
import type { FunctionFacts } from '../facts/functions.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE } from '../syntax/tree.ts'

export interface FunctionBody {
  readonly symbol: string
  readonly hash: string
  readonly tokens: number
  /** UTF-16 indices of the name. */
  readonly start: number
  readonly end: number
  readonly line: number
  readonly column: number
}

/** Shorter bodies are alike by chance. */
const MIN_TOKENS = 40
const MIN_STATEMENTS = 3

export function functionBodies(facts: FileFacts): readonly FunctionBody[] {
  return facts.functions.flatMap((one) => {
    if (one.isLambda || one.body === NO_NODE || one.nameNode === NO_NODE) return []
    const { tree } = facts
    const statements = tree
      .namedChildren(one.body)
      .filter((node) => tree.kind(node) !== k.K_COMMENT)
    if (statements.length < MIN_STATEMENTS) return []
    const { hash, tokens } = hashBody(facts, one)
    if (tokens < MIN_TOKENS) return []
    const start = tree.start(one.nameNode)
    const { line, column } = tree.position(start)
    return [{ symbol: one.symbol, hash, tokens, start, end: tree.end(one.nameNode), line, column }]
  })
}

/** Two numbers of 32 bits: chance meetings are out of the question at the size of a project. */
function hashBody({ tree }: FileFacts, one: FunctionFacts) {
  let first = 0x811c9dc5
  let second = 0x1234567
  let tokens = 0
  const docstring = one.docstring
  for (const list of [one.parametersNode, one.body]) {
    if (list === NO_NODE) continue
    for (let node = list; node < tree.endOfSubtree(list); ) {
      const kind = tree.kind(node)
      const isDocumentation = docstring !== NO_NODE && node === tree.parent(docstring)
      if (kind === k.K_COMMENT || isDocumentation) {
        node = tree.endOfSubtree(node)
        continue
      }
      if (tree.firstChild(node) === NO_NODE) {
        tokens += 1
        const { source } = tree
        for (let at = tree.start(node); at < tree.end(node); at += 1) {
          const letter = source.charCodeAt(at)
          first = Math.imul(first ^ letter, 0x01000193) >>> 0
          second = (Math.imul(second, 31) + letter) >>> 0
        }
      }
      first = Math.imul(first ^ (kind + 7), 0x01000193) >>> 0
      node += 1
    }
  }
  return { hash: `${first.toString(36)}.${second.toString(36)}`, tokens }
}
