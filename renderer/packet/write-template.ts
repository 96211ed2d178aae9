// A template on its way to the store: one save after the other, each on the revision that the last
// one gave.
import { AppError } from '../../electron/api/errors.ts'
import type { Template } from '../../electron/api/templates.ts'
import { describeError, showFailure } from '../bridge/notices.ts'
import { keyOf } from '../bridge/queries.ts'
import { countSave, useSaves } from '../bridge/saves.ts'
import type { Workbench } from '../bridge/workbench.tsx'

interface Place {
  readonly reviewId: number
  readonly document: string
}

/** False when it was not stored; what is typed stays in the field then. */
export async function writeTemplate(
  { api, cache }: Workbench,
  place: Place,
  text: string,
): Promise<boolean> {
  const key = keyOf('templates.read', place)
  const known = () => cache.getQueryData<Template>(key)
  const mutation = cache.getMutationCache().build<{ rev: number }, Error, void, unknown>(cache, {
    scope: { id: `template-${place.document}` },
    mutationFn: () =>
      countSave(() =>
        api.call('templates.save', {
          ...place,
          commandId: crypto.randomUUID(),
          rev: known()?.rev ?? 0,
          text,
        }),
      ),
    onSuccess: ({ rev }) =>
      cache.setQueryData<Template>(key, (now) =>
        now && now.rev < rev ? { ...now, rev, text: text === now.builtIn ? '' : text } : now,
      ),
  })
  try {
    await mutation.execute()
    return true
  } catch (error) {
    if (error instanceof AppError && error.code === 'conflict') {
      await cache.invalidateQueries({ queryKey: ['templates'] })
    }
    useSaves.setState({ failure: describeError(error) })
    showFailure(error)
    return false
  }
}
