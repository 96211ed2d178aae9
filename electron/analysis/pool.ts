// Worker threads with one job each at a time. A worker that dies takes the pool with it: the process
// that owns the pool is then started anew, so there is one way back from every kind of death.
import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import type { FromWorker, ToWorker, WorkerSetup } from './messages.ts'

/**
 * Room for what a worker makes anew. Most of it is gone when a file is done: with a quarter of the
 * room the collector comes four times as often, and each time copies what the file still needs.
 */
const YOUNG_MEGABYTES = 48
/** One of the three parts of that room, from the start: it would grow only while much survives. */
const YOUNG_FLAG = `--min-semi-space-size=${YOUNG_MEGABYTES / 3}`

export interface PoolOptions {
  readonly size: number
  readonly setup: WorkerSetup
  readonly workerFile: URL
  /** Called once if a worker dies. */
  readonly onDeath: (reason: string) => void
}

/** What a worker is doing, for the watchdog. */
export interface Activity {
  readonly path: string
  /** Time of the last sign of life, in milliseconds of `performance.now()`. */
  readonly since: number
}

export type Answer = Exclude<FromWorker, { readonly kind: 'at' }>

export interface Pool {
  readonly size: number
  /** Gives a job to an idle worker; one job at a time for each worker. */
  readonly run: (worker: number, job: ToWorker) => Promise<Answer>
  readonly activities: () => readonly Activity[]
  readonly end: () => Promise<void>
}

export function createPool({ size, setup, workerFile, onDeath }: PoolOptions): Pool {
  // Threads take it when they are made; this process has no other use for it.
  setFlagsFromString(YOUNG_FLAG)
  const seats = Array.from({ length: size }, () => openSeat(workerFile, setup, die))
  let isEnding = false

  function die(reason: string): void {
    if (isEnding) return
    isEnding = true
    onDeath(reason)
  }

  return {
    size,
    run: (worker, job) => {
      const seat = seats[worker]
      if (seat === undefined) throw new Error(`There is no worker ${worker}.`)
      return seat.run(job)
    },
    activities: () => seats.flatMap((seat) => seat.activity() ?? []),
    async end() {
      isEnding = true
      await Promise.all(seats.map((seat) => seat.end()))
    },
  }
}

function openSeat(workerFile: URL, setup: WorkerSetup, onDeath: (reason: string) => void) {
  const worker = new Worker(workerFile, {
    workerData: setup,
    name: 'analysis',
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
  })
  let resolve: ((answer: Answer) => void) | undefined
  let activity: Activity | undefined
  worker.on('message', (message: FromWorker) => {
    if (message.kind === 'at') {
      activity = { path: message.path, since: performance.now() }
      return
    }
    const answer = resolve
    resolve = undefined
    activity = undefined
    answer?.(message)
  })
  worker.on('error', (error) => onDeath(error.message))
  worker.on('exit', (code) => onDeath(`A worker thread ended with ${code}.`))
  return {
    run: (job: ToWorker) =>
      new Promise<Answer>((settle) => {
        resolve = settle
        worker.postMessage(job)
      }),
    activity: () => activity,
    end: () => worker.terminate(),
  }
}
