// Fields that are counted up without the lock under which they are read: the reader counts on a lock
// that the writers do not take.
import type { Checker } from '../../../engine/checker.ts'
import { receiverAttribute } from '../../../facts/receivers.ts'
import { ALONE, type FieldWrite, fieldWrites } from '../../../matching/shared-state/field-writes.ts'
import { isThreadLock, isUpdate } from '../../../matching/shared-state/half-guarded-fields.ts'
import { heldLock } from '../../../matching/shared-state/held-locks.ts'
import { isCalledUnderLock } from '../../../matching/shared-state/lock-callers.ts'
import {
  isLogHandler,
  overrides,
  runsAlone,
} from '../../../matching/shared-state/lock-exempt-writes.ts'
import { K_ATTRIBUTE } from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface UnguardedUpdate {
  readonly write: FieldWrite
  /** A read under the lock, in another method. */
  readonly read: Node
  readonly lock: string
}

/** All of a file, on fields that no method changes under a lock. */
export function unguardedUpdates(checker: Checker): readonly UnguardedUpdate[] {
  const writes = fieldWrites(checker)
  const locks = writes.filter((one) => one.lock !== undefined && isThreadLock(one))
  if (locks.length === 0) return []
  const found: UnguardedUpdate[] = []
  for (const own of Map.groupBy(writes, (one) => `${one.class.index} ${one.name}`).values()) {
    const later = own.filter(({ method }) => !ALONE.test(method.name))
    const [first] = later
    if (first === undefined || first.isOfClass || later.some(({ lock }) => lock !== undefined))
      continue
    // The lock that the object takes for its other fields.
    const lock = locks.find(
      (one) => one.class === first.class && one.lock?.startsWith('self.'),
    )?.lock
    if (lock === undefined) continue
    const updates = later.filter((one) => isUpdate(checker, one.node) && isForAnyone(checker, one))
    const read = updates.length === 0 ? NO_NODE : readUnder(checker, first, lock)
    if (read === NO_NODE) continue
    found.push(...updates.map((write) => ({ write, read, lock })))
  }
  return found
}

/** A method that any thread may call: not the loop of one thread, nor what runs under the lock anyway. */
function isForAnyone(checker: Checker, write: FieldWrite): boolean {
  const { method, class: owner } = write
  if (method.name.startsWith('_') || method.name === 'run' || method.isAsync) return false
  if (isLogHandler(checker, write) || overrides(checker, write)) return false
  if (runsAlone(checker, write, '')) return false
  return !isCalledUnderLock(checker, owner, method, [])
}

function readUnder({ facts, tree }: Checker, { class: owner, name }: FieldWrite, lock: string) {
  for (const node of facts.nodesOfKind(K_ATTRIBUTE)) {
    if (!tree.contains(owner.node, node) || facts.isWrite(node)) continue
    const own = receiverAttribute(facts, node)
    if (own?.class !== owner || own.name !== name || ALONE.test(own.method.name)) continue
    const held = heldLock(facts, node)
    if (held !== NO_NODE && tree.text(held) === lock) return node
  }
  return NO_NODE
}
