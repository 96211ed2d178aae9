// Collections that are read out of a column, changed, and written back as a whole: two requests that
// add one item each write one of the two.
import type { Checker } from '../../../engine/checker.ts'
import { assignedValue, onlyAssignment } from '../../../facts/assigned-value.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { argumentsOf, calleeName } from '../../../matching/calls/calls.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** What makes a text or a copy of a collection, which has the same items. */
const KEEPS_ITEMS = /^(?:dumps|str|list|dict|set|sorted|tuple|join|model_dump_json)$/
const CHANGES = /^(?:append|extend|insert|remove|pop|popitem|add|discard|update|setdefault)$/

/**
 * The read of `written` whose items go into an assigned collection together with others, or without
 * some: `tasks = json.loads(row.tasks)`, `tasks.append(key)`, `row.tasks = json.dumps(tasks)`.
 * NO_NODE where the new value does not depend on the old one.
 */
export function changedCopy(checker: Checker, value: Node, written: string): Node {
  const { tree, facts } = checker
  const node = withItems(checker, value)
  const kind = tree.kind(node)
  if (kind === k.K_DICTIONARY || kind === k.K_LIST) return spread(checker, node, written)
  const owner = facts.enclosingFunction(node)
  if (kind !== k.K_IDENTIFIER || owner === undefined || facts.reach(node) !== 'local') {
    return NO_NODE
  }
  const made = onlyAssignment(facts, node)
  const source = made === NO_NODE ? NO_NODE : assignedValue(tree, made)
  const read = source === NO_NODE || source > value ? NO_NODE : readIn(checker, source, written)
  if (read === NO_NODE || !isChanged(checker, owner, made, node)) return NO_NODE
  return read
}

/** The collection behind what only copies it or makes a text of it. */
function withItems(checker: Checker, value: Node): Node {
  const { tree } = checker
  if (tree.kind(value) !== k.K_CALL || !KEEPS_ITEMS.test(calleeName(tree, value))) return value
  const first = argumentsOf(tree, value)[0]
  return first === undefined || first.name !== undefined ? value : withItems(checker, first.value)
}

/** `{**row.settings, key: value}`, `[*row.tags, tag]`. */
function spread(checker: Checker, collection: Node, written: string): Node {
  const { tree } = checker
  const parts = tree.namedChildren(collection)
  if (parts.length < 2) return NO_NODE
  const taken = parts.find((part) => {
    const kind = tree.kind(part)
    return kind === k.K_DICTIONARY_SPLAT || kind === k.K_LIST_SPLAT
  })
  return taken === undefined ? NO_NODE : readIn(checker, taken, written)
}

function readIn({ tree }: Checker, expression: Node, written: string): Node {
  const end = tree.endOfSubtree(expression)
  for (let node = expression; node < end; node += 1) {
    if (tree.kind(node) === k.K_ATTRIBUTE && tree.text(node) === written) return node
  }
  return NO_NODE
}

/** True where items are added or taken away between the read and the write. */
function isChanged(checker: Checker, owner: FunctionFacts, made: Node, used: Node): boolean {
  const { tree, facts } = checker
  const name = tree.text(used)
  return facts.identifiersNamed(name).some((node) => {
    if (node <= made || node >= used || facts.enclosingFunction(node) !== owner) return false
    const parent = tree.parent(node)
    if (tree.kind(parent) === k.K_ATTRIBUTE) {
      const call = tree.calledBy(parent)
      return call !== NO_NODE && CHANGES.test(calleeName(tree, call))
    }
    if (tree.kind(parent) !== k.K_SUBSCRIPT || tree.child(parent, k.F_VALUE) !== node) return false
    const statement = tree.parent(parent)
    const kind = tree.kind(statement)
    if (kind === k.K_DELETE_STATEMENT) return true
    return (
      (kind === k.K_ASSIGNMENT || kind === k.K_AUGMENTED_ASSIGNMENT) &&
      tree.child(statement, k.F_LEFT) === parent
    )
  })
}
