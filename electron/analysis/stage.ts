// The three steps of a run over one pool of workers: read, link, check.
import type { FileRecord } from '../../analyzer/model.ts'
import type { FoundFile } from '../repository/walk.ts'
import type {
  CheckedFile,
  FromAnalysis,
  KnownFile,
  Phase,
  RunRequest,
  ToWorker,
} from './messages.ts'
import type { PackedSummary } from './packed-summary.ts'
import type { Answer, Pool } from './pool.ts'
import type { RunCache } from './run-cache.ts'

/** Files of one job: as many small ones as make up this size. */
const JOB_BYTES = 128 * 1024
const JOB_FILES = 16

interface StageParts {
  readonly pool: Pool
  readonly request: RunRequest
  readonly cache: RunCache
  readonly post: (message: FromAnalysis) => void
  readonly isCancelled: () => boolean
}

export class Stage {
  readonly #pool: Pool
  readonly #cache: RunCache
  readonly #post: (message: FromAnalysis) => void
  readonly #isCancelled: () => boolean
  readonly #suspects: ReadonlySet<string>
  readonly #summaries: Map<string, PackedSummary>
  readonly #done: Set<string>
  /** Which worker keeps a file's facts. */
  readonly #keeper = new Map<string, number>()

  constructor({ pool, request, cache, post, isCancelled }: StageParts) {
    this.#pool = pool
    this.#cache = cache
    this.#post = post
    this.#isCancelled = isCancelled
    this.#suspects = new Set(request.suspects)
    this.#summaries = new Map(request.summaries.map((one) => [one.record.path, one]))
    this.#done = new Set([...request.done, ...request.quarantined.map(({ path }) => path)])
  }

  /** Of all files that were read until now. */
  summaries(): Iterable<PackedSummary> {
    return this.#summaries.values()
  }

