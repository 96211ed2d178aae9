// What a loop goes through: `rows` of `for row in rows`, also behind functions that number or pair items.
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import type { FileFacts } from './file-facts.ts'

/**
 * The iterable whose items a name of a `for` is given one after the other: `rows` for `row` of `for at,
 * row in enumerate(rows)` and of `for row, price in zip(rows, prices)`. NO_NODE for names that are given
 * anything else, parts of items too.
 */
export function loopedOver(facts: FileFacts, target: Node): Node {
  const { tree } = facts
  const parent = tree.parent(target)
  if (parent === NO_NODE) return NO_NODE
  if (LOOPS.has(tree.kind(parent))) {
    return tree.fieldOf(target) === k.F_LEFT ? tree.child(parent, k.F_RIGHT) : NO_NODE
  }
  const loop = TARGETS.has(tree.kind(parent)) ? tree.parent(parent) : NO_NODE
  if (loop === NO_NODE || !LOOPS.has(tree.kind(loop))) return NO_NODE
  const over = tree.child(loop, k.F_RIGHT)
  if (over === NO_NODE || tree.kind(over) !== k.K_CALL) return NO_NODE
  const given = facts.arguments(over).filter(({ name }) => name === undefined)
  const at = tree.namedChildren(parent).indexOf(target)
  switch (facts.calleeName(over)) {
    case 'builtins.enumerate':
      return at === 1 ? (given[0]?.value ?? NO_NODE) : NO_NODE
    case 'builtins.zip':
      return given.some(({ isUnpacked }) => isUnpacked) ? NO_NODE : (given[at]?.value ?? NO_NODE)
    default:
      return NO_NODE
  }
}

const LOOPS: ReadonlySet<number> = new Set([k.K_FOR_STATEMENT, k.K_FOR_IN_CLAUSE])
const TARGETS: ReadonlySet<number> = new Set([k.K_PATTERN_LIST, k.K_TUPLE_PATTERN])
