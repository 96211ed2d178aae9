// The thread that looks through a folder, as the backend sees it.
import { Worker } from 'node:worker_threads'
import { AppError } from '../../api/errors.ts'
import type { ReadingPreview } from '../../api/setup.ts'
import type { PreviewTask } from './preview-worker.ts'

/** A look ends by itself long before, unless a disk gives no answer. */
const MAX_MILLISECONDS = 60_000

const isBundled = !import.meta.url.endsWith('.ts')

/** Rejects with AppError `path-unreadable` where there is no answer. */
export async function lookThrough(task: PreviewTask): Promise<ReadingPreview> {
  const answer = Promise.withResolvers<ReadingPreview>()
  const worker = new Worker(
    new URL(isBundled ? './preview-worker.js' : './preview-worker.ts', import.meta.url),
    { workerData: task, name: 'preview' },
  )
  const fail = (cause?: unknown) =>
    answer.reject(
      new AppError(
        'path-unreadable',
        'The folder could not be looked through to its end.',
        'The review can begin all the same: what cannot be read is listed then.',
        { cause },
      ),
    )
  const timer = setTimeout(fail, MAX_MILLISECONDS)
  worker.on('message', (preview: ReadingPreview) => answer.resolve(preview))
  worker.on('error', fail)
  worker.on('exit', () => fail())
  try {
    return await answer.promise
  } finally {
    clearTimeout(timer)
    await worker.terminate()
  }
}
