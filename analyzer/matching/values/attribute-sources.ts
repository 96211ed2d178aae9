// What the attributes of an object are given, in its class and in the classes that this derives from.
import type { Checker } from '../../engine/checker.ts'
import { originOf } from '../../facts/expression.ts'
import type { ReceiverAttribute } from '../../facts/receivers.ts'
import type { AttributeSummary } from '../../project/summary.ts'

/** All places of the project that give `self.x` of a method a value, those of its own class first. */
export function attributeSources(
  { project, path }: Checker,
  own: ReceiverAttribute,
): readonly AttributeSummary[] {
  const { index } = project
  const owner = index.class(path, own.class.symbol)
  if (owner === undefined) return []
  return index.hierarchy
    .order(owner)
    .flatMap((one) => (typeof one === 'string' ? [] : (one.attributes.get(own.name) ?? [])))
}

/** True for an attribute that is made as a list: `self.x = []`, `x: list = field(default_factory=list)`. */
export function isMadeAsList(checker: Checker, own: ReceiverAttribute): boolean {
  return attributeSources(checker, own).some(({ value, annotation }) => {
    if (value?.kind === 'list') return true
    const type = annotation?.kind === 'subscript' ? annotation.value : annotation
    if (type?.kind === 'name') return /^(?:builtins\.|typing\.)?[lL]ist$/.test(type.origin ?? '')
    return value?.kind === 'call' && originOf(value.callee) === 'builtins.list'
  })
}
