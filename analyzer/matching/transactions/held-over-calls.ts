// What is held by a `with` block while a call in it waits for another server: a connection of a pool, a
// lock that other threads ask for.
import type { Checker } from '../../engine/checker.ts'
import { withItemsAround } from '../../flow/surroundings.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { type OutsideCall, outsideCalls } from '../calls/outside-calls.ts'
import { fieldWrites } from '../shared-state/field-writes.ts'
import { isThreadLock } from '../shared-state/half-guarded-fields.ts'
import { heldLock } from '../shared-state/held-locks.ts'
import { isPoolOf } from './pooled-connections.ts'

export interface HeldOver {
  readonly outside: OutsideCall
  /** The item of the `with` statement, or the lock. */
  readonly held: Node
}

const REMOTE: ReadonlySet<string> = new Set(['http', 'mail', 'cloud', 'provider'])

/** Remote calls inside of `async with pool.acquire() as connection:`; the first of each block. */
export function connectionsHeld(checker: Checker): readonly HeldOver[] {
  const { facts, tree } = checker
  const seen = new Set<Node>()
  return outsideCalls(checker).flatMap((outside): HeldOver[] => {
    if (!REMOTE.has(outside.kind)) return []
    const held = withItemsAround(tree, outside.call).find((item) => {
      const [call] = facts.callsIn(item)
      return call !== undefined && isPoolOf(checker, call)
    })
    if (held === undefined || seen.has(held)) return []
    seen.add(held)
    return [{ outside, held }]
  })
}

/** Remote calls under a lock of threads that other methods take to change fields. */
export function locksHeld(checker: Checker): readonly HeldOver[] {
  const { facts, tree } = checker
  const outside = outsideCalls(checker).filter(({ kind }) => REMOTE.has(kind))
  if (outside.length === 0) return []
  const writes = fieldWrites(checker).filter((one) => one.lock !== undefined && isThreadLock(one))
  return outside.flatMap((one): HeldOver[] => {
    if (one.owner.isAsync) return []
    const held = heldLock(facts, one.call)
    if (held === NO_NODE) return []
    const text = tree.text(held)
    const isShared = writes.some(({ lock, method }) => lock === text && method !== one.owner)
    return isShared ? [{ outside: one, held }] : []
  })
}
