// The judgements that keys and controls both make: they ask for a reason where one is due, write,
// and go on to the next row.
import type { Severity } from '../../analyzer/model.ts'
import type { FindingRow, Verdict } from '../../electron/api/domain.ts'
import type { Workbench } from '../bridge/workbench.tsx'
import { focusBroughtForward } from '../commands/panes.ts'
import { useCursor } from '../state/cursor.ts'
import { listedRow, neighbour, nextInFile, useListed } from '../state/listed.ts'
import { type Bulk, selectFinding, setView, useView } from '../state/view.ts'
import { decide } from './decide.ts'
import { chosenRows } from './marks.ts'

/** Selects the neighbouring finding in the list, if there is one. */
export function moveSelection(step: 1 | -1) {
  const row = listedRow(neighbour(useListed.getState().items, useView.getState().selectedId, step))
  if (row) {
    selectFinding(row)
  }
}

/**
 * Selects the next finding of the file in the source, of those that the list shows: from the selected
 * one on, or from the cursor where that is in another file.
 */
export function moveInFile(step: 1 | -1) {
  const { selectedId, target, topLine } = useView.getState()
  const current = listedRow(selectedId)
  const path = target?.path ?? current?.location.path
  if (path === undefined) return
  const cursor = useCursor.getState()
  const from =
    current?.location.path === path
      ? { path, line: current.location.range.startLine, number: current.number }
      : { path, line: cursor.path === path ? cursor.startLine : topLine }
  const row = nextInFile(useListed.getState().shown, from, step)
  if (row) {
    selectFinding(row)
  }
}

/** Puts the keyboard back into the list, so that the next single key decides the next row. */
export function focusList() {
  const list = document.querySelector<HTMLElement>('[data-pane="list"] [data-pane-focus]')
  if (list) {
    focusBroughtForward(list)
  } else if (document.activeElement instanceof HTMLElement) {
    // A list that the filter empties takes no focus; the field is left all the same.
    document.activeElement.blur()
  }
}

function place(row: FindingRow) {
  return { reviewId: useView.getState().reviewId ?? 0, findingId: row.id }
}

/** Confirms, or goes back to undecided; `dismissed` first asks for its reason. */
export function giveVerdict(
  workbench: Workbench,
  row: FindingRow,
  verdict: Verdict,
  thenNext: boolean,
) {
  if (verdict === 'dismissed') {
    setView({ tab: 'decide', pending: { kind: 'dismiss', findingId: row.id, thenNext } })
    return
  }
  setView({ pending: undefined })
  void decide(workbench, place(row), { verdict })
  if (thenNext) {
    moveSelection(1)
  }
}

/** Judges the marked findings after a preview, or the selected one at once and goes on. */
export function judgeVerdict(workbench: Workbench, verdict: Verdict) {
  judge({ verdict }, (row) => giveVerdict(workbench, row, verdict, verdict !== 'undecided'))
}

export function judgeSeverity(workbench: Workbench, severity: Severity) {
  judge({ severity }, (row) => giveSeverity(workbench, row, severity))
}

/** Changes what needs no reason. */
export function judgeChange(
  workbench: Workbench,
  change: Pick<Bulk, 'priority' | 'gate' | 'status'>,
) {
  judge(change, (row) => {
    if (change.status !== undefined && row.hasItem) {
      // The tab says why the status stands and where it is moved.
      setView({ tab: 'decide' })
      return
    }
    void decide(workbench, place(row), change)
  })
}

function judge(change: Bulk, one: (row: FindingRow) => void) {
  const [row, ...others] = chosenRows()
  if (row && others.length === 0) {
    one(row)
  } else if (row) {
    setView({ overlay: 'bulk', bulk: change })
  }
}

/** Dismisses with its reason and goes on where the keys asked for that. */
export function dismiss(workbench: Workbench, row: FindingRow, dismissReason: string) {
  const { pending } = useView.getState()
  const thenNext = pending?.kind === 'dismiss' && pending.thenNext
  setView({ pending: undefined, lastReason: dismissReason })
  void decide(workbench, place(row), { verdict: 'dismissed', dismissReason })
  if (thenNext) {
    moveSelection(1)
    focusList()
  }
}

/** Back to the analyzer's severity needs no reason; any other asks for one first. */
export function giveSeverity(workbench: Workbench, row: FindingRow, severity: Severity) {
  if (severity === row.severity) {
    setView({ pending: undefined })
    return
  }
  if (severity !== row.originalSeverity) {
    setView({ tab: 'decide', pending: { kind: 'severity', findingId: row.id, severity } })
    return
  }
  setView({ pending: undefined })
  void decide(workbench, place(row), { severity, severityReason: '' })
}
