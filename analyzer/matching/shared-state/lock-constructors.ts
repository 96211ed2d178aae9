// Calls that make a lock within the process.

import type { FileFacts } from '../../facts/file-facts.ts'
import type { Node } from '../../syntax/tree.ts'

/** Whether who holds it can take it again; a semaphore may let several in. */
export type LockKind = 'lock' | 'reentrant' | 'semaphore'

const KIND: ReadonlyMap<string, LockKind> = new Map(
  ['threading', 'multiprocessing', 'asyncio', 'anyio', 'trio', 'gevent.lock', '_thread'].flatMap(
    (module) => [
      [`${module}.Lock`, 'lock' as const],
      [`${module}.allocate_lock`, 'lock' as const],
      [`${module}.RLock`, 'reentrant' as const],
      // A condition makes itself a reentrant lock.
      [`${module}.Condition`, module === 'asyncio' ? ('lock' as const) : ('reentrant' as const)],
      [`${module}.Semaphore`, 'semaphore' as const],
      [`${module}.BoundedSemaphore`, 'semaphore' as const],
    ],
  ),
)

/** True for the qualified name of a class of locks, semaphores or conditions. */
export function isLockConstructor(name: string | undefined): boolean {
  return name !== undefined && KIND.has(name)
}

/** The kind of lock that a class or function makes; undefined for what is no lock. */
export function lockKind(name: string | undefined): LockKind | undefined {
  return name === undefined ? undefined : KIND.get(name)
}

/** True for a call of `acquire` that comes back with the lock only. */
export function isWaiting(facts: FileFacts, call: Node): boolean {
  const given = facts.arguments(call)
  if (given.length > 1) return false
  return given.every(
    ({ name, value }) =>
      (name === undefined || name === 'blocking') && /^(?:True|1)$/.test(facts.tree.spelled(value)),
  )
}
