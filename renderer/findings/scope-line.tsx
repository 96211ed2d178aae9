import { pathsWords } from '../bridge/path-scope.ts'
import { useCommand } from '../bridge/queries.ts'
import { type ChangedScope, chooseScope, type ScopeState } from '../bridge/scope.ts'
import { setView, useView } from '../state/view.ts'
import { Button } from '../ui/button.tsx'
import { Choice } from '../ui/choice.tsx'
import { Icon } from '../ui/icon.tsx'
import { NUMBER } from '../ui/number.ts'
import { showHidden } from '../ui/visible-text.ts'
import './scope-line.css'

interface Props {
  readonly scope: ScopeState
  /** Findings in the scope. */
  readonly shown: number
  readonly total: number
}

const UNITS = [
  { value: 'lines', label: 'Lines', name: 'Findings in changed lines' },
  { value: 'files', label: 'Files', name: 'Findings in changed files' },
] as const

/** Says that not the whole repository is listed, and how much of it is. */
export function ScopeLine({ scope, shown, total }: Props) {
  return (
    <section className="scope-line" aria-label="Scope">
      {scope.kind === 'changed' ? (
        <Changed scope={scope} shown={shown} total={total} />
      ) : (
        <>
          <p className="scope-text" role="status" title={showHidden(scope.paths.join('\n'))}>
            <strong>
              {NUMBER.format(shown)} of {NUMBER.format(total)}
            </strong>{' '}
            in {showHidden(pathsWords(scope.paths))}
          </p>
          <Button kind="quiet" onPress={() => setView({ overlay: 'paths' })}>
            Change
          </Button>
        </>
      )}
    </section>
  )
}

interface ChangedProps extends Omit<Props, 'scope'> {
  readonly scope: ChangedScope
}

function Changed({ scope, shown, total }: ChangedProps) {
  const { base, unit, changes, error } = scope
  return (
    <>
      {error ? (
        <Failed scope={scope} />
      ) : changes ? (
        <>
          <p className="scope-text" role="status">
            <strong>
              {NUMBER.format(shown)} of {NUMBER.format(total)}
            </strong>{' '}
            in what changed against {showHidden(base)}
          </p>
          <Choice
            label="Changed"
            value={unit}
            choices={UNITS}
            onChange={(chosen) => chooseScope({ base, unit: chosen })}
          />
          <Button kind="quiet" onPress={() => setView({ overlay: 'changes' })}>
            {`${NUMBER.format(changes.fileCount)} changed ${changes.fileCount === 1 ? 'file' : 'files'}`}
          </Button>
        </>
      ) : (
        <Comparing base={base} />
      )}
    </>
  )
}

function Comparing({ base }: Pick<ChangedScope, 'base'>) {
  const cancel = useCommand('git.cancel')
  const reviewId = useView((view) => view.reviewId)
  return (
    <>
      <p className="scope-text" role="status">
        Comparing with {showHidden(base)}: every finding is listed until then
      </p>
      <Button
        onPress={() => {
          chooseScope(undefined)
          if (reviewId !== undefined) {
            void cancel({ reviewId, what: 'changes' })
          }
        }}
      >
        Cancel
      </Button>
    </>
  )
}

function Failed({ scope: { error } }: Pick<ChangedProps, 'scope'>) {
  return (
    <>
      <p className="scope-text scope-failed" role="alert">
        <Icon name="warning" />
        <span>
          {showHidden(`${error?.message ?? ''} ${error?.nextStep ?? ''}`)} Every finding is listed.
        </span>
      </p>
      <Button onPress={() => setView({ overlay: 'scope' })}>Choose another base</Button>
      <Button onPress={() => chooseScope(undefined)}>Show whole repository</Button>
    </>
  )
}
