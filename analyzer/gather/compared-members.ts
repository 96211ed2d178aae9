// Attributes of values that files of Django compare or filter by: `address.customer_id`.
import { K_CALL, K_COMPARISON_OPERATOR } from '../syntax/kinds.ts'
import { defineGatherer } from './define.ts'

const MEMBER = /\b(\w+)(?:['"]\])?\.(\w+)\b/g

/** `name.attribute` of every comparison, and of what a query is filtered by, over all files. */
export const comparedMembers = defineGatherer<readonly string[], ReadonlySet<string>>({
  id: 'compared-members',
  collect(facts, role) {
    const { tree } = facts
    if (role === 'test' || !/\b(?:rest_framework|django)\b/.test(tree.source)) return undefined
    const found = new Set<string>()
    const add = (text: string) => {
      for (const [, name, attribute] of text.matchAll(MEMBER)) found.add(`${name}.${attribute}`)
    }
    for (const node of facts.nodesOfKind(K_COMPARISON_OPERATOR)) add(tree.text(node))
    for (const name of ['filter', 'get', 'exists']) {
      for (const node of facts.identifiersNamed(name)) {
        const call = tree.ancestor(node, K_CALL)
        for (const { name: keyword, value } of facts.arguments(call)) {
          if (keyword !== undefined) add(tree.text(value))
        }
      }
    }
    return found.size === 0 ? undefined : [...found]
  },
  combine: (parts) => new Set(parts.flatMap(({ part }) => part)),
})
