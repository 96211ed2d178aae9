// Options that a call is given by name, or through a mapping: `get(url, **{'verify': False})`,
// `options = dict(verify=False)` and then `get(url, **options)`.

import type { Checker } from '../../engine/checker.ts'
import { namedConstant, namedText } from '../../facts/named-constants.ts'
import { writtenValue } from '../../flow/written-value.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { keywordArgument, positionalArgument } from '../calls/calls.ts'
import { provenance } from '../inputs/provenance.ts'

/** The value of an option, under its keyword or in a mapping; NO_NODE where none is seen. */
export function optionOf(checker: Checker, call: Node, name: string): Node {
  const given = keywordArgument(checker.tree, call, name)
  if (given !== NO_NODE) return given
  for (const one of checker.facts.arguments(call)) {
    if (one.name === '**') {
      const value = unpackedOptions(checker, one.value)?.get(name)
      if (value !== undefined) return value
    }
  }
  return NO_NODE
}

/** An option that can be passed by position too. */
export function optionAt(checker: Checker, call: Node, position: number, name: string): Node {
  const option = optionOf(checker, call, name)
  return option === NO_NODE ? positionalArgument(checker.tree, call, position) : option
}

/**
 * The options of an unpacked mapping by name: a display, `dict(...)`, or a local variable or constant
 * that is one and that nothing else changes but `options['key'] = value` before the call. Undefined
 * where not all of it is known.
 */
export function unpackedOptions(
  checker: Checker,
  mapping: Node,
): ReadonlyMap<string, Node> | undefined {
  const { tree } = checker
  const made = provenance(checker).valueOf(mapping)
  const found = displayed(checker, made)
  if (found === undefined || made === mapping) return found
  if (tree.kind(mapping) !== k.K_IDENTIFIER) return undefined
  return withItems(checker, mapping, found)
}

function displayed({ tree, facts }: Checker, made: Node): Map<string, Node> | undefined {
  const found = new Map<string, Node>()
  if (tree.kind(made) === k.K_DICTIONARY) {
    for (const part of tree.namedChildren(made)) {
      if (tree.kind(part) === k.K_COMMENT) continue
      if (tree.kind(part) !== k.K_PAIR) return undefined
      const key = namedText(facts, tree.child(part, k.F_KEY))
      const value = tree.child(part, k.F_VALUE)
      if (key === undefined || value === NO_NODE) return undefined
      found.set(key, value)
    }
    return found
  }
  if (tree.kind(made) !== k.K_CALL || facts.calleeName(made) !== 'builtins.dict') return undefined
  for (const { name, value, isUnpacked } of facts.arguments(made)) {
    if (name === undefined || isUnpacked) return undefined
    found.set(name, value)
  }
  return found
}

/** With what is put under a key before the use; undefined once the mapping may be changed elsewhere. */
function withItems(
  { tree, facts }: Checker,
  use: Node,
  found: Map<string, Node>,
): ReadonlyMap<string, Node> | undefined {
  for (const reference of facts.resolve(use)?.references ?? []) {
    const parent = tree.parent(reference)
    if (reference === use || facts.isWrite(reference)) continue
    const kind = tree.kind(parent)
    if (kind === k.K_DICTIONARY_SPLAT) continue
    if (kind !== k.K_SUBSCRIPT || tree.fieldOf(reference) !== k.F_VALUE) return undefined
    if (!facts.isWrite(parent)) continue
    const key = namedConstant(facts, tree.child(parent, k.F_SUBSCRIPT))
    const written = writtenValue(tree, parent)
    // What is decided under a condition may not be so at the call.
    const isPlain =
      tree.ancestor(parent, k.K_BLOCK, k.K_MODULE) === tree.ancestor(use, k.K_BLOCK, k.K_MODULE)
    if (typeof key !== 'string' || written?.kind !== 'whole' || !isPlain || reference > use) {
      return undefined
    }
    found.set(key, written.node)
  }
  return found
}
