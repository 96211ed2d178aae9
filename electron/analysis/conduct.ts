// One run inside the analysis process: find the files, have them read, linked and checked by the
// workers, and report everything as it comes.
import { availableParallelism } from 'node:os'
import { withRepository } from '../../analyzer/engine/settings.ts'
import type { ConfigFile } from '../../analyzer/index.ts'
import type { FileRecord } from '../../analyzer/model.ts'
import { readFileInside } from '../repository/read-file.ts'
import { readRepositorySettings } from '../repository/settings-file.ts'
import { type FoundFile, type Walk, walk } from '../repository/walk.ts'
import type {
  AnalysisPlan,
  CheckedFile,
  FromAnalysis,
  Phase,
  RunRequest,
  ToWorker,
} from './messages.ts'
import type { PackedSummary } from './packed-summary.ts'
import { type Answer, createPool, type Pool } from './pool.ts'

/** Below this much source a second worker costs more than it brings. */
const ONE_WORKER_BYTES = 3 * 1024 * 1024
/** Files of one job: as many small ones as make up this size. */
const JOB_BYTES = 128 * 1024
const JOB_FILES = 16
/**
 * Source bytes whose facts all workers together keep: facts take about 19 times as much, and reading
 * a file again costs no more than the collector's way through them.
 */
const KEEP_BYTES = 2 * 1024 * 1024
const WATCH_INTERVAL = 250

export interface Conduct {
  readonly request: RunRequest
  readonly post: (message: FromAnalysis) => void
  readonly isCancelled: () => boolean
  readonly workerFile: URL
  /** Absolute path of the compiled parser, where there is one. */
  readonly addon: string | undefined
  /** Ends the process: a worker died. */
  readonly onDeath: (reason: string) => void
}

export async function conduct({ request, post, isCancelled, ...rest }: Conduct): Promise<void> {
  const { files, configs } = await discover(request, post, isCancelled)
  if (isCancelled()) return post({ kind: 'cancelled' })
  const repository = readRepositorySettings(request.plan.root)
  if (repository !== undefined) post({ kind: 'settings', repository })
  const settings = withRepository(request.plan.settings, repository?.settings ?? {})
  const plan = { ...request.plan, settings }
  const touched = withoutUntouchable(files, request)
  const size = sizeOf(plan, touched)
  const pool = createPool({
    size,
    setup: {
      plan,
      addon: rest.addon,
      keepBytes: KEEP_BYTES / size,
      configs: readConfigs(plan, configs),
    },
    workerFile: rest.workerFile,
    onDeath: rest.onDeath,
  })
  const watchdog = watch(pool, plan.patience, post)
  try {
    const stage = new Stage(pool, request, post, isCancelled)
    await stage.read(touched, files.length)
    await stage.link()
    await stage.check(files.length)
    post({ kind: isCancelled() ? 'cancelled' : 'done' })
  } finally {
    clearInterval(watchdog)
    await pool.end()
  }
}

async function discover(
  { plan, files, configs }: RunRequest,
  post: (message: FromAnalysis) => void,
  isCancelled: () => boolean,
): Promise<Pick<Walk, 'files' | 'configs'>> {
  if (files !== undefined) return { files, configs }
  const found = await find(plan, post, isCancelled)
  post({ kind: 'found', ...found })
  return found
}

/** Texts of the files that set up tools; what cannot be read is as if it were not there. */
function readConfigs({ root, limits }: AnalysisPlan, paths: readonly string[]): ConfigFile[] {
  return paths.flatMap((path) => {
    const bytes = readFileInside(root, path, limits.maxConfigBytes)
    return Buffer.isBuffer(bytes) ? [{ path, text: bytes.toString('utf8') }] : []
  })
}

async function find(
  plan: AnalysisPlan,
  post: (message: FromAnalysis) => void,
  isCancelled: () => boolean,
): Promise<Walk> {
  if (plan.onlyPath !== '') {
    // Whether it can be read shows when it is read.
    return {
      files: [{ path: plan.onlyPath, bytes: 0 }],
      skipped: [],
      configs: [],
      isComplete: true,
    }
  }
  return walk(plan.root, {
    limits: plan.limits,
    isCancelled,
    clock: () => performance.now(),
    onFound: (count) => post({ kind: 'progress', phase: 'discover', done: count, total: 0 }),
  })
}

function withoutUntouchable(
  files: readonly FoundFile[],
  { quarantined }: RunRequest,
): readonly FoundFile[] {
  const banned = new Set(quarantined.map(({ path }) => path))
  return files.filter(({ path }) => !banned.has(path))
}

function sizeOf({ jobs }: AnalysisPlan, files: readonly FoundFile[]): number {
  if (jobs > 0) return jobs
  const bytes = files.reduce((total, file) => total + file.bytes, 0)
  return bytes < ONE_WORKER_BYTES ? 1 : availableParallelism()
}

/** Tells when a worker has been on one file for too long. */
function watch(pool: Pool, patience: number, post: (message: FromAnalysis) => void) {
  let isTold = false
  return setInterval(() => {
    const stuck = pool.activities().find(({ since }) => performance.now() - since > patience)
    if (stuck === undefined || isTold) return
    isTold = true
    post({ kind: 'stuck', path: stuck.path })
  }, WATCH_INTERVAL)
}

/** The three steps of a run over one pool. */
class Stage {
  readonly #pool: Pool
  readonly #post: (message: FromAnalysis) => void
  readonly #isCancelled: () => boolean
  readonly #suspects: ReadonlySet<string>
  readonly #summaries: Map<string, PackedSummary>
  readonly #done: Set<string>
  /** Which worker keeps a file's facts. */
  readonly #keeper = new Map<string, number>()

  constructor(
    pool: Pool,
    request: RunRequest,
    post: (message: FromAnalysis) => void,
    isCancelled: () => boolean,
  ) {
    this.#pool = pool
    this.#post = post
    this.#isCancelled = isCancelled
    this.#suspects = new Set(request.suspects)
    this.#summaries = new Map(request.summaries.map((one) => [one.record.path, one]))
    this.#done = new Set([...request.done, ...request.quarantined.map(({ path }) => path)])
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

  async link(): Promise<void> {
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

  /** In path order, each file by the worker that keeps its facts; an idle worker helps out. */
  async check(total: number): Promise<void> {
    const pending = [...this.#summaries.values()]
      .map(({ record }) => ({ path: record.path, bytes: record.bytes }))
      .filter(({ path }) => !this.#done.has(path))
      .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    let checked = total - pending.length
    this.#progress('check', checked, total)
    const checkJob = async (worker: number, paths: readonly string[]) => {
      const answer = await this.#run(worker, paths, { kind: 'check', paths })
      if (answer.kind !== 'checked') return
      checked += paths.length
      this.#post({ kind: 'checked', files: answer.files })
      this.#progress('check', checked, total)
    }
    const [suspected, others] = this.#split(pending, ({ path }) => path)
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
