// The functions of a project that run inside of what a decorator puts around them.
import { defineTable } from '../../engine/table.ts'
import { functionKey } from '../../gather/define.ts'
import { wrapped } from '../../project/decorated.ts'
import type { ProjectFunction } from '../../project/values.ts'

/** Behind a wrapper, by `functionKey`: what it stands around. */
export const decoratedBy = defineTable({
  id: 'functions behind their wrappers',
  make({ index }): ReadonlyMap<string, readonly ProjectFunction[]> {
    const found = new Map<string, ProjectFunction[]>()
    for (const module of index.graph.modules) {
      for (const { function: one, wrapper } of wrapped(index, module)) {
        const key = functionKey(wrapper)
        const known = found.get(key)
        if (known === undefined) found.set(key, [one])
        else known.push(one)
      }
    }
    return found
  },
})
