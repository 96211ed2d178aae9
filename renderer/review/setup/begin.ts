// Takes what was chosen for a review and analyses it.
import type { Input } from '../../../electron/api/contract.ts'
import type { Workbench } from '../../bridge/workbench.tsx'
import type { Scope } from '../../state/view.ts'
import { openReview } from '../open-review.ts'

export interface Chosen {
  readonly reviewer: string
  /** Who else reviews. */
  readonly others: readonly string[]
  readonly profile: Input<'setup.save'>['profile']
  /** The review whose checklist rows and templates are taken over. */
  readonly takeFrom: number | undefined
  readonly scope: Scope | undefined
}

/** What holds before anything was chosen: only what differs is written. */
export type Usual = Pick<Chosen, 'reviewer' | 'others' | 'profile' | 'scope'>

/** Throws AppError; nothing has begun then. */
export async function beginReview(
  workbench: Workbench,
  reviewId: number,
  { reviewer, others, profile, takeFrom, scope }: Chosen,
  usual: Usual,
) {
  const { api } = workbench
  if (reviewer !== '' && reviewer !== usual.reviewer) {
    await api.call('settings.save', { change: { reviewer } })
  }
  const isWithOthers = others.join('\n') !== usual.others.join('\n')
  if (profile !== usual.profile || isWithOthers || takeFrom !== undefined) {
    const commandId = crypto.randomUUID()
    await api.call('setup.save', {
      reviewId,
      commandId,
      profile,
      ...(isWithOthers ? { others: [...others] } : {}),
      ...(takeFrom === undefined ? {} : { takeFrom }),
    })
  }
  if (JSON.stringify(scope) !== JSON.stringify(usual.scope)) {
    const { scope: _, ...state } = await api.call('views.read', { reviewId })
    await api.call('views.save', { reviewId, state: scope ? { ...state, scope } : state })
  }
  await api.call('analysis.start', { reviewId })
  await openReview(workbench, reviewId)
}
