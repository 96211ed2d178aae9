// Documents of MongoDB that are read, changed in the program and written back.
import type { Checker } from '../../../engine/checker.ts'
import { onlyValue } from '../../../facts/assigned-value.ts'
import { stringValue } from '../../../facts/strings.ts'
import { bare } from '../../../matching/calls/call-chains.ts'
import { calleeName, positionalArgument, receiverOf } from '../../../matching/calls/calls.ts'
import { heldLock } from '../../../matching/shared-state/held-locks.ts'
import { isReached } from '../../../matching/transactions/transactions.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import { type DocumentCall, displayOf, documentCalls, entriesOf } from './documents.ts'

export interface DocumentUpdate {
  readonly write: Node
  readonly read: Node
  readonly field: string
}

const MUTATES = /^(?:append|extend|insert|remove|pop|update|add|discard|setdefault|clear)$/
/** Fields by which a write says which state it was computed from. */
const VERSION = /^_*(?:version|revision|rev|etag|updated_at|modified)\w*$/
const MAX_NAMES = 2

/** The writes of a file that overwrite what others write in between. */
export function documentUpdates(checker: Checker): readonly DocumentUpdate[] {
  const calls = documentCalls(checker)
  const reads = calls.filter(({ method }) => method === 'find_one')
  return calls.flatMap((write) => {
    if (write.method !== 'update_one' && write.method !== 'replace_one') return []
    if (heldLock(checker.facts, write.call) !== NO_NODE) return []
    for (const read of reads) {
      if (read.owner !== write.owner || read.collection !== write.collection) continue
      const name = nameOf(checker, read)
      const field = name === '' ? undefined : changedField(checker, write, read, name)
      if (field === undefined || isGuarded(checker, write, field, name)) continue
      if (!isReached(checker, write.owner, read.call, write.call)) continue
      return [{ write: write.call, read: read.call, field }]
    }
    return []
  })
}

/** The one name that a document is given. */
function nameOf({ tree, facts }: Checker, { call }: DocumentCall): string {
  let value = call
  while (tree.kind(tree.parent(value)) === k.K_AWAIT) value = tree.parent(value)
  const assignment = tree.parent(value)
  if (tree.kind(assignment) !== k.K_ASSIGNMENT) return ''
  const target = tree.child(assignment, k.F_LEFT)
  if (tree.kind(target) !== k.K_IDENTIFIER) return ''
  return facts.resolve(target)?.definitions.length === 1 ? tree.text(target) : ''
}

/** The field whose new value is computed from the old one; undefined where none is. */
function changedField(
  checker: Checker,
  write: DocumentCall,
  read: DocumentCall,
  name: string,
): string | undefined {
  const { tree } = checker
  if (write.method === 'replace_one') {
    return tree.text(write.second) === name ? ownChange(checker, read, write, name) : undefined
  }
  const set = entriesOf(checker, write.second).find(({ key }) => key === '$set')?.value ?? NO_NODE
  if (set === NO_NODE) return undefined
  if (tree.text(set) === name) return ownChange(checker, read, write, name)
  const computed = entriesOf(checker, set).find(({ key, value }) => {
    const whole = displayOf(checker, value)
    // What is handed back as it was read changes nothing.
    const isPlain = fieldRead(checker, whole, name) !== undefined
    return !isPlain && readsField(checker, whole, name, key, 0)
  })
  return computed?.key
}

/** `doc['points'] += n`, `doc['tags'].append(tag)` between the read and the write. */
function ownChange(
  checker: Checker,
  read: DocumentCall,
  write: DocumentCall,
  name: string,
): string | undefined {
  const { tree, facts } = checker
  const { owner } = write
  const isBetween = (node: Node) =>
    node > read.call && node < write.call && facts.enclosingFunction(node) === owner
  for (const node of facts.nodesIn(owner.node, k.K_AUGMENTED_ASSIGNMENT)) {
    const field = fieldRead(checker, tree.child(node, k.F_LEFT), name)
    if (field !== undefined && isBetween(node)) return field
  }
  for (const node of facts.nodesIn(owner.node, k.K_ASSIGNMENT)) {
    const field = fieldRead(checker, tree.child(node, k.F_LEFT), name)
    const value = tree.child(node, k.F_RIGHT)
    if (field === undefined || value === NO_NODE || !isBetween(node)) continue
    if (readsField(checker, value, name, field, 0)) return field
  }
  for (const call of facts.callsOf(owner)) {
    if (!isBetween(call) || !MUTATES.test(calleeName(tree, call))) continue
    const field = fieldRead(checker, receiverOf(tree, call), name)
    if (field !== undefined) return field
  }
  return undefined
}

/** The field of `doc['points']` and `doc.get('points')`. */
function fieldRead({ tree }: Checker, node: Node, name: string): string | undefined {
  if (node === NO_NODE) return undefined
  if (tree.kind(node) === k.K_SUBSCRIPT) {
    const isOwn = tree.text(tree.child(node, k.F_VALUE)) === name
    return isOwn ? stringValue(tree, tree.child(node, k.F_SUBSCRIPT)) : undefined
  }
  if (tree.kind(node) !== k.K_CALL || calleeName(tree, node) !== 'get') return undefined
  const receiver = receiverOf(tree, node)
  if (receiver === NO_NODE || tree.text(receiver) !== name) return undefined
  return stringValue(tree, positionalArgument(tree, node, 0))
}

/** True where an expression takes in the field, in place or through local names. */
function readsField(
  checker: Checker,
  expression: Node,
  name: string,
  field: string,
  names: number,
): boolean {
  const { tree, facts } = checker
  for (let node = expression; node < tree.endOfSubtree(expression); node += 1) {
    if (fieldRead(checker, node, name) === field) return true
    if (tree.kind(node) !== k.K_IDENTIFIER || names >= MAX_NAMES || tree.text(node) === name) {
      continue
    }
    if (facts.reach(node) !== 'local') continue
    const value = onlyValue(facts, node)
    if (value === NO_NODE || tree.contains(value, node)) continue
    if (readsField(checker, bare(checker, value), name, field, names + 1)) return true
  }
  return false
}

/** True where the filter asks for what was read: `{'_id': key, 'points': doc['points']}`. */
function isGuarded(checker: Checker, write: DocumentCall, field: string, name: string): boolean {
  const entries = entriesOf(checker, write.first)
  // A filter that cannot be seen may ask for anything.
  if (entries.length === 0) return true
  return entries.some(
    ({ key, value }) =>
      key === field ||
      VERSION.test(key) ||
      (!/^_?id$/.test(key) && fieldRead(checker, value, name) === key),
  )
}
