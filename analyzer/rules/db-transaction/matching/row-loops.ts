// Loops and comprehensions over rows of a query.
import type { Rows } from '../../../domain/sql/read-rows.ts'
import { sqlOf } from '../../../domain/sql/sql-reader.ts'
import type { Checker } from '../../../engine/checker.ts'
import { loopedOver } from '../../../facts/looped-over.ts'
import {
  F_BODY,
  F_LEFT,
  F_RIGHT,
  K_FOR_IN_CLAUSE,
  K_FOR_STATEMENT,
  K_IDENTIFIER,
} from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface Loop {
  /** The `for` statement, or the comprehension. */
  readonly node: Node
  /** Code that runs once for each item. */
  readonly body: Node
  /** Names that are bound anew for each item. */
  readonly names: ReadonlySet<string>
  readonly iterable: Node
  /** Where the items were read from the database; empty if they were not. */
  readonly rows: readonly Rows[]
}

const KEY = {}

/** All loops over something, in the order of the file. */
export function loopsOf(checker: Checker): readonly Loop[] {
  return checker.once(KEY, readLoops)
}

function readLoops(checker: Checker): readonly Loop[] {
  const { tree, facts } = checker
  const sql = sqlOf(checker)
  const found: Loop[] = []
  for (const kind of [K_FOR_STATEMENT, K_FOR_IN_CLAUSE]) {
    for (const clause of facts.nodesOfKind(kind)) {
      const target = tree.child(clause, F_LEFT)
      const iterable = target === NO_NODE ? NO_NODE : iterableOf(checker, clause, target)
      if (iterable === NO_NODE) continue
      const node = kind === K_FOR_STATEMENT ? clause : tree.parent(clause)
      const body = kind === K_FOR_STATEMENT ? tree.child(clause, F_BODY) : node
      if (body === NO_NODE) continue
      const rows = sql
        .rows(iterable)
        .filter(({ taken, isElement }) => !isElement && (taken === 'all' || taken === 'open'))
      found.push({ node, body, names: namesIn(checker, target), iterable, rows })
    }
  }
  return found.toSorted((a, b) => a.node - b.node)
}

/** `rows` of `enumerate(rows)`; of `zip(rows, prices)` the first. */
function iterableOf({ tree, facts }: Checker, clause: Node, target: Node): Node {
  for (const name of tree.namedChildren(target)) {
    const over = loopedOver(facts, name)
    if (over !== NO_NODE) return over
  }
  return tree.child(clause, F_RIGHT)
}

function namesIn({ tree }: Checker, target: Node): ReadonlySet<string> {
  const names = new Set<string>()
  for (let node = target; node < tree.endOfSubtree(target); node += 1) {
    if (tree.kind(node) === K_IDENTIFIER) names.add(tree.text(node))
  }
  return names
}

/** True when an expression reads one of the names. */
export function mentions({ tree }: Checker, expression: Node, names: ReadonlySet<string>): boolean {
  for (let node = expression; node < tree.endOfSubtree(expression); node += 1) {
    if (tree.kind(node) === K_IDENTIFIER && names.has(tree.text(node))) return true
  }
  return false
}
