import { useEffect } from 'react'
import { useSigns } from '../bridge/use-signs.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { useView, type View } from '../state/view.ts'

/** Places that show a source. */
const SOURCES: ReadonlySet<View['place']> = new Set([
  'findings',
  'search',
  'coverage',
  'walkthrough',
])

/** The file in the source, '' where none is shown. */
function pathOf({ place, target }: View): string {
  return SOURCES.has(place) ? (target?.path ?? '') : ''
}

/** The finding in the inspector, null where none is shown. */
function findingOf({ place, selectedId }: View): number | null {
  return place === 'findings' || place === 'search' ? (selectedId ?? null) : null
}

/** Draws nothing: the place that is looked at changes often, and nothing else is drawn anew by it. */
export function WorkSigns({ reviewId }: { readonly reviewId: number }) {
  const { api } = useWorkbench()
  useSigns(reviewId, useView(pathOf), useView(findingOf))
  useEffect(
    () => () => {
      const gone = { reviewId, isPresent: false, path: '', findingId: null }
      // Without an answer the clock stands still in two minutes.
      api.call('clock.sign', gone).catch(() => undefined)
    },
    [api, reviewId],
  )
  return null
}
