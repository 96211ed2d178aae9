// Many findings of one kind are one thing to do in many places. Grouping keeps a packet of two
// thousand findings readable without leaving one out.
import type { SnapshotFinding } from '../api/snapshot.ts'
import { isRace } from './races.ts'

interface SingleItem {
  readonly kind: 'single'
  readonly finding: SnapshotFinding
}

interface GroupItem {
  readonly kind: 'group'
  readonly ruleId: string
  /** In the packet's order; the first one stands for the group. */
  readonly findings: readonly [SnapshotFinding, ...SnapshotFinding[]]
}

export type Item = SingleItem | GroupItem

/** From this many equal findings on they are shown as one item with many places. */
const GROUP_FROM = { critical: 8, high: 6, medium: 4, low: 3, info: 3 } as const

/** True when somebody has written about this one finding: it then keeps a place of its own. */
export function hasOwnWords(finding: SnapshotFinding): boolean {
  return (
    hasOwnText(finding) ||
    (finding.tests?.length ?? 0) > 0 ||
    finding.fixes.some((fix) => fix.author === 'reviewer')
  )
}

/** The same, where fixes and tests are told elsewhere. */
export function hasOwnText(finding: SnapshotFinding): boolean {
  return (
    finding.note !== '' ||
    finding.severityReason !== '' ||
    (finding.texts?.length ?? 0) > 0 ||
    (finding.answers?.length ?? 0) > 0 ||
    (finding.attachments?.length ?? 0) > 0 ||
    finding.item !== undefined
  )
}

/**
 * Items in the order of their first finding; findings of one rule and one severity may group.
 * `hasMore` says of which there is more to show than a group shows of its first one. A race never
 * groups: who races with whom differs from place to place.
 */
export function groupItems(
  findings: readonly SnapshotFinding[],
  hasMore: (finding: SnapshotFinding) => boolean = hasOwnWords,
): readonly Item[] {
  const isApart = (finding: SnapshotFinding) => isRace(finding.ruleId) || hasMore(finding)
  const groups = new Map<string, SnapshotFinding[]>()
  for (const finding of findings) {
    if (isApart(finding)) continue
    const key = kindOf(finding)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [finding])
    else group.push(finding)
  }
  const items: Item[] = []
  for (const finding of findings) {
    const group = groups.get(kindOf(finding)) ?? []
    const [first, ...rest] = group
    const isGrouped =
      !isApart(finding) && first !== undefined && group.length >= GROUP_FROM[finding.severity]
    if (!isGrouped) items.push({ kind: 'single', finding })
    else if (first === finding) {
      items.push({ kind: 'group', ruleId: finding.ruleId, findings: [first, ...rest] })
    }
  }
  return items
}

/** What findings of one group have in common. */
function kindOf({ severity, gate, ruleId, tags = '' }: SnapshotFinding): string {
  return [severity, gate, ruleId, tags].join(' ')
}

/** Values under their keys, keys in the order of their first value. */
export function groupBy<T>(
  values: readonly T[],
  key: (value: T) => string,
): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const value of values) {
    const group = groups.get(key(value))
    if (group === undefined) groups.set(key(value), [value])
    else group.push(value)
  }
  return groups
}
