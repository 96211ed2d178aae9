// Modules and attributes that are named by a text: `importlib.import_module('pickle')`,
// `__import__('hashlib')`, `getattr(hashlib, 'md5')`.
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { assignedValue } from './assigned-value.ts'
import { readArguments } from './calls.ts'
import type { FileFacts } from './file-facts.ts'
import { constantValue } from './literals.ts'

const IDENTIFIER = /^[\p{L}_][\p{L}\p{N}_]*$/u

/**
 * The dotted path that a call computes from constant texts; undefined for every other call, for
 * relative imports, attributes of the file's own names and texts that are not known in this file.
 * `nameOf` is `qualifiedName`, which counts how far it has gone: a name can be computed from itself.
 */
export function computedName(
  facts: FileFacts,
  call: Node,
  nameOf: (expression: Node) => string | undefined,
): string | undefined {
  const { tree } = facts
  const callee = tree.callee(call)
  if (callee === NO_NODE || !isComputing(facts, callee)) return undefined
  const given = readArguments(tree, tree.child(call, k.F_ARGUMENTS))
  if (given.some(({ isUnpacked }) => isUnpacked)) return undefined
  const [first, second] = given
  switch (nameOf(callee)) {
    case 'builtins.getattr': {
      if (first === undefined || second === undefined) return undefined
      const name = knownText(facts, second.value)
      if (name === undefined || !IDENTIFIER.test(name)) return undefined
      const base = nameOf(first.value)
      // What a name of one's own holds is not what it is called.
      return base === undefined || base.startsWith('.') ? undefined : `${base}.${name}`
    }
    case 'importlib.import_module':
      return first && modulePath(facts, first.value)
    case 'builtins.__import__': {
      const path = first && modulePath(facts, first.value)
      // With names to take from it the module itself comes back, else the package around it.
      return given.length > 1 ? path : path?.split('.')[0]
    }
    default:
      return undefined
  }
}

/** The last name of the callee, before anything is resolved: most calls are none of these. */
function isComputing(facts: FileFacts, callee: Node): boolean {
  const { tree } = facts
  const kind = tree.kind(callee)
  if (kind === k.K_ATTRIBUTE) {
    const last = tree.child(callee, k.F_ATTRIBUTE)
    return last !== NO_NODE && facts.name(last) === 'import_module'
  }
  if (kind !== k.K_IDENTIFIER) return false
  const name = facts.name(callee)
  if (name === 'getattr' || name === '__import__') return true
  // `from importlib import import_module as load`
  const only = facts.resolve(callee)?.definitions[0]
  return only?.kind === 'import' && facts.importAt(only.node)?.target === 'importlib.import_module'
}

function modulePath(facts: FileFacts, value: Node): string | undefined {
  const path = knownText(facts, value)
  return path?.split('.').every((part) => IDENTIFIER.test(part)) ? path : undefined
}

/** A text, or a name that is given a text once. */
function knownText(facts: FileFacts, value: Node): string | undefined {
  const { tree } = facts
  let node = value
  if (tree.kind(node) === k.K_IDENTIFIER) {
    const binding = facts.resolve(node)
    const [only] = binding?.definitions ?? []
    if (binding?.definitionCount !== 1 || only?.kind !== 'assignment') return undefined
    node = assignedValue(tree, only.node)
  }
  const text = constantValue(tree, node)
  return typeof text === 'string' ? text : undefined
}
