// What the call that makes an object puts into one of its fields: `param` of `Holder(param).value`.
import type { Checker } from '../../engine/checker.ts'
import { stringValue } from '../../facts/strings.ts'
import type { ProjectClass } from '../../project/values.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { constructedFields } from '../inputs/input-flows.ts'
import { parameterAt } from '../inputs/parameter-at.ts'
import { valueBehind } from './named-values.ts'

/** The argument that becomes the field of the object that a call makes; NO_NODE where none is seen. */
export function constructedField(checker: Checker, call: Node, field: string): Node {
  const { tree, facts } = checker
  if (tree.kind(call) !== k.K_CALL) return NO_NODE
  const given = facts.arguments(call)
  if (given.length === 0 || given.some(({ isUnpacked }) => isUnpacked)) return NO_NODE
  const named = (name: string): Node => given.find((one) => one.name === name)?.value ?? NO_NODE
  if (facts.calleeName(call) === 'types.SimpleNamespace') return named(field)
  const callee = checker.valueOf(facts.callee(call))
  if (callee?.kind !== 'class') {
    const at = tupleFields(checker, facts.callee(call)).indexOf(field)
    return at === -1
      ? NO_NODE
      : ((given[at]?.name === undefined ? given[at]?.value : undefined) ?? named(field))
  }
  const init = checker.project.index.hierarchy.findMethod(callee.class, '__init__')
  if (init === undefined) {
    const at = isRecord(callee.class) ? declared(callee.class).indexOf(field) : -1
    if (at === -1) return NO_NODE
    return given[at]?.name === undefined ? (given[at]?.value ?? named(field)) : named(field)
  }
  const owner = `${init.module.summary.path} ${init.class?.summary.symbol}`
  const parameter = checker.project.at(constructedFields, `${owner} ${field}`)
  if (parameter === undefined) return NO_NODE
  return given.find(({ name }, at) => parameterAt(init, name ?? at) === parameter)?.value ?? NO_NODE
}

/** A dataclass or a `NamedTuple`. */
function isRecord({ summary }: ProjectClass): boolean {
  const isData = summary.decorators.some((one) => {
    const named = one.kind === 'call' ? one.callee : one
    return named.kind === 'name' && named.origin === 'dataclasses.dataclass'
  })
  return (
    isData || summary.bases.some((one) => one.kind === 'name' && one.origin === 'typing.NamedTuple')
  )
}

const declared = ({ summary }: ProjectClass): readonly string[] =>
  summary.attributes.flatMap(({ name, annotation }) => (annotation === undefined ? [] : [name]))

/** The fields of `Point = namedtuple('Point', 'x y')`. */
function tupleFields(checker: Checker, callee: Node): readonly string[] {
  const { tree, facts } = checker
  const made = callee === NO_NODE ? callee : valueBehind(checker, callee)
  if (made === NO_NODE || tree.kind(made) !== k.K_CALL) return []
  if (facts.calleeName(made) !== 'collections.namedtuple') return []
  const names = facts.arguments(made)[1]?.value ?? NO_NODE
  if (names === NO_NODE) return []
  const text = stringValue(tree, names)
  if (text !== undefined) return text.split(/[\s,]+/)
  return tree.namedChildren(names).map((one) => stringValue(tree, one) ?? '')
}
