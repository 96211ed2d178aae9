// What a block that enters something of the project does to its transaction when it ends.
import * as k from '../../syntax/kinds.ts'
import type { Node } from '../../syntax/tree.ts'
import type { SqlContext } from './context.ts'
import type { TransactionEnd } from './manager-table.ts'

/** By what a `with` statement enters; undefined where that is no manager of transactions. */
export function endOfBlock(context: SqlContext, entered: Node): TransactionEnd | undefined {
  const { facts, managers } = context
  if (facts.tree.kind(entered) !== k.K_CALL) {
    return managers.block({ entered: context.valueOf(entered) })
  }
  const callee = facts.callee(entered)
  const called = context.valueOf(callee)
  const origin = called?.kind === 'external' ? facts.qualifiedName(callee) : undefined
  return (
    (origin === undefined ? undefined : managers.named(facts.path, origin)) ??
    managers.block({ called, entered: context.valueOf(entered) })
  )
}
