import type { ReviewHeader } from '../../electron/api/domain.ts'
import { useApi, useAreListed } from '../bridge/queries.ts'
import { setView } from '../state/view.ts'
import { shortCoverage } from './shares.ts'

interface Props {
  readonly header: ReviewHeader
}

/** How much of the code was read; leads to where it is told file by file. */
export function CoverageChip({ header }: Props) {
  const isReady = header.runState !== 'running' && header.files.analysed > 0
  const isListed = useAreListed(header.id)
  const { data } = useApi(
    'regions.coverage',
    { reviewId: header.id },
    { enabled: isReady && isListed },
  )
  return (
    isReady &&
    data && (
      <button
        type="button"
        className="session-files session-coverage"
        title="Lines that were read, and symbols with risk that were"
        onClick={() => setView({ place: 'coverage' })}
      >
        {shortCoverage(data.total)}
      </button>
    )
  )
}
