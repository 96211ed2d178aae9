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
/**
 * Calls after which a function is compiled by the slowest of the compilers, 13 times as many as usual.
 * Thousands of functions run here, each for a moment: to compile all of them takes the other threads
 * of the process longer than it spares this one.
 */
const COMPILE_FLAG = '--invocation-count-for-turbofan=40000'
/**
 * How much a thread's heap may grow, in percent, before all of it is looked through. Left to itself the
 * collector waits for much more: a linked project is a third larger then. Calls at fixed distances
 * keep it as small, but cost a sixth of a review.
 */
const GROWTH_FLAG = '--heap-growing-percent=40'
/** First major version of V8 that is known to have that flag. */
const COMPILE_FLAG_SINCE = 13

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
  /** Gives a job to an idle worker, made for its first one; one job at a time for each worker. */
  readonly run: (worker: number, job: ToWorker) => Promise<Answer>
  readonly activities: () => readonly Activity[]
  readonly end: () => Promise<void>
}

export function createPool({ size, setup, workerFile, onDeath }: PoolOptions): Pool {
  // Threads take them when they are made; this process has no other use for them.
  setFlagsFromString(YOUNG_FLAG)
  setFlagsFromString(GROWTH_FLAG)
  if (Number.parseInt(process.versions.v8, 10) >= COMPILE_FLAG_SINCE) {
    setFlagsFromString(COMPILE_FLAG)
  }
  const seats = new Map<number, ReturnType<typeof openSeat>>()
  let isEnding = false

  function die(reason: string): void {
    if (isEnding) return
    isEnding = true
    onDeath(reason)
  }

  return {
    size,
    run: (worker, job) => {
      if (worker >= size) throw new Error(`There is no worker ${worker}.`)
      const seat = seats.get(worker) ?? openSeat(workerFile, setup, die)
      seats.set(worker, seat)
      return seat.run(job)
    },
    activities: () => [...seats.values()].flatMap((seat) => seat.activity() ?? []),
    async end() {
      isEnding = true
      await Promise.all([...seats.values()].map((seat) => seat.end()))
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
