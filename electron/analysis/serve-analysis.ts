// The analysis process behind whatever channel it was given.
import type { Channel } from './channel.ts'
import { conduct } from './conduct.ts'
import type { RunRequest } from './messages.ts'

export interface AnalysisProgram {
  /** What each worker thread runs. */
  readonly workerFile: URL
  /** Absolute path of the compiled parser, where there is one. */
  readonly addon: string | undefined
}

/** Conducts the run that is asked for; one in the life of the process. */
export function serveAnalysis({ post, listen }: Channel, program: AnalysisProgram): void {
  let isCancelled = false
  listen((message) => {
    if (message.kind === 'cancel') isCancelled = true
    else void run(message)
  })

  async function run(request: RunRequest): Promise<void> {
    try {
      await conduct({
        request,
        post,
        ...program,
        isCancelled: () => isCancelled,
        onDeath: (reason) => {
          console.error(reason)
          process.exit(70)
        },
      })
    } catch (error) {
      console.error(error)
      post({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
    }
  }
}
