// Methods of the project that are named without being called, and generators that nobody goes through.
import type { Checker } from '../../../engine/checker.ts'
import { descendants, knownClass } from '../../../matching/names/known-classes.ts'
import type { ProjectFunction } from '../../../project/values.ts'
import { F_ATTRIBUTE, F_OBJECT, K_ATTRIBUTE } from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import { mayBeSure, sureClassOf } from './sure-class.ts'

/** The plain method that `job.is_done` names for certain; undefined for fields and properties. */
export function namedMethod(checker: Checker, node: Node): ProjectFunction | undefined {
  const { tree, facts, project } = checker
  if (node === NO_NODE || tree.kind(node) !== K_ATTRIBUTE) return undefined
  const object = tree.child(node, F_OBJECT)
  if (object === NO_NODE || !mayBeSure(checker, object)) return undefined
  const owner = sureClassOf(checker, object)
  if (owner === undefined || owner.isClass || knownClass(project, owner.class) === undefined) {
    return undefined
  }
  const name = facts.name(tree.child(node, F_ATTRIBUTE))
  const { hierarchy } = project.index
  const method = hierarchy.findMethod(owner.class, name)
  if (method === undefined || method.summary.decorators.length > 0) return undefined
  // `notify = None` somewhere in the family, or a property in its place.
  const family = [...hierarchy.order(owner.class), ...descendants(project, owner.class)]
  const isPlain = family.every((one) => {
    if (typeof one === 'string') return true
    const own = one.methods.get(name)
    return !one.attributes.has(name) && (own === undefined || own.summary.decorators.length === 0)
  })
  return isPlain ? method : undefined
}

/** True for a call that only makes a generator of the project: its body has not begun. */
export function makesGenerator(checker: Checker, call: Node): boolean {
  const { facts, project } = checker
  const value = checker.valueOf(facts.callee(call))
  if (value?.kind !== 'function' && value?.kind !== 'method') return false
  const { summary } = value.function
  if (!summary.isGenerator || summary.decorators.length > 0) return false
  if (value.kind === 'function') return true
  const others = project.index.hierarchy.overrides(value.receiver, summary.name)
  return others.every((one) => one.summary.isGenerator && one.summary.decorators.length === 0)
}
