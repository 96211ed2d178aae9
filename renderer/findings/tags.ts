// Tags as the window uses them: those in use, for suggestions and for the menu of the filter.
import type { FindingRow } from '../../electron/api/domain.ts'
import { tagsOf } from '../../electron/api/tags.ts'
import { setView } from '../state/view.ts'
import { hasTerm, parseFilter, toggleTerm } from './filter.ts'

export interface TagInUse {
  readonly tag: string
  readonly count: number
}

/** All tags of these findings, in alphabetical order; what differs in case alone is one tag. */
export function tagsInUse(rows: Iterable<FindingRow>): readonly TagInUse[] {
  const byName = new Map<string, TagInUse>()
  for (const { tags } of rows) {
    if (tags === '') continue
    for (const tag of tagsOf(tags)) {
      const known = byName.get(tag.toLowerCase())
      byName.set(tag.toLowerCase(), { tag: known?.tag ?? tag, count: (known?.count ?? 0) + 1 })
    }
  }
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, tag]) => tag)
}

/** Tells of each tag, in whatever case it is written, whether the list is filtered by it. */
export function filteredTags(filter: string): (tag: string) => boolean {
  const terms = parseFilter(filter)
  return (tag) => hasTerm(terms, 'tag', tag.toLowerCase())
}

/** Filters the list by a tag, or no longer by it. */
export function toggleTag(filter: string, tag: string): void {
  setView({ filter: toggleTerm(filter, 'tag', tag.toLowerCase()), listScrollTop: 0 })
}
