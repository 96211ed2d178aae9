// Changes of collections that a file imports: `sessions[key] = 1` with `from app.state import sessions`.
import type { Place } from '../facts/expression.ts'
import type { FileFacts } from '../facts/file-facts.ts'
import { AUGMENT, DELETE, isWrite } from '../facts/roles.ts'
import { isMutator } from '../flow/mutators.ts'
import { heldLock } from '../matching/shared-state/held-locks.ts'
import { F_ATTRIBUTE, F_OBJECT, F_VALUE, K_ATTRIBUTE, K_SUBSCRIPT } from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { defineGatherer } from './define.ts'

export interface ImportedChange {
  /** Qualified name of what is changed, as the file reaches it. */
  readonly origin: string
  /** The function that changes it. */
  readonly symbol: string
  readonly at: Place
}

/** The unlocked changes of each file, by its path. */
export const importedChanges = defineGatherer<
  readonly ImportedChange[],
  ReadonlyMap<string, readonly ImportedChange[]>
>({
  id: 'imported-changes',
  collect(facts) {
    const found = changesOf(facts)
    return found.length === 0 ? undefined : found
  },
  combine: (parts) => new Map(parts.map(({ path, part }) => [path, part])),
})

function changesOf(facts: FileFacts): ImportedChange[] {
  const { tree } = facts
  const found: ImportedChange[] = []
  for (const binding of facts.bindings()) {
    if (binding.kind !== 'import') continue
    for (const reference of binding.references) {
      let node = reference
      // `state.sessions` of an imported module.
      const parent = tree.parent(node)
      const isThrough = tree.kind(parent) === K_ATTRIBUTE && tree.fieldOf(node) === F_OBJECT
      if (isThrough && !isCalled(facts, parent)) node = parent
      if (!changes(facts, node)) continue
      const owner = facts.enclosingFunction(node)
      const origin = facts.qualifiedName(node)
      if (owner === undefined || owner.isLambda || origin === undefined) continue
      if (heldLock(facts, node) !== NO_NODE) continue
      found.push({ origin, symbol: owner.symbol, at: tree.position(tree.start(node)) })
    }
  }
  return found
}

/** `x[k] = 1`, `x[k] += 1`, `del x[k]`, `x.append(1)`. */
function changes(facts: FileFacts, node: Node): boolean {
  const { tree } = facts
  const parent = tree.parent(node)
  switch (tree.kind(parent)) {
    case K_SUBSCRIPT: {
      const role = facts.roleOf(parent)
      return (
        tree.fieldOf(node) === F_VALUE && (isWrite(role) || role === DELETE || role === AUGMENT)
      )
    }
    case K_ATTRIBUTE:
      return (
        tree.fieldOf(node) === F_OBJECT &&
        isCalled(facts, parent) &&
        isMutator(facts.name(tree.child(parent, F_ATTRIBUTE)))
      )
    default:
      return false
  }
}

function isCalled({ tree }: FileFacts, node: Node): boolean {
  return tree.calledBy(node) !== NO_NODE
}
