import type { AnchorState } from '../../electron/api/anchors.ts'
import type { ReviewHeader } from '../../electron/api/domain.ts'
import type { Drift, MovedFinding, MovedThread } from '../../electron/api/drift.ts'
import { useCommand } from '../bridge/queries.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { listedRow } from '../state/listed.ts'
import { selectFinding, setView, showFile } from '../state/view.ts'
import { Button } from '../ui/button.tsx'
import { CutPath } from '../ui/cut-path.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { showHidden } from '../ui/visible-text.ts'
import './drift.css'
import { reAnchorMarks } from './settle-marks.ts'

interface Props {
  readonly header: ReviewHeader
  readonly drift: Drift
}

const STATE_WORDS: Readonly<Record<AnchorState, string>> = {
  exact: 'In place',
  moved: 'Moved',
  changed: 'Changed',
  gone: 'Gone',
}
/** What needs a look first. */
const ORDER: readonly AnchorState[] = ['gone', 'changed', 'moved', 'exact']
/** Rows that are drawn; the rest is counted. */
const MAX_ROWS = 500
/** Characters of a thread's first comment. */
const MAX_TEXT = 120

type Moved = MovedFinding | MovedThread

/** Where each mark would stand in the files as they are now; nothing is changed by looking. */
export function DriftDialog({ header, drift }: Props) {
  const workbench = useWorkbench()
  const start = useCommand('analysis.start')
  const close = () => setView({ overlay: undefined })
  const all: readonly Moved[] = [...drift.findings, ...drift.threads]
  const rows = all.toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state))
  const canFollow = !header.readOnly && drift.files.length > 0
  return (
    <Dialog title="Marks in the files as they are now" width="wide" onClose={close}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled with keys too */}
      <section className="dialog-content" aria-label="Marks" tabIndex={0}>
        {rows.length === 0 ? (
          <p className="muted">No mark lies in a file that was edited.</p>
        ) : (
          <table className="drift-table">
            <thead>
              <tr>
                <th scope="col">State</th>
                <th scope="col">Mark</th>
                <th scope="col">Until now</th>
                <th scope="col">Now</th>
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, MAX_ROWS).map((row) => (
                <Row key={keyOf(row)} row={row} />
              ))}
            </tbody>
          </table>
        )}
        {rows.length > MAX_ROWS && (
          <p className="muted">And {(rows.length - MAX_ROWS).toLocaleString('en')} more.</p>
        )}
      </section>
      <footer className="dialog-foot">
        <span className="muted drift-foot">
          Decisions, notes and fixes stay with their marks. One undo brings every mark back.
        </span>
        {!header.readOnly && (
          <Button
            onPress={() => {
              close()
              void start({ reviewId: header.id })
            }}
          >
            Analyse again
          </Button>
        )}
        {canFollow && (
          <Button
            kind="primary"
            onPress={() => {
              close()
              void reAnchorMarks(workbench, header.id)
            }}
          >
            Re-anchor
          </Button>
        )}
      </footer>
    </Dialog>
  )
}

function keyOf(row: Moved): string {
  return 'findingId' in row ? `finding-${row.findingId}` : `thread-${row.threadId}`
}

function Row({ row }: { readonly row: Moved }) {
  return (
    <tr data-state={row.state}>
      <td className="drift-state">{STATE_WORDS[row.state]}</td>
      <td>
        {'findingId' in row ? (
          <>
            <span className="muted">#{row.number}</span> {showHidden(row.title)}
          </>
        ) : (
          <>
            <span className="muted">Thread</span> {showHidden(row.text.slice(0, MAX_TEXT))}
          </>
        )}
      </td>
      <td>
        <button type="button" className="drift-place" onClick={() => showOriginal(row)}>
          <CutPath path={row.path} line={row.line} />
        </button>
      </td>
      <td className="drift-now">
        {row.newLine === undefined ? (
          'no place'
        ) : row.newPath === undefined ? (
          `line ${row.newLine}`
        ) : (
          <CutPath path={row.newPath} line={row.newLine} />
        )}
      </td>
    </tr>
  )
}

/** The mark in the text that it stands in until now. */
function showOriginal(row: Moved) {
  setView({ overlay: undefined, place: 'findings' })
  const finding = 'findingId' in row ? listedRow(row.findingId) : undefined
  if (finding) {
    selectFinding(finding)
  } else {
    showFile(row.path, row.line)
  }
}
