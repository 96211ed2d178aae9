// Classes of which a program makes one object: what the class holds is shared with nobody.
import type { Checker } from '../engine/checker.ts'
import type { ClassFacts } from '../facts/classes.ts'

/** Functions in which a program, or its only server, begins. */
const BEGINNING =
  /^_*(?:main|run|cli|start|launch|serve|startup|bootstrap)(?:_(?:main|app|server|gui))?$/

/** Where `__new__` keeps the one object. */
const KEPT = /^_*(?:instance|singleton|self)$/

/** True if the project makes objects of a class at one place alone, where the program begins. */
export function isMadeOnce({ project, path }: Checker, own: ClassFacts): boolean {
  if (own.method('__new__') !== undefined && own.attributes.some(({ name }) => KEPT.test(name))) {
    return true
  }
  const made = project.index.function(path, `${own.symbol}.__init__`)
  if (made === undefined) return false
  const [only, more] = project.index.calls.callers(made)
  if (only === undefined || more !== undefined || only.isVirtual) return false
  return only.caller === undefined || BEGINNING.test(only.caller.summary.name)
}
