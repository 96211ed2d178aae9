// Unique keys that an insert gives values which somebody else may give, too.
import type { UniqueSet } from '../../domain/orm/model.ts'
import type { Write } from '../../domain/sql/read-write.ts'
import type { Checker } from '../../engine/checker.ts'
import { K_ATTRIBUTE, K_CALL, K_IDENTIFIER } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { givenValues } from './given-values.ts'
import { KEY_MODEL } from './row-claims.ts'
import { codeWithoutRows } from './row-probes.ts'
import { insertsWhereNone } from './unfound-inserts.ts'

const GENERATED = /uuid|token|secret|random|nanoid|ulid|generat|hash|digest|\bnow\b|timestamp/i

/** A unique set whose columns are all given values that come from elsewhere. */
export function threatenedKey(checker: Checker, write: Write): UniqueSet | undefined {
  const values = new Map(givenValues(checker, write).map(({ column, value }) => [column, value]))
  return write.model?.uniques.find(
    ({ columns, source, predicate }) =>
      (source !== 'primary-key' || isSoughtBefore(checker, write)) &&
      predicate === undefined &&
      columns.length > 0 &&
      columns.every((column) => values.has(column)) &&
      columns.some((column) => comesFromElsewhere(checker, values.get(column) ?? NO_NODE)),
  )
}

/** A key that the code looked for before it inserts it is one that others may insert, too. */
function isSoughtBefore(checker: Checker, write: Write): boolean {
  // A row that says what was dealt with is refused on purpose.
  if (KEY_MODEL.test(write.model?.name ?? '')) return false
  return codeWithoutRows(checker).some(
    (code) =>
      code.probe.rows.query.model === write.model &&
      insertsWhereNone(checker, code).some(({ call }) => call === write.call),
  )
}

export function comesFromElsewhere({ tree, facts }: Checker, value: Node): boolean {
  if (value === NO_NODE || GENERATED.test(tree.spelled(value))) return false
  let hasName = false
  for (let node = value; node < tree.endOfSubtree(value); node += 1) {
    const kind = tree.kind(node)
    if (kind === K_ATTRIBUTE) hasName = true
    if (kind !== K_IDENTIFIER) continue
    hasName = true
    const binding = facts.resolve(node)
    for (const { node: place } of binding?.definitions ?? []) {
      const statement = tree.parent(place)
      if (tree.kind(statement) !== K_CALL && GENERATED.test(tree.spelled(statement))) return false
    }
  }
  return hasName
}
