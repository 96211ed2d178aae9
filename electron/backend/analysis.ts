// Starts, follows and cancels analysis runs.
import { type AnalyzerSettings, DEFAULT_SETTINGS } from '../../analyzer/engine/settings.ts'
import type { AnalysisHost } from '../analysis/host.ts'
import type { AnalysisPlan, Phase } from '../analysis/messages.ts'
import { type RunOutcome, runAnalysis } from '../analysis/run.ts'
import type { Progress } from '../api/domain.ts'
import { AppError, type ErrorData } from '../api/errors.ts'
import { readGitFacts } from '../repository/git-facts.ts'
import { DEFAULT_LIMITS, type Limits } from '../repository/limits.ts'
import { isEmptyFolder, resolveRoot } from '../repository/root.ts'
import { type RunRecorder, recordRun } from './record-run.ts'
import { RULE_SET_VERSION } from './rule-infos.ts'
import { rulesOf } from './rule-set.ts'
import type { Session } from './session.ts'

export interface AnalysisOptions {
  readonly host: AnalysisHost
  readonly toolVersion: string
  readonly settings?: AnalyzerSettings | undefined
  readonly limits?: Limits | undefined
  /** Worker threads; 0 or nothing lets the analysis choose. */
  readonly jobs?: number | undefined
  /** Longest time for one file, in milliseconds. */
  readonly patience?: number | undefined
  /** Folder for what is kept between runs; without it every file is read anew. */
  readonly cacheFolder?: string | undefined
  /** Told at most every 100 ms, and at the end. */
  readonly onProgress: (progress: Progress) => void
  /** Told after data was stored, at most twice a second, and at the end. */
  readonly onStored: (session: Session) => void
  readonly onFailed: (session: Session, error: ErrorData) => void
  /** Told of what only a bug can cause. */
  readonly onBug: (what: string, error: unknown) => void
}

const PATIENCE = 20_000
const PROGRESS_INTERVAL = 100
const STORED_INTERVAL = 500
const BEAT_INTERVAL = 10_000

/** Starts a run of an opened review. Throws AppError if it cannot be started; later failures go to
 * `onFailed`. The returned promise settles at the end of the run and never rejects. */
export function startRun(session: Session, options: AnalysisOptions): Promise<void> {
  if (session.run !== undefined) {
    throw new AppError(
      'conflict',
      'This review is being analysed already.',
      'Wait until it is done, or cancel it.',
    )
  }
  const { store } = session
  const { rootPath, onlyPath, profile } = store.review.read()
  // Says in words what is wrong with a folder that has gone or may not be read.
  resolveRoot(rootPath)
  const settings = options.settings ?? { ...DEFAULT_SETTINGS, profile }
  const runId = store.runs.start({
    profile: settings.profile,
    settings: JSON.stringify(settings),
    rules: rulesOf(settings),
    toolVersion: options.toolVersion,
    ruleSetVersion: RULE_SET_VERSION,
    git: readGitFacts(rootPath),
  })
  const plan: AnalysisPlan = {
    root: rootPath,
    onlyPath,
    settings,
    limits: options.limits ?? DEFAULT_LIMITS,
    jobs: options.jobs ?? 0,
    patience: options.patience ?? PATIENCE,
    cacheFolder: options.cacheFolder ?? '',
  }
  const controller = new AbortController()
  const ended = follow(session, runId, plan, controller.signal, options)
  session.run = {
    cancel: () => controller.abort(),
    ended,
    progress: { reviewId: session.id, phase: 'discover', done: 0, total: 0, findings: 0 },
  }
  session.invalidate()
  options.onStored(session)
  return ended
}

