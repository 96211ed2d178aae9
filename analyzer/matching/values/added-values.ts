// What is put into a local container after it was made.

import type { Checker } from '../../engine/checker.ts'
import type { Constant } from '../../facts/literals.ts'
import { namedConstant } from '../../facts/named-constants.ts'
import type { Binding } from '../../facts/scopes.ts'
import { writtenValue } from '../../flow/written-value.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'

const ADDERS: ReadonlySet<string> = new Set(
  'append extend insert add update appendleft write writelines setdefault put put_nowait push'.split(
    ' ',
  ),
)

/**
 * The values that `x[key] = value`, `x.append(value)` and the like put into a variable of a function
 * before a use; with a key only those that may stand under it.
 */
export function addedValues(
  { tree, facts }: Checker,
  binding: Binding,
  use: Node,
  key: Constant | undefined,
): readonly Node[] {
  if (binding.scope?.function === undefined || binding.kind !== 'variable') return []
  const found: Node[] = []
  for (const reference of binding.references) {
    if (reference >= use) break
    const parent = tree.parent(reference)
    if (parent === NO_NODE) continue
    if (tree.kind(parent) === k.K_SUBSCRIPT && facts.isWrite(parent)) {
      const own = namedConstant(facts, tree.child(parent, k.F_SUBSCRIPT))
      if (key !== undefined && own !== undefined && own !== key) continue
      const written = writtenValue(tree, parent)
      if (written !== undefined) found.push(written.node)
    } else if (tree.kind(parent) === k.K_SUBSCRIPT) {
      // `x[key].append(value)`
      const method = tree.parent(parent)
      const call = tree.calledBy(method)
      if (tree.kind(method) !== k.K_ATTRIBUTE || call === NO_NODE) continue
      if (!ADDERS.has(facts.name(tree.child(method, k.F_ATTRIBUTE)))) continue
      const own = namedConstant(facts, tree.child(parent, k.F_SUBSCRIPT))
      if (key !== undefined && own !== undefined && own !== key) continue
      found.push(...facts.arguments(call).map(({ value }) => value))
    } else if (tree.kind(parent) === k.K_ATTRIBUTE && tree.fieldOf(reference) === k.F_OBJECT) {
      const call = tree.calledBy(parent)
      const name = facts.name(tree.child(parent, k.F_ATTRIBUTE))
      if (call === NO_NODE || !ADDERS.has(name)) continue
      found.push(...facts.arguments(call).map(({ value }) => value))
    }
  }
  return found
}

/** The values that `x.name = value` gives a field of a local object before a use. */
export function addedFields({ tree, facts }: Checker, base: Node, name: string): readonly Node[] {
  if (tree.kind(base) !== k.K_IDENTIFIER) return []
  const binding = facts.resolve(base)
  if (binding?.kind !== 'variable' || binding.scope?.function === undefined) return []
  const found: Node[] = []
  for (const reference of binding.references) {
    if (reference >= base) break
    const parent = tree.parent(reference)
    if (parent === NO_NODE || tree.kind(parent) !== k.K_ATTRIBUTE || !facts.isWrite(parent))
      continue
    if (facts.name(tree.child(parent, k.F_ATTRIBUTE)) !== name) continue
    const written = writtenValue(tree, parent)
    if (written !== undefined) found.push(written.node)
  }
  return found
}
