// One run seen from outside: starts analysis processes until every file has its record, finds out
// which file killed one, and hands reports on in path order whatever the order they came in.
import type { FileIssue, FileRecord } from '../../analyzer/model.ts'
import type { RepositorySettings } from '../repository/settings-file.ts'
import type { FoundFile } from '../repository/walk.ts'
import type { AnalysisHost } from './host.ts'
import { readAnalysisMessage } from './message-schemas.ts'
import type { AnalysisPlan, FromAnalysis, PackedReport, Phase } from './messages.ts'
import { packReport } from './packed-report.ts'
import type { PackedSummary } from './packed-summary.ts'

/** What a run tells its owner. Calls come in order and never overlap. */
export interface RunSink {
  readonly found: (found: Extract<FromAnalysis, { readonly kind: 'found' }>) => void
  /** What the repository sets; told again when a process was started anew. */
  readonly settings: (repository: RepositorySettings) => void
  /** Reports in path order. */
  readonly checked: (files: readonly PackedReport[]) => void
  readonly progress: (phase: Phase, done: number, total: number) => void
}

export type RunOutcome =
  | { readonly kind: 'finished' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly message: string }

/** Deaths with one file alone at work before it is left out. */
const DEATHS_TO_QUARANTINE = 2
/** Deaths without a file to blame before the run is given up. */
const BLAMELESS_DEATHS = 3
/** How long a cancelled process may take to hand over what it has, in milliseconds. */
const CANCEL_GRACE = 150
/**
 * Source bytes up to which a process is worth keeping for the next run: its memory is small then, and
 * to make a process and its machine code takes longer than the run.
 */
const KEPT_BYTES = 4 * 1024 * 1024
/** Longest silence of the whole process, in milliseconds; the walk and the workers report often. */
const SILENCE = 60_000

type Ending =
  | RunOutcome
  | { readonly kind: 'died'; readonly reason: string; readonly stuck: string | undefined }

/** Runs to the end, to `signal`, or until nothing helps. Never rejects for what files contain. */
export async function runAnalysis(
  host: AnalysisHost,
  plan: AnalysisPlan,
  sink: RunSink,
  signal: AbortSignal,
): Promise<RunOutcome> {
  const state = new RunState(sink)
  let blameless = 0
  for (;;) {
    const ending = await runProcess(host, plan, state, signal)
    if (ending.kind !== 'died') {
      state.releaseAll()
      return ending
    }
    if (!state.blame(ending.stuck)) blameless += 1
    if (blameless >= BLAMELESS_DEATHS) {
      state.releaseAll()
      return { kind: 'failed', message: ending.reason }
    }
  }
}

/** What is known of a run across the deaths of its processes. */
class RunState {
  readonly #sink: RunSink
  #files: readonly FoundFile[] | undefined
  #configs: readonly string[] = []
  readonly summaries = new Map<string, PackedSummary>()
  readonly #quarantined = new Map<string, FileRecord>()
  readonly #deaths = new Map<string, number>()
  #suspects: readonly string[] = []
  /** Files under way, in the order in which they were started. */
  readonly #underWay = new Set<string>()
  readonly #delivered = new Set<string>()
  readonly #waiting = new Map<string, PackedReport>()
  /** Index into the files of the next one to hand on. */
  #next = 0

  constructor(sink: RunSink) {
    this.#sink = sink
  }

