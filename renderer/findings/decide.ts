// Judgements on their way to the store: one after the other for each finding, each made on the
// revision that the last one gave.
import type { DecisionChange, FindingDetail, FindingRow } from '../../electron/api/domain.ts'
import { AppError } from '../../electron/api/errors.ts'
import { detailKey } from '../bridge/fixes.ts'
import { describeError, showFailure } from '../bridge/notices.ts'
import { keyOf } from '../bridge/queries.ts'
import { countSave, useSaves } from '../bridge/saves.ts'
import type { Workbench } from '../bridge/workbench.tsx'
import { placeOfId, withRows } from '../state/rows.ts'

export type Outcome = 'saved' | 'conflict' | 'failed'

interface Place {
  readonly reviewId: number
  readonly findingId: number
}

export type Change = {
  -readonly [K in keyof DecisionChange]?: Exclude<DecisionChange[K], undefined>
}

function listKey({ reviewId }: Place) {
  return keyOf('findings.list', { reviewId })
}

function knownRevision({ cache }: Workbench, place: Place): number {
  const rows = cache.getQueryData<readonly FindingRow[]>(listKey(place)) ?? []
  const row = rows[placeOfId(rows, place.findingId)]
  const detail = cache.getQueryData<FindingDetail>(detailKey(place))
  return Math.max(row?.rev ?? 0, detail?.rev ?? 0)
}

function isIn(detail: FindingDetail | undefined, change: Change): boolean {
  // The names of a change are names of the finding's own fields.
  const entries = Object.entries(change) as [keyof Change, unknown][]
  return entries.every(([field, value]) => detail?.[field] === value)
}

/** Puts an acknowledged change into what is shown, ahead of the next answer of the backend. */
function showChange({ cache }: Workbench, place: Place, change: Change, rev: number) {
  const noted = change.note === undefined ? {} : { hasNote: change.note !== '' }
  const { note, severityReason, dismissReason, ...rowChange } = change
  cache.setQueryData<readonly FindingRow[]>(listKey(place), (rows) => {
    const row = rows?.[placeOfId(rows, place.findingId)]
    return rows && row && row.rev < rev
      ? withRows(rows, [{ ...row, ...rowChange, ...noted, rev }])
      : rows
  })
  cache.setQueryData<FindingDetail>(detailKey(place), (detail) =>
    detail && detail.rev < rev ? { ...detail, ...change, ...noted, rev } : detail,
  )
}

/**
 * Writes a judgement. `conflict` when the finding was changed elsewhere since it was shown: what
 * is shown is fresh then, and the caller still holds what was typed.
 */
export async function decide(workbench: Workbench, place: Place, change: Change): Promise<Outcome> {
  const { api, cache } = workbench
  const mutation = cache.getMutationCache().build<{ rev: number }, Error, void, unknown>(cache, {
    scope: { id: `finding-${place.findingId}` },
    mutationFn: () =>
      countSave(() =>
        api.call('findings.decide', {
          ...place,
          commandId: crypto.randomUUID(),
          rev: knownRevision(workbench, place),
          change,
        }),
      ),
    onSuccess: ({ rev }) => showChange(workbench, place, change, rev),
  })
  try {
    await mutation.execute()
    return 'saved'
  } catch (error) {
    if (error instanceof AppError && error.code === 'conflict') {
      await cache.invalidateQueries({ queryKey: detailKey(place) })
      await cache.invalidateQueries({ queryKey: listKey(place) })
      // The answer to a write may be lost with the process that made it: then it is there already.
      return isIn(cache.getQueryData<FindingDetail>(detailKey(place)), change)
        ? 'saved'
        : 'conflict'
    }
    useSaves.setState({ failure: describeError(error) })
    showFailure(error)
    return 'failed'
  }
}

/** Writes one change to many findings, all or none. False when it was refused, which is shown. */
export async function decideAll(
  { api, cache }: Workbench,
  reviewId: number,
  rows: readonly FindingRow[],
  change: Change,
): Promise<boolean> {
  try {
    await countSave(() =>
      api.call('findings.decideAll', {
        reviewId,
        commandId: crypto.randomUUID(),
        findings: rows.map(({ id, rev }) => ({ findingId: id, rev })),
        change,
      }),
    )
    return true
  } catch (error) {
    showFailure(error)
    await cache.invalidateQueries({ queryKey: keyOf('findings.list', { reviewId }) })
    return false
  }
}
