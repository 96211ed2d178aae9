// Values that a class of the file gives its names.
import type { Checker } from '../../engine/checker.ts'
import { constantOf } from '../../facts/expression.ts'
import type { Constant } from '../../facts/literals.ts'
import { type ReceiverAttribute, receiverAttribute } from '../../facts/receivers.ts'
import { K_ATTRIBUTE, K_LIST, K_SET, K_TUPLE } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { descendants } from '../names/known-classes.ts'

/** The value of `NAME = value` in the body of a class of this file. */
export function classConstant({ facts }: Checker, symbol: string): Node {
  const dot = symbol.lastIndexOf('.')
  const owner = facts.classes.find((one) => one.symbol === symbol.slice(0, Math.max(dot, 0)))
  const named = owner?.attributes.filter(({ name }) => name === symbol.slice(dot + 1)) ?? []
  return named.length === 1 ? (named[0]?.value ?? NO_NODE) : NO_NODE
}

/** What `self.columns` holds where the body of the class alone gives it a list or tuple. */
export function heldByClass(
  { tree, path, project }: Checker,
  { class: owner, name }: ReceiverAttribute,
): Node {
  const given = owner.attributes.filter((one) => one.name === name)
  const value = given.length === 1 ? (given[0]?.value ?? NO_NODE) : NO_NODE
  if (value === NO_NODE) return NO_NODE
  const kind = tree.kind(value)
  if (kind !== K_LIST && kind !== K_TUPLE && kind !== K_SET) return NO_NODE
  const written = project.index.class(path, owner.symbol)?.attributes.get(name) ?? []
  return written.length === 1 ? value : NO_NODE
}

/**
 * The constant that `self.verify` is: `__init__` alone writes it, of this class and of those that
 * derive from it, or the body of the class in capital letters.
 */
export function heldConstant(checker: Checker, node: Node): Constant | undefined {
  if (node === NO_NODE) return undefined
  const { facts, path, project } = checker
  const own = checker.tree.kind(node) === K_ATTRIBUTE ? receiverAttribute(facts, node) : undefined
  const holder = own && project.index.class(path, own.class.symbol)
  if (own === undefined || holder === undefined) return undefined
  const { hierarchy } = project.index
  const isOpen = descendants(project, holder).some((one) => one.attributes.has(own.name))
  if (isOpen) return undefined
  for (const one of hierarchy.order(holder)) {
    if (typeof one === 'string') continue
    const written = one.attributes.get(own.name) ?? []
    const [only] = written
    if (only === undefined) continue
    const isSettled = only.method === '__init__' || /^_*[A-Z]/.test(own.name)
    return written.length === 1 && isSettled ? constantOf(only.value) : undefined
  }
  return undefined
}
