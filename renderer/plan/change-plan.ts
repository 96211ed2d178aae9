// Changes of the plan on their way to the store: one after the other, each on the newest revision.
import type { Plan, PlanChange } from '../../electron/api/plan.ts'
import { showFailure } from '../bridge/notices.ts'
import { keyOf } from '../bridge/queries.ts'
import { countSave } from '../bridge/saves.ts'
import type { Workbench } from '../bridge/workbench.tsx'

/** Gives what the change made, or undefined after a failure that was shown. */
export async function changePlan(
  { api, cache }: Workbench,
  reviewId: number,
  change: PlanChange,
): Promise<{ readonly id: number | null } | undefined> {
  const key = keyOf('plan.read', { reviewId })
  const mutation = cache
    .getMutationCache()
    .build<{ rev: number; id: number | null }, Error, void, unknown>(cache, {
      scope: { id: 'plan' },
      mutationFn: () =>
        countSave(() =>
          api.call('plan.change', {
            reviewId,
            commandId: crypto.randomUUID(),
            rev: cache.getQueryData<Plan>(key)?.rev ?? 0,
            change,
          }),
        ),
      onSuccess: () => cache.invalidateQueries({ queryKey: key }),
    })
  try {
    return await mutation.execute()
  } catch (error) {
    await cache.invalidateQueries({ queryKey: key })
    showFailure(error)
    return undefined
  }
}
