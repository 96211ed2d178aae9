// Who wrote the lines of the open file, as far as it is known: parts come while history is walked.
import { useEffect, useState } from 'react'
import type { ErrorData } from '../../electron/api/errors.ts'
import type { Blame } from '../../electron/api/git.ts'
import { describeError } from '../bridge/notices.ts'
import { ask, useApi } from '../bridge/queries.ts'
import { useWorkbench, type Workbench } from '../bridge/workbench.tsx'
import { setView, useView } from '../state/view.ts'

export interface BlameState {
  readonly blame: Blame | undefined
  readonly isAsking: boolean
  /** Why nothing can be told. */
  readonly error: ErrorData | undefined
}

/** Undefined while nobody wants to know. */
export function useBlame(reviewId: number, path: string | undefined): BlameState | undefined {
  const { api } = useWorkbench()
  const isWanted = useView((view) => view.showsBlame) && path !== undefined
  const [part, setPart] = useState<Blame>()
  const { data, error, isFetching } = useApi(
    'git.blame',
    { reviewId, path: path ?? '' },
    { enabled: isWanted },
  )
  useEffect(
    () =>
      api.on('git.blamed', ({ reviewId: of, blame }) => {
        if (of === reviewId) {
          setPart(blame)
        }
      }),
    [api, reviewId],
  )
  if (!isWanted) {
    return undefined
  }
  const known = part?.path === path ? part : undefined
  return {
    blame: data ?? (isFetching ? known : undefined),
    isAsking: isFetching,
    error: error === null || isFetching ? undefined : describeError(error),
  }
}

/** Shows or hides who wrote the lines; what is under way for it ends. */
export function toggleBlame(workbench: Workbench) {
  const { showsBlame, reviewId } = useView.getState()
  setView({ showsBlame: !showsBlame })
  if (showsBlame && reviewId !== undefined) {
    void ask(workbench, 'git.cancel', { reviewId, what: 'blame' })
  }
}
