import type { ReviewHeader } from '../../electron/api/domain.ts'
import { useView } from '../state/view.ts'
import { keyOf } from './queries.ts'
import type { Workbench } from './workbench.tsx'

/** What is known of the open review right now, for commands; undefined before it is. */
export function headerNow({ cache }: Workbench): ReviewHeader | undefined {
  const { reviewId } = useView.getState()
  return reviewId === undefined
    ? undefined
    : cache.getQueryData<ReviewHeader>(keyOf('reviews.header', { reviewId }))
}
