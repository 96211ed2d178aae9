import { AppError } from '../../electron/api/errors.ts'
import { asksSomething, needsReply } from '../../electron/api/open-questions.ts'
import type { Thread } from '../../electron/api/threads.ts'
import { showFailure } from '../bridge/notices.ts'
import { ask } from '../bridge/queries.ts'
import type { Workbench } from '../bridge/workbench.tsx'
import { showThread } from '../state/show-thread.ts'
import { useView } from '../state/view.ts'

/** The thread after the place that is shown, by file and line, around the end. */
export async function showNextThread(workbench: Workbench) {
  const { reviewId, target } = useView.getState()
  if (reviewId === undefined) return
  const threads = await ask(workbench, 'threads.list', { reviewId })
  const header = await ask(workbench, 'reviews.header', { reviewId })
  if (!threads || !header) return
  const waiting = threads.filter((thread) => waits(thread, header.reviewer))
  const [path, line] = [target?.path ?? '', target?.range?.startLine ?? 0]
  const next =
    waiting.find((one) => one.path > path || (one.path === path && one.startLine > line)) ??
    waiting[0]
  if (next) {
    showThread(next)
  } else {
    showFailure(
      new AppError('not-found', 'No thread needs a reply.', 'All threads are in the Talk tab.'),
    )
  }
}

function waits({ disposition, comments }: Thread, reviewer: string): boolean {
  const last = comments.at(-1)
  if (disposition !== 'open' || !last) return false
  return needsReply([{ lastBy: last.by, isQuestion: asksSomething(last.text) }], reviewer)
}
