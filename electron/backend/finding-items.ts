// The action items of findings as the snapshot has them, due and overdue by the snapshot's clock.
import type { SnapshotFinding } from '../api/snapshot.ts'
import type { StoredFinding } from '../store/findings.ts'
import type { ReviewStore } from '../store/review-store.ts'
import { dueOf } from './items.ts'

export function itemsOfFindings(
  store: ReviewStore,
  asOf: string,
): (finding: StoredFinding) => Pick<SnapshotFinding, 'item'> {
  const rules = store.people.rules()
  const items = new Map(
    store.items
      .all()
      .filter(({ removedAt }) => removedAt === null)
      .map((item) => [item.findingId, item]),
  )
  return ({ id, priority }) => {
    const item = items.get(id)
    if (item === undefined) return {}
    const { dueAt, isOverdue } = dueOf(item, priority, rules, new Date(asOf))
    const { state, assignee, assignedAt, submittedAt, decidedAt, decidedBy, rationale } = item
    return {
      item: {
        state,
        assignee,
        ...(assignedAt === null ? {} : { assignedAt }),
        ...(submittedAt === null ? {} : { submittedAt }),
        ...(dueAt === null ? {} : { dueAt }),
        isOverdue,
        ...(decidedAt === null ? {} : { decidedAt }),
        decidedBy,
        rationale,
      },
    }
  }
}
