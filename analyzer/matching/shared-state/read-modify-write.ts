// `x += 1`, `x = x + 1`, `d[k] += 1`: the old value goes into the new one.

import type { Checker } from '../../engine/checker.ts'
import {
  F_ARGUMENTS,
  F_CONSEQUENCE,
  F_LEFT,
  F_RIGHT,
  F_SUBSCRIPT,
  F_VALUE,
  K_ASSIGNMENT,
  K_AUGMENTED_ASSIGNMENT,
  K_BINARY_OPERATOR,
  K_CALL,
  K_IF_STATEMENT,
  K_SUBSCRIPT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { conditionOf } from '../statements/branches.ts'
import { carriedReads } from '../values/carried-reads.ts'

/**
 * The place that an assignment makes out of its own old value, NO_NODE for other assignments: what
 * is written, and for items of a collection the collection.
 */
export function updatedPlace(
  { tree }: Checker,
  assignment: Node,
): { readonly written: Node; readonly root: Node } | undefined {
  const written = tree.child(assignment, F_LEFT)
  const value = tree.child(assignment, F_RIGHT)
  if (written === NO_NODE || value === NO_NODE) return undefined
  const isUpdate =
    tree.kind(assignment) === K_AUGMENTED_ASSIGNMENT ||
    (tree.kind(assignment) === K_ASSIGNMENT &&
      (reads(tree.text(value), tree.text(written)) ||
        readsItem(tree, value, written) ||
        isExtremeOf(tree, value, written)))
  if (!isUpdate) return undefined
  let root = written
  while (tree.kind(root) === K_SUBSCRIPT) {
    const inner = tree.child(root, F_VALUE)
    if (inner === NO_NODE) break
    root = inner
  }
  return { written, root }
}

/** `before = total`, then `total = before + 1`: the old value goes through a local variable. */
export function updatedThroughLocal(
  checker: Checker,
  assignment: Node,
): { readonly written: Node; readonly root: Node } | undefined {
  const { tree } = checker
  const written = tree.child(assignment, F_LEFT)
  const value = tree.child(assignment, F_RIGHT)
  if (tree.kind(assignment) !== K_ASSIGNMENT || written === NO_NODE || value === NO_NODE) {
    return undefined
  }
  // A saved value that is put back as it was computes nothing.
  if (tree.kind(value) !== K_BINARY_OPERATOR) return undefined
  const analysis = checker.analysis.around(assignment)
  const place = analysis.locationOf(written)
  if (place?.isShared !== true) return undefined
  const isCarried = carriedReads(checker, analysis, value).some(
    ({ location, node }) => location.key === place.key && !tree.contains(assignment, node),
  )
  return isCarried ? { written, root: written } : undefined
}

/** `counts[key] = counts.get(key, 0) + 1`. */
function readsItem(tree: SyntaxTree, value: Node, written: Node): boolean {
  if (tree.kind(written) !== K_SUBSCRIPT || tree.kind(value) !== K_BINARY_OPERATOR) return false
  const key = tree.text(tree.child(written, F_SUBSCRIPT))
  const call = `${tree.text(tree.child(written, F_VALUE))}.get(${key}`
  return [F_LEFT, F_RIGHT].some((side) => {
    const text = tree.text(tree.child(value, side))
    return text.startsWith(call) && /^[,)]/.test(text.slice(call.length).trimStart())
  })
}

/** True for `lowest = min(lowest, value)`. */
export function isExtreme({ tree }: Checker, assignment: Node): boolean {
  const written = tree.child(assignment, F_LEFT)
  const value = tree.child(assignment, F_RIGHT)
  return written !== NO_NODE && value !== NO_NODE && isExtremeOf(tree, value, written)
}

function isExtremeOf(tree: SyntaxTree, value: Node, written: Node): boolean {
  if (tree.kind(value) !== K_CALL || !/^(?:min|max)$/.test(tree.spelled(tree.callee(value))))
    return false
  const given = tree.namedChildren(tree.child(value, F_ARGUMENTS))
  return given.length === 2 && given.some((one) => tree.text(one) === tree.text(written))
}

/**
 * True for `if value > highest: highest = value`: a test compares the number with its old value.
 */
export function extremeByTest({ tree }: Checker, assignment: Node): boolean {
  const written = tree.child(assignment, F_LEFT)
  const value = tree.child(assignment, F_RIGHT)
  const block = tree.parent(tree.parent(assignment))
  const branching = block > NO_NODE ? tree.parent(block) : NO_NODE
  if (written === NO_NODE || value === NO_NODE || branching <= NO_NODE) return false
  if (tree.kind(branching) !== K_IF_STATEMENT) return false
  if (tree.child(branching, F_CONSEQUENCE) !== block) return false
  const [one, other] = [tree.text(written), tree.text(value)].map((text) =>
    text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
  )
  const condition = tree.text(conditionOf(tree, branching))
  const isCompared = new RegExp(
    `(?:^|[\\s(])(?:${one}\\s*[<>]=?\\s*${other}|${other}\\s*[<>]=?\\s*${one})(?:$|[\\s)])`,
  )
  return isCompared.test(condition)
}

/** True if the text of an expression contains that of a place as a whole. */
function reads(value: string, place: string): boolean {
  if (value.length <= place.length || value.length > 400) return false
  for (let at = value.indexOf(place); at !== -1; at = value.indexOf(place, at + 1)) {
    const isWhole =
      !/[\w.]/.test(value[at - 1] ?? '') && !/[\w(]/.test(value[at + place.length] ?? '')
    // `x = x.copy()` or `x = x[1]` is no sum of old and new, `x = x + 1` is.
    const next = value.slice(at + place.length).trimStart()[0] ?? ''
    const before = value.slice(0, at).trimEnd().at(-1) ?? ''
    if (isWhole && (/[-+*/|&^%<>]/.test(next) || /[-+*/|&^%]/.test(before))) return true
  }
  return false
}
