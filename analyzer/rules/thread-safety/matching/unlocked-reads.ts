// Reads without the lock under which a collection is changed: looped over while another thread changes
// its size, tested for what is then done under the lock, or handed out of it as a whole.

import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { receiverAttribute } from '../../../facts/receivers.ts'
import { calleeName } from '../../../matching/calls/calls.ts'
import { endsThere } from '../../../matching/rows/row-probes.ts'
import { ALONE, type FieldWrite, fieldWrites } from '../../../matching/shared-state/field-writes.ts'
import { isThreadLock } from '../../../matching/shared-state/half-guarded-fields.ts'
import { heldLock } from '../../../matching/shared-state/held-locks.ts'
import { isCalledUnderLock } from '../../../matching/shared-state/lock-callers.ts'
import {
  isMadeForThreads,
  overrides,
  runsAlone,
} from '../../../matching/shared-state/lock-exempt-writes.ts'
import { conditionOf } from '../../../matching/statements/branches.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface UnlockedRead {
  readonly kind: 'looped over' | 'tested' | 'handed out'
  readonly method: FunctionFacts
  readonly node: Node
  /** A change under the lock; for a test the one that it decides. */
  readonly write: FieldWrite
}

const GOES_THROUGH = /^(?:sum|min|max|sorted|any|all)$/
/** For people who look for a mistake, or when nobody else is left. */
const AT_THE_END = /^__(?:repr|str|len|bool)__$|^_*(?:stop|join|clean_?up)/
const VIEWS = /^(?:items|values|keys)$/

/** All of a file, on fields whose every change takes the lock. */
export function unlockedReads(checker: Checker): readonly UnlockedRead[] {
  const { facts } = checker
  const guarded = guardedFields(checker)
  if (guarded.size === 0) return []
  const found: UnlockedRead[] = []
  for (const node of facts.nodesOfKind(k.K_ATTRIBUTE)) {
    const own = receiverAttribute(facts, node)
    const writes = own && guarded.get(`${own.class.index} ${own.name}`)
    if (own === undefined || writes === undefined || facts.isWrite(node)) continue
    const { method } = own
    const [witness] = writes
    if (
      witness === undefined ||
      ALONE.test(method.name) ||
      facts.enclosingFunction(node) !== method
    ) {
      continue
    }
    const isHeld = heldLock(facts, node) !== NO_NODE
    if (isHeld) {
      const isWhole = isHandedOut(checker, node) && isChangedInPlace(checker, writes)
      if (
        isWhole ||
        (isHandedOut(checker, itemAt(checker, node)) && areItemsChanged(checker, writes))
      ) {
        found.push({ kind: 'handed out', method, node, write: witness })
      }
      continue
    }
    const read = { ...witness, method, node }
    if (isCalledUnderLock(checker, own.class, method, []) || overrides(checker, read)) continue
    if (AT_THE_END.test(method.name)) continue
    if (runsAlone(checker, read, witness.lock ?? '')) continue
    if (isLoopedOver(checker, node)) {
      if (isChangedInPlace(checker, writes))
        found.push({ kind: 'looped over', method, node, write: witness })
      continue
    }
    if (isItemLoopedOver(checker, node) && areItemsChanged(checker, writes)) {
      found.push({ kind: 'looped over', method, node, write: witness })
      continue
    }
    const decided = writes.find((one) => one.method === method && decides(checker, node, one))
    if (decided !== undefined) found.push({ kind: 'tested', method, node, write: decided })
  }
  return found
}

/** Changes by class and field, of fields that are changed under a lock of threads alone. */
function guardedFields(checker: Checker): ReadonlyMap<string, readonly FieldWrite[]> {
  const all = fieldWrites(checker)
  const found = new Map<string, readonly FieldWrite[]>()
  if (all.every(({ lock }) => lock === undefined)) return found
  for (const [key, writes] of Map.groupBy(all, (one) => `${one.class.index} ${one.name}`)) {
    const later = writes.filter(({ method }) => !ALONE.test(method.name))
    const [first] = later
    if (first === undefined || /lock|mutex|cond/i.test(first.name)) continue
    if (/Lock$/.test(first.class.name) || first.isOfClass) continue
    // What a method changes that counts on its caller is guarded where the others are.
    const own = later.filter(
      (one) => one.lock !== undefined || !isCalledUnderLock(checker, one.class, one.method, []),
    )
    const lock = own[0]?.lock
    const isGuarded =
      lock !== undefined && own.every((one) => one.lock === lock && isThreadLock(one))
    if (!isGuarded || writes.some((one) => isMadeForThreads(checker, one))) continue
    found.set(key, [...own, ...later.filter((one) => !own.includes(one))])
  }
  return found
}

/** Items come or go: `self.rows[key] = row`, `self.rows.append(row)`, `del self.rows[key]`. */
function isChangedInPlace({ facts }: Checker, writes: readonly FieldWrite[]): boolean {
  return writes.some(({ node }) => !facts.isWrite(node))
}

