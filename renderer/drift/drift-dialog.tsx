import type { AnchorState } from '../../electron/api/anchors.ts'
import type { ReviewHeader } from '../../electron/api/domain.ts'
import type { Drift, MovedFinding } from '../../electron/api/drift.ts'
import { useCommand } from '../bridge/queries.ts'
import { listedRow } from '../state/listed.ts'
import { selectFinding, setView } from '../state/view.ts'
import { Button } from '../ui/button.tsx'
import { CutPath } from '../ui/cut-path.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { showHidden } from '../ui/visible-text.ts'
import './drift.css'

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

/** Where each finding would stand in the files as they are now; nothing is changed by looking. */
export function DriftDialog({ header, drift }: Props) {
  const start = useCommand('analysis.start')
  const close = () => setView({ overlay: undefined })
  const rows = drift.findings.toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state))
  return (
    <Dialog title="Findings in the files as they are now" width="wide" onClose={close}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled with keys too */}
      <section className="dialog-content" aria-label="Findings" tabIndex={0}>
        {rows.length === 0 ? (
          <p className="muted">No finding lies in a file that was edited.</p>
        ) : (
          <table className="drift-table">
            <thead>
              <tr>
                <th scope="col">State</th>
                <th scope="col">Finding</th>
                <th scope="col">As analysed</th>
                <th scope="col">Now</th>
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, MAX_ROWS).map((row) => (
                <Row key={row.findingId} row={row} />
              ))}
            </tbody>
          </table>
        )}
        {rows.length > MAX_ROWS && (
          <p className="muted">And {(rows.length - MAX_ROWS).toLocaleString('en')} more.</p>
        )}
      </section>
      <footer className="dialog-foot">
        <span className="muted">
          Decisions, notes and fixes stay with their findings when the files are analysed again.
        </span>
        {!header.readOnly && (
          <Button
            kind="primary"
            onPress={() => {
              close()
              void start({ reviewId: header.id })
            }}
          >
            Analyse again
          </Button>
        )}
      </footer>
    </Dialog>
  )
}

function Row({ row }: { readonly row: MovedFinding }) {
  return (
    <tr data-state={row.state}>
      <td className="drift-state">{STATE_WORDS[row.state]}</td>
      <td>
        <span className="muted">#{row.number}</span> {showHidden(row.title)}
      </td>
      <td>
        <button type="button" className="drift-place" onClick={() => showOriginal(row)}>
          <CutPath path={row.path} line={row.line} />
        </button>
      </td>
      <td className="drift-now">
        {row.newLine === undefined ? 'no place' : `line ${row.newLine}`}
      </td>
    </tr>
  )
}

/** The finding in the text that was analysed. */
function showOriginal({ findingId }: MovedFinding) {
  const finding = listedRow(findingId)
  setView({ overlay: undefined, place: 'findings' })
  if (finding) {
    selectFinding(finding)
  }
}
