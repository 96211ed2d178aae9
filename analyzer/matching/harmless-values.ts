// Values that cannot carry markup, paths or code, by the classes of the project that say so.
import type { Checker } from '../engine/checker.ts'
import { printExpression } from '../facts/expression.ts'
import * as k from '../syntax/kinds.ts'
import type { Node } from '../syntax/tree.ts'
import { isHarmlessType } from './input-sources.ts'
import { HTML } from './sinks.ts'

/** `item.count` of a class that declares it as a number, a date, an identifier. */
export function isHarmlessField(checker: Checker, attribute: Node): boolean {
  const { tree, facts, project } = checker
  const owner = checker.valueOf(tree.child(attribute, k.F_OBJECT))
  if (owner?.kind !== 'instance') return false
  const name = facts.name(tree.child(attribute, k.F_ATTRIBUTE))
  for (const one of project.index.hierarchy.order(owner.class)) {
    const [written] = (typeof one === 'string' ? undefined : one.attributes.get(name)) ?? []
    if (written?.annotation !== undefined)
      return isHarmlessType(printExpression(written.annotation))
  }
  return false
}

/** The sinks for which `Markup('<b>%s</b>') % name` makes what it puts in harmless. */
export function escapedBy({ tree, facts }: Checker, template: Node): number {
  if (tree.kind(template) !== k.K_CALL) return 0
  return /^(?:markupsafe|flask|jinja2)\.(?:utils\.)?Markup$/.test(facts.calleeName(template) ?? '')
    ? HTML
    : 0
}

/** A member of an enumeration is one of the texts that its class names. */
export function isEnumMember(checker: Checker, name: Node): boolean {
  const value = checker.valueOf(name)
  if (value?.kind !== 'instance') return false
  const { hierarchy } = checker.project.index
  return hierarchy.order(value.class).some((one) => typeof one === 'string' && /^enum\./.test(one))
}
