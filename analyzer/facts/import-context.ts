// Under which conditions an import statement runs.
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import type { FileFacts } from './file-facts.ts'

export interface ImportContext {
  /** Only type checkers read it: under `if TYPE_CHECKING`. */
  readonly isTypeChecking: boolean
  /** Under a `try` that catches something, or in the handler of one. */
  readonly isGuarded: boolean
  /** Under another `if`. */
  readonly isConditional: boolean
  /** Runs when a function is called, not when the module is imported. */
  readonly isLate: boolean
}

export function importContext(facts: FileFacts, statement: Node): ImportContext {
  const { tree } = facts
  let isTypeChecking = false
  let isGuarded = false
  let isConditional = false
  let child = statement
  for (let at = tree.parent(statement); at !== NO_NODE; at = tree.parent(at)) {
    const kind = tree.kind(at)
    if (kind === k.K_TRY_STATEMENT) isGuarded ||= tree.hasChildOfKind(at, k.K_EXCEPT_CLAUSE)
    if (kind === k.K_IF_STATEMENT) {
      const isBody = tree.fieldOf(child) === k.F_CONSEQUENCE
      if (isBody && isTypeCheckingTest(facts, tree.child(at, k.F_CONDITION))) isTypeChecking = true
      else isConditional = true
    }
    if (kind === k.K_FUNCTION_DEFINITION) break
    child = at
  }
  const isLate = facts.enclosingFunction(statement) !== undefined
  return { isTypeChecking, isGuarded, isConditional, isLate }
}

function isTypeCheckingTest(facts: FileFacts, condition: Node): boolean {
  if (condition === NO_NODE) return false
  const text = facts.dottedText(condition)
  return text === 'TYPE_CHECKING' || (text?.endsWith('.TYPE_CHECKING') ?? false)
}
