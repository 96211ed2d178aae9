import { memo, useMemo, useRef } from 'react'
import { Button as AriaButton, ToggleButton } from 'react-aria-components'
import { SEVERITIES } from '../../analyzer/model.ts'
import { useListed } from '../state/listed.ts'
import { changedPlaces, type Rows } from '../state/rows.ts'
import { setView, useView } from '../state/view.ts'
import { IconButton, WithTooltip } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { ChoiceMenu } from '../ui/menu.tsx'
import { NUMBER } from '../ui/number.ts'
import { SeverityMark } from '../ui/severity-mark.tsx'
import { hasTerm, parseFilter, toggleTerm } from './filter.ts'
import './filter-bar.css'
import { groupBy as chooseGroups, sortBy as chooseOrder, GROUPS, ORDERS } from './list-commands.ts'
import type { Counts } from './queues.ts'
import { TagMenu } from './tag-menu.tsx'
import { type TagInUse, tagsInUse } from './tags.ts'

interface Props {
  readonly total: number
  readonly counts: Counts['severities']
  readonly shown: number
  readonly outdated: number
}

/** The filter line, its most used terms as chips, and the order of the list. */
export const FilterBar = memo(function FilterBar({ total, counts, shown, outdated }: Props) {
  const filter = useView((view) => view.filter)
  const groupBy = useView((view) => view.groupBy)
  const sortBy = useView((view) => view.sortBy)
  const input = useRef<HTMLInputElement>(null)
  const terms = parseFilter(filter)
  const rows = useListed((listed) => listed.rows)
  const tags = useTags(rows)
  const refresh = `${outdated === 1 ? '1 row no longer matches.' : `${outdated} rows no longer match.`} Refresh`
  const setFilter = (text: string) => setView({ filter: text, listScrollTop: 0 })

  return (
    <search className="filter-bar">
      <div className="filter-line">
        <Icon name="filter" />
        <input
          ref={input}
          className="filter-input"
          id="findings-filter"
          aria-label="Filter findings"
          placeholder="Filter: sev:high path:api text"
          spellCheck={false}
          autoComplete="off"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
        <span className="filter-count" role="status">
          {shown === total
            ? NUMBER.format(total)
            : `${NUMBER.format(shown)} of ${NUMBER.format(total)}`}
        </span>
        {outdated > 0 && (
          <WithTooltip label={refresh}>
            <AriaButton
              className="filter-outdated"
              aria-label={refresh}
              onPress={() => setView({ listRefreshes: useView.getState().listRefreshes + 1 })}
            >
              <Icon name="refresh" />
              {outdated}
            </AriaButton>
          </WithTooltip>
        )}
        {filter !== '' && (
          <IconButton
            icon="close"
            label="Clear filter"
            onPress={() => {
              setFilter('')
              input.current?.focus()
            }}
          />
        )}
        {tags.length > 0 && <TagMenu tags={tags} />}
        <ChoiceMenu label="Group by" choices={GROUPS} chosen={groupBy} onChoose={chooseGroups}>
          <Icon name="list-tree" />
        </ChoiceMenu>
        <ChoiceMenu label="Sort" choices={ORDERS} chosen={sortBy} onChoose={chooseOrder}>
          <Icon name="sort-precedence" />
        </ChoiceMenu>
      </div>
      <div className="filter-tools">
        {SEVERITIES.map((severity) => {
          const count = counts[severity]
          return (
            <ToggleButton
              key={severity}
              className="toggle-chip"
              isSelected={hasTerm(terms, 'sev', severity)}
              onChange={() => setFilter(toggleTerm(filter, 'sev', severity))}
            >
              <SeverityMark severity={severity} />
              {NUMBER.format(count)}
            </ToggleButton>
          )
        })}
      </div>
    </search>
  )
})

interface Known {
  readonly rows: Rows
  readonly tags: readonly TagInUse[]
}

/** The tags in use; found anew only when a row came, went or changed its tags. */
function useTags(rows: Rows): readonly TagInUse[] {
  const last = useRef<Known>(undefined)
  return useMemo(() => {
    const before = last.current
    const changed = before && changedPlaces(before.rows.all, rows.all)
    const isKnown = changed?.every((at) => before?.rows.all[at]?.tags === rows.all[at]?.tags)
    const tags = before && isKnown ? before.tags : tagsInUse(rows.values())
    last.current = { rows, tags }
    return tags
  }, [rows])
}
