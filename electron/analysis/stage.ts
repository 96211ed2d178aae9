// The three steps of a run over one pool of workers: read, link, check.
import { setImmediate } from 'node:timers/promises'
import type { FileRecord } from '../../analyzer/model.ts'
import type { FoundFile } from '../repository/walk.ts'
import type { FromAnalysis, Job, PackedReport, Phase, RunRequest } from './messages.ts'
import { packReport } from './packed-report.ts'
import type { PackedSummary } from './packed-summary.ts'
import type { Answer, Pool } from './pool.ts'
import { readSource } from './read-source.ts'
import type { RunCache } from './run-cache.ts'

/** Files of one job: as many small ones as make up this size. */
const JOB_BYTES = 128 * 1024
const JOB_FILES = 16
/** Source that is looked through before the event loop gets a turn: someone may have cancelled. */
const TURN_BYTES = 1024 * 1024
/** To open a file takes as long as to look through so many bytes. */
const OPENING_BYTES = 16 * 1024
/** Source to check that is not worth linking a second worker. */
const FEW_BYTES = 2 * 1024 * 1024

interface StageParts {
  readonly pool: Pool
  readonly request: RunRequest
  readonly cache: RunCache
  readonly post: (message: FromAnalysis) => void
  readonly isCancelled: () => boolean
}

export class Stage {
  readonly #pool: Pool
  readonly #plan: RunRequest['plan']
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
    this.#plan = request.plan
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
    const missing = await this.#recallSummaries(
      files.filter(({ path }) => !this.#summaries.has(path) && !this.#done.has(path)),
      total,
    )
    let read = total - missing.length
    const progress = () => this.#progress('read', read, total)
    progress()
    const handle = (worker: number, answer: Answer, count: number) => {
      if (answer.kind !== 'summarized') return
      for (const summary of answer.summaries) {
        this.#summaries.set(summary.record.path, summary)
        this.#keeper.set(summary.record.path, worker)
      }
      this.#post({ kind: 'summarized', summaries: answer.summaries })
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
      handle(0, await this.#run(0, [file.path], { kind: 'summarize', files: [file] }), 1)
    }
    const jobs = inJobs(others.toSorted((a, b) => b.bytes - a.bytes))
    await this.#share(jobs, async (worker, job) => {
      const paths = job.map(({ path }) => path)
      handle(worker, await this.#run(worker, paths, { kind: 'summarize', files: job }), job.length)
    })
  }

  /**
   * Takes the former run's summaries of files that are as they were; gives the other files. Their
   * content need not be understood, so no worker is made for it.
   */
  async #recallSummaries(
    files: readonly FoundFile[],
    total: number,
  ): Promise<readonly FoundFile[]> {
    const others: FoundFile[] = []
    let same = total - files.length
    let bytes = 0
    for (const file of files) {
      const known = this.#cache.summaryOf(file.path)
      if (known === undefined) {
        others.push(file)
        continue
      }
      bytes += file.bytes + OPENING_BYTES
      if (bytes > TURN_BYTES) {
        bytes = 0
        this.#progress('read', same, total)
        await setImmediate()
        if (this.#isCancelled()) return others
      }
      const source = readSource(this.#plan, file.path)
      if ('sha256' in source && source.sha256 === known.record.sha256) {
        this.#summaries.set(file.path, known)
        same += 1
      } else others.push(file)
    }
    return others
  }

  /** Drops the reports of the former run that no longer hold. Gives how many workers it has linked. */
  async #recall(paths: readonly string[]): Promise<number> {
    const questions = this.#cache.questions(paths)
    if (questions.length === 0 || this.#isCancelled()) return 0
    await this.#link(0, 1)
    if (this.#isCancelled()) return 1
    const answer = await this.#pool.run(0, { kind: 'ask', questions })
    const answers = answer.kind === 'answered' ? answer.answers : []
    this.#cache.compare(new Map(questions.map((one, at) => [one, answers[at] ?? ''])))
    return 1
  }

  /** Links the workers from `first` on, up to `size` of them. */
  async #link(first: number, size: number): Promise<void> {
    if (this.#isCancelled() || first >= size) return
    this.#progress('link', 0, 1)
    const paths = [...this.#summaries.keys()].sort()
    const all = Array.from({ length: size - first }, (_, at) => {
      const worker = first + at
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
    const linked = await this.#recall(pending.map(({ path }) => path))
    if (this.#isCancelled()) return
    const isKnown = new Set<string>()
    for (let at = 0; at < pending.length; at += JOB_FILES) {
      const job = pending.slice(at, at + JOB_FILES)
      const known = job.flatMap(({ path }) => this.#cache.reportOf(path) ?? [])
      if (known.length > 0) this.#post({ kind: 'checked', files: known })
      for (const { path } of known) isKnown.add(path)
    }
    const open = pending.filter(({ path }) => !isKnown.has(path))
    const bytes = open.reduce((sum, file) => sum + file.bytes, 0)
    const size = linked > 0 && bytes < FEW_BYTES ? linked : this.#pool.size
    let checked = total - open.length
    if (open.length > 0) await this.#link(linked, size)
    // All that comes needs the linked workers; what the next run may use lies in the cache.
    this.#summaries.clear()
    this.#progress('check', checked, total)
    const checkJob = async (worker: number, paths: readonly string[]) => {
      const answer = await this.#run(worker, paths, { kind: 'check', paths })
      if (answer.kind !== 'checked') return
      checked += paths.length
      for (const [at, file] of answer.files.entries()) this.#cache.keep(file, answer.inputs[at])
      this.#post({ kind: 'checked', files: answer.files })
      this.#progress('check', checked, total)
    }
    const [suspected, others] = this.#split(open, ({ path }) => path)
    for (const { path } of suspected) {
      if (this.#isCancelled()) return
      await checkJob(0, [path])
    }
    const keeperOf = (path: string) => Math.min(this.#keeper.get(path) ?? 0, size - 1)
    const queues = Array.from({ length: size }, (_, worker) =>
      inJobs(others.filter(({ path }) => keeperOf(path) === worker)),
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

  #run(worker: number, paths: readonly string[], job: Job): Promise<Answer> {
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
function unchecked(record: FileRecord): PackedReport {
  const report = { record, findings: [], failures: [], suppressions: [] }
  return packReport({ report, fixes: [] })
}
