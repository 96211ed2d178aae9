// Handlers of action items: the work with due times, and its changes.

import type { Handlers } from '../api/contract.ts'
import type { Priority } from '../api/domain.ts'
import { type ActionItem, ITEM_STATES, type Person, type WorkRules } from '../api/items.ts'
import type { StoredItem } from '../store/action-items.ts'
import type { StoredPerson } from '../store/people.ts'
import type { Session } from './session.ts'

type Topic = Extract<keyof Handlers, `items.${string}`>

export interface ItemHandlerOptions {
  readonly session: (reviewId: number) => Session
  readonly now: () => Date
  /** Told after each stored change; with the findings whose rows it changes if those are known. */
  readonly onChange: (session: Session, findingIds?: readonly number[]) => void
}

export function itemHandlers({
  session: sessionOf,
  now,
  onChange,
}: ItemHandlerOptions): Pick<Handlers, Topic> {
  return {
    'items.work': ({ reviewId }) => {
      const session = sessionOf(reviewId)
      const { store } = session
      return store.readTogether(() => {
        const rules = store.people.rules()
        const priorities = new Map(session.findings().map(({ id, priority }) => [id, priority]))
        const ways = store.items.ways()
        const items = store.items.all().map((item): ActionItem => {
          const priority = priorities.get(item.findingId) ?? 'P3'
          const { removedAt, ...rest } = item
          return {
            ...rest,
            priority,
            ...dueOf(item, priority, rules, now()),
            isRemoved: removedAt !== null,
            next: removedAt === null ? [...(ways.get(item.state) ?? [])] : [],
          }
        })
        const shown = items.filter(({ isRemoved }) => !isRemoved)
        return {
          items,
          people: store.people.all().map(asPerson),
          rules: { ...rules, emailDomains: [...rules.emailDomains] },
          counts: countsOf(shown),
          overdue: shown.filter(({ isOverdue }) => isOverdue).length,
        }
      })
    },
    'items.assign': ({ reviewId, commandId, findingId, rev, personId }) => {
      const session = sessionOf(reviewId)
      const command = { id: commandId, method: 'items.assign' }
      const result = session.store.items.assign(findingId, rev, personId, command)
      onChange(session, [findingId])
      return result
    },
    'items.move': ({ reviewId, commandId, itemId, rev, to, rationale }) => {
      const session = sessionOf(reviewId)
      const command = { id: commandId, method: 'items.move' }
      const result = session.store.items.move(itemId, rev, to, rationale, command)
      onChange(session, findingOf(session, itemId))
      return result
    },
    'items.remove': ({ reviewId, commandId, itemId, rev, isRemoved }) => {
      const session = sessionOf(reviewId)
      const command = { id: commandId, method: 'items.remove' }
      const result = session.store.items.remove(itemId, rev, isRemoved, command)
      onChange(session, findingOf(session, itemId))
      return result
    },
    'items.candidates': ({ reviewId, findingId }) =>
      sessionOf(reviewId).store.people.candidates(findingId).map(asPerson),
    'items.savePerson': ({ reviewId, commandId, personId, ...person }) => {
      const session = sessionOf(reviewId)
      const command = { id: commandId, method: 'items.savePerson' }
      const result = session.store.people.save({ id: personId, ...person }, command)
      onChange(session)
      return result
    },
    'items.removePerson': ({ reviewId, commandId, personId, rev }) => {
      const session = sessionOf(reviewId)
      const command = { id: commandId, method: 'items.removePerson' }
      session.store.people.remove(personId, rev, command)
      onChange(session)
      return { ok: true }
    },
    'items.saveRules': ({ reviewId, commandId, ...rules }) => {
      const session = sessionOf(reviewId)
      const command = { id: commandId, method: 'items.saveRules' }
      const result = session.store.people.saveRules(rules, command)
      onChange(session, [])
      return result
    },
  }
}

const HOUR = 3_600_000

/** When an item is due by its priority, and whether that has passed without a submission. */
export function dueOf(
  { assignedAt, state }: Pick<StoredItem, 'assignedAt' | 'state'>,
  priority: Priority,
  { hours }: Pick<WorkRules, 'hours'>,
  now: Date,
): { readonly dueAt: string | null; readonly isOverdue: boolean } {
  if (assignedAt === null) return { dueAt: null, isOverdue: false }
  const due = new Date(new Date(assignedAt).getTime() + hours[priority] * HOUR)
  const waits = state === 'assigned' || state === 'in-progress' || state === 'rejected'
  return { dueAt: due.toISOString(), isOverdue: waits && now > due }
}

function asPerson({ expertise, ...person }: StoredPerson): Person {
  return {
    ...person,
    expertise: [...expertise],
    isAvailable: !person.isAway && person.carried < person.capacity,
  }
}

function countsOf(items: readonly ActionItem[]): Record<ActionItem['state'], number> {
  const counts = Object.fromEntries(ITEM_STATES.map((state) => [state, 0])) as Record<
    ActionItem['state'],
    number
  >
  for (const { state } of items) counts[state] += 1
  return counts
}

function findingOf({ store }: Session, itemId: number): readonly number[] {
  return store.items.all().flatMap(({ id, findingId }) => (id === itemId ? [findingId] : []))
}
