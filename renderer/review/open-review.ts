import { AppError } from '../../electron/api/errors.ts'
import { LEAVING } from '../bridge/leaving.ts'
import { askAhead, askAnew } from '../bridge/queries.ts'
import type { Workbench } from '../bridge/workbench.tsx'
import { leaveReview, restoreView, showSetup, useView } from '../state/view.ts'

/** Where the page finds its review again when it had to be loaded again. */
const OPEN_REVIEW = 'open-review'

/**
 * Shows a review where the eye left it. One that was never analysed is set up first, or begins with
 * what is usual when that is asked for.
 */
export async function openReview(
  workbench: Workbench,
  reviewId: number,
  { beginsAtOnce = false } = {},
) {
  const { api } = workbench
  storeWhatIsOpen()
  const [{ runState, readOnly }, view] = await Promise.all([
    askAnew(workbench, 'reviews.header', { reviewId }),
    api.call('views.read', { reviewId }),
  ])
  const isNew = runState === 'none' && !readOnly
  // The findings are on their way while the window is laid out.
  if (!isNew) askAhead(workbench, 'findings.list', { reviewId })
  if (isNew && !beginsAtOnce) {
    showSetup(reviewId)
    rememberOpen()
    return
  }
  restoreView(reviewId, view, readOnly)
  rememberOpen()
  if (isNew) {
    await api.call('analysis.start', { reviewId })
  }
}

/** The first use of this storage waits for another process: it must not hold the first frame up. */
function rememberOpen() {
  requestIdleCallback(() => {
    const { reviewId, setupId } = useView.getState()
    const shown = reviewId ?? setupId
    if (shown !== undefined) {
      sessionStorage.setItem(OPEN_REVIEW, String(shown))
    }
  })
}

/** Shows what the next analysis of the open review reads, and by which rules. */
export function setUpAgain(reviewId: number) {
  storeWhatIsOpen()
  showSetup(reviewId)
}

/** Goes back to the start screen. */
export function closeReview() {
  storeWhatIsOpen()
  sessionStorage.removeItem(OPEN_REVIEW)
  leaveReview()
}

/** Shows the review again that was open before the page was loaded again, if there was one. */
export async function openLastReview(workbench: Workbench) {
  const reviewId = Number(sessionStorage.getItem(OPEN_REVIEW))
  if (!reviewId) {
    return
  }
  try {
    await openReview(workbench, reviewId)
  } catch (error) {
    sessionStorage.removeItem(OPEN_REVIEW)
    if (!(error instanceof AppError && error.code === 'not-found')) {
      throw error
    }
  }
}

/** Fields and view send what they hold while they still know to which review it belongs. */
function storeWhatIsOpen() {
  if (useView.getState().reviewId !== undefined) {
    window.dispatchEvent(new Event(LEAVING))
  }
}
