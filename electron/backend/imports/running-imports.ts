// The import of each review that is under way: one at a time, which can be cancelled.
import { AppError } from '../../api/errors.ts'

interface Running {
  readonly controller: AbortController
  readonly ended: PromiseWithResolvers<void>
}

export function runningImports() {
  const running = new Map<number, Running>()
  /** Settles when the import has ended. */
  async function cancel(reviewId: number): Promise<void> {
    const one = running.get(reviewId)
    one?.controller.abort()
    await one?.ended.promise
  }
  return {
    /** Throws `conflict` while another import of the review is under way. */
    start(reviewId: number): AbortSignal {
      if (running.has(reviewId)) {
        throw new AppError(
          'conflict',
          'Another file is being imported.',
          'Wait for it, or cancel it first.',
        )
      }
      const one = { controller: new AbortController(), ended: Promise.withResolvers<void>() }
      running.set(reviewId, one)
      return one.controller.signal
    },
    end(reviewId: number): void {
      running.get(reviewId)?.ended.resolve()
      running.delete(reviewId)
    },
    cancel,
    cancelAll: async () => {
      await Promise.all([...running.keys()].map(cancel))
    },
  }
}