/** `for key in self.rows`, `sum(self.rows.values())`; a copy by `list` is made in one step. */
function isLoopedOver({ tree }: Checker, node: Node): boolean {
  let over = node
  const attribute = tree.parent(node)
  if (
    tree.kind(attribute) === k.K_ATTRIBUTE &&
    VIEWS.test(tree.spelled(tree.child(attribute, k.F_ATTRIBUTE)))
  ) {
    const call = tree.parent(attribute)
    if (tree.kind(call) !== k.K_CALL) return false
    over = call
  }
  const parent = tree.parent(over)
  const kind = tree.kind(parent)
  if (kind === k.K_FOR_STATEMENT || kind === k.K_FOR_IN_CLAUSE) {
    return tree.fieldOf(over) === k.F_RIGHT
  }
  if (kind !== k.K_ARGUMENT_LIST || over === node) return false
  return GOES_THROUGH.test(calleeName(tree, tree.parent(parent)))
}

/** `self.rows[key]` or `self.rows.get(key)` of `self.rows`; the field itself where no item is taken. */
function itemAt({ tree }: Checker, node: Node): Node {
  const parent = tree.parent(node)
  if (tree.kind(parent) === k.K_SUBSCRIPT && tree.fieldOf(node) === k.F_VALUE) return parent
  if (tree.kind(parent) !== k.K_ATTRIBUTE) return node
  const call = tree.parent(parent)
  const isGet = tree.kind(call) === k.K_CALL && calleeName(tree, call) === 'get'
  return isGet ? call : node
}

/** `self.rows[key].append(row)`: what the items hold changes, not only which there are. */
function areItemsChanged({ tree, facts }: Checker, writes: readonly FieldWrite[]): boolean {
  return writes.some(({ node }) => {
    const item = tree.parent(node)
    if (facts.isWrite(node) || tree.kind(item) !== k.K_SUBSCRIPT || facts.isWrite(item))
      return false
    const method = tree.parent(item)
    return tree.kind(method) === k.K_ATTRIBUTE && tree.kind(tree.parent(method)) === k.K_CALL
  })
}

/** `rows = self.rows.get(key)` and then `for row in rows`. */
function isItemLoopedOver(checker: Checker, node: Node): boolean {
  const { tree, facts } = checker
  const item = itemAt(checker, node)
  if (item === node) return false
  const assignment = tree.parent(item)
  if (tree.kind(assignment) !== k.K_ASSIGNMENT) return isGoneThrough(checker, item)
  const target = tree.child(assignment, k.F_LEFT)
  const binding = tree.kind(target) === k.K_IDENTIFIER ? facts.resolve(target) : undefined
  if (binding?.scope?.kind !== 'function') return false
  return Array.from(binding.references).some((one) => isGoneThrough(checker, one))
}

/** What a loop or a comprehension goes through. */
function isGoneThrough({ tree }: Checker, node: Node): boolean {
  const kind = tree.kind(tree.parent(node))
  const isLoop = kind === k.K_FOR_STATEMENT || kind === k.K_FOR_IN_CLAUSE
  return isLoop && tree.fieldOf(node) === k.F_RIGHT
}

/** `return self.rows` below the lock: the caller has the collection itself, and no lock. */
function isHandedOut({ tree }: Checker, node: Node): boolean {
  return tree.kind(tree.parent(node)) === k.K_RETURN_STATEMENT
}

/** `if key in self.rows: return` and `with self.lock: self.rows[key] = row`, without asking again. */
function decides(checker: Checker, node: Node, write: FieldWrite): boolean {
  const { tree, facts } = checker
  if (node > write.node || facts.isWrite(write.node)) return false
  const branching = tree.ancestor(node, k.K_IF_STATEMENT, k.K_FUNCTION_DEFINITION)
  if (branching === NO_NODE || tree.kind(branching) !== k.K_IF_STATEMENT) return false
  const condition = conditionOf(tree, branching)
  if (condition === NO_NODE || !tree.contains(condition, node)) return false
  const block = tree.child(branching, k.F_CONSEQUENCE)
  const isInside = tree.contains(branching, write.node)
  if (!isInside && (block === NO_NODE || !endsThere(checker, block))) return false
  // Only that something is missing is lost by two who both find it so.
  if (!/\bnot in\b|\bin\b|\bis None\b|^not\b/.test(tree.spelled(condition))) return false
  return isStored(checker, write.node) && !isAskedAgain(checker, write)
}

/** `self.rows[key] = row`. */
function isStored({ tree, facts }: Checker, node: Node): boolean {
  const item = tree.parent(node)
  return tree.kind(item) === k.K_SUBSCRIPT && facts.isWrite(item)
}

/** The field is read once more under the lock, before the change. */
function isAskedAgain({ tree, facts }: Checker, write: FieldWrite): boolean {
  const around = tree.ancestor(write.node, k.K_WITH_STATEMENT, k.K_FUNCTION_DEFINITION)
  if (around === NO_NODE || tree.kind(around) !== k.K_WITH_STATEMENT) return true
  const text = tree.text(write.node)
  return Array.from(facts.nodesIn(around, k.K_ATTRIBUTE)).some(
    (one) => one !== write.node && tree.text(one) === text,
  )
}
