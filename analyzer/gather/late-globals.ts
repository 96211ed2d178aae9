// Globals that are None once their module is imported, and that a function sets later.

import type { FileFacts } from '../facts/file-facts.ts'
import type { Binding } from '../facts/scopes.ts'
import { calleeName } from '../matching/calls/calls.ts'
import { conditionOf } from '../matching/statements/branches.ts'
import { F_RIGHT, K_IF_STATEMENT, K_NONE } from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { defineGatherer } from './define.ts'

/** By path and name, separated by a space: the symbol of the function that sets it. */
export const lateGlobals = defineGatherer<
  Readonly<Record<string, string>>,
  ReadonlyMap<string, string>
>({
  id: 'late-globals',
  collect(facts) {
    const found: Record<string, string> = {}
    for (const binding of facts.bindings()) {
      if (binding.scope?.kind !== 'module' || binding.definitionCount < 2) continue
      const setter = lateSetter(facts, binding, facts.tree.count)
      if (setter !== undefined && !runsOnImport(facts, setter))
        found[binding.name] = facts.enclosingSymbol(setter)
    }
    return Object.keys(found).length === 0 ? undefined : found
  },
  combine(parts) {
    return new Map(
      parts.flatMap(({ path, part }) =>
        Object.entries(part).map(([name, setter]) => [`${path} ${name}`, setter] as const),
      ),
    )
  },
})

/** Where a function sets a global that is nothing but None up to `before`. */
export function lateSetter(facts: FileFacts, binding: Binding, before: Node): Node | undefined {
  const { tree } = facts
  let setter: Node | undefined
  let isUnset = false
  for (const { kind, node } of binding.definitions) {
    if (kind === 'annotation') continue
    if (kind !== 'assignment') return undefined
    if (facts.enclosingFunction(node) !== undefined) {
      setter ??= node
      continue
    }
    const value = tree.child(tree.parent(node), F_RIGHT)
    if (node < before) isUnset = value !== NO_NODE && tree.kind(value) === K_NONE
  }
  return isUnset ? setter : undefined
}

/** True if code of the module itself calls the function, or one that leads to it. */
export function runsOnImport(facts: FileFacts, setter: Node): boolean {
  const { tree } = facts
  const owner = facts.enclosingFunction(setter)
  const calledIn = Map.groupBy(facts.calls, (call) => facts.enclosingFunction(call))
  const atTop = (calledIn.get(undefined) ?? []).filter((call) => !isMainGuarded(facts, call))
  const reached = new Set(atTop.map((call) => calleeName(tree, call)))
  for (const name of reached) {
    if (name === owner?.name) return true
    for (const one of facts.functions) {
      if (one.name !== name) continue
      for (const call of calledIn.get(one) ?? []) reached.add(calleeName(tree, call))
    }
  }
  return false
}

function isMainGuarded({ tree }: FileFacts, node: Node): boolean {
  for (let at = node; at !== NO_NODE; at = tree.ancestor(at, K_IF_STATEMENT)) {
    if (tree.kind(at) !== K_IF_STATEMENT) continue
    if (/__name__/.test(tree.spelled(conditionOf(tree, at)))) return true
  }
  return false
}
