// Classes of which a program makes one object: what the class holds is shared with nobody.
import type { Checker } from '../../../engine/checker.ts'
import type { ClassFacts } from '../../../facts/classes.ts'
import { isTestPath } from '../../../project/test-paths.ts'
import type { ProjectFunction } from '../../../project/values.ts'
import { F_RIGHT, K_ASSIGNMENT, K_CALL } from '../../../syntax/kinds.ts'

/** Functions in which a program, or its only server, begins. */
const BEGINNING =
  /^_*(?:main|run|cli|start|launch|serve|startup|bootstrap)(?:_(?:main|app|server|gui))?$/

/** Where `__new__` keeps the one object. */
const KEPT = /^_*(?:instance|singleton|self)$/

/**
 * True if the project makes objects of a class in more than one place, where it may come by often, or
 * hands the class to who makes them (`channel_class = Channel`), or leaves it to others altogether. What is
 * made where the program begins, by an object of which there is one, or by a framework alone, has no second
 * object to share with.
 */
export function isMadeOften(checker: Checker, own: ClassFacts): boolean {
  if (isMadeOnce(checker, own)) return false
  const { project, path, facts, tree } = checker
  const known = project.index.class(path, own.symbol)
  if (known === undefined) return true
  const family = [known, ...project.index.hierarchy.subclasses(known)]
  const makers = family.flatMap((one) => {
    const init = one.methods.get('__init__')
    return init === undefined ? [] : [...project.index.calls.callers(init)]
  })
  const distinct = makers.filter(
    ({ isVirtual, module }) => !isVirtual && !isTestPath(module.summary.path),
  )
  // A class of its own that the project leaves to others: they make as many as they like.
  if (distinct.length === 0 && known.summary.bases.length === 0) return true
  if (distinct.some((one) => !isBeginning(project.index, one.caller, DEPTH))) return true
  return facts.identifiersNamed(own.name).some((name) => {
    if (name === own.nameNode) return false
    const parent = tree.parent(name)
    if (tree.kind(parent) === K_CALL) {
      const maker = facts.enclosingFunction(parent)
      if (facts.callee(parent) !== name || maker === undefined || distinct.length > 0) return false
      return maker.class !== own && !BEGINNING.test(maker.name)
    }
    return tree.kind(parent) === K_ASSIGNMENT && tree.child(parent, F_RIGHT) === name
  })
}

/** How far up the one object that makes the one object is followed. */
const DEPTH = 3

/** In the module itself, where the program begins, or in the constructor of what is made there alone. */
function isBeginning(
  index: Checker['project']['index'],
  caller: ProjectFunction | undefined,
  depth: number,
): boolean {
  if (caller === undefined || BEGINNING.test(caller.summary.name)) return true
  if (caller.summary.name !== '__init__' || depth === 0) return false
  const makers = index.calls.callers(caller).filter(({ isVirtual }) => !isVirtual)
  return makers.length === 1 && makers.every((one) => isBeginning(index, one.caller, depth - 1))
}

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
