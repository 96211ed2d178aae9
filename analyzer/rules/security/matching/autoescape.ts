// Template engines that are told, or left, to put values into the page as they are.
import type { Checker } from '../../../engine/checker.ts'
import { keywordArgument } from '../../../matching/calls/calls.ts'
import { provenance } from '../../../matching/inputs/provenance.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** True for an environment of templates that escapes nothing, by default or because it is told to. */
export function escapesNothing(checker: Checker, call: Node): boolean {
  const escaping = keywordArgument(checker.tree, call, 'autoescape')
  if (escaping !== NO_NODE) return isOff(checker, escaping)
  return !checker.facts.arguments(call).some(({ isUnpacked }) => isUnpacked)
}

/** `default_filters=['h']` of Mako, or something unpacked that may hold it. */
export function filtersByDefault(checker: Checker, call: Node): boolean {
  return checker.facts
    .arguments(call)
    .some(({ name }) => name === 'default_filters' || name === '**')
}

/** True for a switch of escaping that is off. */
export function isOff(checker: Checker, escaping: Node): boolean {
  const value = provenance(checker).constantOf(escaping)
  return value === false || value === 0 || value === null
}
