// Runs of the analysis alone, without store or packet.
import type { FileRecord } from '../../analyzer/model.ts'
import { type AnalysisHost, forkingHost } from '../../electron/analysis/host.ts'
import type { AnalysisPlan, CheckedFile, Phase } from '../../electron/analysis/messages.ts'
import { openReport } from '../../electron/analysis/packed-report.ts'
import { type RunOutcome, runAnalysis } from '../../electron/analysis/run.ts'
import { DEFAULT_LIMITS } from '../../electron/repository/limits.ts'

const ANALYSIS = new URL('../../electron/analysis/entry.ts', import.meta.url)

export interface RunOf {
  readonly outcome: RunOutcome
  /** In the order of the paths. */
  readonly checked: readonly CheckedFile[]
  /** Paths that were found and can be analysed. */
  readonly found: readonly string[]
  /** What was found and is not opened, with the reason. */
  readonly skipped: readonly FileRecord[]
}

export interface RunChoices extends Partial<Omit<AnalysisPlan, 'root'>> {
  readonly signal?: AbortSignal
  readonly onProgress?: (phase: Phase, done: number, total: number) => void
  readonly analysis?: URL
  /** Forks plain Node by default. */
  readonly host?: AnalysisHost
}

export async function runOver(root: string, choices: RunChoices = {}): Promise<RunOf> {
  const { signal, onProgress, analysis, host, ...plan } = choices
  const checked: CheckedFile[] = []
  let found: readonly string[] = []
  let skipped: readonly FileRecord[] = []
  const outcome = await runAnalysis(
    host ?? forkingHost(analysis ?? ANALYSIS),
    {
      root,
      onlyPath: '',
      settings: { profile: 'picky' },
      limits: DEFAULT_LIMITS,
      jobs: 1,
      patience: 60_000,
      cacheFolder: '',
      ...plan,
    },
    {
      found: (all) => {
        found = all.files.map(({ path }) => path)
        skipped = all.skipped
      },
      settings: () => undefined,
      checked: (files) => void checked.push(...files.map(openReport)),
      progress: (phase, done, total) => onProgress?.(phase, done, total),
    },
    signal ?? new AbortController().signal,
  )
  return { outcome, checked, found, skipped }
}
