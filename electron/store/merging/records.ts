// What each side changed since the other one has seen it, from the two records alone.
import { AppError } from '../../api/errors.ts'
import type { StoredEvent } from '../events.ts'
import type { Side, StoredMerge } from './side.ts'

/** One field's way through a record since the common base. */
export interface Change {
  /** The value at the base. */
  readonly from: string
  readonly to: string
  /** The event that wrote the present value. */
  readonly last: StoredEvent
}

export interface Since {
  /** Events that the other side has not seen, by people. */
  readonly events: readonly StoredEvent[]
  readonly changes: ReadonlyMap<string, Change>
}

export interface Bases {
  readonly ours: Since
  readonly theirs: Since
  /** Events that both records begin with. */
  readonly shared: number
}

/** Compares two records and tells what each has that the other has not seen. */
export function basesOf(ours: Side, theirs: Side): Bases {
  const shared = sharedLength(ours.events, theirs.events)
  return {
    shared,
    ours: since(ours, Math.max(shared, seenOf(theirs.merges, ours.events))),
    theirs: since(theirs, Math.max(shared, seenOf(ours.merges, theirs.events))),
  }
}

/** Throws `database-damaged` when an event of the other record does not hold. */
export function refuseBroken(firstBroken: number | undefined, file: string): void {
  if (firstBroken === undefined) return
  throw new AppError(
    'database-damaged',
    `The record of changes in ${file} does not hold from event ${firstBroken} on. Nothing was merged.`,
    'Ask for the database again, or for one of its backups.',
  )
}

function sharedLength(a: readonly StoredEvent[], b: readonly StoredEvent[]): number {
  const parts = a.findIndex((event, at) => b[at]?.hash !== event.hash)
  return parts === -1 ? a.length : parts
}

/** How many events of a record the other side has taken in by a merge that holds there. */
function seenOf(merges: readonly StoredMerge[], events: readonly StoredEvent[]): number {
  const seen = merges
    .filter(({ theirSeq, theirHash }) => events[theirSeq - 1]?.hash === theirHash)
    .map(({ theirSeq }) => theirSeq)
  return Math.max(0, ...seen)
}

function since(side: Side, base: number): Since {
  // What nobody asked for came from a run, which every copy can make for itself.
  const events = side.events.slice(base).filter(({ commandId }) => commandId !== '')
  const changes = new Map<string, Change>()
  for (const event of events) {
    const name = side.nameOfEvent(event)
    const known = changes.get(name)
    changes.set(name, { from: known?.from ?? event.before, to: event.after, last: event })
  }
  return { events, changes }
}
