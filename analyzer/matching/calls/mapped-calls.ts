// Calls whose result is told apart by what is beside them: the function that `map` applies, the
// element that `find` gives.
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import type { FileReader } from '../inputs/input-sources.ts'
import { cleanedBy } from '../inputs/sinks.ts'

/** The sinks that the function of `map(int, texts)`, `map(shlex.quote, words)` makes each item harmless for. */
export function appliedBy({ tree, facts }: FileReader, call: Node): number {
  const applied = facts.arguments(call)[0]?.value ?? NO_NODE
  const kind = applied === NO_NODE ? undefined : tree.kind(applied)
  if (kind !== k.K_IDENTIFIER && kind !== k.K_ATTRIBUTE) return 0
  const name = kind === k.K_ATTRIBUTE ? tree.child(applied, k.F_ATTRIBUTE) : applied
  return cleanedBy(facts.qualifiedName(applied), facts.name(name))
}

const DOCUMENTS = /^(?:xml|lxml|defusedxml|bs4)\b/

/** `root.find('name')` of a document is an element; of a text it is a position, which has no fields. */
export function isFoundElement({ tree, facts }: FileReader, call: Node, name: string): boolean {
  if (name !== 'find') return false
  const parent = tree.parent(call)
  if (parent !== NO_NODE && tree.kind(parent) === k.K_ATTRIBUTE) return true
  return facts.imports.some(({ target }) => DOCUMENTS.test(target ?? ''))
}
