// Documents of MongoDB that are inserted because a query found none.

import type { Checker } from '../../../engine/checker.ts'
import { uniqueDocumentKeys } from '../../../gather/unique-document-keys.ts'
import { endsThere } from '../../../matching/rows/row-probes.ts'
import { heldLock } from '../../../matching/shared-state/held-locks.ts'
import { conditionOf } from '../../../matching/statements/branches.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import { type DocumentCall, displayOf, documentCalls, entriesOf } from './documents.ts'

export interface DocumentInsert {
  readonly insert: Node
  readonly query: Node
  readonly test: Node
  /** The field by which the query looked. */
  readonly field: string
  readonly collection: string
}

/** The inserts of a file that nothing but the query keeps from making a second document. */
export function documentInserts(checker: Checker): readonly DocumentInsert[] {
  const calls = documentCalls(checker)
  const queries = calls.filter(({ method }) => /^(?:find_one|count_documents)$/.test(method))
  return calls.flatMap((insert) => {
    if (insert.method !== 'insert_one' || isHandled(checker, insert)) return []
    if (heldLock(checker.facts, insert.call) !== NO_NODE) return []
    for (const query of queries) {
      if (query.owner !== insert.owner || query.collection !== insert.collection) continue
      const field = sharedField(checker, query, insert)
      const test = field === undefined ? NO_NODE : testBetween(checker, query, insert)
      if (field === undefined || test === NO_NODE) continue
      const { collection } = insert
      return [{ insert: insert.call, query: query.call, test, field, collection }]
    }
    return []
  })
}

/** A second insert is refused by an index, and the function knows it. */
function isHandled({ tree }: Checker, { owner }: DocumentCall): boolean {
  return /\bDuplicateKeyError\b/.test(tree.spelled(owner.node))
}

/** A field of the filter that the new document holds with the same value, and no index keeps apart. */
function sharedField(
  checker: Checker,
  query: DocumentCall,
  insert: DocumentCall,
): string | undefined {
  const { tree, project } = checker
  const asked = entriesOf(checker, query.first)
  if (asked.length === 0 || asked.some(({ key }) => key === '_id' || key.startsWith('$'))) {
    return undefined
  }
  const unique = project.gathered(uniqueDocumentKeys)
  if (asked.some(({ key }) => unique.has(key))) return undefined
  const given = entriesOf(checker, insert.first)
  const whole = displayOf(checker, insert.first)
  return asked.find(({ key, value }) => {
    const text = tree.text(value)
    if (given.length > 0)
      return given.some((one) => one.key === key && tree.text(one.value) === text)
    // `{'email': user.email}` and `user.model_dump()`.
    const [root, more] = text.split('.')
    return more !== undefined && whole !== NO_NODE && tree.text(whole).startsWith(`${root}.`)
  })?.key
}

/** The condition that lets the insert run where the query found nothing; NO_NODE without one. */
function testBetween(checker: Checker, query: DocumentCall, insert: DocumentCall): Node {
  const { tree, facts } = checker
  for (const node of facts.nodesIn(insert.owner.node, k.K_IF_STATEMENT)) {
    if (node > insert.call) break
    const condition = conditionOf(tree, node)
    if (condition === NO_NODE || !asks(checker, condition, query.call)) continue
    if (tree.contains(node, insert.call)) return condition
    const block = tree.child(node, k.F_CONSEQUENCE)
    if (query.call < insert.call && endsThere(checker, block)) return condition
  }
  return NO_NODE
}

/** True for a condition that holds the query, or the one name that its result is given. */
function asks({ tree, facts }: Checker, condition: Node, query: Node): boolean {
  if (tree.contains(condition, query)) return true
  let value = query
  while (tree.kind(tree.parent(value)) === k.K_AWAIT) value = tree.parent(value)
  const assignment = tree.parent(value)
  if (tree.kind(assignment) !== k.K_ASSIGNMENT) return false
  const target = tree.child(assignment, k.F_LEFT)
  if (tree.kind(target) !== k.K_IDENTIFIER) return false
  const references = facts.resolve(target)?.references ?? []
  return references.some((one) => tree.contains(condition, one))
}
