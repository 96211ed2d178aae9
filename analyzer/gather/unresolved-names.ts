// Names that files read and nothing in them defines.
import { defineGatherer } from './define.ts'

/** In as many files of a project the same name is not forgotten: something gives it to them. */
const SEVERAL = 4

/** Names that several files read without a definition. */
export const unresolvedNames = defineGatherer<readonly string[], ReadonlySet<string>>({
  id: 'unresolved-names',
  collect(facts) {
    if (facts.unresolvedNames.length === 0) return undefined
    return [...new Set(facts.unresolvedNames.map((node) => facts.name(node)))]
  },
  combine(parts) {
    const counts = new Map<string, number>()
    for (const { part } of parts) {
      for (const name of part) counts.set(name, (counts.get(name) ?? 0) + 1)
    }
    return new Set([...counts].flatMap(([name, count]) => (count >= SEVERAL ? [name] : [])))
  },
})
