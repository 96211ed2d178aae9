// The searching thread of a review as the backend sees it: started by the first search, ended when
// nobody searched for a while, when the review is closed, or when an expression takes too long.
import { Worker } from 'node:worker_threads'
import type { SearchHit, SearchOptions, SearchOutcome } from '../../api/search.ts'
import type { Stale } from './search-review.ts'
import type { FromSearchThread, SearchTask, SearchThreadData } from './search-worker.ts'

/** A thread that nobody asks is ended after this time, in milliseconds. */
const IDLE = 5 * 60_000
/** Longest time between two signs of a search, in milliseconds. */
const PATIENCE = 20_000

const isBundled = !import.meta.url.endsWith('.ts')

interface Waiting {
  readonly turn: number
  readonly onHits: (hits: readonly SearchHit[]) => void
  readonly answer: PromiseWithResolvers<SearchOutcome>
}

export interface SearchThreadOptions extends Omit<SearchThreadData, 'turn'> {
  /** In milliseconds, for tests. */
  readonly patience?: number | undefined
}

export type SearchThread = ReturnType<typeof createSearchThread>

export function createSearchThread({ patience = PATIENCE, ...data }: SearchThreadOptions) {
  const turn = new SharedArrayBuffer(4)
  const turns = new Int32Array(turn)
  let worker: Worker | undefined
  let waiting: Waiting | undefined
  let timer: NodeJS.Timeout | undefined
  let stale: Set<number> | 'all' = 'all'

  function watch(after: number, then: () => void): void {
    clearTimeout(timer)
    timer = setTimeout(then, after)
    timer.unref()
  }

  function end(state: 'replaced' | 'stopped'): void {
    waiting?.answer.resolve({
      state,
      counts: { findings: 0, texts: 0, source: 0 },
      files: 0,
      unread: 0,
    })
    waiting = undefined
  }

  function lose(): Promise<number> | undefined {
    clearTimeout(timer)
    const lost = worker
    worker = undefined
    stale = 'all'
    return lost?.terminate()
  }

  function start(): Worker {
    const started = new Worker(
      new URL(isBundled ? './search-worker.js' : './search-worker.ts', import.meta.url),
      { workerData: { ...data, turn } satisfies SearchThreadData, name: 'search' },
    )
    started.unref()
    started.on('message', (message: FromSearchThread) => {
      if (message.turn !== waiting?.turn) return
      if (message.kind === 'found') waiting.onHits(message.hits)
      else {
        waiting.answer.resolve(message.outcome)
        waiting = undefined
        watch(IDLE, () => void lose())
      }
    })
    started.on('error', (error) => {
      if (worker !== started) return
      waiting?.answer.reject(error)
      waiting = undefined
      void lose()
    })
    return started
  }

  return {
    /** Searches; the search before is answered as `replaced`. Rejects when the review cannot be read. */
    run(options: SearchOptions, onHits: Waiting['onHits']): Promise<SearchOutcome> {
      end('replaced')
      worker ??= start()
      const now = Atomics.add(turns, 0, 1) + 1
      waiting = { turn: now, onHits, answer: Promise.withResolvers() }
      const changed: Stale = stale === 'all' ? 'all' : [...stale]
      stale = new Set()
      worker.postMessage({ turn: now, options, stale: changed } satisfies SearchTask)
      watch(patience, () => {
        end('stopped')
        void lose()
      })
      return waiting.answer.promise
    },
    stop(): void {
      Atomics.add(turns, 0, 1)
      end('replaced')
    },
    /** These findings changed, or so much that nobody can say what. */
    changed(findingIds?: readonly number[]): void {
      if (findingIds === undefined || stale === 'all') stale = 'all'
      else for (const id of findingIds) stale.add(id)
    },
    async close(): Promise<void> {
      end('stopped')
      await lose()
    },
  }
}
