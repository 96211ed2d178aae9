// Who works on what, how far it is and what is overdue, for the action items.
import type { ItemState } from '../../api/items.ts'
import type { SnapshotFinding } from '../../api/snapshot.ts'
import { counted, timeWord, whole } from '../labels.ts'
import type { PacketModel } from '../model.ts'
import { type Block, type Cell, field, heading, paragraph, strong, table } from '../tree/build.ts'
import { findingLinks } from './finding-parts.ts'

const STATE_WORD: Readonly<Record<ItemState, string>> = {
  'not-started': 'Not started',
  assigned: 'Assigned',
  'in-progress': 'In progress',
  submitted: 'Submitted',
  accepted: 'Accepted',
  rejected: 'Rejected, to be done again',
  cancelled: 'Cancelled',
  verified: 'Verified',
}

/** `In progress, Ada, due 2026-02-09 10:15 UTC, OVERDUE`; nothing for work nobody was asked to do. */
export function workLine({ item }: SnapshotFinding): Block[] {
  if (item === undefined) return []
  const isOnDesk = item.submittedAt === undefined && item.dueAt !== undefined
  const parts = [
    STATE_WORD[item.state],
    item.assignee,
    isOnDesk ? `due ${timeWord(item.dueAt ?? '')}` : '',
    item.decidedAt === undefined
      ? ''
      : `decided by ${item.decidedBy} on ${timeWord(item.decidedAt)}`,
  ].filter((part) => part !== '')
  return [
    field('Work', parts.join(', '), ...(item.isOverdue ? [', ', strong('OVERDUE')] : [])),
    ...(item.rationale === '' ? [] : [field('Rationale', item.rationale)]),
  ]
}

/** A row for each person with work; nothing where nobody has any. */
export function workTable(model: PacketModel): Block[] {
  const given = model.findings.filter(({ item }) => (item?.assignee ?? '') !== '')
  const names = [...new Set(given.map(({ item }) => item?.assignee ?? ''))].sort()
  if (names.length === 0) return []
  const overdue = given.filter(({ item }) => item?.isOverdue === true)
  return [
    heading(2, 'Who works on what'),
    table(
      ['Who', 'On the desk', 'Submitted', 'Done', 'Overdue', 'Findings'],
      names.map((name): Cell[] => {
        const own = given.filter(({ item }) => item?.assignee === name)
        const count = (...states: readonly ItemState[]) =>
          whole(own.filter(({ item }) => item !== undefined && states.includes(item.state)).length)
        return [
          name,
          count('assigned', 'in-progress', 'rejected'),
          count('submitted'),
          count('accepted', 'verified'),
          whole(own.filter((one) => overdue.includes(one)).length),
          findingLinks(own, 6, 'action-items'),
        ]
      }),
    ),
    paragraph(
      overdue.length === 0
        ? `Nothing was overdue on ${timeWord(model.snapshot.asOf)}.`
        : `${counted(overdue.length, 'item')} ${overdue.length === 1 ? 'was' : 'were'} overdue on ${timeWord(model.snapshot.asOf)}.`,
    ),
  ]
}
