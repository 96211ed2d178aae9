// Calls of methods by the type of what they are called on, local variables followed.
import type { Checker } from '../../engine/checker.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { calleeName, receiverOf } from './calls.ts'
import { libraryName } from './library-calls.ts'

/** The library path of what is called; `path.read_text` is `pathlib.Path().read_text`. */
export function typedName(checker: Checker, call: Node): string | undefined {
  const known = libraryName(checker, call)
  if (known !== undefined && !known.startsWith('.')) return known
  const receiver = receiverOf(checker.tree, call)
  if (receiver === NO_NODE) return known
  const value = checker.analysis.types.valueOf(receiver)
  if (value?.kind !== 'external') return known
  return `${value.name}.${calleeName(checker.tree, call)}`
}

/** True if what a method is called on has all of these traits; see the table of library classes. */
export function receiverIs(checker: Checker, call: Node, ...traits: readonly string[]): boolean {
  const receiver = receiverOf(checker.tree, call)
  return receiver !== NO_NODE && checker.analysis.types.is(receiver, ...traits)
}
