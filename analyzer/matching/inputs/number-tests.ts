// Tests that let numbers and identifiers through alone: no text of the client's own choice.
import * as k from '../../syntax/kinds.ts'
import type { Node } from '../../syntax/tree.ts'
import { isCondition } from './asked-results.ts'
import type { FileReader } from './input-sources.ts'

/** `isinstance(value, int)` in a condition. */
export function isNumberTest(checker: FileReader, reference: Node): boolean {
  const { tree, facts } = checker
  const list = tree.parent(reference)
  if (tree.kind(list) !== k.K_ARGUMENT_LIST) return false
  const call = tree.parent(list)
  if (facts.calleeName(call) !== 'builtins.isinstance' || !isCondition(checker, call)) return false
  const [value, type] = facts.arguments(call)
  if (value?.value !== reference || type === undefined) return false
  return /^(?:\(?(?:int|float|bool|(?:decimal\.)?Decimal|(?:uuid\.)?UUID),?\s*)+\)?$/.test(
    tree.text(type.value),
  )
}
