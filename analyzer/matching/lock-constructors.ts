// Calls that make a lock within the process.

const KIND: ReadonlyMap<string, 'lock' | 'reentrant' | 'semaphore'> = new Map(
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

/** Whether who holds it can take it again; undefined for what is no lock. */
export function lockKind(name: string | undefined): 'lock' | 'reentrant' | 'semaphore' | undefined {
  return name === undefined ? undefined : KIND.get(name)
}
