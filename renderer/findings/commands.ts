import { SEVERITIES } from '../../analyzer/model.ts'
import type { FindingRow, Verdict } from '../../electron/api/domain.ts'
import { createFix } from '../bridge/fixes.ts'
import type { Workbench } from '../bridge/workbench.tsx'
import type { Command } from '../commands/command.ts'
import { listedRow } from '../state/listed.ts'
import { setView, showLocation, useView } from '../state/view.ts'
import { SEVERITY_NAMES } from '../ui/severity-mark.tsx'
import { decideCommands } from './decide-commands.ts'
import {
  focusList,
  judgeChange,
  judgeSeverity,
  judgeVerdict,
  moveInFile,
  moveSelection,
} from './judge.ts'
import { listCommands } from './list-commands.ts'
import { markCommands } from './mark-commands.ts'
import { clearMarks } from './marks.ts'
import { saveTable } from './save-table.ts'

function selected(): FindingRow | undefined {
  return listedRow(useView.getState().selectedId)
}

function hasSelection(): boolean {
  const { place } = useView.getState()
  return place === 'findings' && selected() !== undefined
}

function isReviewing(): boolean {
  const { reviewId, place } = useView.getState()
  return reviewId !== undefined && place === 'findings'
}

function isInList(): boolean {
  return document.activeElement?.closest('[role="tree"]') != null
}

function editFix(workbench: Workbench) {
  const { reviewId, selectedId } = useView.getState()
  if (reviewId === undefined || selectedId === undefined) {
    return
  }
  if ((selected()?.fixCount ?? 0) > 0) {
    setView({ stage: 'fix', tab: 'fix' })
  } else {
    void createFix(workbench, { reviewId, findingId: selectedId })
  }
}

/** What the keyboard and the palette do with findings. */
export function findingCommands(workbench: Workbench): readonly Command[] {
  const judge = (
    id: string,
    title: string,
    keys: readonly string[],
    verdict: Verdict,
  ): Command => ({
    id,
    title,
    keys,
    group: 'Findings',
    writes: true,
    isEnabled: hasSelection,
    run: () => judgeVerdict(workbench, verdict),
  })
  const move = (id: string, title: string, keys: readonly string[], step: 1 | -1): Command => ({
    id,
    title,
    keys,
    group: 'Findings',
    isEnabled: isReviewing,
    run: () => moveSelection(step),
  })
  return [
    move('finding.next', 'Next finding', ['j'], 1),
    move('finding.previous', 'Previous finding', ['k'], -1),
    {
      id: 'finding.open',
      title: 'Go to the source',
      keys: ['Enter', 'o'],
      group: 'Findings',
      isEnabled: hasSelection,
      run: () => {
        const row = selected()
        if (row) {
          showLocation(row.location)
        }
        setView({ awaited: 'source' })
      },
    },
    {
      id: 'finding.backToList',
      title: 'Back to the list',
      keys: ['Escape'],
      group: 'Findings',
      isEnabled: () => isReviewing() && (!isInList() || useView.getState().marked.size > 0),
      run: () => {
        if (isInList()) {
          clearMarks()
        }
        setView({ pending: undefined })
        focusList()
      },
    },
    judge('finding.confirm', 'Confirm and go on', ['a', 'ArrowRight'], 'confirmed'),
    judge('finding.dismiss', 'Dismiss with a reason and go on', ['r', 'ArrowLeft'], 'dismissed'),
    judge('finding.undecide', 'Back to undecided', ['Backspace'], 'undecided'),
    ...SEVERITIES.map(
      (severity): Command => ({
        id: `finding.severity.${severity}`,
        title: `Severity: ${SEVERITY_NAMES[severity]}`,
        keys: [`s ${severity.charAt(0)}`],
        group: 'Findings',
        writes: true,
        isEnabled: hasSelection,
        run: () => judgeSeverity(workbench, severity),
      }),
    ),
    ...decideCommands({
      isEnabled: hasSelection,
      write: (change) => judgeChange(workbench, change),
    }),
    {
      id: 'finding.look',
      title: 'Show why, without leaving the list',
      keys: ['Space'],
      group: 'Findings',
      isEnabled: hasSelection,
      run: () => {
        const row = selected()
        if (row) {
          showLocation(row.location)
          setView({ tab: 'why' })
        }
      },
    },
    {
      id: 'finding.fix',
      title: 'Write or edit the fix',
      keys: ['e'],
      group: 'Findings',
      isEnabled: () =>
        hasSelection() && (!useView.getState().isReadOnly || (selected()?.fixCount ?? 0) > 0),
      run: () => editFix(workbench),
    },
    {
      id: 'finding.note',
      writes: true,
      title: 'Write a note',
      keys: ['N'],
      group: 'Findings',
      isEnabled: hasSelection,
      run: () => {
        setView({ tab: 'decide', awaited: 'note' })
      },
    },
    {
      id: 'finding.tag',
      writes: true,
      title: 'Tag the finding',
      keys: ['T'],
      group: 'Findings',
      isEnabled: hasSelection,
      run: () => {
        setView({ tab: 'decide', awaited: 'tags' })
      },
    },
    {
      id: 'finding.filter',
      title: 'Filter the list',
      keys: ['/'],
      group: 'Findings',
      isEnabled: isReviewing,
      run: () => document.getElementById('findings-filter')?.focus(),
    },
    {
      id: 'finding.clearFilter',
      title: 'Clear the filter',
      keys: [],
      group: 'Findings',
      isEnabled: () => isReviewing() && useView.getState().filter !== '',
      run: () => setView({ filter: '' }),
    },
    {
      id: 'finding.saveTable',
      title: 'Save the list as CSV',
      keys: [],
      group: 'Findings',
      isEnabled: isReviewing,
      run: () => void saveTable(),
    },
    {
      id: 'finding.refresh',
      title: 'Order the list again',
      keys: [],
      group: 'Findings',
      isEnabled: isReviewing,
      run: () => setView({ listRefreshes: useView.getState().listRefreshes + 1 }),
    },
    ...fileCommands(isReviewing),
    ...markCommands({ isReviewing, hasSelection }),
    ...listCommands(isReviewing),
  ]
}

function fileCommands(isOn: () => boolean): readonly Command[] {
  const inFile = (id: string, title: string, keys: readonly string[], step: 1 | -1): Command => ({
    id,
    title,
    keys,
    group: 'Source',
    isEnabled: isOn,
    run: () => moveInFile(step),
  })
  return [
    inFile('source.nextFinding', 'Next finding in this file', ['F8'], 1),
    inFile('source.previousFinding', 'Previous finding in this file', ['Shift+F8'], -1),
  ]
}
