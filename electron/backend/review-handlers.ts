// The reviews that there are: opening one, going back to a copy of one, the sample.
import type { EventData, EventName, Handlers } from '../api/contract.ts'
import { AppError } from '../api/errors.ts'
import { REVIEW_SCHEMA } from '../migrations/index.ts'
import type { AppStore } from '../store/app-store.ts'
import { backupsOf, restoreBackup } from '../store/restore.ts'
import type { Reviews } from './reviews.ts'
import { writeSample } from './sample/sample.ts'

type Methods = Extract<keyof Handlers, `reviews.${string}`>

export interface ReviewHandlersOptions {
  readonly reviews: Reviews
  readonly app: AppStore
  readonly dataFolder: string
  readonly nativeBinding: string | undefined
  readonly now: () => Date
  /** Closes a review, after what goes on in it has ended. */
  readonly close: (reviewId: number) => Promise<void>
  readonly emit: <E extends EventName>(name: E, data: EventData<E>) => void
}

export function reviewHandlers({
  reviews,
  app,
  ...options
}: ReviewHandlersOptions): Pick<Handlers, Methods> {
  const listChanged = () => options.emit('data.changed', { topics: ['reviews'] })
  function databaseFile(id: number): string {
    const known = app.review(id)
    if (known !== undefined) return known.databaseFile
    throw new AppError('not-found', 'This review is not known.', 'Open its folder instead.')
  }
  function openKnown(id: number, isReadOnly = false): number {
    const session = reviews.openRecent(id, isReadOnly)
    listChanged()
    return session.id
  }
  return {
    'reviews.recents': () => reviews.recents(),
    'reviews.openRecent': ({ recentId, isReadOnly }) => ({
      reviewId: openKnown(recentId, isReadOnly),
    }),
    'reviews.forgetRecent': ({ recentId }) => {
      reviews.forget(recentId)
      listChanged()
      return { ok: true }
    },
    'reviews.backups': async ({ recentId }) => {
      await reviews.copied(recentId)
      return backupsOf(databaseFile(recentId)).map(({ name, label, madeAt, bytes }) => ({
        name,
        reason: label === 'daily' ? 'daily' : 'upgrade',
        madeAt,
        bytes,
      }))
    },
    'reviews.restore': async ({ recentId, name }) => {
      const file = databaseFile(recentId)
      if (reviews.all().some(({ id }) => id === recentId)) await options.close(recentId)
      const binding = options.nativeBinding ? { nativeBinding: options.nativeBinding } : {}
      restoreBackup(file, name, REVIEW_SCHEMA, { now: options.now(), binding })
      return { reviewId: openKnown(recentId) }
    },
    'reviews.openSample': () => {
      const { id } = reviews.openPath(writeSample(options.dataFolder))
      listChanged()
      return { reviewId: id }
    },
    'reviews.header': ({ reviewId }) => reviews.get(reviewId).header(),
    'reviews.close': async ({ reviewId }) => {
      await options.close(reviewId)
      return { ok: true }
    },
  }
}
