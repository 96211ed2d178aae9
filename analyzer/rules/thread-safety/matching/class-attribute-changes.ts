// Where methods change, through `self`, a container that the class has once.
import type { Checker } from '../../../engine/checker.ts'
import type { ClassFacts } from '../../../facts/classes.ts'
import { receiverAttribute } from '../../../facts/receivers.ts'
import { changesOf } from '../../../matching/shared-state/mutation.ts'
import type { ProjectClass } from '../../../project/values.ts'
import {
  F_LEFT,
  F_OBJECT,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_BLOCK,
  K_SUBSCRIPT,
} from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** A place that changes what belongs to all instances, and the method that does it. */
export interface AttributeChange {
  readonly node: Node
  readonly by: string
}

/** A change of the attribute through `self` in a method, unless instances are given their own. */
export function changeOf(
  checker: Checker,
  own: ClassFacts,
  name: string,
): AttributeChange | undefined {
  const { tree, facts } = checker
  let found: AttributeChange | undefined
  for (const identifier of facts.identifiersNamed(name)) {
    const attribute = tree.parent(identifier)
    if (attribute === NO_NODE || tree.kind(attribute) !== K_ATTRIBUTE) continue
    const method = facts.enclosingFunction(attribute)
    const receiver = receiverAttribute(facts, attribute)
    if (method === undefined || receiver === undefined || receiver.isClass) continue
    if (!hasFrom(checker, receiver.class, { own, name }) || isOfClass(checker, method.node))
      continue
    const self = tree.text(tree.child(attribute, F_OBJECT))
    const uses = [attribute, ...readsByName(checker, attribute)]
    if (uses.some((one) => keepsObject(checker, one, self))) return undefined
    if (facts.isWrite(attribute)) {
      // An augmented assignment of a list changes the shared one and then binds it.
      const isAugmented = /^[^=\n]*[+|&-]=/.test(tree.spelled(tree.parent(attribute)))
      if (!isAugmented) return undefined
      found ??= { node: attribute, by: method.symbol }
      continue
    }
    if (changesOf(facts, attribute).length > 0) found ??= { node: attribute, by: method.symbol }
  }
  return found
}

/** True for a class of the same file that has the attribute from this one. */
function hasFrom(
  { project, path }: Checker,
  one: ClassFacts,
  { own, name }: { readonly own: ClassFacts; readonly name: string },
): boolean {
  if (one === own) return true
  const below = project.index.class(path, one.symbol)
  const base = project.index.class(path, own.symbol)
  if (below === undefined || base === undefined) return false
  const holder = project.index.hierarchy
    .order(below)
    .find((ancestor) => typeof ancestor !== 'string' && isInBody(ancestor, name))
  return holder === base
}

function isInBody(one: ProjectClass, name: string): boolean {
  return one.attributes.get(name)?.some(({ method }) => method === undefined) ?? false
}

/** `self.known[key] = value`: a table by keys, which objects may well share. */
export function isByKey({ tree }: Checker, change: Node): boolean {
  const parent = tree.parent(change)
  if (tree.kind(parent) === K_SUBSCRIPT) return true
  return tree.kind(parent) === K_ATTRIBUTE && BY_KEY.test(tree.spelled(parent))
}

const BY_KEY = /\.(?:setdefault|update|pop|popitem)$/

/** `self.registry.append(self)`: the class keeps a list of its objects, which is one on purpose. */
function keepsObject({ tree }: Checker, attribute: Node, self: string): boolean {
  let statement = attribute
  while (tree.parent(statement) !== NO_NODE && tree.kind(tree.parent(statement)) !== K_BLOCK) {
    statement = tree.parent(statement)
  }
  const own = self.replace(/\W/g, '\\$&')
  return new RegExp(`[(\\[,=]\\s*(?:id\\()?${own}\\s*(?:[)\\],]|$)`).test(tree.spelled(statement))
}

/** Where `known` is read after `known = self.known`. */
function readsByName({ facts, tree }: Checker, attribute: Node): Int32Array {
  const assignment = tree.parent(attribute)
  const target = tree.kind(assignment) === K_ASSIGNMENT ? tree.child(assignment, F_LEFT) : NO_NODE
  const binding = target === NO_NODE ? undefined : facts.resolve(target)
  return binding?.references ?? new Int32Array(0)
}

/** True for a function that is handed a class, not an instance: class methods, `__new__`, metaclasses. */
export function isOfClass({ facts, tree }: Checker, node: Node): boolean {
  const one = facts.functionAt(node)
  if (/^(?:cls|klass|mcls|mcs|metacls|meta)$/.test(one?.parameters[0]?.name ?? '')) return true
  if (/^__(?:new|init_subclass|class_getitem)__$/.test(one?.name ?? '')) return true
  return one?.decorators.some((decorator) => tree.text(decorator) === 'classmethod') ?? false
}
