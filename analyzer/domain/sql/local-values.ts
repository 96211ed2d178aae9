// The expressions that a local variable may hold where it is read, by the shape of the code: the
// nearest assignment that is always passed, and the conditional ones behind it.

import { assignedValue } from '../../facts/assigned-value.ts'
import type { FileFacts } from '../../facts/file-facts.ts'
import { loopedOver } from '../../facts/looped-over.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'

export interface LocalValue {
  /** The expression on the right side; what a `for` loops over, what `with` enters. */
  readonly value: Node
  readonly kind: 'assigned' | 'iterated' | 'entered'
  /** The identifier that is bound. */
  readonly target: Node
  /** False for an assignment that another branch passes by. */
  readonly isCertain: boolean
}

const MAX_VALUES = 12

/** Possible values of an identifier, the last first; empty for parameters and unknown names. */
export function localValues(facts: FileFacts, identifier: Node): readonly LocalValue[] {
  const binding = facts.resolve(identifier)
  if (binding?.scope === undefined || binding.scope !== facts.scopeOf(identifier)) {
    return binding?.definitionCount === 1 ? onlyValue(facts, binding.definitions[0]?.node) : []
  }
  // What a comprehension makes stands in front of the `for` that names it.
  if (binding.scope.kind === 'comprehension') return onlyValue(facts, binding.definitions[0]?.node)
  const { definitions } = binding
  const found: LocalValue[] = []
  let at = lastBefore(definitions, identifier)
  for (; at >= 0 && found.length < MAX_VALUES; at -= 1) {
    const definition = definitions[at]
    if (definition === undefined) break
    const { node, kind } = definition
    if (kind === 'annotation' || isWithin(facts, node, identifier)) continue
    const reach = reachOf(facts, node, identifier)
    if (reach === 'never') continue
    const one = valueAt(facts, node, reach === 'always')
    if (one !== undefined) found.push(one)
    if (reach === 'always') break
  }
  return found
}

/** The value of a variable that is only given one. */
function onlyValue(facts: FileFacts, node: Node | undefined): readonly LocalValue[] {
  const one = node === undefined ? undefined : valueAt(facts, node, true)
  return one === undefined ? [] : [one]
}

function valueAt(facts: FileFacts, target: Node, isCertain: boolean): LocalValue | undefined {
  const { tree } = facts
  const assigned = assignedValue(tree, target)
  if (assigned !== NO_NODE) return { value: assigned, kind: 'assigned', target, isCertain }
  const parent = tree.parent(target)
  switch (parent === NO_NODE ? -1 : tree.kind(parent)) {
    case k.K_NAMED_EXPRESSION: {
      const value = tree.child(parent, k.F_VALUE)
      return { value, kind: 'assigned', target, isCertain }
    }
    case k.K_FOR_STATEMENT:
    case k.K_FOR_IN_CLAUSE: {
      const value = tree.child(parent, k.F_RIGHT)
      return { value, kind: 'iterated', target, isCertain }
    }
    case k.K_AS_PATTERN_TARGET: {
      const value = tree.parent(parent) + 1
      return { value, kind: 'entered', target, isCertain }
    }
    default: {
      const value = loopedOver(facts, target)
      return value === NO_NODE ? undefined : { value, kind: 'iterated', target, isCertain }
    }
  }
}

function lastBefore(definitions: readonly { readonly node: Node }[], node: Node): number {
  let low = 0
  let high = definitions.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((definitions[middle]?.node ?? 0) < node) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** True for `x = f(x)`: the `x` on the right is not yet the new one. */
function isWithin(facts: FileFacts, target: Node, use: Node): boolean {
  const { tree } = facts
  const statement = tree.ancestor(target, k.K_ASSIGNMENT, k.K_AUGMENTED_ASSIGNMENT)
  return statement !== NO_NODE && tree.contains(statement, use) && use > target
}

/** Whether a definition in front of a use is always, sometimes or never passed on the way there. */
function reachOf(facts: FileFacts, definition: Node, use: Node): 'always' | 'sometimes' | 'never' {
  const { tree } = facts
  let reach: 'always' | 'sometimes' = 'always'
  let below = definition
  for (let at = tree.parent(definition); at !== NO_NODE; at = tree.parent(at)) {
    const isShared = tree.contains(at, use)
    switch (tree.kind(at)) {
      case k.K_IF_STATEMENT:
        if (isShared) {
          if (tree.fieldOf(below) === k.F_CONDITION) return reach
          const other = branchOf(facts, at, use)
          return other === below || other === NO_NODE ? reach : 'never'
        }
        reach = 'sometimes'
        break
      case k.K_FOR_STATEMENT:
      case k.K_WHILE_STATEMENT:
      case k.K_TRY_STATEMENT:
      case k.K_EXCEPT_CLAUSE:
      case k.K_MATCH_STATEMENT:
      case k.K_CASE_CLAUSE:
      case k.K_ELIF_CLAUSE:
      case k.K_ELSE_CLAUSE:
        if (!isShared && !isHeader(facts, below)) reach = 'sometimes'
        break
    }
    if (isShared) return reach
    below = at
  }
  return reach
}

function isHeader(facts: FileFacts, node: Node): boolean {
  const field = facts.tree.fieldOf(node)
  return field === k.F_CONDITION || field === k.F_RIGHT || field === k.F_LEFT
}

/** The direct child of an `if` (its consequence or a clause) that holds a node. */
function branchOf(facts: FileFacts, statement: Node, node: Node): Node {
  const { tree } = facts
  const end = tree.endOfSubtree(statement)
  for (let child = statement + 1; child < end; child = tree.endOfSubtree(child)) {
    if (tree.contains(child, node)) return child
  }
  return NO_NODE
}
