// Moving through files, and what the stage shows of them.
import type { Settings } from '../../electron/api/domain.ts'
import { AppError } from '../../electron/api/errors.ts'
import type { GitState } from '../../electron/api/git.ts'
import { showFailure } from '../bridge/notices.ts'
import { ask, keyOf } from '../bridge/queries.ts'
import type { Workbench } from '../bridge/workbench.tsx'
import type { Command } from '../commands/command.ts'
import { byLine, useListed } from '../state/listed.ts'
import { selectFinding, setView, showFile, useView } from '../state/view.ts'
import { toggleBlame } from './use-blame.ts'
import { hasEvidence, walkEvidence } from './walk-evidence.ts'

function isReviewing(): boolean {
  const { reviewId, place } = useView.getState()
  return reviewId !== undefined && (place === 'findings' || place === 'search')
}

/** Whether the stage shows two texts beside one another. */
function showsDifference(): boolean {
  const { stage, place } = useView.getState()
  return stage === 'compare' ? place === 'runs' : isReviewing() && stage === 'fix'
}

/** The path `step` places on from the open one, around the end. */
function nextPath(paths: readonly string[], step: 1 | -1): string | undefined {
  const sorted = [...new Set(paths)].sort()
  const open = useView.getState().target?.path ?? ''
  const at = sorted.findIndex((path) => path >= open)
  const isOpen = sorted[at] === open
  // Between two files the next one is the first behind the open one.
  const from = at === -1 ? sorted.length : isOpen || step === -1 ? at : at - 1
  return sorted.at((from + step) % Math.max(1, sorted.length))
}

/** The neighbouring file with findings that the list shows, at its first one. */
function openNeighbourWithFindings(step: 1 | -1) {
  const { shown } = useListed.getState()
  const path = nextPath(
    shown.map(({ location }) => location.path),
    step,
  )
  const [first] = byLine(shown.filter(({ location }) => location.path === path))
  if (first) {
    selectFinding(first)
  }
}

async function openNeighbour({ api, cache }: Workbench, step: 1 | -1) {
  const input = { reviewId: useView.getState().reviewId ?? 0 }
  const ledger = await cache.fetchQuery({
    queryKey: keyOf('analysis.ledger', input),
    queryFn: () => api.call('analysis.ledger', input),
  })
  const path = nextPath(
    ledger.filter(({ state }) => state !== 'skipped').map((record) => record.path),
    step,
  )
  if (path !== undefined) {
    showFile(path)
  }
}

/** A key that does nothing says why. */
function blame(workbench: Workbench) {
  const { reviewId } = useView.getState()
  const key = keyOf('git.state', { reviewId: reviewId ?? 0 })
  const problem = workbench.cache.getQueryData<GitState>(key)?.problem
  if (problem === undefined) {
    toggleBlame(workbench)
  } else {
    showFailure(new AppError('not-found', problem, 'Review a clone to see who wrote its lines.'))
  }
}

/** The line under the region of a finding, collapsed or not, is the same in all reviews. */
function toggleRegionLine(workbench: Workbench) {
  const settings = workbench.cache.getQueryData<Settings>(keyOf('settings.read', {}))
  if (settings) {
    void ask(workbench, 'settings.save', { change: { regionLine: !settings.regionLine } })
  }
}

/** What the keyboard and the palette do in the stage. */
export function sourceCommands(workbench: Workbench): readonly Command[] {
  const aCommand = (id: string, title: string, keys: readonly string[], run: () => void) =>
    ({ id, title, keys, group: 'Source', isEnabled: isReviewing, run }) satisfies Command
  const difference = (id: string, title: string, key: string, step: 1 | -1): Command => ({
    ...aCommand(id, title, [key], () => setView({ askedDifference: step })),
    isEnabled: showsDifference,
  })
  return [
    {
      id: 'source.goTo',
      title: 'Go to a file or symbol',
      keys: ['Ctrl+P'],
      group: 'Source',
      isEnabled: () => useView.getState().reviewId !== undefined,
      run: () => setView({ overlay: 'goTo' }),
    },
    aCommand('source.nextFile', 'Next file', [']'], () => void openNeighbour(workbench, 1)),
    aCommand('source.previousFile', 'Previous file', ['['], () => {
      void openNeighbour(workbench, -1)
    }),
    aCommand('source.nextFileWithFindings', 'Next file with findings', ['}'], () =>
      openNeighbourWithFindings(1),
    ),
    aCommand('source.previousFileWithFindings', 'Previous file with findings', ['{'], () =>
      openNeighbourWithFindings(-1),
    ),
    {
      ...aCommand('evidence.next', 'Next evidence step', ['.'], () => walkEvidence(workbench, 1)),
      isEnabled: () => isReviewing() && hasEvidence(workbench),
    },
    {
      ...aCommand('evidence.previous', 'Previous evidence step', [','], () =>
        walkEvidence(workbench, -1),
      ),
      isEnabled: () => isReviewing() && hasEvidence(workbench),
    },
    aCommand('source.toggleMarks', 'Hide or show all marks', ['h'], () =>
      setView({ hidesMarks: !useView.getState().hidesMarks }),
    ),
    aCommand('source.regionLine', 'Collapse or show the line under a finding', ['H'], () =>
      toggleRegionLine(workbench),
    ),
    aCommand('source.blame', 'Who wrote these lines (blame)', ['b'], () => blame(workbench)),
    difference('fix.nextDifference', 'Next difference', 'F7', 1),
    difference('fix.previousDifference', 'Previous difference', 'Shift+F7', -1),
    {
      ...aCommand('fix.toggleColumns', 'Difference in one or two columns', ['d'], () =>
        setView({ isFixInOneColumn: !useView.getState().isFixInOneColumn }),
      ),
      isEnabled: showsDifference,
    },
  ]
}
