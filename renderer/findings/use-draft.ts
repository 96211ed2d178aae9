import { useDrafts } from '../state/drafts.ts'
import { useView } from '../state/view.ts'

/** Whether something was written about a finding that nobody has sent, saved or settled yet. */
export function useHasDraft(findingId: number): boolean {
  const isUnsaved = useDrafts(({ byField }) => byField[`note-${findingId}`] !== undefined)
  const isUnsent = useView(
    ({ composing, unsettled }) =>
      composing[`thread-of-${findingId}`] !== undefined ||
      Object.values(unsettled).some((text) => text.findingId === findingId),
  )
  return isUnsaved || isUnsent
}
