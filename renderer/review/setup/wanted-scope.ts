// The scope as it is being chosen: what was typed for one kind stays while another is looked at.
import type { GitState } from '../../../electron/api/git.ts'
import { pathsIn } from '../../bridge/path-scope.ts'
import type { Scope } from '../../state/view.ts'

export interface WantedScope {
  readonly kind: 'whole' | 'changed' | 'paths'
  /** '' for the usual one. */
  readonly base: string
  readonly unit: 'lines' | 'files'
  /** One path on each line. */
  readonly paths: string
}

export function wantedScope(scope: Scope | undefined): WantedScope {
  const nothing = { kind: 'whole', base: '', unit: 'lines', paths: '' } as const
  if (scope === undefined) return nothing
  return 'paths' in scope
    ? { ...nothing, kind: 'paths', paths: scope.paths.join('\n') }
    : { ...nothing, kind: 'changed', ...scope }
}

/** What was chosen; the whole repository where too little of it is known. */
export function scopeOf(wanted: WantedScope, git: GitState | undefined): Scope | undefined {
  const { kind, unit } = wanted
  const base = wanted.base || git?.defaultBase || git?.refs[0]?.name
  const paths = pathsIn(wanted.paths)
  if (kind === 'changed' && base !== undefined) return { base, unit }
  return kind === 'paths' && paths.length > 0 ? { paths: [...paths] } : undefined
}
