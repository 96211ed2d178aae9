import { useMemo, useState } from 'react'
import type { FindingRow } from '../../electron/api/domain.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { KeyHint } from '../commands/key-hint.tsx'
import { type Bulk, setView } from '../state/view.ts'
import { Button } from '../ui/button.tsx'
import { CutPath } from '../ui/cut-path.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { SeverityMark } from '../ui/severity-mark.tsx'
import { showHidden } from '../ui/visible-text.ts'
import { changedField, fieldName, previewOf, wordOf } from './bulk-change.ts'
import './bulk.css'
import { DISMISS_REASONS } from './choices.ts'
import { decideAll } from './decide.ts'
import { focusList } from './judge.ts'
import { chosenRows, clearMarks } from './marks.ts'
import { ReasonField } from './reason-field.tsx'

interface Props {
  readonly reviewId: number
  readonly change: Bulk
}

/** More findings than this are not changed at once. */
const MOST = 10_000
/** How many rows the preview lists. */
const LISTED = 100
const NUMBER = new Intl.NumberFormat('en')

/** What a change of the marked findings would do; one step of the history when it is made. */
export function BulkDialog({ reviewId, change }: Props) {
  const workbench = useWorkbench()
  const [rows] = useState(chosenRows)
  const preview = useMemo(() => previewOf(rows, change), [rows, change])
  const { changed, reason } = preview
  const { field, value } = changedField(change)
  const word = wordOf(field, value)
  const action = `Change ${count(changed.length)}`
  const close = () => {
    setView({ overlay: undefined, bulk: undefined })
    window.setTimeout(focusList)
  }
  const apply = async (given: string) => {
    close()
    const own = reason === undefined ? change : { ...change, [reason]: given }
    if (await decideAll(workbench, reviewId, changed, own)) {
      clearMarks()
    }
  }
  const isTooMany = changed.length > MOST
  const isNothing = changed.length === 0 || isTooMany
  return (
    <Dialog title={`${fieldName(field)}: ${word}`} width="wide" onClose={close}>
      <div className="dialog-content bulk">
        <p role="status">
          {sentenceOf(preview, word)}
          {isTooMany && ` At most ${NUMBER.format(MOST)} are changed at once: narrow the filter.`}
        </p>
        {changed.length > 0 && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll it
          <ul className="bulk-rows" aria-label="Findings that change" tabIndex={0}>
            {changed.slice(0, LISTED).map((row) => (
              <li key={row.id} className="bulk-row">
                <SeverityMark severity={row.severity} />
                <span className="row-number">#{row.number}</span>
                <span className="row-title">{showHidden(row.title)}</span>
                <span className="muted small bulk-was">{wordOf(field, row[field] ?? '')}</span>
                <span className="bulk-place muted small">
                  <CutPath path={row.location.path} line={row.location.range.startLine} />
                </span>
              </li>
            ))}
            {changed.length > LISTED && (
              <li className="muted bulk-row">and {count(changed.length - LISTED)} more</li>
            )}
          </ul>
        )}
        {reason !== undefined && !isNothing && (
          <ReasonField
            reviewId={reviewId}
            label={reason === 'dismissReason' ? 'Why are they dismissed?' : `Why ${word}?`}
            suggestions={reason === 'dismissReason' ? DISMISS_REASONS : []}
            initial=""
            action={action}
            onSave={(given) => void apply(given)}
            onCancel={close}
          />
        )}
      </div>
      {(reason === undefined || isNothing) && (
        <footer className="dialog-foot">
          <span className="muted bulk-hint">
            One step: <KeyHint command="history.undo" /> takes all of it back.
          </span>
          <Button kind="quiet" onPress={close}>
            Cancel
          </Button>
          <Button kind="primary" autoFocus isDisabled={isNothing} onPress={() => void apply('')}>
            {action}
          </Button>
        </footer>
      )}
    </Dialog>
  )
}

function count(findings: number): string {
  return findings === 1 ? '1 finding' : `${NUMBER.format(findings)} findings`
}

/** What happens to the marked findings, in sentences. */
function sentenceOf({ changed, same, held }: ReturnType<typeof previewOf>, word: string): string {
  const parts = [`${count(changed.length)} will be ${word.toLowerCase()}.`]
  const judged = changed.filter(({ verdict }: FindingRow) => verdict !== 'undecided').length
  if (judged > 0) parts.push(`${NUMBER.format(judged)} of them were judged before.`)
  if (same.length > 0) parts.push(`${NUMBER.format(same.length)} are so already.`)
  if (held.length > 0) {
    parts.push(
      `${NUMBER.format(held.length)} are left out: their action items say how far they are.`,
    )
  }
  return parts.join(' ')
}
