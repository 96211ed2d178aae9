import type { FindingDetail } from '../../electron/api/domain.ts'
import { keyOf } from '../bridge/queries.ts'
import type { Workbench } from '../bridge/workbench.tsx'
import { showLocation, useView } from '../state/view.ts'

/** The evidence of the selected finding, as far as it was read. */
function shownEvidence({ cache }: Workbench): FindingDetail['evidence'] {
  const { reviewId = 0, selectedId = 0 } = useView.getState()
  const key = keyOf('findings.detail', { reviewId, findingId: selectedId })
  return cache.getQueryData<FindingDetail>(key)?.evidence ?? []
}

export function hasEvidence(workbench: Workbench): boolean {
  return shownEvidence(workbench).length > 0
}

/** Shows the next or previous step, whatever file it lies in; the ends are ends. */
export function walkEvidence(workbench: Workbench, by: 1 | -1) {
  const steps = shownEvidence(workbench)
  const { step } = useView.getState()
  const wanted = step === undefined ? (by === 1 ? 0 : steps.length - 1) : step + by
  const index = Math.max(0, Math.min(steps.length - 1, wanted))
  const there = steps[index]
  if (there) {
    showLocation(there.location, index)
  }
}
