// Classes that are only taken where a library is missing.
import { defineTable } from '../../engine/table.ts'

/**
 * Path and symbol of classes that stand in for one of a library:
 * `try: from scipy.stats import kde` and `except ImportError: from .external import kde`.
 */
export const standIns = defineTable({
  id: 'classes that stand in for those of libraries',
  make({ index }): ReadonlySet<string> {
    const found = new Set<string>()
    for (const entry of index.graph.modules) {
      for (const { targets = [] } of entry.summary.names) {
        if (targets.length < 2) continue
        const values = targets.map((target) =>
          target.startsWith('.')
            ? index.member(entry, target.slice(1))
            : index.resolveName(entry, target),
        )
        if (!values.some((value) => value?.kind === 'external')) continue
        for (const value of values) {
          if (value?.kind !== 'class') continue
          found.add(`${value.class.module.summary.path} ${value.class.summary.symbol}`)
        }
      }
    }
    return found
  },
})
