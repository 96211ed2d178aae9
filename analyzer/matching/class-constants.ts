// Values that a class of the file gives its names.
import type { Checker } from '../engine/checker.ts'
import type { ReceiverAttribute } from '../facts/receivers.ts'
import { K_LIST, K_SET, K_TUPLE } from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'

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
