// Which words of a small set code compares names with: `order.status == "open"`.

import type { FileFacts } from '../facts/file-facts.ts'
import { stringValue } from '../facts/strings.ts'
import {
  F_ATTRIBUTE,
  K_ATTRIBUTE,
  K_COMPARISON_OPERATOR,
  K_IDENTIFIER,
  K_KEYWORD_ARGUMENT,
  K_LIST,
  K_SET,
  K_TUPLE,
} from '../syntax/kinds.ts'
import type { Node } from '../syntax/tree.ts'
import { defineGatherer } from './define.ts'

export interface ComparedWords {
  /** The last part of what is compared: `status` of `order.status`. */
  readonly name: string
  readonly words: readonly string[]
  /** True for a pattern that lists the words: `^(low|high)$`. */
  readonly isPattern: boolean
  readonly symbol: string
  /** Start of the comparison (UTF-16 index). */
  readonly start: number
  readonly end: number
}

/** Names that say that a value is one of a few. */
const CHOICE =
  /(?:^|_)(?:status|state|kind|type|mode|priority|level|role|category|phase|stage|severity|action|strategy|tier|plan|visibility|direction|frequency)$/
const WORD = /^[a-z][a-z0-9_-]{1,30}$/
const PATTERN = /^\^?\(?((?:[a-z0-9_-]+\|)+[a-z0-9_-]+)\)?\$?$/

export const comparedWords = defineGatherer<
  readonly ComparedWords[],
  readonly (ComparedWords & { readonly path: string })[]
>({
  id: 'compared-words',
  collect(facts, role) {
    if (role !== 'source') return undefined
    const found = [...facts.nodesOfKind(K_COMPARISON_OPERATOR)].flatMap((node) =>
      compared(facts, node),
    )
    for (const node of facts.nodesOfKind(K_KEYWORD_ARGUMENT)) found.push(...patterned(facts, node))
    return found.length === 0 ? undefined : found
  },
  combine: (parts) => parts.flatMap(({ path, part }) => part.map((one) => ({ ...one, path }))),
})

function compared(facts: FileFacts, node: Node): ComparedWords[] {
  const { tree } = facts
  const [left, right, more] = tree.namedChildren(node)
  if (left === undefined || right === undefined || more !== undefined) return []
  const name = nameOf(facts, left)
  if (name === undefined || !CHOICE.test(name)) return []
  const kind = tree.kind(right)
  const isList = kind === K_TUPLE || kind === K_LIST || kind === K_SET
  const words = (isList ? tree.namedChildren(right) : [right]).map((one) => stringValue(tree, one))
  if (!words.every((word) => word !== undefined && WORD.test(word))) return []
  const symbol = facts.enclosingFunction(node)?.symbol ?? ''
  const own = words.filter((word) => word !== undefined)
  return [
    { name, words: own, isPattern: false, symbol, start: tree.start(node), end: tree.end(node) },
  ]
}

/** `priority: str = Field(pattern="^(low|high)$")`. */
function patterned(facts: FileFacts, node: Node): ComparedWords[] {
  const { tree } = facts
  if (!/^(?:pattern|regex)\s*=/.test(tree.spelled(node))) return []
  const value = tree.namedChildren(node).at(-1)
  const match = value === undefined ? null : PATTERN.exec(stringValue(tree, value) ?? '')
  const statement = /^\s*(\w+)\s*:/m.exec(lineAt(tree.source, tree.start(node)))
  if (match === null || statement === null) return []
  const words = (match[1] ?? '').split('|')
  const start = tree.start(node)
  return [
    { name: statement[1] ?? '', words, isPattern: true, symbol: '', start, end: tree.end(node) },
  ]
}

function lineAt(source: string, at: number): string {
  return source.slice(source.lastIndexOf('\n', at) + 1, at)
}

function nameOf(facts: FileFacts, node: Node): string | undefined {
  const { tree } = facts
  if (tree.kind(node) === K_IDENTIFIER) return tree.text(node)
  return tree.kind(node) === K_ATTRIBUTE ? tree.text(tree.child(node, F_ATTRIBUTE)) : undefined
}
