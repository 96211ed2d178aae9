// An analysis process and its workers without a process or a thread: all of the same program takes
// part, and a run costs no start of three runtimes that read hundreds of source files.
import { MessageChannel } from 'node:worker_threads'
import { conduct } from '../../electron/analysis/conduct.ts'
import type { AnalysisHost } from '../../electron/analysis/host.ts'
import type { FromWorker, ToAnalysis } from '../../electron/analysis/messages.ts'
import type { Answer, Pool, PoolOptions } from '../../electron/analysis/pool.ts'
import { programVersion } from '../../electron/analysis/program-version.ts'
import { serveWorker } from '../../electron/analysis/serve-worker.ts'

const WORKER = new URL('../../electron/analysis/worker.ts', import.meta.url)

/** Runs the analysis here. It cannot be killed; a cancelled run ends at its next job. */
export function hostInProcess(addon?: string): AnalysisHost {
  return {
    start({ onMessage, onExit }) {
      let isOver = false
      let isCancelled = false
      const end = (reason: string) => {
        if (isOver) return
        isOver = true
        onExit(reason)
      }
      const send = (message: ToAnalysis) => {
        if (message.kind === 'cancel') isCancelled = true
        if (message.kind !== 'run') return
        conduct({
          request: structuredClone(message),
          // What went through a channel shares nothing with what was sent.
          post: (told) => isOver || onMessage(structuredClone(told)),
          isCancelled: () => isCancelled,
          version: () => programVersion(WORKER, addon),
          addon,
          open: openPool,
        }).then(
          () => end('The run is over.'),
          (error) => end(String(error)),
        )
      }
      return { send, kill: () => end('The analysis was ended.') }
    },
  }
}

function openPool({ size, setup }: PoolOptions): Pool {
  const seats = Array.from({ length: size }, () => {
    const { port1, port2 } = new MessageChannel()
    serveWorker(port1)
    port2.postMessage({ kind: 'begin', setup })
    let settle: ((answer: Answer) => void) | undefined
    port2.on('message', (message: FromWorker) => {
      if (message.kind !== 'at') settle?.(message)
    })
    return {
      run: (job: unknown) =>
        new Promise<Answer>((resolve) => {
          settle = resolve
          port2.postMessage(job)
        }),
      end: () => port2.close(),
    }
  })
  return {
    size,
    run: (worker, job) => {
      const seat = seats[worker]
      if (seat === undefined) throw new Error(`There is no worker ${worker}.`)
      return seat.run(job)
    },
    activities: () => [],
    end: () => {
      for (const seat of seats) seat.end()
    },
  }
}
