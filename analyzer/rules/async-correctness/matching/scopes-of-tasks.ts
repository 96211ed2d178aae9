// Task groups and timeout scopes of the async libraries, by the call that makes them.
import type { Checker } from '../../../engine/checker.ts'
import { managerOf } from '../../../flow/with-parts.ts'
import { libraryName } from '../../../matching/calls/library-calls.ts'
import { K_AWAIT, K_CALL } from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

const TASK_GROUPS =
  /^(?:asyncio(?:\.taskgroups)?\.TaskGroup|anyio\.(?:create_task_group|TaskGroup)|trio\.open_nursery|aiotools\.TaskGroup|curio\.TaskGroup|quattro\.TaskGroup)$/
const TIMEOUTS =
  /^(?:asyncio(?:\.timeouts)?\.(?:timeout|timeout_at)|async_timeout\.(?:timeout|timeout_at)|(?:anyio|trio)\.(?:CancelScope|open_cancel_scope|move_on_after|move_on_at|fail_after|fail_at)|curio\.(?:timeout_after|ignore_after))$/

/** The path of the call that makes the manager of a `with_item`; undefined for other managers. */
export function managerName(checker: Checker, item: Node): string | undefined {
  const { tree } = checker
  let manager = managerOf(tree, item)
  if (manager !== NO_NODE && tree.kind(manager) === K_AWAIT) manager += 2
  if (manager === NO_NODE || tree.kind(manager) !== K_CALL) return undefined
  return libraryName(checker, manager)
}

export function isTaskGroup(checker: Checker, item: Node): boolean {
  return TASK_GROUPS.test(managerName(checker, item) ?? '')
}

export function isTimeoutScope(checker: Checker, item: Node): boolean {
  return TIMEOUTS.test(managerName(checker, item) ?? '')
}
