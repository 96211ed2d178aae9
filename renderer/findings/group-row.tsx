import type { GroupBy } from '../state/view.ts'
import { CATEGORY_NAMES } from '../ui/category-names.ts'
import { CutPath } from '../ui/cut-path.tsx'
import { Icon } from '../ui/icon.tsx'
import { SEVERITY_NAMES, SeverityLetter, SeverityMark } from '../ui/severity-mark.tsx'
import type { Group } from './groups.ts'

interface Props {
  readonly group: Group
  readonly groupBy: GroupBy
  readonly isCollapsed: boolean
}

const NUMBER = new Intl.NumberFormat()

/** The name of a group in words. */
function groupName(group: Group, groupBy: GroupBy): string {
  if (groupBy === 'severity') {
    return SEVERITY_NAMES[group.severity]
  }
  return groupBy === 'category' ? (CATEGORY_NAMES.get(group.label) ?? group.label) : group.label
}

export function GroupRow({ group, groupBy, isCollapsed }: Props) {
  return (
    <>
      <Icon name={isCollapsed ? 'chevron-right' : 'chevron-down'} />
      {groupBy === 'severity' ? (
        <SeverityLetter severity={group.severity} />
      ) : (
        <SeverityMark severity={group.severity} />
      )}
      <span className="group-name">
        {groupBy === 'file' ? <CutPath path={group.label} /> : groupName(group, groupBy)}
      </span>
      <span className="group-count">{NUMBER.format(group.rows.length)}</span>
    </>
  )
}
