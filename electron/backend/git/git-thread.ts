// The thread that reads a repository, as the backend sees it: one for each question, ended when the
// answer is there, when nobody wants it any more, or when it takes too long.
import { Worker } from 'node:worker_threads'
import { AppError } from '../../api/errors.ts'
import type { Blame } from '../../api/git.ts'
import type { FromGitWorker, GitAnswers, GitTask } from './git-worker.ts'

/** Most memory that a question may take, in megabytes. */
const MAX_MEGABYTES = 2_048
/** A thread ends by itself long before, unless something is wrong with what it reads. */
const MAX_MILLISECONDS = 120_000

const isBundled = !import.meta.url.endsWith('.ts')

export interface GitQuestion {
  readonly signal: AbortSignal
  readonly onPart?: (blame: Blame) => void
  /** The kept text with this hash. */
  readonly textOf?: (sha256: string) => Uint8Array | undefined
}

/** Rejects with AppError: `cancelled`, or why there is no answer. */
export async function askGit<T extends GitTask>(
  task: T,
  { signal, onPart, textOf }: GitQuestion,
): Promise<GitAnswers[T['ask']]> {
  const answer = Promise.withResolvers<GitAnswers[T['ask']]>()
  const worker = new Worker(
    new URL(isBundled ? './git-worker.js' : './git-worker.ts', import.meta.url),
    { workerData: task, name: 'git', resourceLimits: { maxOldGenerationSizeMb: MAX_MEGABYTES } },
  )
  const fail = (error: AppError) => answer.reject(error)
  const onAbort = () => fail(cancelled())
  const timer = setTimeout(() => fail(failed(undefined)), MAX_MILLISECONDS)
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()
  worker.on('error', (error) => fail(failed(error)))
  worker.on('exit', () => fail(failed(undefined)))
  worker.on('message', (message: FromGitWorker) => {
    switch (message.kind) {
      case 'answer':
        // The thread answers what it was asked.
        answer.resolve(message.answer as GitAnswers[T['ask']])
        break
      case 'part':
        onPart?.(message.blame)
        break
      case 'want':
        worker.postMessage(textOf?.(message.sha256))
        break
      case 'refused': {
        const { code, message: said, nextStep } = message.error
        fail(new AppError(code, said, nextStep))
      }
    }
  })
  try {
    return await answer.promise
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
    await worker.terminate()
  }
}

function cancelled(): AppError {
  return new AppError('cancelled', 'Reading the history was cancelled.', 'Ask for it again.')
}

function failed(cause: unknown): AppError {
  return new AppError(
    'invalid-input',
    'The history of this repository could not be read to its end.',
    'Everything that does not need it works all the same.',
    { cause },
  )
}