  request(plan: AnalysisPlan) {
    this.#underWay.clear()
    return {
      kind: 'run' as const,
      plan,
      files: this.#files,
      configs: this.#configs,
      summaries: [...this.summaries.values()],
      done: [...this.#delivered],
      suspects: this.#suspects,
      quarantined: [...this.#quarantined.values()],
    }
  }

  /** True for a project whose process takes little memory. */
  get isSmall(): boolean {
    return (this.#files ?? []).reduce((sum, { bytes }) => sum + bytes, 0) <= KEPT_BYTES
  }

  /** Takes a message of the process. */
  take(message: FromAnalysis): void {
    switch (message.kind) {
      case 'found':
        this.#files = message.files
        this.#configs = message.configs
        this.#sink.found(message)
        break
      case 'settings':
        this.#sink.settings(message.repository)
        break
      case 'started':
        for (const path of message.paths) this.#underWay.add(path)
        break
      case 'summarized':
        for (const summary of message.summaries) {
          this.summaries.set(summary.record.path, summary)
          this.#underWay.delete(summary.record.path)
        }
        break
      case 'checked':
        for (const file of message.files) this.#deliver(file)
        this.#release()
        break
      case 'progress':
        this.#sink.progress(message.phase, message.done, message.total)
        break
    }
  }

  /** Finds what to do about a death. False if no file can be blamed. */
  blame(stuck: string | undefined): boolean {
    const suspects = stuck === undefined ? [...this.#underWay] : [stuck]
    this.#suspects = [...this.#underWay].filter((path) => path !== stuck)
    if (stuck !== undefined) {
      this.#quarantine(stuck, 'too-slow', 'The analyzer gave no answer on this file in time.')
      return true
    }
    const [only] = suspects
    if (only === undefined) return false
    if (suspects.length > 1) return true
    const deaths = (this.#deaths.get(only) ?? 0) + 1
    this.#deaths.set(only, deaths)
    if (deaths >= DEATHS_TO_QUARANTINE) {
      this.#quarantine(only, 'analyzer-crashed', 'The analyzer crashed on this file.')
    }
    return true
  }

  /** Hands on everything that is there, gaps or not: nothing more will come. */
  releaseAll(): void {
    const rest = [...this.#waiting.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
    this.#waiting.clear()
    if (rest.length > 0) this.#sink.checked(rest)
  }

  #quarantine(path: string, issue: FileIssue, detail: string): void {
    const bytes = this.#files?.find((file) => file.path === path)?.bytes ?? 0
    const record = { path, state: 'skipped' as const, issue, detail, lines: 0, bytes, sha256: '' }
    this.#quarantined.set(path, record)
    this.summaries.delete(path)
    const report = { record, findings: [], failures: [], suppressions: [] }
    this.#deliver(packReport({ report, fixes: [] }))
    this.#release()
  }

  #deliver(file: PackedReport): void {
    const { path } = file
    this.#underWay.delete(path)
    if (this.#delivered.has(path)) return
    this.#delivered.add(path)
    this.#waiting.set(path, file)
  }

  #release(): void {
    const ready: PackedReport[] = []
    for (const { path } of (this.#files ?? []).slice(this.#next)) {
      const file = this.#waiting.get(path)
      if (file === undefined) break
      this.#waiting.delete(path)
      ready.push(file)
      this.#next += 1
    }
    if (ready.length > 0) this.#sink.checked(ready)
  }
}

function runProcess(
  host: AnalysisHost,
  plan: AnalysisPlan,
  state: RunState,
  signal: AbortSignal,
): Promise<Ending> {
  return new Promise((resolve) => {
    let ending: Ending | undefined
    let stuck: string | undefined
    let silence: NodeJS.Timeout | undefined
    let grace: NodeJS.Timeout | undefined

    const process = host.start({
      onMessage(received) {
        if (ending !== undefined) return
        listenOn()
        const message = readAnalysisMessage(received)
        if (message === undefined) {
          finish({ kind: 'failed', message: 'The analysis process sent what it may not send.' })
          return
        }
        if (message.kind === 'done') finish({ kind: 'finished' })
        else if (message.kind === 'cancelled') finish({ kind: 'cancelled' })
        else if (message.kind === 'failed') finish(message)
        else if (message.kind === 'stuck') {
          stuck = message.path
          process.kill()
        } else {
          try {
            state.take(message)
          } catch (error) {
            // The owner could not keep what came: the run cannot go on, and says why.
            finish({ kind: 'failed', message: '' }, error)
          }
        }
      },
      onExit(reason) {
        const died: Ending = signal.aborted
          ? { kind: 'cancelled' }
          : { kind: 'died', reason, stuck }
        settle(ending ?? died)
      },
    })
    const cancel = () => {
      process.send({ kind: 'cancel' })
      grace = setTimeout(() => process.kill(), CANCEL_GRACE)
    }

    function finish(outcome: Ending, error?: unknown): void {
      ending = outcome
      failure = error
      if (outcome.kind === 'finished' && process.release !== undefined && state.isSmall) {
        process.release()
        settle(outcome)
      } else process.kill()
    }
    let failure: unknown
    function settle(outcome: Ending): void {
      clearTimeout(silence)
      clearTimeout(grace)
      signal.removeEventListener('abort', cancel)
      if (failure !== undefined) resolve(Promise.reject(failure))
      else resolve(outcome)
    }
    function listenOn(): void {
      clearTimeout(silence)
      silence = setTimeout(() => process.kill(), SILENCE)
    }

    listenOn()
    if (signal.aborted) cancel()
    else signal.addEventListener('abort', cancel, { once: true })
    process.send(state.request(plan))
  })
}
