// Worker threads with one job each at a time. A worker that dies takes the pool with it: the process
// that owns the pool is then started anew, so there is one way back from every kind of death.
import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import type { FromWorker, Job, ToWorker, WorkerSetup } from './messages.ts'

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
}

/** What a worker is doing, for the watchdog. */
export interface Activity {
  readonly path: string
  /** Time of the last sign of life, in milliseconds of `performance.now()`. */
  readonly since: number
}

export type Answer = Exclude<FromWorker, { readonly kind: 'at' }>

/** The workers of one run. */
export interface Pool {
  readonly size: number
  /** Gives a job to an idle worker, made for its first one; one job at a time for each worker. */
  readonly run: (worker: number, job: Job) => Promise<Answer>
  readonly activities: () => readonly Activity[]
  /** Lets the workers rest until the next run; one that is at work ends. */
  readonly end: () => void
}

type Seat = ReturnType<typeof openSeat>

export interface Threads {
  /** The pool of a run; one run at a time. */
  readonly open: (options: PoolOptions) => Pool
  /** Makes the first thread before there is a job for it. */
  readonly prepare: () => void
}

/**
 * Threads that outlive a run: the next one finds their machine code made. `onDeath` is called if one
 * dies.
 */
export function createThreads(workerFile: URL, onDeath: (reason: string) => void): Threads {
  // Threads take them when they are made; this process has no other use for them.
  setFlagsFromString(YOUNG_FLAG)
  setFlagsFromString(GROWTH_FLAG)
  if (Number.parseInt(process.versions.v8, 10) >= COMPILE_FLAG_SINCE) {
    setFlagsFromString(COMPILE_FLAG)
  }
  const threads = new Map<number, Seat>()

  function thread(worker: number): Seat {
    const seat = threads.get(worker) ?? openSeat(workerFile, onDeath)
    threads.set(worker, seat)
    return seat
  }

  return {
    prepare: () => void thread(0),
    open({ size, setup }) {
      const seats = new Map<number, Seat>()

      function sit(worker: number): Seat {
        const seat = thread(worker)
        seats.set(worker, seat)
        seat.begin(setup)
        return seat
      }

      return {
        size,
        run: (worker, job) => {
          if (worker >= size) throw new Error(`There is no worker ${worker}.`)
          return (seats.get(worker) ?? sit(worker)).run(job)
        },
        activities: () => [...seats.values()].flatMap((seat) => seat.activity() ?? []),
        end() {
          for (const [worker, seat] of seats) if (!seat.rest()) threads.delete(worker)
        },
      }
    },
  }
}

function openSeat(workerFile: URL, onDeath: (reason: string) => void) {
  const worker = new Worker(workerFile, {
    name: 'analysis',
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
  })
  let resolve: ((answer: Answer) => void) | undefined
  let activity: Activity | undefined
  let isEnding = false
  const die = (reason: string) => {
    if (!isEnding) onDeath(reason)
    isEnding = true
  }
  const post = (message: ToWorker) => worker.postMessage(message)
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
  worker.on('error', (error) => die(error.message))
  worker.on('exit', (code) => die(`A worker thread ended with ${code}.`))
  return {
    begin: (setup: WorkerSetup) => post({ kind: 'begin', setup }),
    run: (job: Job) =>
      new Promise<Answer>((settle) => {
        resolve = settle
        post(job)
      }),
    activity: () => activity,
    /** False for one that was at work: it is ended. */
    rest(): boolean {
      if (resolve === undefined) {
        post({ kind: 'end' })
        return true
      }
      isEnding = true
      void worker.terminate()
      return false
    },
  }
}
