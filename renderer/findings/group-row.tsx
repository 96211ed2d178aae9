import { CATEGORIES } from '../../analyzer/model.ts'
import { CATEGORY_NAMES } from '../../electron/api/category-names.ts'
import type { GroupBy } from '../state/view.ts'
import { CutPath } from '../ui/cut-path.tsx'
import { Icon } from '../ui/icon.tsx'
import { NUMBER } from '../ui/number.ts'
import { SEVERITY_NAMES, SeverityLetter, SeverityMark } from '../ui/severity-mark.tsx'
import { showHidden } from '../ui/visible-text.ts'
import { GATES } from './choices.ts'
import type { Group } from './groups.ts'

interface Props {
  readonly group: Group
  readonly groupBy: GroupBy
  readonly isCollapsed: boolean
}

/** The name of a group in words. */
function groupName(group: Group, groupBy: GroupBy): string {
  if (groupBy === 'severity') {
    return SEVERITY_NAMES[group.severity]
  }
  if (groupBy === 'gate') {
    return GATES.find(({ value }) => value === group.label)?.name ?? group.label
  }
  if (groupBy === 'task') return showHidden(group.label)
  if (groupBy !== 'category') return group.label
  const category = CATEGORIES.find((one) => one === group.label)
  return category === undefined ? group.label : CATEGORY_NAMES[category]
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
