// Writes without a lock that lose little: a flag, a value in place of another, what is loaded at the start.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import {
  F_LEFT,
  F_RIGHT,
  K_ASSIGNMENT,
  K_FALSE,
  K_IDENTIFIER,
  K_NONE,
  K_TRUE,
} from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** `self.stopped = True`: one store that stands for itself, also in a row of them. */
export function isFlag({ tree }: Checker, node: Node): boolean {
  let assignment = tree.parent(node)
  if (tree.kind(assignment) !== K_ASSIGNMENT || tree.child(assignment, F_LEFT) !== node)
    return false
  for (
    let value = tree.child(assignment, F_RIGHT);
    tree.kind(value) === K_ASSIGNMENT;
    value = tree.child(assignment, F_RIGHT)
  ) {
    assignment = value
  }
  return FLAGS.has(tree.kind(tree.child(assignment, F_RIGHT)))
}

/** `self.schema = schema`: the caller's value takes the place of what was there, which is not read. */
export function isSetter({ tree, facts }: Checker, method: FunctionFacts, node: Node): boolean {
  const assignment = tree.parent(node)
  if (tree.kind(assignment) !== K_ASSIGNMENT || tree.child(assignment, F_LEFT) !== node)
    return false
  const value = tree.child(assignment, F_RIGHT)
  if (value === NO_NODE || tree.kind(value) !== K_IDENTIFIER) return false
  return facts.resolve(value)?.kind === 'parameter' && !method.name.startsWith('_')
}

const FLAGS: ReadonlySet<number> = new Set([K_TRUE, K_FALSE, K_NONE])

/** `load_data` fills the object before others ask it anything. */
export function isLoading({ name }: FunctionFacts): boolean {
  return /^_*(?:load|restore|populate|migrate|upgrade)(?:_|$)/.test(name)
}
