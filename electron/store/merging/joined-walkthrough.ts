// Two walkthroughs that were both changed become one: the order of the one that was changed last, in
// which each step that only the other one has stands after the step that it followed there. No step of
// either is left out, and the outcome does not depend on which side merges.
import {
  type Edit,
  keyOf,
  type NamedStep,
  type SidesWalkthrough,
  STEP_FIELDS,
} from './walkthrough-steps.ts'

/** Longest texts that the table takes. */
const MAX_NOTE = 20_000
const MAX_EXPLANATION = 2_000
const JOINED = ' Joined from two walkthroughs.'

interface JoinedStep {
  readonly name: string
  /** The row of the walkthrough that was changed last, where both have it. */
  readonly from: NamedStep
  readonly fields: Readonly<Record<string, string>>
}

/** A field that both changed to something else. */
export interface JoinConflict {
  /** '' for the walkthrough itself. */
  readonly name: string
  readonly field: string
  readonly mine: Said
  readonly theirs: Said
}

interface Said {
  readonly text: string
  readonly edit: Edit
}

export interface Joined {
  readonly title: string
  readonly explanation: string
  readonly steps: readonly JoinedStep[]
  /** In these the joined walkthrough has the value of this side. */
  readonly conflicts: readonly JoinConflict[]
  /** Steps that only the walkthrough has that was changed first. */
  readonly added: number
  /** Who changed the walkthrough whose order stands. */
  readonly leader: string
}

/** Joins two walkthroughs; both have changed. */
export function joinWalkthroughs(ours: SidesWalkthrough, theirs: SidesWalkthrough): Joined {
  const conflicts: JoinConflict[] = []
  const oursLeads = isLater(ours, theirs)
  const [first, second] = oursLeads ? [ours, theirs] : [theirs, ours]
  const [mine, their] = [byName(ours), byName(theirs)]

  function choose(name: string, field: string, our: string, other: string): string {
    if (our === other) return our
    const key = keyOf(name, field)
    const [myEdit, theirEdit] = [ours.edits.get(key), theirs.edits.get(key)]
    if (myEdit === undefined && theirEdit === undefined) return oursLeads ? our : other
    if (theirEdit === undefined) return our
    if (myEdit === undefined) return other
    // What the speaker alone sees is in no record: both notes stand.
    if (field === 'note') {
      const notes = oursLeads ? [our, other] : [other, our]
      const both = notes.filter((note) => note !== '').join('\n\n')
      if (both.length <= MAX_NOTE) return both
    } else {
      // One side went on from the value that the other side holds.
      if (theirEdit.from === our) return other
      if (myEdit.from === other) return our
    }
    const said = (text: string, edit: Edit) => ({ text, edit })
    conflicts.push({ name, field, mine: said(our, myEdit), theirs: said(other, theirEdit) })
    return our
  }

  const leading = byName(first)
  const order = orderOf(first, second)
  const steps = order.map((name): JoinedStep => {
    const [our, other] = [mine.get(name), their.get(name)]
    const from = leading.get(name) ?? our ?? other
    if (from === undefined) throw new Error('A step of the order is of one of the two.')
    const fields = STEP_FIELDS.map((field): [string, string] => {
      const value = String(from.row[field])
      return [
        field,
        our && other
          ? choose(name, field, String(our.row[field]), String(other.row[field]))
          : value,
      ]
    })
    return { name, from, fields: Object.fromEntries(fields) }
  })
  return {
    title: choose('', 'title', ours.title, theirs.title),
    explanation: explained(first, second),
    steps,
    conflicts,
    added: order.length - first.steps.length,
    leader: first.last?.actor ?? '',
  }
}

/** True where the first one was changed after the second one; the same answer on either side. */
function isLater({ last: a }: SidesWalkthrough, { last: b }: SidesWalkthrough): boolean {
  const of = (last: typeof a) => `${last?.at ?? ''} ${last?.hash ?? ''}`
  return of(a) > of(b)
}

function orderOf(first: SidesWalkthrough, second: SidesWalkthrough): readonly string[] {
  const order = first.steps.map(({ name }) => name)
  const known = new Set(order)
  for (const [at, { name }] of second.steps.entries()) {
    if (known.has(name)) continue
    known.add(name)
    // The step before it there is here by now, as its own or as one that was put in before.
    const before = second.steps[at - 1]?.name
    order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, name)
  }
  return order
}

function explained(first: SidesWalkthrough, second: SidesWalkthrough): string {
  const { explanation } = first
  const isSame = first.steps.map(nameOf).join() === second.steps.map(nameOf).join()
  const isSaid = explanation.endsWith(JOINED)
  const isTooLong = explanation.length + JOINED.length > MAX_EXPLANATION
  return isSame || isSaid || isTooLong ? explanation : `${explanation}${JOINED}`
}

function byName({ steps }: SidesWalkthrough): ReadonlyMap<string, NamedStep> {
  return new Map(steps.map((step) => [step.name, step]))
}

function nameOf({ name }: NamedStep): string {
  return name
}
