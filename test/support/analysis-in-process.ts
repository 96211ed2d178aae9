// An analysis process and its workers without a process or a thread: all of the same program takes
// part, and a run costs no start of three runtimes that read hundreds of source files.
import { MessageChannel } from 'node:worker_threads'
import { conduct } from '../../electron/analysis/conduct.ts'
import type { AnalysisHost } from '../../electron/analysis/host.ts'
import { KeptCache } from '../../electron/analysis/kept-cache.ts'
import type { FromWorker, ToAnalysis, WorkerSetup } from '../../electron/analysis/messages.ts'
import type { Answer, Pool, PoolOptions } from '../../electron/analysis/pool.ts'
import { programVersion } from '../../electron/analysis/program-version.ts'
import { serveWorker } from '../../electron/analysis/serve-worker.ts'

const WORKER = new URL('../../electron/analysis/worker.ts', import.meta.url)

/** Runs the analysis here. It cannot be killed; a cancelled run ends at its next job. */
export function hostInProcess(addon?: string): AnalysisHost {
  const kept = new KeptCache()
  const open = openSeats()
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
          kept,
          open,
        }).then(
          () => end('The run is over.'),
          (error) => end(String(error)),
        )
      }
      return { send, kill: () => end('The analysis was ended.') }
    },
  }
}

/** Workers that outlive a run, as threads do. */
function openSeats(): (options: PoolOptions) => Pool {
  const seats: ReturnType<typeof openSeat>[] = []
  return ({ size, setup }) => {
    while (seats.length < size) seats.push(openSeat())
    const own = seats.slice(0, size)
    for (const seat of own) seat.begin(setup)
    return {
      size,
      run: (worker, job) => {
        const seat = own[worker]
        if (seat === undefined) throw new Error(`There is no worker ${worker}.`)
        return seat.run(job)
      },
      activities: () => [],
      end: () => undefined,
    }
  }
}

function openSeat() {
  const { port1, port2 } = new MessageChannel()
  serveWorker(port1)
  let settle: ((answer: Answer) => void) | undefined
  port2.on('message', (message: FromWorker) => {
    if (message.kind !== 'at') settle?.(message)
  })
  // Nothing waits for a worker that has no job.
  port2.unref()
  return {
    begin: (setup: WorkerSetup) => port2.postMessage({ kind: 'begin', setup }),
    run: (job: unknown) =>
      new Promise<Answer>((resolve) => {
        settle = resolve
        port2.postMessage(job)
      }),
  }
}
