// Values that a class of the file gives its names.
import type { Checker } from '../engine/checker.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'

/** The value of `NAME = value` in the body of a class of this file. */
export function classConstant({ facts }: Checker, symbol: string): Node {
  const dot = symbol.lastIndexOf('.')
  const owner = facts.classes.find((one) => one.symbol === symbol.slice(0, Math.max(dot, 0)))
  const named = owner?.attributes.filter(({ name }) => name === symbol.slice(dot + 1)) ?? []
  return named.length === 1 ? (named[0]?.value ?? NO_NODE) : NO_NODE
}
