// What the last search found, kept while its place is not on the screen.
import { create } from 'zustand'
import type { SearchGroup, SearchHit, SearchOutcome } from '../../electron/api/search.ts'

export interface Results {
  /** The search that they answer: equal texts for equal questions. */
  readonly asked: string
  readonly hits: readonly SearchHit[]
  /** Undefined while the search goes on. */
  readonly outcome: SearchOutcome | undefined
}

const NOTHING: Results = { asked: '', hits: [], outcome: undefined }

export const useResults = create<Results>(() => NOTHING)

export function forgetResults() {
  useResults.setState(NOTHING)
}

export type ResultRow =
  | {
      readonly kind: 'group'
      readonly key: SearchGroup
      /** Undefined while it is still counted. */
      readonly count: number | undefined
      readonly shown: number
      readonly isCollapsed: boolean
    }
  | {
      readonly kind: 'item'
      readonly key: string
      readonly hit: SearchHit
      readonly isFirst: boolean
    }

const GROUPS: readonly SearchGroup[] = ['findings', 'texts', 'source']

/** Groups with their hits; a group without hits has no row. */
export function resultRows(
  { hits, outcome }: Pick<Results, 'hits' | 'outcome'>,
  collapsed: ReadonlySet<SearchGroup>,
): readonly ResultRow[] {
  return GROUPS.flatMap((group): ResultRow[] => {
    const own = hits.filter((hit) => hit.group === group)
    if (own.length === 0) return []
    const isCollapsed = collapsed.has(group)
    const count = outcome?.state === 'done' ? outcome.counts[group] : undefined
    const head = { kind: 'group', key: group, count, shown: own.length, isCollapsed } as const
    if (isCollapsed) return [head]
    return [
      head,
      ...own.map((hit, at) => ({
        kind: 'item' as const,
        key: hit.key,
        hit,
        // A file's name stands once above its lines.
        isFirst: hit.group !== 'source' || hit.path !== own[at - 1]?.path,
      })),
    ]
  })
}
