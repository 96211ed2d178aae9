// Values that cannot carry markup, paths or code, by the classes of the project that say so.

import type { Checker } from '../../engine/checker.ts'
import { printExpression } from '../../facts/expression.ts'
import { behindName, namedText } from '../../facts/named-constants.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { hasHarmlessField } from './harmless-fields.ts'
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
    if (written?.annotation === undefined) continue
    return isHarmlessType(printExpression(written.annotation)) || isEnumMember(checker, attribute)
  }
  return false
}

/** `form.cleaned_data['count']` of a form that declares it as a number, a date, one of some choices. */
export function isHarmlessFormField(checker: Checker, read: Node): boolean {
  const { tree, facts } = checker
  const isItem = tree.kind(read) === k.K_SUBSCRIPT
  const callee = isItem || tree.kind(read) !== k.K_CALL ? NO_NODE : facts.callee(read)
  const isGet = callee !== NO_NODE && /\.get$/.test(tree.spelled(callee))
  const values = isItem
    ? tree.child(read, k.F_VALUE)
    : isGet
      ? tree.child(callee, k.F_OBJECT)
      : NO_NODE
  if (values === NO_NODE || !/\.(?:cleaned|validated)_data$/.test(tree.spelled(values)))
    return false
  const key = isItem ? tree.child(read, k.F_SUBSCRIPT) : facts.arguments(read)[0]?.value
  const name = key === undefined ? undefined : namedText(facts, key)
  return name !== undefined && declaresHarmless(checker, tree.child(values, k.F_OBJECT), name)
}

/** `form.count.data` of a form of WTForms. */
export function isHarmlessFieldData(checker: Checker, read: Node): boolean {
  const { tree, facts } = checker
  const field = tree.child(read, k.F_OBJECT)
  if (tree.kind(field) !== k.K_ATTRIBUTE) return false
  if (facts.name(tree.child(read, k.F_ATTRIBUTE)) !== 'data') return false
  const name = facts.name(tree.child(field, k.F_ATTRIBUTE))
  return declaresHarmless(checker, tree.child(field, k.F_OBJECT), name)
}

/** True if the class of a form declares a field that lets no text through. */
function declaresHarmless(checker: Checker, holder: Node, name: string): boolean {
  const { project } = checker
  const form = checker.valueOf(holder)
  if (form?.kind !== 'instance') return false
  return hasHarmlessField(project.index, form.class, name)
}

/** The sinks for which `Markup('<b>%s</b>') % name` makes what it puts in harmless. */
export function escapedBy({ tree, facts }: Checker, template: Node): number {
  const made = behindName(facts, template)
  if (tree.kind(made) !== k.K_CALL) return 0
  return /^(?:markupsafe|flask|jinja2)\.(?:utils\.)?Markup$/.test(facts.calleeName(made) ?? '')
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
