// Options that a call is given through a mapping whose keys can all be read: `get(url, **{'verify':
// False})`, `options = {'verify': False}` and then `get(url, **options)`.
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { onlyAssignment, onlyValue } from './assigned-value.ts'
import { type CallArgument, readArguments } from './calls.ts'
import type { FileFacts } from './file-facts.ts'
import { stringValue } from './strings.ts'

/**
 * Tells the tree what such mappings give, so that whoever asks for the arguments of a call finds them
 * like those that are written out. What is changed somewhere, or put together, stays unknown.
 */
export function tellUnpackedOptions(facts: FileFacts): void {
  const { tree } = facts
  for (const splat of facts.nodesOfKind(k.K_DICTIONARY_SPLAT)) {
    if (tree.kind(tree.parent(splat)) !== k.K_ARGUMENT_LIST) continue
    const mapping = tree.namedChildren(splat)[0]
    if (mapping === undefined) continue
    const options = optionsOf(facts, displayBehind(facts, mapping))
    if (options !== undefined) tree.tellOptions(splat, options)
  }
}

/** The display that a name stands for at a call; NO_NODE where it may be another by then. */
function displayBehind(facts: FileFacts, mapping: Node): Node {
  const { tree } = facts
  if (tree.kind(mapping) !== k.K_IDENTIFIER) return mapping
  const target = onlyAssignment(facts, mapping)
  const binding = facts.resolve(mapping)
  if (target === NO_NODE || target > mapping || binding === undefined) return NO_NODE
  const kind = binding.scope?.kind
  if (kind !== 'function' && kind !== 'module') return NO_NODE
  const isOnlyUnpacked = binding.references.every(
    (one) => one === target || tree.kind(tree.parent(one)) === k.K_DICTIONARY_SPLAT,
  )
  return isOnlyUnpacked ? onlyValue(facts, mapping) : NO_NODE
}

/** `{'verify': False}`, `dict(verify=False)`; undefined where a key cannot be read. */
function optionsOf(facts: FileFacts, display: Node): readonly CallArgument[] | undefined {
  const { tree } = facts
  if (display === NO_NODE) return undefined
  if (tree.kind(display) === k.K_CALL) {
    if (facts.calleeName(display) !== 'builtins.dict') return undefined
    const given = readArguments(tree, tree.child(display, k.F_ARGUMENTS))
    return given.every(({ name, isUnpacked }) => name !== undefined && !isUnpacked)
      ? given
      : undefined
  }
  if (tree.kind(display) !== k.K_DICTIONARY) return undefined
  const found: CallArgument[] = []
  for (const node of tree.namedChildren(display)) {
    if (tree.kind(node) === k.K_COMMENT) continue
    if (tree.kind(node) !== k.K_PAIR) return undefined
    const name = stringValue(tree, tree.child(node, k.F_KEY))
    const value = tree.child(node, k.F_VALUE)
    if (name === undefined || value === NO_NODE) return undefined
    found.push({ node, value, name, isUnpacked: false })
  }
  return found
}
