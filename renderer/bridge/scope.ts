// The part of the review that is looked at, as every place of the window sees it.
import { useMemo } from 'react'
import type { ErrorData } from '../../electron/api/errors.ts'
import type { GitChanges } from '../../electron/api/git.ts'
import { type Scope, setView, useView } from '../state/view.ts'
import { describeError } from './notices.ts'
import { useApi } from './queries.ts'

export interface ScopeState extends Scope {
  /** Undefined until the comparison is made. */
  readonly changes: GitChanges | undefined
  /** Findings in the scope; undefined until it is known. */
  readonly ids: ReadonlySet<number> | undefined
  /** Why there is no comparison. */
  readonly error: ErrorData | undefined
}

/** What changed against the chosen base; undefined for the whole repository. */
export function useScope(reviewId: number): ScopeState | undefined {
  const scope = useView((view) => view.scope)
  const { data: changes, error } = useApi(
    'git.changes',
    { reviewId, base: scope?.base ?? 'HEAD' },
    { enabled: scope !== undefined },
  )
  const unit = scope?.unit
  const ids = useMemo(
    () => changes && new Set(unit === 'files' ? changes.inFiles : changes.inLines),
    [changes, unit],
  )
  return useMemo(
    () =>
      scope && { ...scope, changes, ids, error: error === null ? undefined : describeError(error) },
    [scope, changes, ids, error],
  )
}

/** Only what changed against a base, or the whole repository, is listed from now on. */
export function chooseScope(scope: Scope | undefined) {
  setView({ scope, listScrollTop: 0 })
}
