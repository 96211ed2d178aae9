// Several findings at once: marked one by one, as a range, or all that the list shows.
import type { FindingRow } from '../../electron/api/domain.ts'
import { listedRow, neighbour, useListed } from '../state/listed.ts'
import { selectFinding, setView, useView } from '../state/view.ts'

/** The rows that a judgement is about: the marked ones, else the selected one. */
export function chosenRows(): readonly FindingRow[] {
  const { marked, selectedId } = useView.getState()
  const ids = marked.size > 0 ? [...marked] : selectedId === undefined ? [] : [selectedId]
  return ids.flatMap((id) => listedRow(id) ?? [])
}

function shownIds(): readonly number[] {
  return useListed.getState().items.flatMap((item) => (item.kind === 'finding' ? [item.id] : []))
}

/** Marks all rows from the one that was selected first to this one. */
export function markTo(row: FindingRow) {
  const { selectedId, markAnchor } = useView.getState()
  const ids = shownIds()
  const anchor = markAnchor ?? selectedId ?? row.id
  const [from, to] = [ids.indexOf(anchor), ids.indexOf(row.id)].sort((a, b) => a - b)
  selectFinding(row)
  if (from !== undefined && to !== undefined && from !== -1) {
    setView({ marked: new Set(ids.slice(from, to + 1)), markAnchor: anchor })
  }
}

/** Takes a row among the marked ones, or out of them. */
export function toggleMark(row: FindingRow) {
  const { marked, selectedId } = useView.getState()
  const next = new Set(marked.size === 0 && selectedId !== undefined ? [selectedId] : marked)
  if (row.id === selectedId && marked.size === 0) {
    next.add(row.id)
  } else if (!next.delete(row.id)) {
    next.add(row.id)
  }
  selectFinding(row)
  setView({ marked: next, markAnchor: row.id })
}

/** Takes the next row in as well; going back lets rows go again. */
export function extendMarks(step: 1 | -1) {
  const { selectedId } = useView.getState()
  const row = listedRow(neighbour(useListed.getState().items, selectedId, step))
  if (row) {
    markTo(row)
  }
}

/** Marks every row that the list shows. */
export function markAll() {
  setView({ marked: new Set(shownIds()), markAnchor: undefined })
}

export function clearMarks() {
  setView({ marked: new Set(), markAnchor: undefined })
}
