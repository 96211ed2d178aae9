// What was planned, agreed on and counted, from an opened packet into its database: practices, the
// plan, the checklists and the life of each action item.
import type { Location } from '../../../analyzer/model.ts'
import type { ItemState } from '../../api/items.ts'
import type { FindingsFile } from '../../report/schema/findings.ts'
import type { ReviewStore } from '../../store/review-store.ts'

/** Who does what is written next, and when (ISO 8601). */
export interface Teller {
  name: string
  at: string
}

type Item = NonNullable<FindingsFile['findings'][number]['item']>

/** A place as the model has it: without a cell where there is none. */
export function placeOf({
  cell,
  ...place
}: FindingsFile['findings'][number]['location']): Location {
  return { ...place, ...(cell === undefined ? {} : { cell }) }
}

/** A command of its own for each thing that is put. */
export function command(method: string) {
  return { id: crypto.randomUUID(), method }
}

/** The counts of all files stand as those of one. */
export function putObserved(store: ReviewStore, runId: number, packet: FindingsFile): void {
  store.runs.putObserved(runId, '', {
    practices: packet.practices.map(({ id, count, total, places }) => ({
      id,
      count,
      total,
      places: places.map(placeOf),
    })),
    concurrency: (packet.concurrency?.kinds ?? []).map((one) => ({
      ...one,
      places: one.places.map(placeOf),
    })),
  })
  const { points = 0, reason = '' } = packet.concurrency?.adjustment ?? {}
  if (points !== 0) {
    store.estimates.adjust({ rev: 0, points, reason }, command('packet.adjustScore'))
  }
}

export function putPlan(
  store: ReviewStore,
  { streams }: FindingsFile,
  ids: ReadonlyMap<number, number>,
): void {
  if (streams === null) return
  const adopted = streams.map(({ title, tasks }) => ({
    title,
    tasks: tasks.map((task) => ({
      ...task,
      findings: task.findings.flatMap((number) => ids.get(number) ?? []),
    })),
  }))
  let { rev } = store.plan.change(
    store.plan.read().rev,
    { kind: 'adopt' },
    adopted,
    command('plan.change'),
  )
  for (const [at, { id }] of store.plan.read().streams.entries()) {
    const { files = [], commitMessage = '' } = streams[at] ?? {}
    if (files.length === 0 && commitMessage === '') continue
    const change = { kind: 'edit-stream' as const, streamId: id, files, commitMessage }
    rev = store.plan.change(rev, change, [], command('plan.change')).rev
  }
}

export function putChecks(store: ReviewStore, { checks }: FindingsFile, teller: Teller): void {
  for (const { gate, standing, text, owner, evidence, tickedAt, tickedBy } of checks) {
    teller.name = tickedBy ?? teller.name
    teller.at = tickedAt ?? teller.at
    store.checks.save(
      {
        id: null,
        rev: 0,
        gate,
        standing,
        change: { text, owner, evidence, isTicked: tickedAt !== null },
      },
      command('plan.saveCheck'),
    )
  }
}

/** Everybody who has an item, with room for all; and how soon each priority was due. */
export function peopleOf(store: ReviewStore, packet: FindingsFile): ReadonlyMap<string, number> {
  const items = packet.findings.flatMap(({ item, priority }) =>
    item === null ? [] : [{ ...item, priority }],
  )
  const { hours, ...rules } = store.people.rules()
  const due = { ...hours }
  for (const { priority, assignedAt, dueAt } of items) {
    if (assignedAt === null || dueAt === null) continue
    due[priority] = (Date.parse(dueAt) - Date.parse(assignedAt)) / 3_600_000
  }
  if (items.length > 0) {
    store.people.saveRules({ ...rules, hours: due }, command('items.saveRules'))
  }
  const people = new Map<string, number>()
  for (const { assignee } of items) {
    const name = assignee.trim() || NOBODY
    if (people.has(name)) continue
    const person = { id: null, rev: 0, name, email: '', capacity: 1_000, isAway: false }
    const saved = store.people.save({ ...person, expertise: [] }, command('items.savePerson'))
    people.set(name, saved.id)
  }
  return people
}

/** Stands for the one who had an item that nobody has any more. */
const NOBODY = 'nobody'

/** Leads an item along its legal ways to where it is, by who and when the packet says. */
export function putItem(
  store: ReviewStore,
  findingId: number,
  { item }: FindingsFile['findings'][number],
  people: ReadonlyMap<string, number>,
  teller: Teller,
): void {
  if (item === null) return
  const before = { ...teller }
  const personId = people.get(item.assignee.trim() || NOBODY)
  if (personId === undefined) return
  teller.at = item.assignedAt ?? teller.at
  let { id, rev } = store.items.assign(findingId, 0, personId, command('items.assign'))
  for (const state of wayTo(item)) {
    const isDecision = DECISIONS.has(state)
    teller.at = (isDecision ? item.decidedAt : item.submittedAt) ?? teller.at
    teller.name = isDecision && item.decidedBy !== '' ? item.decidedBy : before.name
    const rationale = isDecision ? item.rationale || 'Not given.' : ''
    ;({ id, rev } = store.items.move(id, rev, state, rationale, command('items.move')))
  }
  Object.assign(teller, before)
}

const DECISIONS = new Set<ItemState>(['accepted', 'rejected', 'cancelled', 'verified'])

/** States after `assigned`, the last one being the item's own. */
function wayTo({
  state,
  assignee,
  submittedAt,
  decidedAt,
}: Item): Exclude<ItemState, 'assigned'>[] {
  const wasSubmitted = submittedAt !== null
  switch (state) {
    case 'assigned':
      return []
    case 'not-started':
    case 'submitted':
      return [state]
    case 'in-progress':
      if (wasSubmitted)
        return decidedAt === null ? ['submitted', state] : ['submitted', 'rejected', state]
      return [state]
    case 'accepted':
    case 'rejected':
      return ['submitted', state]
    case 'verified':
      return ['submitted', 'accepted', state]
    case 'cancelled':
      if (assignee === '') return ['not-started', state]
      return wasSubmitted ? ['submitted', 'in-progress', state] : [state]
  }
}
