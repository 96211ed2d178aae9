// Fixes on their way to the store, one after the other for each fix. The list of fixes and the diff
// editor both write through here.
import type { FindingDetail, Fix } from '../../electron/api/domain.ts'
import { setView } from '../state/view.ts'
import { describeError, showFailure } from './notices.ts'
import { keyOf } from './queries.ts'
import { countSave, useSaves } from './saves.ts'
import type { Workbench } from './workbench.tsx'

interface FixPlace {
  readonly reviewId: number
  readonly findingId: number
  readonly fixId: number
}

export function detailKey({ reviewId, findingId }: Omit<FixPlace, 'fixId'>) {
  return keyOf('findings.detail', { reviewId, findingId })
}

function knownFix({ cache }: Workbench, place: FixPlace): Fix | undefined {
  return cache
    .getQueryData<FindingDetail>(detailKey(place))
    ?.fixes.find(({ id }) => id === place.fixId)
}

function reportFailure(error: unknown) {
  useSaves.setState({ failure: describeError(error) })
  showFailure(error)
}

/** A new fix for the finding's region, opened in the stage. */
export async function createFix(workbench: Workbench, place: Omit<FixPlace, 'fixId'>) {
  try {
    const fix = await countSave(() =>
      workbench.api.call('fixes.create', { ...place, commandId: crypto.randomUUID() }),
    )
    workbench.cache.setQueryData<FindingDetail>(detailKey(place), (detail) =>
      detail && !detail.fixes.some(({ id }) => id === fix.id)
        ? { ...detail, fixes: [...detail.fixes, fix] }
        : detail,
    )
    setView({ stage: 'fix', fixId: fix.id, tab: 'fix' })
  } catch (error) {
    reportFailure(error)
  }
}

interface FixChange {
  readonly title?: string
  readonly after?: string
  /** Lines of the analysed text that `after` stands for from now on. */
  readonly region?: { readonly startLine: number; readonly endLine: number }
}

/** Saves what was changed; what the checks say of the fix, `undefined` if it was not saved. */
export async function saveFix(
  workbench: Workbench,
  place: FixPlace,
  change: FixChange,
): Promise<readonly string[] | undefined> {
  const { api, cache } = workbench
  const { region, ...texts } = change
  const shown = { ...texts, ...region }
  const mutation = cache
    .getMutationCache()
    .build<{ rev: number; problems: string[] }, Error, void, unknown>(cache, {
      scope: { id: `fix-${place.fixId}` },
      mutationFn: () =>
        countSave(() =>
          api.call('fixes.save', {
            reviewId: place.reviewId,
            fixId: place.fixId,
            commandId: crypto.randomUUID(),
            rev: knownFix(workbench, place)?.rev ?? 0,
            ...change,
          }),
        ),
      onSuccess: ({ rev }) => {
        cache.setQueryData<FindingDetail>(
          detailKey(place),
          (detail) =>
            detail && {
              ...detail,
              fixes: detail.fixes.map((fix) =>
                fix.id === place.fixId && fix.rev < rev ? { ...fix, ...shown, rev } : fix,
              ),
            },
        )
      },
    })
  try {
    return (await mutation.execute()).problems
  } catch (error) {
    await cache.invalidateQueries({ queryKey: detailKey(place) })
    reportFailure(error)
    return undefined
  }
}

export async function removeFix(workbench: Workbench, place: FixPlace) {
  try {
    await countSave(() =>
      workbench.api.call('fixes.remove', {
        reviewId: place.reviewId,
        fixId: place.fixId,
        commandId: crypto.randomUUID(),
        rev: knownFix(workbench, place)?.rev ?? 0,
      }),
    )
    setView({ stage: 'source', fixId: undefined })
  } catch (error) {
    reportFailure(error)
  }
}
