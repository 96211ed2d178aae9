// Whether the lock that a row was loaded with is still there when the row is written, or was taken again.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { calleeName, keywordArgument } from '../../../matching/calls/calls.ts'
import type { RowOrigin } from '../../../matching/rows/orm-rows.ts'
import { rowLockingCalls } from '../../../matching/transactions/taken-locks.ts'
import {
  isReached,
  isReachedWithout,
  transactionEnds,
} from '../../../matching/transactions/transactions.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** A commit between the locking query and the write: the lock is gone. */
export function lockLost(
  checker: Checker,
  owner: FunctionFacts,
  origin: RowOrigin,
  write: Node,
): Node {
  const found = transactionEnds(checker, owner).find(
    (end) =>
      isReached(checker, owner, origin.node, end) &&
      isReachedWithout(checker, owner, { from: end, to: write, without: origin.node }),
  )
  return found ?? NO_NODE
}

/** `session.refresh(row, with_for_update=True)` before the write, or a function that does that. */
export function relocked(checker: Checker, owner: FunctionFacts, row: Node, write: Node): boolean {
  const { tree, facts } = checker
  const isLocked = rowLockingCalls(checker, owner).some(
    (call) =>
      facts.arguments(call).some(({ value }) => tree.text(value) === tree.text(row)) &&
      isReached(checker, owner, call, write),
  )
  if (isLocked) return true
  return facts
    .callsIn(owner.node)
    .some(
      (call) =>
        /^(?:refresh|lock|refresh_from_db)$/.test(calleeName(tree, call)) &&
        (keywordArgument(tree, call, 'with_for_update') !== NO_NODE ||
          /select_for_update|with_lock/.test(tree.spelled(call))) &&
        tree.text(call).includes(tree.text(row)) &&
        isReached(checker, owner, call, write),
    )
}
