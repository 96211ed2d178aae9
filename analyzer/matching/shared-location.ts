// Whether a place that is written outlives the call: another task or thread may write it meanwhile.
import { rootOf } from '../facts/access-path.ts'
import type { FileFacts } from '../facts/file-facts.ts'
import { assignedValue } from '../facts/qualified-names.ts'
import { receiverOf } from '../facts/receivers.ts'
import { K_CALL, K_IDENTIFIER } from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'

/** What the root of a shared place is, and so how sure it is that others reach it. */
export type SharedRoot =
  /** `self.x`, `cls.x`. */
  | 'receiver'
  /** A variable of the module or something reached from it. */
  | 'global'
  /** A variable of an enclosing function. */
  | 'closure'
  /** An object that came in as an argument. */
  | 'parameter'

/** The kind of a name, attribute or item that outlives the call; undefined for local ones. */
export function sharedRoot(facts: FileFacts, target: Node): SharedRoot | undefined {
  return sharedRootOf(facts, target, 0)
}

/** How many local names are followed to what they stand for. */
const MAX_ALIASES = 4

function sharedRootOf(facts: FileFacts, target: Node, aliases: number): SharedRoot | undefined {
  const { tree } = facts
  const root = rootOf(tree, target)
  if (tree.kind(root) !== K_IDENTIFIER) return undefined
  const binding = facts.resolve(root)
  if (binding?.scope === undefined) return undefined
  if (receiverOf(facts, root) !== undefined) return root === target ? undefined : 'receiver'
  switch (facts.reach(root)) {
    case 'global':
      return 'global'
    case 'closure':
      return 'closure'
    case 'local':
      break
    default:
      return undefined
  }
  if (root === target) return undefined
  if (binding.kind === 'parameter') return 'parameter'
  if (aliases >= MAX_ALIASES || binding.definitions.length !== 1) return undefined
  const value = assignedValue(tree, binding.definitions[0]?.node ?? NO_NODE)
  if (value === NO_NODE || isCallChain(facts, value)) return undefined
  return sharedRootOf(facts, value, aliases + 1)
}

/** An object that a call gave may be new: nothing is said of it. */
function isCallChain(facts: FileFacts, value: Node): boolean {
  for (let at = value; at < facts.tree.endOfSubtree(value); at += 1) {
    if (facts.tree.kind(at) === K_CALL) return true
  }
  return false
}
