// What the analyses of a review said of themselves, from their rows and the events of their ends.
import { type RunLog, RunOutcomeSchema, type RunRecord } from '../api/runs.ts'
import type { ReviewStore } from '../store/review-store.ts'
import { rulesIn } from './session.ts'

/** Runs that are told. */
const TOLD = 30

export function runLog({ runs, events }: ReviewStore): RunLog {
  const last = runs.last(TOLD)
  const [newest] = last
  return {
    runs: last.map(({ id, state, startedAt, finishedAt, rules, ...run }): RunRecord => {
      const end = events.of(`run:${id}`).findLast(({ kind }) => kind === `run.${state}`)
      const outcome = outcomeOf(end?.after, end?.reason)
      return {
        id,
        state,
        startedAt,
        ...(finishedAt === null ? {} : { finishedAt }),
        profile: run.profile,
        ruleCount: rulesIn(rules),
        toolVersion: run.toolVersion,
        found: run.found,
        isComparable: state !== 'running' && runs.reported.isKept(id),
        ...(outcome === undefined || state === 'running' ? {} : { outcome }),
      }
    }),
    failures:
      newest === undefined
        ? []
        : runs.failures(newest.id).map(({ ruleId, path, message }) => ({ ruleId, path, message })),
  }
}

/** A run whose process ended left only why. */
function outcomeOf(after: string | undefined, reason: string | undefined) {
  if (after === undefined) return undefined
  if (after === '') {
    const none = { files: 0, findings: 0, new: 0, returned: 0, gone: 0 }
    return { ...none, reason: reason ?? '' }
  }
  return RunOutcomeSchema.safeParse(JSON.parse(after)).data
}
