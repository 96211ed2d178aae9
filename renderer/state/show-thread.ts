import { listedRow } from './listed.ts'
import { selectFinding, setView, showFile, useView } from './view.ts'

interface Shown {
  readonly id: number
  /** Null for a thread about lines alone. */
  readonly findingId: number | null
  readonly path: string
  readonly startLine: number
}

/** Takes a thread into the inspector: beside its finding, or beside its lines. */
export function showThread({ id, findingId, path, startLine }: Shown) {
  const row = findingId === null ? undefined : listedRow(findingId)
  const { selectedId, target } = useView.getState()
  if (row && row.id !== selectedId) {
    selectFinding(row)
  } else if (!row && target?.path !== path) {
    showFile(path, startLine)
  }
  setView({ place: 'findings', tab: 'talk', awaitedThread: id })
}
