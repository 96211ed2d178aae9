import { useMemo } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { useDrafts } from '../state/drafts.ts'
import { useView } from '../state/view.ts'

/**
 * The findings about which something was written that nobody has sent, saved or settled yet. Asked
 * once for the whole list: the same set as long as no text comes or goes.
 */
export function useDraftIds(): ReadonlySet<number> {
  const unsaved = useDrafts(useShallow(({ byField }) => idsBehind('note-', byField)))
  const unsent = useView(useShallow(({ composing }) => idsBehind('thread-of-', composing)))
  const unsettled = useView(
    useShallow(({ unsettled }) =>
      Object.values(unsettled).flatMap(({ findingId }) => findingId ?? []),
    ),
  )
  return useMemo(() => new Set([...unsaved, ...unsent, ...unsettled]), [unsaved, unsent, unsettled])
}

/** The ids in the names of fields, such as 7 of `note-7`. */
function idsBehind(start: string, fields: Readonly<Record<string, string>>): readonly number[] {
  return Object.keys(fields)
    .filter((field) => field.startsWith(start))
    .map((field) => Number(field.slice(start.length)))
}
