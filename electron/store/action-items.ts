// Action items: what may happen to one is held by the database; this file says it in words.
import type { Status } from '../api/domain.ts'
import { AppError } from '../api/errors.ts'
import type { ItemState } from '../api/items.ts'
import { changedMeanwhile } from './changed-meanwhile.ts'
import type { Db } from './connection.ts'
import { isConstraintFailure } from './sqlite-failure.ts'
import type { Command, Writer } from './writer.ts'

export interface StoredItem {
  readonly id: number
  readonly rev: number
  readonly findingId: number
  readonly state: ItemState
  readonly assigneeId: number | null
  readonly assignee: string
  readonly assignedAt: string | null
  readonly startedAt: string | null
  readonly submittedAt: string | null
  readonly decidedAt: string | null
  readonly decidedBy: string
  readonly rationale: string
  readonly removedAt: string | null
}

export interface Saved {
  readonly id: number
  readonly rev: number
}

/** How far the finding is while its item is in a state. */
const STATUS_OF: Readonly<Record<ItemState, Status>> = {
  'not-started': 'not-started',
  assigned: 'not-started',
  'in-progress': 'in-progress',
  submitted: 'in-progress',
  accepted: 'fixed',
  rejected: 'in-progress',
  cancelled: 'not-started',
  verified: 'verified',
}

/** The database's refusals as sentences with a next step. */
const REFUSALS: Readonly<Record<string, readonly [string, string]>> = {
  'an item cannot go this way': ['The item cannot go there from where it is.', 'Look at it anew.'],
  'this state needs an assignee': ['Nobody has this item.', 'Assign it first.'],
  'this person has no room for another item': [
    'This person has no room for another item.',
    'Choose somebody else, or raise the number of items the person can have.',
  ],
  'this person is not there': ['This person is away or removed.', 'Choose somebody else.'],
  'a decision needs a rationale': ['A decision needs a rationale.', 'Write a sentence why.'],
}

