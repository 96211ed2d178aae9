// The day's copies of opened reviews. Nobody waits for one but what it is a copy against: a run, an
// import, a merge; and the closing of the review.
import { Worker } from 'node:worker_threads'
import type { CopyTask } from './copy-worker.ts'

/** How long an opened review is left to whoever wants to see it, in milliseconds. */
const DELAY = 10_000

const isBundled = !import.meta.url.endsWith('.ts')

export interface DailyCopiesOptions {
  readonly nativeBinding: string | undefined
  /** Told why there is no copy; the review can be worked in all the same. */
  readonly onFailed: (error: unknown) => void
}

interface Planned {
  readonly timer: NodeJS.Timeout
  readonly task: CopyTask
  made: Promise<void> | undefined
}

export function dailyCopies({ nativeBinding, onFailed }: DailyCopiesOptions) {
  const planned = new Map<number, Planned>()

  function begin(copy: Planned): Promise<void> {
    clearTimeout(copy.timer)
    copy.made ??= copyInThread(copy.task).catch(onFailed)
    return copy.made
  }

  return {
    /** A copy of this review is made soon. */
    plan(reviewId: number, file: string, now: Date): void {
      const timer = setTimeout(() => void begin(copy), DELAY)
      timer.unref()
      const copy: Planned = { timer, task: { file, now, nativeBinding }, made: undefined }
      planned.set(reviewId, copy)
    },
    /** Resolves when the copy that was planned for a review is there, at once where none was. */
    async made(reviewId: number): Promise<void> {
      const copy = planned.get(reviewId)
      if (copy !== undefined) await begin(copy)
    },
    /** Resolves when all of them are there. */
    async allMade(): Promise<void> {
      await Promise.all([...planned.values()].map(begin))
    },
  }
}

async function copyInThread(task: CopyTask): Promise<void> {
  const ended = Promise.withResolvers<void>()
  const worker = new Worker(
    new URL(isBundled ? './copy-worker.js' : './copy-worker.ts', import.meta.url),
    { workerData: task, name: 'copy' },
  )
  worker.on('error', ended.reject)
  worker.on('exit', () => ended.resolve())
  await ended.promise
}
