import type { Workbench } from '../bridge/workbench.tsx'
import { restoreView } from '../state/view.ts'

/** Shows a review where the eye left it. */
export async function openReview({ api }: Workbench, reviewId: number) {
  restoreView(reviewId, await api.call('views.read', { reviewId }))
}