/** `setStatus` writes the finding's status within the transaction of the item. */
export function itemTable(
  db: Db,
  writer: Writer,
  setStatus: (findingId: number, status: Status, command: Command) => void,
) {
  const columns = `i.id, i.rev, i.finding_id AS findingId, i.state, i.assignee_id AS assigneeId,
    COALESCE(p.name, '') AS assignee, i.assigned_at AS assignedAt, i.started_at AS startedAt,
    i.submitted_at AS submittedAt, i.decided_at AS decidedAt,
    COALESCE(i.decided_by, '') AS decidedBy, i.rationale, i.removed_at AS removedAt`
  const from = 'FROM action_items i LEFT JOIN people p ON p.id = i.assignee_id'
  const all = db.prepare(`SELECT ${columns} ${from} ORDER BY i.finding_id`)
  const one = db.prepare(`SELECT ${columns} ${from} WHERE i.id = ?`)
  const ofFinding = db.prepare(`SELECT ${columns} ${from} WHERE i.finding_id = ?`)
  const hasFinding = db.prepare('SELECT 1 FROM findings WHERE id = ?')
  const nameOf = db.prepare('SELECT name FROM people WHERE id = ?').pluck()
  const decisions = db
    .prepare('SELECT 1 FROM item_states WHERE state = ? AND is_decision = 1')
    .pluck()
  const ways = db.prepare('SELECT from_state AS "from", to_state AS "to" FROM item_transitions')
  const insert = db.prepare(`INSERT INTO action_items (finding_id, rev, state)
    VALUES (?, 1, 'not-started') ON CONFLICT (finding_id) DO NOTHING`)
  const update = db.prepare(`UPDATE action_items SET rev = rev + 1, state = @state,
    assignee_id = @assigneeId, assigned_at = @assignedAt, started_at = @startedAt,
    submitted_at = @submittedAt, decided_at = @decidedAt, decided_by = @decidedBy,
    rationale = @rationale, removed_at = @removedAt WHERE id = @id AND rev = @rev`)

  function mustGet(id: number, rev: number): StoredItem {
    const item = one.get(id) as StoredItem | undefined
    if (item === undefined) {
      throw new AppError('not-found', 'There is no such action item.', 'Look at the list anew.')
    }
    if (item.rev !== rev) throw changedMeanwhile('This item')
    return item
  }

  /** Writes the next state of an item with its events; the database refuses what must not be. */
  function put(before: StoredItem, next: StoredItem, command: Command): Saved {
    const row = { ...next, decidedBy: next.decidedBy === '' ? null : next.decidedBy }
    if (update.run({ ...row, rev: before.rev }).changes !== 1) throw changedMeanwhile('This item')
    for (const field of ['state', 'assignee', 'removedAt'] as const) {
      if (before[field] === next[field]) continue
      writer.record({
        kind: 'item.moved',
        subject: `finding:${before.findingId}`,
        field: `item.${field === 'removedAt' ? 'removed' : field}`,
        before: before[field] ?? '',
        after: next[field] ?? '',
        reason: field === 'state' && next.rationale !== before.rationale ? next.rationale : '',
        commandId: command.id,
      })
    }
    if (before.state !== next.state) setStatus(before.findingId, STATUS_OF[next.state], command)
    return { id: before.id, rev: before.rev + 1 }
  }

  function write(work: () => Saved, command: Command): Saved {
    try {
      return writer.write(work, command)
    } catch (error) {
      throw refusal(error) ?? error
    }
  }

  return {
    all: () => all.all() as StoredItem[],
    /** The item of a finding that is not removed. */
    activeOf(findingId: number): StoredItem | undefined {
      const item = ofFinding.get(findingId) as StoredItem | undefined
      return item?.removedAt === null ? item : undefined
    },
    /** The legal ways from each state. */
    ways(): ReadonlyMap<ItemState, readonly ItemState[]> {
      const found = new Map<ItemState, ItemState[]>()
      for (const { from: start, to } of ways.all() as { from: ItemState; to: ItemState }[]) {
        found.set(start, [...(found.get(start) ?? []), to])
      }
      return found
    },
    /**
     * Gives a finding's item to somebody; the first time makes it (`rev` 0). Throws `not-found`,
     * `conflict`, `invalid-input` where the person has no room or the item cannot be given.
     */
    assign(findingId: number, rev: number, personId: number, command: Command): Saved {
      return write(() => {
        const name = nameOf.get(personId)
        if (hasFinding.get(findingId) === undefined || typeof name !== 'string') {
          throw new AppError(
            'not-found',
            'The finding or the person is not there.',
            'Look at the list anew.',
          )
        }
        const isNew = rev === 0
        if (isNew && insert.run(findingId).changes !== 1) throw changedMeanwhile('This item')
        const known = ofFinding.get(findingId) as StoredItem
        if (known.rev !== (isNew ? 1 : rev)) throw changedMeanwhile('This item')
        const next = { ...known, state: 'assigned' as const, assigneeId: personId, assignee: name }
        return put(known, { ...next, assignedAt: writer.now(), removedAt: null }, command)
      }, command)
    },
    /**
     * Moves an item along one of its ways. Throws `not-found`, `conflict`, `reason-required` for a
     * decision without a rationale, `invalid-input` for a way that does not exist.
     */
    move(
      id: number,
      rev: number,
      to: Exclude<ItemState, 'assigned'>,
      rationale: string,
      command: Command,
    ): Saved {
      return write(() => {
        const before = mustGet(id, rev)
        const now = writer.now()
        const isDecision = decisions.get(to) !== undefined
        const isBack = to === 'not-started'
        const hasBegun = to === 'in-progress' || to === 'submitted'
        const next: StoredItem = {
          ...before,
          state: to,
          ...(isBack ? { assigneeId: null, assignee: '', assignedAt: null } : {}),
          // What is submitted was begun, whoever forgot to say so.
          startedAt: hasBegun ? (before.startedAt ?? now) : before.startedAt,
          submittedAt: to === 'submitted' ? now : before.submittedAt,
          ...(isDecision
            ? { decidedAt: now, decidedBy: writer.actor(), rationale: rationale.trim() }
            : {}),
        }
        return put(before, next, command)
      }, command)
    },
    /** Marks an item as removed, or brings it back as it was. */
    remove(id: number, rev: number, isRemoved: boolean, command: Command): Saved {
      return write(() => {
        const before = mustGet(id, rev)
        return put(before, { ...before, removedAt: isRemoved ? writer.now() : null }, command)
      }, command)
    },
  }
}

function refusal(error: unknown): AppError | undefined {
  if (!isConstraintFailure(error) || !(error instanceof Error)) return undefined
  const known = REFUSALS[error.message]
  if (known === undefined) return undefined
  const [message, nextStep] = known
  const code = /rationale/.test(error.message) ? 'reason-required' : 'invalid-input'
  return new AppError(code, message, nextStep, { cause: error })
}
