import { useRef, useState } from 'react'
import type { FindingDetail } from '../../electron/api/domain.ts'
import { useAutosave } from '../bridge/autosave.ts'
import { useClaims } from '../bridge/use-claims.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { useAwaited } from '../state/awaited.ts'
import { useView } from '../state/view.ts'
import { Button } from '../ui/button.tsx'
import { CheckedText } from '../ui/checked-text.tsx'
import { ScrolledText } from '../ui/scrolled-text.tsx'
import { decide } from './decide.ts'

interface Props {
  readonly reviewId: number
  readonly finding: FindingDetail
}

/** The reviewer's note, saved as it is typed. Two texts at once are both shown to choose from. */
export function NoteField({ reviewId, finding }: Props) {
  const workbench = useWorkbench()
  const isReadOnly = useView((view) => view.isReadOnly)
  const [isContested, setContested] = useState(false)
  const place = { reviewId, findingId: finding.id }
  const write = async (note: string) => {
    const outcome = await decide(workbench, place, { note })
    setContested(outcome === 'conflict')
    return outcome === 'saved'
  }
  const { text, isDraft, change, flush } = useAutosave(`note-${finding.id}`, finding.note, write)
  const problems = useClaims(reviewId, { findingId: finding.id }, text)
  const field = useRef<HTMLTextAreaElement>(null)
  // The inspector may still show the finding before: the note that is waited for is another one.
  const isAwaited = useView((view) => view.awaited === 'note' && view.selectedId === finding.id)
  useAwaited(isAwaited, () => field.current?.focus())
  const settle = (chosen: string) => {
    setContested(false)
    change(chosen)
    flush()
  }

  return (
    <div className="section">
      <div>
        <div className="note-head">
          <label className="field-label" htmlFor="finding-note">
            Note
          </label>
          {isDraft && <span className="draft-dot small">Not saved yet</span>}
        </div>
        <CheckedText text={text} problems={problems}>
          {(describedBy) => (
            <textarea
              aria-describedby={describedBy}
              id="finding-note"
              ref={field}
              className="text-input"
              value={text}
              maxLength={200_000}
              readOnly={isReadOnly}
              placeholder={isReadOnly ? 'No note' : 'What you saw, what you asked, what to check'}
              onChange={(event) => change(event.target.value)}
              onBlur={flush}
            />
          )}
        </CheckedText>
      </div>
      {isContested && (
        <div className="note-conflict" role="alert">
          <p>The note was changed elsewhere while you typed. The other text:</p>
          <ScrolledText>{finding.note || '(empty)'}</ScrolledText>
          <div className="reason-actions">
            <Button onPress={() => settle(text)}>Keep mine</Button>
            <Button onPress={() => settle(finding.note)}>Take the other</Button>
            <Button onPress={() => settle(`${finding.note}\n\n${text}`)}>Keep both</Button>
          </div>
        </div>
      )}
    </div>
  )
}
