// The thread that reads a file for an import, as the backend sees it: ended when it is not needed
// any more, when somebody cancels, or by itself when the file takes more memory than there is.
import { Worker } from 'node:worker_threads'
import { AppError } from '../../api/errors.ts'
import type { FromImportWorker, ImportTask, KeyedFinding } from './import-worker.ts'

/** Most memory that a file may take while it is read, in megabytes. */
const MAX_MEGABYTES = 3_072

const isBundled = !import.meta.url.endsWith('.ts')

export interface ImportThread {
  /** What the file asks for but for its findings, and how many of those there are. */
  readonly head: () => Promise<Extract<FromImportWorker, { readonly kind: 'head' }>>
  /** The next findings; none at the end. */
  readonly next: () => Promise<readonly KeyedFinding[]>
  readonly end: () => Promise<void>
}

export function startImportThread(task: ImportTask, signal: AbortSignal): ImportThread {
  const worker = new Worker(
    new URL(isBundled ? './import-worker.js' : './import-worker.ts', import.meta.url),
    {
      workerData: task,
      name: 'import',
      resourceLimits: { maxOldGenerationSizeMb: MAX_MEGABYTES },
    },
  )
  let waiting: PromiseWithResolvers<FromImportWorker> | undefined
  let failure: AppError | undefined
  const fail = (error: AppError) => {
    failure ??= error
    waiting?.reject(failure)
    void worker.terminate()
  }
  worker.on('message', (message: FromImportWorker) => waiting?.resolve(message))
  worker.on('error', (error) => fail(unreadable(error)))
  worker.on('exit', () => fail(unreadable(undefined)))
  signal.addEventListener('abort', () => fail(cancelled()), { once: true })

  async function answer(): Promise<FromImportWorker> {
    if (failure !== undefined) throw failure
    waiting = Promise.withResolvers()
    return await waiting.promise
  }

  return {
    async head() {
      const message = await answer()
      if (message.kind === 'head') return message
      if (message.kind === 'refused') {
        const { code, message: said, nextStep } = message.error
        throw new AppError(code, said, nextStep)
      }
      throw new Error('The thread that reads a file did not begin with its head.')
    },
    async next() {
      const next = answer()
      worker.postMessage('next')
      const message = await next
      return message.kind === 'part' ? message.findings : []
    },
    async end() {
      failure ??= unreadable(undefined)
      await worker.terminate()
    },
  }
}

export function cancelled(): AppError {
  return new AppError('cancelled', 'The import was cancelled.', 'Nothing more is added.')
}

function unreadable(cause: unknown): AppError {
  const isMemory =
    cause instanceof Error && 'code' in cause && cause.code === 'ERR_WORKER_OUT_OF_MEMORY'
  return new AppError(
    'path-not-usable',
    isMemory
      ? 'This file takes more memory than Lectern gives to an import.'
      : 'This file could not be read.',
    isMemory ? 'Import a part of it.' : 'Have it written again.',
    { cause },
  )
}
