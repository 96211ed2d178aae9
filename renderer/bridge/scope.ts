// The part of the review that is looked at, as every place of the window sees it.
import { useMemo } from 'react'
import type { ErrorData } from '../../electron/api/errors.ts'
import type { GitChanges } from '../../electron/api/git.ts'
import { type Scope, setView, useView } from '../state/view.ts'
import { describeError } from './notices.ts'
import { withinPaths } from './path-scope.ts'
import { useApi } from './queries.ts'

interface Narrowed {
  /** Findings in the scope; undefined until it is known. */
  readonly ids: ReadonlySet<number> | undefined
}

/** What changed against a base. */
export interface ChangedScope extends Extract<Scope, { readonly base: string }>, Narrowed {
  readonly kind: 'changed'
  /** Undefined until the comparison is made. */
  readonly changes: GitChanges | undefined
  /** Why there is no comparison. */
  readonly error: ErrorData | undefined
}

/** Some folders and files. */
export interface PathScope extends Narrowed {
  readonly kind: 'paths'
  readonly paths: readonly string[]
}

export type ScopeState = ChangedScope | PathScope

/** The part that was chosen; undefined for the whole repository. */
export function useScope(reviewId: number): ScopeState | undefined {
  const scope = useView((view) => view.scope)
  const changed = scope && 'base' in scope ? scope : undefined
  const paths = scope && 'paths' in scope ? scope.paths : undefined
  const { data: changes, error } = useApi(
    'git.changes',
    { reviewId, base: changed?.base ?? 'HEAD' },
    { enabled: changed !== undefined },
  )
  const { data: rows } = useApi('findings.list', { reviewId }, { enabled: paths !== undefined })
  return useMemo(() => {
    if (changed !== undefined) {
      const ids = changes && (changed.unit === 'files' ? changes.inFiles : changes.inLines)
      return {
        kind: 'changed',
        ...changed,
        changes,
        ids: ids && new Set(ids),
        error: error === null ? undefined : describeError(error),
      }
    }
    if (paths === undefined) return undefined
    const isWithin = withinPaths(paths)
    const within = rows?.filter(({ location }) => isWithin(location.path))
    return { kind: 'paths', paths, ids: within && new Set(within.map(({ id }) => id)) }
  }, [changed, paths, changes, rows, error])
}

/** Only what changed against a base, or the whole repository, is listed from now on. */
export function chooseScope(scope: Scope | undefined) {
  setView({ scope, listScrollTop: 0 })
}
