// Answers on their way to the store: one after the other for each question, each made on the
// revision that the last one gave.
import { AppError } from '../../electron/api/errors.ts'
import type { Answer, Asked } from '../../electron/api/questions.ts'
import { describeError, showFailure } from '../bridge/notices.ts'
import { keyOf } from '../bridge/queries.ts'
import { countSave, useSaves } from '../bridge/saves.ts'
import type { Workbench } from '../bridge/workbench.tsx'

export type Outcome = 'saved' | 'conflict' | 'failed'

interface Place {
  readonly reviewId: number
  readonly findingId: number
}

interface Change {
  readonly answer?: Answer | null
  readonly note?: string
}

function key({ reviewId, findingId }: Place) {
  return keyOf('questions.ofFinding', { reviewId, findingId })
}

function known({ cache }: Workbench, place: Place, question: string): Asked | undefined {
  return cache.getQueryData<readonly Asked[]>(key(place))?.find(({ id }) => id === question)
}

/** `conflict` when it was answered elsewhere since it was shown; what is shown is fresh then. */
export async function writeAnswer(
  workbench: Workbench,
  place: Place,
  question: string,
  change: Change,
): Promise<Outcome> {
  const { api, cache } = workbench
  const mutation = cache.getMutationCache().build<{ rev: number }, Error, void, unknown>(cache, {
    scope: { id: `question-${place.findingId}-${question}` },
    mutationFn: () =>
      countSave(() =>
        api.call('questions.answer', {
          ...place,
          ...change,
          question,
          commandId: crypto.randomUUID(),
          rev: known(workbench, place, question)?.rev ?? 0,
        }),
      ),
    onSuccess: ({ rev }) =>
      cache.setQueryData<readonly Asked[]>(key(place), (asked) =>
        asked?.map((one) =>
          one.id === question && one.rev < rev ? { ...one, ...change, rev } : one,
        ),
      ),
  })
  try {
    await mutation.execute()
    return 'saved'
  } catch (error) {
    if (error instanceof AppError && error.code === 'conflict') {
      await cache.invalidateQueries({ queryKey: key(place) })
      const now = known(workbench, place, question)
      // The answer to a write may be lost with the process that made it: then it is there already.
      const isThere =
        (change.note === undefined || change.note === now?.note) &&
        (change.answer === undefined || change.answer === now?.answer)
      return isThere ? 'saved' : 'conflict'
    }
    useSaves.setState({ failure: describeError(error) })
    showFailure(error)
    return 'failed'
  }
}
