// Names of a file of which nobody should say that they are used.
import type { FileFacts } from '../facts/file-facts.ts'

/**
 * Names with a binding that nothing reads, or that gets its value at several places, of which each
 * may be the one that is meant; sorted. All other names that the file binds are read.
 */
export function unreadNames(facts: FileFacts): readonly string[] {
  const names = new Set<string>()
  for (const binding of facts.bindings()) {
    if (binding.scope === undefined || names.has(binding.name)) continue
    if (binding.references.length === 0 || binding.definitionCount > 1) names.add(binding.name)
  }
  return [...names].sort()
}
