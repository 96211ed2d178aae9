// Which fields of a class are guarded by a lock in some methods and changed without it in others.
import type { Checker } from '../../engine/checker.ts'
import {
  F_LEFT,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_AUGMENTED_ASSIGNMENT,
  K_BLOCK,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { ALONE, type FieldWrite, fieldWrites } from './field-writes.ts'
import { isCalledUnderLock } from './lock-callers.ts'
import {
  isHandedUnderLock,
  isLogHandler,
  isMadeForThreads,
  overrides,
  runsAlone,
} from './lock-exempt-writes.ts'
import { updatedPlace } from './read-modify-write.ts'

/** A field with a lock that not all of its writers take. */
export interface HalfGuardedField {
  /** A change under the lock. */
  readonly witness: FieldWrite
  /** The changes without it, in source order; at least one. */
  readonly open: readonly FieldWrite[]
  /** True where a change under the lock is computed from the old value: what comes between is lost. */
  readonly isUpdated: boolean
}

/** The fields of a file's classes whose lock most writers take, and some do not. */
export function halfGuardedFields(checker: Checker): readonly HalfGuardedField[] {
  const writes = fieldWrites(checker)
  if (writes.every(({ lock }) => lock === undefined)) return []
  const fields = Map.groupBy(writes, (one) => `${one.class.index} ${one.isOfClass} ${one.name}`)
  return [...fields.values()].flatMap((own) => halfGuarded(checker, own) ?? [])
}

function halfGuarded(
  checker: Checker,
  writes: readonly FieldWrite[],
): HalfGuardedField | undefined {
  const relevant = writes.filter(({ method }) => !ALONE.test(method.name))
  const guarded = relevant.filter((one) => one.lock !== undefined && isThreadLock(one))
  const [witness] = guarded
  // What is changed under the lock is a part of the object, which stays the same.
  if (guarded.every(({ node }) => isOfPart(checker, node))) return undefined
  if (witness === undefined || /lock|mutex|cond/i.test(witness.name)) return undefined
  if (writes.some((one) => isMadeForThreads(checker, one))) return undefined
  // `with self.pools.lock`: the field has its own lock, and its methods take it.
  if (witness.lock?.startsWith(`self.${witness.name}.`) === true) return undefined
  // A lock is built of what it must do before it holds.
  if (/Lock$/.test(witness.class.name)) return undefined
  // The tasks of an event loop take turns at their own locks.
  if (/\bDeferred(?:Lock|Semaphore)\(/.test(checker.tree.source)) return undefined
  const open = relevant.filter(
    (one) =>
      one.lock === undefined &&
      // Part of a method that locks: what is left outside was thought about.
      !guarded.some(({ method }) => method === one.method) &&
      !isOwnMethod(checker, one) &&
      !overrides(checker, one) &&
      !isLogHandler(checker, one) &&
      !isHandedUnderLock(checker, one) &&
      !runsAlone(checker, one, witness.lock ?? '') &&
      !isCalledUnderLock(checker, one.class, one.method, []),
  )
  // Where most places do without, the lock is there for something else.
  if (open.length === 0 || open.length > guarded.length) return undefined
  return { witness, open, isUpdated: guarded.some(({ node }) => isUpdate(checker, node)) }
}

/** True for a place that is given a value made of its old one: `self.count += 1`. */
export function isUpdate(checker: Checker, node: Node): boolean {
  const { tree } = checker
  const assignment = tree.ancestor(node, K_ASSIGNMENT, K_AUGMENTED_ASSIGNMENT, K_BLOCK)
  if (assignment === NO_NODE || tree.kind(assignment) === K_BLOCK) return false
  return updatedPlace(checker, assignment)?.root === node
}

/** `self.pending.remove(batch)`, where `pending` is an object of the project that minds itself. */
function isOwnMethod(checker: Checker, { node }: FieldWrite): boolean {
  const { tree } = checker
  if (checker.facts.isWrite(node)) return false
  const method = tree.parent(node)
  if (tree.kind(method) !== K_ATTRIBUTE) return false
  return checker.valueOf(method)?.kind === 'method'
}

/** `self.policy.now = ...`: the field itself is not assigned. */
function isOfPart({ tree }: Checker, node: Node): boolean {
  const parent = tree.parent(node)
  if (tree.kind(parent) !== K_ATTRIBUTE) return false
  const assignment = tree.parent(parent)
  return tree.kind(assignment) === K_ASSIGNMENT && tree.child(assignment, F_LEFT) === parent
}

export function isThreadLock({ lock, isAsyncLock, isLocalLock }: FieldWrite): boolean {
  return !isAsyncLock && !isLocalLock && /^(?:self|cls)\.|^_*[A-Z_a-z]\w*$/.test(lock ?? '')
}
