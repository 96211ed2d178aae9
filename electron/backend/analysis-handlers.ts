// What the window asks of analyses: to start and end one, how far it is, and what it read.
import type { Handlers } from '../api/contract.ts'

import { compareRuns } from './compare-runs.ts'
import { comparedTexts } from './compared-texts.ts'
import { runLog } from './run-log.ts'
import type { Session } from './session.ts'
import { symbolSearch } from './symbols.ts'

export interface AnalysisHandlerOptions {
  readonly session: (reviewId: number) => Session
  /** Begins a run; the answer comes when it is under way. */
  readonly start: (session: Session) => Promise<{ readonly ended: Promise<void> }>
}

export function analysisHandlers({
  session,
  start,
}: AnalysisHandlerOptions): Pick<Handlers, Extract<keyof Handlers, `analysis.${string}`>> {
  const symbolsOf = symbolSearch()
  return {
    'analysis.start': async ({ reviewId }) => {
      const { ended } = await start(session(reviewId))
      void ended
      return { ok: true }
    },
    'analysis.cancel': async ({ reviewId }) => {
      const { run } = session(reviewId)
      run?.cancel()
      await run?.ended
      return { ok: true }
    },
    'analysis.progress': ({ reviewId }) => session(reviewId).run?.progress ?? null,
    'analysis.ledger': ({ reviewId }) => {
      const { store } = session(reviewId)
      const run = store.runs.latest()
      return run === undefined ? [] : store.runs.ledger(run.id)
    },
    'analysis.log': ({ reviewId }) => runLog(session(reviewId).store),
    'analysis.compare': ({ reviewId, a, b }) => compareRuns(session(reviewId), a, b),
    'analysis.comparedTexts': ({ reviewId, ...asked }) =>
      comparedTexts(session(reviewId).store, asked),
    'analysis.symbols': ({ reviewId, text }) => symbolsOf(session(reviewId), text),
  }
}
