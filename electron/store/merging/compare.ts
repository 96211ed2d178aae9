// Three-way: what the other side changed is taken, unless this side changed the same field to
// something else since both last knew the same.
import { blankOf } from '../blank-rows.ts'
import { type ColumnGroup, MERGEABLE, type MergeableTable } from './mergeable-tables.ts'
import type { Bases, Change, Since } from './records.ts'
import type { NamedRow, Side } from './side.ts'

/** A row that this side does not have. */
export interface Addition {
  readonly table: MergeableTable
  readonly theirs: NamedRow
}

/** A field with another value there. */
export interface Difference {
  readonly table: MergeableTable
  readonly group: ColumnGroup
  readonly ours: NamedRow
  readonly theirs: NamedRow
}

/** A row of both sides. */
export type Signed = Omit<Difference, 'group'>

export interface Comparison {
  readonly additions: readonly Addition[]
  readonly taken: readonly Difference[]
  readonly conflicts: readonly Difference[]
  /** Rows that the other side wrote last, whatever of it stands. */
  readonly signed: readonly Signed[]
  /** Rows of theirs that are rows of ours under another name: the name and the id here. */
  readonly aliases: readonly (readonly [name: string, id: number])[]
  /** Names of findings that the other side wrote about and this one does not have. */
  readonly unknownFindings: ReadonlySet<string>
}

/** Compares all tables whose rows stand alone. */
export function compare(ours: Side, theirs: Side, bases: Bases): Comparison {
  const additions: Addition[] = []
  const taken: Difference[] = []
  const conflicts: Difference[] = []
  const signed: Signed[] = []
  const aliases: (readonly [string, number])[] = []
  const unknownFindings = new Set<string>()
  const written = new Set<string>()
  for (const table of MERGEABLE) {
    const own = ours.rowsOf(table)
    for (const their of theirs.rowsOf(table).values()) {
      const mine = own.get(their.name) ?? namesake(table, own, their)
      if (mine === undefined) {
        if (isBlank(table, their)) continue
        // A rule's fix comes with its finding, from a run.
        if (table.table === 'fixes' && their.row.rule_index !== null) continue
        const finding = findingOf(theirs, table, their)
        if (table.table === 'manual_findings' && finding !== undefined) written.add(finding)
        const isThere =
          finding === undefined || ours.idOf(finding) !== undefined || written.has(finding)
        if (isThere) additions.push({ table, theirs: their })
        else unknownFindings.add(finding)
        continue
      }
      if (mine.name !== their.name) aliases.push([`person:${their.origin}`, Number(mine.row.id)])
      const both = { table, ours: mine, theirs: their }
      const before = conflicts.length
      for (const group of table.groups) {
        const outcome = judge({ ...both, group }, ours, theirs, bases)
        if (outcome === 'take') taken.push({ ...both, group })
        if (outcome === 'conflict') conflicts.push({ ...both, group })
      }
      if (conflicts.length === before && isLater(both)) signed.push(both)
    }
  }
  return { additions, taken, conflicts, signed, aliases, unknownFindings }
}

/** True where the other side wrote the row later. */
export function isLater({ table, ours: mine, theirs: their }: Signed): boolean {
  const at = table.signature?.[0]
  return at !== undefined && String(their.row[at]) > String(mine.row[at])
}

/** Two reviewers who both enter the same person mean the same one. */
function namesake(
  { table }: MergeableTable,
  own: ReadonlyMap<string, NamedRow>,
  { row }: NamedRow,
): NamedRow | undefined {
  if (table !== 'people') return undefined
  const name = String(row.name).toLowerCase()
  return [...own.values()].find(
    (one) => one.row.removed_at === null && String(one.row.name).toLowerCase() === name,
  )
}

function judge(
  { table, group, ours: mine, theirs: their }: Difference,
  ours: Side,
  theirs: Side,
  bases: Bases,
): 'same' | 'keep' | 'take' | 'conflict' {
  const isSame = group.columns.every(
    (column) =>
      ours.valueOf(mine.row, column, table.references) ===
      theirs.valueOf(their.row, column, table.references),
  )
  if (isSame) return 'same'
  const myChanges = changesOf(bases.ours, group, eventNames(ours, table, group, mine))
  const theirChanges = changesOf(bases.theirs, group, eventNames(theirs, table, group, their))
  if (theirChanges.length === 0) return 'keep'
  if (myChanges.length === 0) return 'take'
  if (group.isCoarse !== true) {
    // One side went on from the value that the other side holds.
    if (leadsOn(myChanges, theirChanges)) return 'take'
    if (leadsOn(theirChanges, myChanges)) return 'keep'
  }
  return 'conflict'
}

/** True where each field that both changed starts on the one side where it ends on the other. */
function leadsOn(
  from: readonly (readonly [string, Change])[],
  to: readonly (readonly [string, Change])[],
): boolean {
  const starts = new Map(to)
  return from.every(([name, { to: end }]) => starts.get(name)?.from === end)
}

function changesOf(
  { changes }: Since,
  group: ColumnGroup,
  names: readonly string[],
): readonly (readonly [string, Change])[] {
  return names.flatMap((name) => {
    const change = changes.get(name)
    const isOne = change !== undefined && (group.isCoarse === true || change.from !== change.to)
    return isOne ? [[name, change] as const] : []
  })
}

/** The names under which a side's record tells of a field. */
export function eventNames(
  side: Side,
  { references }: MergeableTable,
  group: ColumnGroup,
  { row, origin }: NamedRow,
): readonly string[] {
  return group.events.map((pattern) =>
    pattern.replaceAll(/\{(\w+)\}/g, (_, column: string) =>
      column === 'row' ? origin : String(side.valueOf(row, column, references)),
    ),
  )
}

/** The name of the finding that a row is about; undefined for none. */
export function findingOf(
  side: Side,
  { references }: MergeableTable,
  { row }: NamedRow,
): string | undefined {
  return references.finding_id === undefined || typeof row.finding_id !== 'number'
    ? undefined
    : side.nameOf('findings', row.finding_id)
}

function isBlank({ table }: MergeableTable, { row }: NamedRow): boolean {
  if (typeof row.removed_at === 'string') return true
  const blank = blankOf(table, row, '')
  if (blank === undefined || 'removed_at' in blank) return false
  return Object.entries(blank).every(([column, value]) => row[column] === value)
}
