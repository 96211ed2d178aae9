// Whether an attribute of a class is one for all instances on purpose: by the way it is asked for, a lock
// beside it, a comment.

import type { Checker } from '../../../engine/checker.ts'
import type { ClassAttribute, ClassFacts } from '../../../facts/classes.ts'
import { typeText } from '../../../facts/type-text.ts'
import { F_ATTRIBUTE, F_OBJECT, K_ATTRIBUTE } from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import { isOfClass } from './class-attribute-changes.ts'

/**
 * Asked for through the class (`Pool.waiting`), left out of `__slots__`, or a register of what runs
 * by thread, task or loop: there is one on purpose.
 */
export function isOfAll(
  checker: Checker,
  own: ClassFacts,
  { name, annotation }: ClassAttribute,
): boolean {
  const { facts, tree } = checker
  if (annotation !== NO_NODE && BY_RUNNER.test(typeText(tree, annotation))) return true
  // `waiting_lock = Lock()` beside it.
  const lock = own.attributes.find((one) => one.name.startsWith(name) && /lock$/i.test(one.name))
  if (lock !== undefined) return true
  const slots = own.attributes.find((one) => one.name === '__slots__')
  if (slots !== undefined && slots.value !== NO_NODE) return true
  return facts.identifiersNamed(name).some((identifier) => {
    const place = tree.parent(identifier)
    // `self.saved[self.__class__.__name__] = ...`
    const next = tree.source.slice(tree.end(place), tree.end(place) + 60)
    if (/^\[\s*(?:\w+\.__class__\b|type\()/.test(next)) return true
    return (
      tree.kind(place) === K_ATTRIBUTE &&
      tree.fieldOf(identifier) === F_ATTRIBUTE &&
      (tree.text(tree.child(place, F_OBJECT)) === own.name || isThroughClass(checker, place))
    )
  })
}

/** `cls.sessions` in a method of the class. */
function isThroughClass(checker: Checker, attribute: Node): boolean {
  const method = checker.facts.enclosingFunction(attribute)
  if (method === undefined || !isOfClass(checker, method.node)) return false
  const object = checker.tree.child(attribute, F_OBJECT)
  return checker.tree.text(object) === method.parameters[0]?.name
}

const BY_RUNNER =
  /(?:[Dd]ict|Mapping)\[\s*["']?(?:[\w.]*\.)?(?:Thread|Task|AbstractEventLoop|Process|Loop)\b/

/** A comment beside or above says that the objects share it. */
export function isMeantToBeShared({ tree }: Checker, statement: Node): boolean {
  const line = tree.line(statement)
  const near = tree.source.slice(tree.lineStarts[Math.max(0, line - 3)], tree.lineStarts[line])
  return /#.*\b(?:shared|cach(?:e|es|ed|ing)|singleton|registry|all (?:class )?instances|class.?(?:wide|level)|class var(?:iable)?|static|across|on purpose|by design|per process|rebind)\b/i.test(
    near,
  )
}
