// Texts of the packet on their way to the store: one after the other for each text, each written on
// the revision that the last one gave.

import { AppError } from '../../electron/api/errors.ts'
import type { FindingWords, PacketState, TextField } from '../../electron/api/packet.ts'
import { describeError, showFailure } from '../bridge/notices.ts'
import { keyOf } from '../bridge/queries.ts'
import { countSave, useSaves } from '../bridge/saves.ts'
import type { Workbench } from '../bridge/workbench.tsx'
import { textKey } from './packet-view.ts'

export type Outcome = 'saved' | 'conflict' | 'failed'

interface Content {
  readonly text: string
  readonly isConfirmed: boolean
}

interface Place {
  readonly reviewId: number
  readonly findingId: number | null
  readonly field: string
}

/** The text as it was last shown, from whichever answer has the newest. */
function known({ cache }: Workbench, place: Place): TextField | undefined {
  const { reviewId, findingId } = place
  const state = cache.getQueryData<PacketState>(keyOf('packet.state', { reviewId }))
  const words =
    findingId === null
      ? undefined
      : cache.getQueryData<FindingWords>(keyOf('packet.words', { reviewId, findingId }))
  return [...(state?.fields ?? []), ...(words?.fields ?? [])]
    .filter((one) => textKey(one) === textKey(place))
    .reduce<TextField | undefined>((a, b) => (a && a.rev >= b.rev ? a : b), undefined)
}

/** Puts an acknowledged text into what is shown, ahead of the next answer of the backend. */
function show({ cache }: Workbench, place: Place, content: Content, rev: number) {
  const { reviewId, findingId } = place
  const renew = (fields: readonly TextField[]) =>
    fields.map((one) =>
      textKey(one) === textKey(place) && one.rev < rev ? { ...one, ...content, rev } : one,
    )
  cache.setQueryData<PacketState>(keyOf('packet.state', { reviewId }), (state) =>
    state ? { ...state, fields: renew(state.fields) } : state,
  )
  if (findingId !== null) {
    cache.setQueryData<FindingWords>(keyOf('packet.words', { reviewId, findingId }), (words) =>
      words ? { ...words, fields: renew(words.fields) } : words,
    )
  }
}

/** `conflict` when the text was changed elsewhere since it was shown; what is shown is fresh then. */
export async function writeText(
  workbench: Workbench,
  place: Place,
  content: Content,
): Promise<Outcome> {
  const { api, cache } = workbench
  const mutation = cache.getMutationCache().build<{ rev: number }, Error, void, unknown>(cache, {
    scope: { id: textKey(place) },
    mutationFn: () =>
      countSave(() =>
        api.call('packet.saveText', {
          ...place,
          ...content,
          commandId: crypto.randomUUID(),
          rev: known(workbench, place)?.rev ?? 0,
        }),
      ),
    onSuccess: ({ rev }) => show(workbench, place, content, rev),
  })
  try {
    await mutation.execute()
    return 'saved'
  } catch (error) {
    if (error instanceof AppError && error.code === 'conflict') {
      await cache.invalidateQueries({ queryKey: ['packet'] })
      const now = known(workbench, place)
      // The answer to a write may be lost with the process that made it: then it is there already.
      return now?.text === content.text && now.isConfirmed === content.isConfirmed
        ? 'saved'
        : 'conflict'
    }
    useSaves.setState({ failure: describeError(error) })
    showFailure(error)
    return 'failed'
  }
}
