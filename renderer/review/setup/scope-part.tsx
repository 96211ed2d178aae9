import type { GitState } from '../../../electron/api/git.ts'
import { Choice } from '../../ui/choice.tsx'
import { PathsField } from '../../ui/paths-field.tsx'
import { showHidden } from '../../ui/visible-text.ts'
import type { WantedScope } from './wanted-scope.ts'

interface Props {
  readonly scope: WantedScope
  /** Undefined until it is known. */
  readonly git: GitState | undefined
  readonly sources: readonly string[] | undefined
  readonly onChange: (scope: WantedScope) => void
}

const WHOLE = { value: 'whole', label: 'Whole repository', name: 'Whole repository' } as const
const CHANGED = { value: 'changed', label: 'What changed', name: 'What changed' } as const
const PATHS = { value: 'paths', label: 'Folders or files', name: 'Folders or files' } as const
const UNITS = [
  { value: 'lines', label: 'Changed lines', name: 'Findings in changed lines' },
  { value: 'files', label: 'Changed files', name: 'Findings in changed files' },
] as const
/** Names that are offered: the picker of the session bar finds the rest. */
const MAX_REFS = 200

/** What of the repository is listed. */
export function ScopePart({ scope, git, sources, onChange }: Props) {
  const hasBase = git !== undefined && git.problem === undefined && git.refs.length > 0
  const canCompare = hasBase || scope.kind === 'changed'
  // It keeps its place while Git is asked: what is about to be clicked must not move away.
  const choices = [WHOLE, { ...CHANGED, isDisabled: !canCompare }, PATHS]
  return (
    <div className="setup-part">
      <span id="setup-scope">Scope</span>
      <div className="setup-stack">
        <Choice
          labelledBy="setup-scope"
          value={scope.kind}
          choices={choices}
          onChange={(kind) => onChange({ ...scope, kind })}
        />
        {scope.kind === 'changed' && git && (
          <div className="setup-base">
            <label className="setup-base-name">
              <span className="field-label">Against</span>
              <select
                className="text-input"
                value={scope.base || git.defaultBase}
                onChange={({ target: { value } }) => onChange({ ...scope, base: value })}
              >
                {basesOf(git, scope.base).map((name) => (
                  <option key={name} value={name}>
                    {showHidden(name)}
                  </option>
                ))}
              </select>
            </label>
            <Choice
              label="Findings in"
              value={scope.unit}
              choices={UNITS}
              onChange={(unit) => onChange({ ...scope, unit })}
            />
          </div>
        )}
        {scope.kind === 'paths' && (
          <PathsField
            text={scope.paths}
            sources={sources}
            onChange={(paths) => onChange({ ...scope, paths })}
          />
        )}
      </div>
    </div>
  )
}

/** The usual base first, and the chosen one even if it is no name. */
function basesOf({ refs, defaultBase }: GitState, chosen: string): readonly string[] {
  const names = refs.slice(0, MAX_REFS).map(({ name }) => name)
  return [
    ...new Set([...(defaultBase ? [defaultBase] : []), ...names, ...(chosen ? [chosen] : [])]),
  ]
}
