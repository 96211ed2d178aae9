// The walkthrough of one side under names that hold in every copy. Steps have no names of their own:
// a step is known by what it shows, its finding or its lines.
import type { Row } from '../blank-rows.ts'
import type { StoredEvent } from '../events.ts'
import type { Bases } from './records.ts'
import type { Side } from './side.ts'

export const STEP_FIELDS = ['title', 'text', 'view', 'note'] as const

/** One field's way through the record. */
export interface Edit {
  readonly from: string
  readonly to: string
  readonly last: StoredEvent
}

export interface NamedStep {
  readonly name: string
  readonly row: Row
}

export interface SidesWalkthrough {
  readonly title: string
  readonly explanation: string
  /** In their order. */
  readonly steps: readonly NamedStep[]
  /** What was written into fields since the base, by `name field`; the title's name is ''. */
  readonly edits: ReadonlyMap<string, Edit>
  /** The last change since the base; undefined for none. */
  readonly last: StoredEvent | undefined
}

/** What both sides have of the walkthrough. */
export function walkthroughsOf(
  ours: Side,
  theirs: Side,
  bases: Bases,
): readonly [SidesWalkthrough, SidesWalkthrough] {
  const [own, their] = [ours, theirs].map((side) => ({ side, rows: stepRows(side) }))
  const both = [own, their].flatMap((one) => one ?? [])
  const isRepeated = new Set(
    both.flatMap(({ side, rows }) => {
      const counts = Map.groupBy(rows, (row) => shownBy(side, row))
      return [...counts].flatMap(([name, found]) => (found.length > 1 ? [name] : []))
    }),
  )
  const read = ({ side, rows }: (typeof both)[number], { events }: Bases['ours']) => {
    const { title, explanation } = side.db.prepare('SELECT * FROM walkthrough').get() as Row
    const steps = named(side, rows, isRepeated)
    const changes = events.filter(
      ({ subject, field }) => subject === 'walkthrough' && !field.startsWith('minute:'),
    )
    return {
      ...{ title: String(title), explanation: String(explanation), steps },
      edits: editsIn(changes, steps, String(title)),
      last: changes.at(-1),
    }
  }
  const [first, second] = both
  if (first === undefined || second === undefined) throw new Error('A merge has two sides.')
  return [read(first, bases.ours), read(second, bases.theirs)]
}

function stepRows({ db }: Side): readonly Row[] {
  return db.prepare('SELECT * FROM walkthrough_steps ORDER BY position, id').all() as Row[]
}

function shownBy(side: Side, row: Row): string {
  return typeof row.finding_id === 'number'
    ? side.nameOf('findings', row.finding_id)
    : `${row.path}:${row.start_line}-${row.end_line}`
}

/** Steps that show the same are the same only where they say the same, so that none is lost. */
function named(
  side: Side,
  rows: readonly Row[],
  isRepeated: ReadonlySet<string>,
): readonly NamedStep[] {
  const seen = new Map<string, number>()
  return rows.map((row) => {
    const shown = shownBy(side, row)
    const name = isRepeated.has(shown)
      ? [shown, ...STEP_FIELDS.map((field) => row[field])].join('\n')
      : shown
    const nth = (seen.get(name) ?? 0) + 1
    seen.set(name, nth)
    return { name: nth === 1 ? name : `${name}\n${nth}`, row }
  })
}

function editsIn(
  events: readonly StoredEvent[],
  steps: readonly NamedStep[],
  title: string,
): ReadonlyMap<string, Edit> {
  const byId = new Map(steps.map((step) => [Number(step.row.id), step]))
  const edits = new Map<string, Edit>()
  for (const event of events) {
    const found = /^step:(\d+)\.(title|text|view|note)$/.exec(event.field)
    const step = found && byId.get(Number(found[1]))
    const key = step ? keyOf(step.name, found[2] ?? '') : keyOf('', event.field)
    if (!step && event.field !== 'title') continue
    edits.set(key, { from: edits.get(key)?.from ?? event.before, to: event.after, last: event })
  }
  // Ids are used again: what does not stand there was written into another step.
  const rows = new Map([...steps.map(({ name, row }) => [name, row] as const), ['', { title }]])
  return new Map(
    [...edits].filter(([key, { to }]) => {
      const [name, field] = splitKey(key)
      return field === 'note' || rows.get(name)?.[field] === to
    }),
  )
}

export function keyOf(name: string, field: string): string {
  return `${name}\0${field}`
}

function splitKey(key: string): readonly [name: string, field: string] {
  const at = key.lastIndexOf('\0')
  return [key.slice(0, at), key.slice(at + 1)]
}
