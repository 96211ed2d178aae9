// One run inside the analysis process: find the files, have them read, linked and checked by the
// workers, and report everything as it comes.
import { availableParallelism } from 'node:os'
import { withRepository } from '../../analyzer/engine/settings.ts'
import type { ConfigFile } from '../../analyzer/index.ts'
import { readFileInside } from '../repository/read-file.ts'
import { readRepositorySettings } from '../repository/settings-file.ts'
import { type FoundFile, onlyFile, type Walk, walk } from '../repository/walk.ts'
import type { KeptCache } from './kept-cache.ts'
import type { AnalysisPlan, FromAnalysis, RunRequest } from './messages.ts'
import type { Pool, PoolOptions } from './pool.ts'
import { RunCache } from './run-cache.ts'
import { Stage } from './stage.ts'

/** Below this much source a second worker costs more than it brings. */
const ONE_WORKER_BYTES = 3 * 1024 * 1024
/**
 * A project of so many source bytes keeps its facts between reading and checking. Facts take about 19
 * times as much: of a larger project those of a few files would be kept for long and save little.
 */
const KEEP_BYTES = 2 * 1024 * 1024
const WATCH_INTERVAL = 250
/**
 * Whichever file is checked first pays for what is asked of all files together (who calls whom, where
 * input goes): about 0.06 ms for each kilobyte of the project, several times as much on a slow machine.
 */
const PATIENCE_PER_KILOBYTE = 0.5

export interface Conduct {
  readonly request: RunRequest
  readonly post: (message: FromAnalysis) => void
  readonly isCancelled: () => boolean
  /** Of the code that runs here: what other code has kept is worth nothing. */
  readonly version: () => string
  /** Absolute path of the compiled parser, where there is one. */
  readonly addon: string | undefined
  /** What the process remembers of its last run. */
  readonly kept: KeptCache
  /** Gives the workers of the run. */
  readonly open: (options: PoolOptions) => Pool
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
  const setUp = readConfigs(plan, configs)
  const cache = new RunCache(plan, setUp, rest.version, rest.kept)
  const pool = rest.open({
    size,
    setup: {
      plan,
      addon: rest.addon,
      keepBytes: bytesOf(touched) <= KEEP_BYTES ? KEEP_BYTES : 0,
      configs: setUp,
    },
  })
  const patience = plan.patience + (bytesOf(touched) / 1024) * PATIENCE_PER_KILOBYTE
  const watchdog = watch(pool, patience, post)
  try {
    const stage = new Stage({ pool, request, cache, post, isCancelled })
    await stage.read(touched, files.length)
    await stage.check(files.length)
    if (isCancelled()) cache.interrupt(stage.summaries())
    cache.save()
    post({ kind: isCancelled() ? 'cancelled' : 'done' })
  } finally {
    clearInterval(watchdog)
    pool.end()
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
    return onlyFile(plan.onlyPath)
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
  return bytesOf(files) < ONE_WORKER_BYTES ? 1 : availableParallelism()
}

function bytesOf(files: readonly FoundFile[]): number {
  return files.reduce((total, file) => total + file.bytes, 0)
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
