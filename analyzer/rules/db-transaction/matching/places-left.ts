// Rows that are put among those of which only so many may be: `if active >= limit: raise` and
// `subscription.is_active = True`.
import type { Checker } from '../../../engine/checker.ts'
import { locksBefore } from '../../../matching/rows/executed-queries.ts'
import { rowOrigin } from '../../../matching/rows/orm-rows.ts'
import { codeBelowLimit, type ProbedCode } from '../../../matching/rows/row-probes.ts'
import { isRowAttribute } from '../../../matching/rows/row-values.ts'
import { isSerialised } from '../../../matching/transactions/taken-locks.ts'
import { isReached, savedAfter } from '../../../matching/transactions/transactions.ts'
import { F_ATTRIBUTE, F_LEFT, F_OBJECT, F_RIGHT, K_ASSIGNMENT } from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface PlaceTaken {
  readonly change: Node
  readonly column: string
  readonly code: ProbedCode
}

/** Assignments that make a row one of those that were counted. */
export function placesTaken(checker: Checker): readonly PlaceTaken[] {
  return codeBelowLimit(checker).flatMap((code) => {
    const { tree, facts } = checker
    const owner = facts.enclosingFunction(code.condition)
    if (owner === undefined || isSerialised(checker, owner)) return []
    if (isAnyLocked(checker, code)) return []
    const end = tree.endOfSubtree(owner.node)
    return Array.from(facts.nodesOfKind(K_ASSIGNMENT)).flatMap((change): PlaceTaken[] => {
      if (change < code.condition || change >= end || facts.enclosingFunction(change) !== owner)
        return []
      const target = tree.child(change, F_LEFT)
      if (!isRowAttribute(checker, target)) return []
      const isInside =
        code.after === NO_NODE
          ? tree.contains(code.region, change)
          : !tree.contains(code.after, change) && isReached(checker, owner, code.condition, target)
      const column = tree.text(tree.child(target, F_ATTRIBUTE))
      if (!isInside || !isCounted(checker, code, column, tree.child(change, F_RIGHT))) return []
      const row = tree.child(target, F_OBJECT)
      const origin = rowOrigin(checker, row)
      if (origin === undefined || origin.kind === 'created' || origin.isLocked) return []
      if (origin.model.split('.').at(-1) !== code.probe.rows.query.model?.name) return []
      if (savedAfter(checker, owner, row, target, origin.isDjango) === NO_NODE) return []
      return [{ change, column, code }]
    })
  })
}

/** True where the counted rows are those with this value in the column. */
function isCounted({ tree }: Checker, { probe }: ProbedCode, column: string, value: Node): boolean {
  if (value === NO_NODE) return false
  const written = tree.text(value)
  return probe.rows.query.predicates.some((one) => {
    if (one.column !== column && `${one.column}_id` !== column) return false
    if (one.op === 'is-true') return written === 'True'
    if (one.op !== '=' || one.isConditional) return false
    return (one.text ?? (one.value === NO_NODE ? '' : tree.text(one.value))) === written
  })
}

/** A row that is locked before the count keeps the others out. */
function isAnyLocked(checker: Checker, { probe, condition }: ProbedCode): boolean {
  const owner = checker.facts.enclosingFunction(condition)
  return probe.rows.query.lock !== NO_NODE || locksBefore(checker, owner, condition).length > 0
}