async function follow(
  session: Session,
  runId: number,
  plan: AnalysisPlan,
  signal: AbortSignal,
  options: AnalysisOptions,
): Promise<void> {
  const { store } = session
  const stored = atMostEvery(STORED_INTERVAL, () => options.onStored(session))
  const recorder = recordRun(store, runId, () => {
    session.invalidate()
    stored.call()
  })
  const tell = atMostEvery(PROGRESS_INTERVAL, () => {
    if (session.run !== undefined) options.onProgress(session.run.progress)
  })
  const progress = (phase: Progress['phase'], done: number, total: number) => {
    if (session.run === undefined) return
    const { findings } = recorder.counts
    session.run.progress = { reviewId: session.id, phase, done, total, findings }
    tell.call()
  }
  const beat = setInterval(() => tryTo(() => store.runs.beat(runId)), BEAT_INTERVAL)
  let missing: AppError | undefined
  try {
    // The caller gets its answer before anything is told.
    await Promise.resolve()
    const outcome = await runAnalysis(
      options.host,
      plan,
      {
        found({ files, skipped, isComplete }) {
          recorder.found(files, skipped, isComplete)
          if (files.length === 0 && isComplete) missing = nothingFound(plan.root, skipped.length)
        },
        settings: (repository) => recorder.settings(repository, plan.settings),
        checked: (files) => recorder.checked(files),
        progress: (phase: Phase, done, total) => progress(phase, done, total),
      },
      signal,
    )
    finish(session, recorder, missing ?? outcome, options)
  } catch (error) {
    failHard(session, recorder, error, options)
  } finally {
    clearInterval(beat)
    tell.stop()
    stored.stop()
    progress('done', recorder.counts.files, recorder.counts.files)
    if (session.run !== undefined) options.onProgress(session.run.progress)
    session.run = undefined
    session.invalidate()
    options.onStored(session)
  }
}

function finish(
  session: Session,
  recorder: RunRecorder,
  outcome: RunOutcome | AppError,
  options: AnalysisOptions,
): void {
  if (outcome instanceof AppError) {
    recorder.end('failed', outcome.message)
    options.onFailed(session, outcome.toData())
  } else if (outcome.kind === 'failed') {
    recorder.end('failed', outcome.message)
    options.onBug('analysis', outcome.message)
    options.onFailed(session, {
      code: 'internal',
      message: 'The analysis ended before it was done. What was found until then is kept.',
      nextStep: 'Start it again; if it fails again, review a smaller folder.',
    })
  } else recorder.end(outcome.kind, '')
}

/** The store itself failed: say so; the run's end may not be written either. */
function failHard(
  session: Session,
  recorder: RunRecorder,
  error: unknown,
  options: AnalysisOptions,
): void {
  if (!(error instanceof AppError)) options.onBug('analysis', error)
  const data =
    error instanceof AppError
      ? error.toData()
      : {
          code: 'internal' as const,
          message: 'The analysis failed.',
          nextStep: 'Start it again. What was stored before is safe.',
        }
  tryTo(() => recorder.end('failed', data.message))
  options.onFailed(session, data)
}

function nothingFound(root: string, skipped: number): AppError {
  if (skipped > 0) {
    return new AppError(
      'no-python',
      `No Python file in ${root} can be analysed; ${skipped} ${skipped === 1 ? 'entry was' : 'entries were'} left out.`,
      'See the list of files for the reasons, or choose another folder.',
    )
  }
  if (isEmptyFolder(root)) {
    return new AppError(
      'empty-folder',
      `The folder ${root} is empty.`,
      'Choose the folder that holds the sources.',
    )
  }
  return new AppError(
    'no-python',
    `There is no Python file in ${root}.`,
    'Choose the folder that holds the sources (.py, .pyw, .pyx, .pxd, .ipynb).',
  )
}

/** A second failure after the one that is reported already. */
function tryTo(work: () => void): void {
  try {
    work()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
  }
}

function atMostEvery(milliseconds: number, work: () => void) {
  let last = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | undefined
  const run = () => {
    timer = undefined
    last = performance.now()
    work()
  }
  return {
    call(): void {
      if (timer !== undefined) return
      const wait = last + milliseconds - performance.now()
      if (wait <= 0) run()
      else timer = setTimeout(run, wait)
    },
    stop(): void {
      clearTimeout(timer)
      timer = undefined
    },
  }
}