  /** Largest first, so that no worker is left with a big one at the end. */
  async read(files: readonly FoundFile[], total: number): Promise<void> {
    const missing = files.filter(({ path }) => !this.#summaries.has(path) && !this.#done.has(path))
    let read = total - missing.length
    const progress = () => this.#progress('read', read, total)
    progress()
    const handle = (worker: number, answer: Answer, count: number) => {
      if (answer.kind !== 'summarized') return
      for (const summary of answer.summaries) {
        this.#summaries.set(summary.record.path, summary)
        this.#keeper.set(summary.record.path, worker)
      }
      const known = answer.unchanged.flatMap((path) => this.#cache.summaryOf(path) ?? [])
      for (const summary of known) this.#summaries.set(summary.record.path, summary)
      this.#post({ kind: 'summarized', summaries: [...answer.summaries, ...known] })
      if (answer.unread.length > 0) {
        for (const { path } of answer.unread) this.#done.add(path)
        this.#post({ kind: 'checked', files: answer.unread.map(unchecked) })
      }
      read += count
      progress()
    }
    const [suspected, others] = this.#split(missing, ({ path }) => path)
    for (const file of suspected) {
      if (this.#isCancelled()) return
      handle(0, await this.#run(0, [file.path], this.#reading([file])), 1)
    }
    const jobs = inJobs(others.toSorted((a, b) => b.bytes - a.bytes))
    await this.#share(jobs, async (worker, job) => {
      const paths = job.map(({ path }) => path)
      handle(worker, await this.#run(worker, paths, this.#reading(job)), job.length)
    })
  }

  #reading(files: readonly FoundFile[]): ToWorker {
    const known = ({ path }: FoundFile) => this.#cache.summaryOf(path)?.record.sha256
    return {
      kind: 'summarize',
      files: files.map((file): KnownFile => ({ ...file, known: known(file) })),
    }
  }

  async #link(): Promise<void> {
    if (this.#isCancelled()) return
    this.#progress('link', 0, 1)
    const paths = [...this.#summaries.keys()].sort()
    const all = Array.from({ length: this.#pool.size }, (_, worker) => {
      const others = [...this.#summaries.values()].filter(
        ({ record }) => this.#keeper.get(record.path) !== worker,
      )
      return this.#pool.run(worker, { kind: 'link', paths, others })
    })
    await Promise.all(all)
    this.#progress('link', 1, 1)
  }

  /** Links, then in path order each file by the worker that keeps its facts; an idle worker helps out. */
  async check(total: number): Promise<void> {
    if (this.#isCancelled()) return
    const pending = [...this.#summaries.values()]
      .map(({ record }) => ({ path: record.path, bytes: record.bytes }))
      .filter(({ path }) => !this.#done.has(path))
      .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    this.#cache.link(this.#summaries.values())
    const known = pending.flatMap(({ path }) => this.#cache.reportOf(path) ?? [])
    for (let at = 0; at < known.length; at += JOB_FILES) {
      this.#post({ kind: 'checked', files: known.slice(at, at + JOB_FILES) })
    }
    const isKnown = new Set(known.map(({ report }) => report.record.path))
    const open = pending.filter(({ path }) => !isKnown.has(path))
    let checked = total - open.length
    if (open.length > 0) await this.#link()
    this.#progress('check', checked, total)
    const checkJob = async (worker: number, paths: readonly string[]) => {
      const answer = await this.#run(worker, paths, { kind: 'check', paths })
      if (answer.kind !== 'checked') return
      checked += paths.length
      for (const file of answer.files) this.#cache.keep(file)
      this.#post({ kind: 'checked', files: answer.files })
      this.#progress('check', checked, total)
    }
    const [suspected, others] = this.#split(open, ({ path }) => path)
    for (const { path } of suspected) {
      if (this.#isCancelled()) return
      await checkJob(0, [path])
    }
    const queues = Array.from({ length: this.#pool.size }, (_, worker) =>
      inJobs(others.filter(({ path }) => (this.#keeper.get(path) ?? 0) === worker)),
    )
    await Promise.all(
      queues.map(async (own, worker) => {
        while (!this.#isCancelled()) {
          const job = own.shift() ?? longest(queues)?.pop()
          if (job === undefined) return
          await checkJob(
            worker,
            job.map(({ path }) => path),
          )
        }
      }),
    )
  }

  /** Gives jobs to workers as they become idle. */
  async #share<T>(
    jobs: readonly T[],
    work: (worker: number, job: T) => Promise<void>,
  ): Promise<void> {
    const queue = jobs.values()
    await Promise.all(
      Array.from({ length: this.#pool.size }, async (_, worker) => {
        for (const job of queue) {
          if (this.#isCancelled()) return
          await work(worker, job)
        }
      }),
    )
  }

  #run(worker: number, paths: readonly string[], job: ToWorker): Promise<Answer> {
    this.#post({ kind: 'started', paths })
    return this.#pool.run(worker, job)
  }

  #split<T>(all: readonly T[], pathOf: (one: T) => string): readonly [T[], T[]] {
    const isSuspect = (one: T) => this.#suspects.has(pathOf(one))
    return [all.filter(isSuspect), all.filter((one) => !isSuspect(one))]
  }

  #progress(phase: Phase, done: number, total: number): void {
    this.#post({ kind: 'progress', phase, done, total })
  }
}

/** Small files share a job, so that messages do not outweigh the work. */
function inJobs(files: readonly FoundFile[]): FoundFile[][] {
  const jobs: FoundFile[][] = []
  let bytes = 0
  for (const file of files) {
    const last = jobs.at(-1)
    if (last !== undefined && last.length < JOB_FILES && bytes + file.bytes <= JOB_BYTES) {
      last.push(file)
      bytes += file.bytes
    } else {
      jobs.push([file])
      bytes = file.bytes
    }
  }
  return jobs
}

function longest(queues: readonly FoundFile[][][]): FoundFile[][] | undefined {
  const queue = queues.toSorted((a, b) => b.length - a.length)[0]
  return queue === undefined || queue.length === 0 ? undefined : queue
}

/** The report of a file that could not be read. */
function unchecked(record: FileRecord): CheckedFile {
  return { report: { record, findings: [], failures: [], suppressions: [] }, fixes: [] }
}
