// What `super().save` runs, where no class below can put another method in between.
import type { Checker } from '../../../engine/checker.ts'
import { descendants, knownClass } from '../../../matching/names/known-classes.ts'
import type { ProjectFunction } from '../../../project/values.ts'
import { F_ATTRIBUTE, F_OBJECT, K_ATTRIBUTE, K_CALL } from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/**
 * The method of a base that `super().name` reaches for this class and for every class below it.
 * Undefined where one of them cannot be followed, or where another base of a class below comes first.
 */
export function superMethod(checker: Checker, callee: Node): ProjectFunction | undefined {
  const { tree, facts, project } = checker
  if (callee === NO_NODE || tree.kind(callee) !== K_ATTRIBUTE) return undefined
  const object = tree.child(callee, F_OBJECT)
  if (object === NO_NODE || tree.kind(object) !== K_CALL) return undefined
  if (facts.calleeName(object) !== 'builtins.super' || facts.arguments(object).length > 0) {
    return undefined
  }
  const around = facts.enclosingClass(object)
  const own = around && project.index.class(checker.path, around.symbol)
  if (own === undefined) return undefined
  const { hierarchy } = project.index
  const name = facts.name(tree.child(callee, F_ATTRIBUTE))
  const method = hierarchy.findMethod(own, name, own)
  if (method?.class === undefined) return undefined
  const isCertain = [own, ...descendants(project, own)].every((one) => {
    const order = hierarchy.order(one)
    const between = order.slice(order.indexOf(own), order.indexOf(method.class ?? own))
    const isFollowed = between.every((ancestor) => typeof ancestor !== 'string')
    return (
      isFollowed &&
      knownClass(project, one) !== undefined &&
      hierarchy.findMethod(one, name, own) === method
    )
  })
  return isCertain ? method : undefined
}
