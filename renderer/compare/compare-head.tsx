import type { RunRecord } from '../../electron/api/runs.ts'
import { setView, useView } from '../state/view.ts'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { ChoiceMenu } from '../ui/menu.tsx'
import { RUN_STATES } from '../ui/run-words.ts'
import { secondOf, shortSecondOf } from '../ui/time-words.ts'
import { leaveComparison } from './commands.ts'
import type { ChosenRuns } from './runs.ts'

interface Props {
  /** The newest first. */
  readonly runs: readonly RunRecord[]
  /** Undefined where there are no two. */
  readonly chosen: ChosenRuns | undefined
}

const NUMBER = new Intl.NumberFormat('en')

/** Which runs are compared; another one is chosen here. */
export function CompareHead({ runs, chosen }: Props) {
  const compared = useView((view) => view.compared)
  const comparable = runs.filter(({ isComparable }) => isComparable)
  return (
    <header className="breadcrumb compare-head">
      <Icon name="git-compare" />
      {chosen === undefined ? (
        <h2 className="compare-name">Compare runs</h2>
      ) : (
        <>
          <RunMenu
            name="Run A"
            chosen={chosen.a}
            runs={comparable.filter(({ id }) => id < chosen.b.id)}
            onChoose={(a) => setView({ compared: { ...compared, a } })}
          />
          <Icon name="arrow-right" />
          <RunMenu
            name="Run B"
            chosen={chosen.b}
            runs={comparable.filter(({ id }) => id > (comparable.at(-1)?.id ?? 0))}
            onChoose={(b) => setView({ compared: { ...compared, a: chosen.a.id, b } })}
          />
        </>
      )}
      <span className="compare-close">
        <Button kind="quiet" onPress={leaveComparison}>
          Close
        </Button>
      </span>
    </header>
  )
}

interface MenuProps {
  readonly name: 'Run A' | 'Run B'
  readonly chosen: RunRecord
  readonly runs: readonly RunRecord[]
  readonly onChoose: (runId: number) => void
}

function RunMenu({ name, chosen, runs, onChoose }: MenuProps) {
  return (
    <ChoiceMenu
      label={`${name} ${[shortSecondOf(chosen.startedAt), ...runDetails(chosen)].join(', ')}`}
      choices={runs.map((run) => ({ value: String(run.id), label: runName(run) }))}
      chosen={String(chosen.id)}
      onChoose={(id) => onChoose(Number(id))}
    >
      <span>
        <span className="compare-name">{name}</span> {shortSecondOf(chosen.startedAt)}
      </span>
      <Icon name="chevron-down" />
    </ChoiceMenu>
  )
}

/** `3 Feb 2026, 04:05:06, stopped, 45 findings`. */
function runName(run: RunRecord): string {
  return [secondOf(run.startedAt), ...runDetails(run)].join(', ')
}

function runDetails({ state, outcome }: RunRecord): readonly string[] {
  const count = outcome?.findings ?? 0
  return [
    ...(state === 'finished' ? [] : [RUN_STATES[state].toLowerCase()]),
    `${NUMBER.format(count)} finding${count === 1 ? '' : 's'}`,
  ]
}
