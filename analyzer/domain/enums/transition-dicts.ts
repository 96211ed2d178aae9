// Dictionaries inside of functions that may be tables of transitions.
import type { Expression, Place } from '../../facts/expression.ts'
import type { FileFacts } from '../../facts/file-facts.ts'
import { readExpression } from '../../facts/read-expression.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'

export interface LocalDictionary {
  /** Symbol of the function. */
  readonly in: string
  /** The variable that holds it, '' without one. */
  readonly name: string
  readonly value: Expression
  readonly at: Place
}

const COLLECTIONS = new Set([k.K_LIST, k.K_SET, k.K_TUPLE, k.K_CALL])

/** Dictionaries from a dotted name or a word to a collection; none in most files. */
export function readLocalDictionaries(facts: FileFacts): readonly LocalDictionary[] {
  const { tree } = facts
  const found: LocalDictionary[] = []
  for (const node of facts.nodesOfKind(k.K_DICTIONARY)) {
    const pairs = tree.namedChildren(node).filter((child) => tree.kind(child) === k.K_PAIR)
    if (pairs.length < 2 || !pairs.every((pair) => isStep(facts, pair))) continue
    const owner = facts.enclosingFunction(node)
    if (owner === undefined) continue
    const parent = tree.parent(node)
    const isAssigned = parent !== NO_NODE && tree.kind(parent) === k.K_ASSIGNMENT
    const target = isAssigned ? tree.child(parent, k.F_LEFT) : NO_NODE
    found.push({
      in: owner.symbol,
      name: target === NO_NODE ? '' : (facts.dottedText(target) ?? ''),
      value: readExpression(facts, node),
      at: tree.position(tree.start(node)),
    })
  }
  return found
}

function isStep({ tree }: FileFacts, pair: Node): boolean {
  const key = tree.child(pair, k.F_KEY)
  const value = tree.child(pair, k.F_VALUE)
  if (key === NO_NODE || value === NO_NODE) return false
  return tree.kind(key) === k.K_ATTRIBUTE && COLLECTIONS.has(tree.kind(value))
}
