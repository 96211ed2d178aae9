// The findings that the filter shows, as a table in a file that the person names.
import { showFailure } from '../bridge/notices.ts'
import { askHost } from '../bridge/shell.ts'
import { useListed } from '../state/listed.ts'
import { useView } from '../state/view.ts'
import { filterRows, parseFilter } from './filter.ts'

/** Groups that are closed count too: the filter alone decides. */
export async function saveTable(): Promise<void> {
  const { reviewId, filter } = useView.getState()
  if (reviewId === undefined) return
  const shown = filterRows([...useListed.getState().rows.values()], parseFilter(filter))
  try {
    await askHost('host.saveTable', { reviewId, findingIds: shown.map(({ id }) => id) })
  } catch (error) {
    showFailure(error)
  }
}
