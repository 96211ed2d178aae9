// Who has a name of a module by `from module import name`, and who looks it up in the module each time.
import { defineTable } from '../../engine/table.ts'

export interface NameTaking {
  readonly path: string
  /** `app.rates.fetch`. */
  readonly target: string
  readonly bound: string
  /** Taken when a function runs: whoever replaced it before is seen. */
  readonly isLate: boolean
}

/** The last `count` parts of a dotted path: relative imports begin at another root than written ones. */
export const lastParts = (path: string, count: number): string =>
  path.split('.').slice(-count).join('.')

/** By the last two parts of what is taken: `rates.fetch`. */
export const takenNames = defineTable({
  id: 'names taken from modules',
  make({ index }): ReadonlyMap<string, readonly NameTaking[]> {
    const found = new Map<string, NameTaking[]>()
    for (const { summary } of index.graph.modules) {
      for (const { form, target, bound, isLate, isTypeChecking } of summary.imports) {
        if (form !== 'from' || target === undefined || isTypeChecking) continue
        const key = lastParts(target, 2)
        const taking = { path: summary.path, target, bound, isLate }
        const known = found.get(key)
        if (known === undefined) found.set(key, [taking])
        else known.push(taking)
      }
    }
    return found
  },
})

/** By the last part and the last two of a module, or of what may be one: the files that have it as a whole. */
export const takenModules = defineTable({
  id: 'modules taken as a whole',
  make({ index }): ReadonlyMap<string, readonly string[]> {
    const found = new Map<string, Set<string>>()
    for (const { summary } of index.graph.modules) {
      for (const { form, module, target, isTypeChecking } of summary.imports) {
        const path = form === 'from' || form === 'star' ? target : module
        if (path === undefined || isTypeChecking) continue
        for (const key of new Set([lastParts(path, 1), lastParts(path, 2)])) {
          found.set(key, (found.get(key) ?? new Set()).add(summary.path))
        }
      }
    }
    return new Map([...found].map(([key, paths]) => [key, [...paths]]))
  },
})

/** Modules that call what they define under a name themselves: `module.name`, `package.module.name`. */
export const namesCalledAtHome = defineTable({
  id: 'names called at home',
  make({ index }): ReadonlySet<string> {
    const found = new Set<string>()
    for (const { summary } of index.graph.modules) {
      const homes = [lastParts(summary.moduleName, 1), lastParts(summary.moduleName, 2)]
      for (const reference of summary.calls.references) {
        let root = reference
        while ('of' in root) root = root.of
        const name = root.kind === 'origin' ? /^\.([^.]+)/.exec(root.name)?.[1] : undefined
        if (name !== undefined) for (const home of homes) found.add(`${home}.${name}`)
      }
    }
    return found
  },
})
