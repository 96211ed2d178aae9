// Objects that live as long as the process, of which all requests share the one.
import { defineTable } from '../../engine/table.ts'
import type { ProjectClass, ProjectFunction } from '../../project/values.ts'
import { isMiddlewareClass } from '../routes/middleware-classes.ts'

const CACHING = /(?:^|\.)(?:lru_cache|cache|singleton)$/

/** True for a factory that makes its object once: `@lru_cache`. */
export function isCached({ summary }: ProjectFunction): boolean {
  return summary.decorators.some((decorator) => {
    const named = decorator.kind === 'call' ? decorator.callee : decorator
    return named.kind === 'name' && CACHING.test(named.text)
  })
}

/** True for `return request.app.state.ledger`: what the application made when it started. */
export function isOfApplication({ summary }: ProjectFunction): boolean {
  const { returned } = summary
  if (returned?.kind !== 'attribute' || returned.of.kind !== 'attribute') return false
  const { of } = returned.of
  return returned.of.name === 'state' && of.kind === 'attribute' && of.name === 'app'
}

/**
 * Classes of which a module, a cached factory, the state of the application or the chain of middleware
 * holds the one object.
 */
export const singletons = defineTable({
  id: 'singletons',
  make({ index }): ReadonlySet<ProjectClass> {
    const found = new Set<ProjectClass>()
    for (const entry of index.graph.modules) {
      for (const { name } of entry.summary.variables) {
        const value = index.member(entry, name)
        if (value?.kind === 'instance') found.add(value.class)
      }
    }
    for (const one of index.classes) if (isMiddlewareClass(index, one)) found.add(one)
    for (const one of index.functions) {
      const isKept = isCached(one)
      if (!isKept && !isOfApplication(one)) continue
      const value = isKept
        ? index.resolve(one.module, one.summary.returned)
        : index.typeValue(one.module, one.summary.returns)
      if (value?.kind === 'instance') found.add(value.class)
    }
    return found
  },
})

/** Classes of which a module keeps an instance at its level, `service = Service()`: path and symbol. */
export const keptClasses = defineTable({
  id: 'classes kept by modules',
  make({ domain, index }): ReadonlySet<string> {
    const kept = new Set<string>()
    for (const entry of index.graph.modules) {
      const open = entry.summary.variables.flatMap(({ value }) => value ?? [])
      // `service = Service(UnitOfWork())` keeps both.
      for (let value = open.pop(); value !== undefined; value = open.pop()) {
        if (value.kind !== 'call' || value.callee.kind !== 'name') continue
        const made = domain.meanings.class(entry, value.callee)
        if (made === undefined) continue
        kept.add(`${made.module.summary.path} ${made.summary.symbol}`)
        open.push(...value.args, ...value.keywords.map((one) => one.value))
      }
    }
    return kept
  },
})
