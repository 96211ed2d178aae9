// Names of relations that queries of Django load along with their rows.
import { stringValue } from '../facts/strings.ts'
import { K_ATTRIBUTE, K_CALL } from '../syntax/kinds.ts'
import { defineGatherer } from './define.ts'

/** Every part of `prefetch_related('lines__product', Prefetch('notes', ...))`, over all files. */
export const prefetchedNames = defineGatherer<readonly string[], ReadonlySet<string>>({
  id: 'prefetched-names',
  collect(facts, role) {
    if (role === 'test') return undefined
    const { tree } = facts
    const found = new Set<string>()
    for (const name of facts.identifiersNamed('prefetch_related')) {
      const callee = tree.parent(name)
      const call = tree.parent(callee)
      if (tree.kind(callee) !== K_ATTRIBUTE || facts.callee(call) !== callee) continue
      for (const { value } of facts.arguments(call)) {
        const given =
          tree.kind(value) === K_CALL ? (facts.arguments(value)[0]?.value ?? value) : value
        for (const part of stringValue(tree, given)?.split('__') ?? []) found.add(part)
      }
    }
    return found.size === 0 ? undefined : [...found]
  },
  combine: (parts) => new Set(parts.flatMap(({ part }) => part)),
})
