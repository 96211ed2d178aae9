// Classes whose objects lost their hash to `__eq__`, and the places that hash them.
import { domainOf } from '../../../domain/domain-of.ts'
import type { Checker } from '../../../engine/checker.ts'
import {
  argumentsOf,
  calleeName,
  positionalArgument,
  receiverOf,
} from '../../../matching/calls/calls.ts'
import { descendants } from '../../../matching/names/known-classes.ts'
import type { ProjectClass } from '../../../project/values.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** True for a class that defines `__eq__` and neither keeps nor defines `__hash__`. */
export function hasNoHash(checker: Checker, one: ProjectClass): boolean {
  const own = checker.project.index.hierarchy
    .order(one)
    .find((ancestor) => typeof ancestor === 'string' || definesEither(ancestor))
  if (own === undefined || typeof own === 'string') return false
  // A dataclass makes what it needs, a decorator may.
  if (own.summary.decorators.length > 0 || !own.methods.has('__eq__')) return false
  if (own.methods.has('__hash__') || own.attributes.has('__hash__')) return false
  // The objects may be of a class below, which hashes them.
  return !descendants(checker.project, one).some(
    ({ methods, attributes }) => methods.has('__hash__') || attributes.has('__hash__'),
  )
}

const definesEither = ({ methods, attributes, summary }: ProjectClass): boolean =>
  methods.has('__eq__') ||
  methods.has('__hash__') ||
  attributes.has('__hash__') ||
  summary.decorators.length > 0

/** True for a row of Django: its relations, deletions and prefetches put rows into sets. */
export function isHashedByDjango(checker: Checker, one: ProjectClass): boolean {
  const model = domainOf(checker.project).orm.of(one)
  return model?.library === 'django'
}

const SET = /^builtins\.(?:set|frozenset|hash)$/

/** What a node hashes for certain, of the class that the file says: `seen.add(one)`, `{one: 1}`. */
export function hashedBy({ tree, facts }: Checker, node: Node): readonly Node[] {
  switch (tree.kind(node)) {
    case k.K_SET:
      return tree.namedChildren(node).filter((one) => tree.kind(one) !== k.K_COMMENT)
    case k.K_PAIR:
      return [tree.child(node, k.F_KEY)]
    case k.K_CALL: {
      if (facts.calleeName(node) === 'builtins.hash') return [positionalArgument(tree, node, 0)]
      if (calleeName(tree, node) !== 'add' || argumentsOf(tree, node).length !== 1) return []
      return isSetHere(receiverOf(tree, node)) ? [positionalArgument(tree, node, 0)] : []
    }
    default:
      return []
  }

  /** A local name that one assignment makes a set. */
  function isSetHere(object: Node): boolean {
    if (object === NO_NODE || tree.kind(object) !== k.K_IDENTIFIER) return false
    const [only, more] = facts.resolve(object)?.definitions ?? []
    if (only?.kind !== 'assignment' || more !== undefined) return false
    const value = tree.child(tree.parent(only.node), k.F_RIGHT)
    if (value === NO_NODE) return false
    if (tree.kind(value) === k.K_SET || tree.kind(value) === k.K_SET_COMPREHENSION) return true
    return tree.kind(value) === k.K_CALL && SET.test(facts.calleeName(value) ?? '')
  }
}
