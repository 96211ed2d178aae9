// Handlers of merging another reviewer's database.
import type { Handlers } from '../../api/contract.ts'
import { AppError } from '../../api/errors.ts'
import type { Session } from '../session.ts'

type Topic = Extract<keyof Handlers, `merge.${string}`>

export interface MergeHandlerOptions {
  readonly session: (reviewId: number) => Session
  /** Absolute path of a database that a person chose. */
  readonly sourceOf: (sourceId: number) => string | undefined
  /** Waited for before a merge. */
  readonly beforeMerge: (reviewId: number) => Promise<void>
  /** Told after a merge: anything may have changed. */
  readonly onChange: (session: Session) => void
}

export function mergeHandlers({
  session: sessionOf,
  sourceOf,
  beforeMerge,
  onChange,
}: MergeHandlerOptions): Pick<Handlers, Topic> {
  function fileOf(sourceId: number): string {
    const file = sourceOf(sourceId)
    if (file === undefined) {
      throw new AppError(
        'not-found',
        'The other database is not known any more.',
        'Choose it again.',
      )
    }
    return file
  }
  return {
    'merge.preview': ({ reviewId, sourceId }) =>
      sessionOf(reviewId).store.merges.preview(fileOf(sourceId)),
    'merge.apply': async ({ reviewId, commandId, sourceId, state, choices }) => {
      await beforeMerge(reviewId)
      const session = sessionOf(reviewId)
      if (session.run !== undefined) {
        throw new AppError(
          'conflict',
          'An analysis is under way.',
          'Wait until it is done, then merge.',
        )
      }
      const chosen = new Map(choices.map(({ key, take }) => [key, take]))
      const command = { id: commandId, method: 'merge.apply' }
      const result = session.store.merges.apply(fileOf(sourceId), state, chosen, command)
      onChange(session)
      return result
    },
  }
}
