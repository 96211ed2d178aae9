// What a merge cannot bring along, said in sentences instead of being lost without a word.
import { counted } from '../../api/counted.ts'
import { tablesOfSteps } from '../row-images.ts'
import type { Comparison } from './compare.ts'
import { MERGEABLE, MERGED_APART } from './mergeable-tables.ts'
import type { Side } from './side.ts'

export function leftBehind(
  ours: Side,
  theirs: Side,
  { unknownFindings }: Comparison,
): readonly string[] {
  const left: string[] = []
  if (unknownFindings.size > 0) {
    left.push(
      `${counted(unknownFindings.size, 'finding')} of the other review ${unknownFindings.size === 1 ? 'is' : 'are'} not in this one; what was written about them stays there. Analyse both with the same version and settings, then merge again.`,
    )
  }
  const known = new Set([...MERGEABLE.map(({ table }) => table), ...MERGED_APART])
  for (const { name } of tablesOfSteps(theirs.db)) {
    if (known.has(name)) continue
    const rows = newRows(ours, theirs, name)
    if (rows === 0) continue
    const noun = `row of “${name.replaceAll('_', ' ')}”`
    left.push(`${counted(rows, noun)} of the other side ${rows === 1 ? 'stays' : 'stay'} there.`)
  }
  return left
}

/** Rows of a table that only the other side has, word for word. */
function newRows(ours: Side, theirs: Side, table: string): number {
  const read = ({ db }: Side) =>
    db
      .prepare(`SELECT * FROM ${table}`)
      .all()
      .map((row) => JSON.stringify(row))
  const own = new Set(read(ours))
  return read(theirs).filter((row) => !own.has(row)).length
}
