import { Button as AriaButton } from 'react-aria-components'
import type { FindingDetail, Fix } from '../../electron/api/domain.ts'
import { useAutosave } from '../bridge/autosave.ts'
import { createFix, removeFix, saveFix } from '../bridge/fixes.ts'
import { useClaims } from '../bridge/use-claims.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { setView, useView } from '../state/view.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { CheckedText } from '../ui/checked-text.tsx'
import './fix-tab.css'

interface Props {
  readonly reviewId: number
  readonly finding: FindingDetail
}

const GRADES = { safe: 'Safe', 'needs-review': 'Needs review', sketch: 'Sketch' }

/** The fixes of the finding; one is open in the diff editor of the stage. */
export function FixTab({ reviewId, finding }: Props) {
  const workbench = useWorkbench()
  const isReadOnly = useView((view) => view.isReadOnly)
  const create = () => void createFix(workbench, { reviewId, findingId: finding.id })
  if (finding.fixes.length === 0 && isReadOnly) {
    return <p className="muted">No fix was written.</p>
  }
  if (finding.fixes.length === 0) {
    return (
      <div className="section">
        <p className="muted">
          No fix yet. A new one starts with the lines of the finding; what you change on the right
          side becomes the fix.
        </p>
        <div>
          <Button kind="primary" onPress={create}>
            Write a fix
          </Button>
        </div>
      </div>
    )
  }
  return (
    <>
      {finding.fixes.map((fix) => (
        <FixEntry key={fix.id} reviewId={reviewId} findingId={finding.id} fix={fix} />
      ))}
      {!isReadOnly && (
        <div>
          <Button icon="add" onPress={create}>
            Another fix
          </Button>
        </div>
      )}
    </>
  )
}

interface EntryProps {
  readonly reviewId: number
  readonly findingId: number
  readonly fix: Fix
}

function FixEntry({ reviewId, findingId, fix }: EntryProps) {
  const workbench = useWorkbench()
  const isReadOnly = useView((view) => view.isReadOnly)
  const isOpen = useView((view) => view.stage === 'fix' && (view.fixId ?? fix.id) === fix.id)
  const place = { reviewId, findingId, fixId: fix.id }
  const title = useAutosave(
    `fix-title-${fix.id}`,
    fix.title,
    async (text) => (await saveFix(workbench, place, { title: text })) !== undefined,
  )
  const problems = useClaims(reviewId, { findingId }, fix.author === 'rule' ? '' : title.text)
  const lines =
    fix.startLine === fix.endLine
      ? `line ${fix.startLine}`
      : `lines ${fix.startLine} to ${fix.endLine}`
  const isUnchanged = fix.before === fix.after
  return (
    <section className="fix-entry" data-open={isOpen || undefined} aria-label={fix.title}>
      <div className="fix-title">
        <CheckedText text={title.text} problems={problems}>
          {(describedBy) => (
            <input
              className="text-input"
              aria-label="Title of the fix"
              aria-describedby={describedBy}
              maxLength={500}
              readOnly={isReadOnly}
              value={title.text}
              onChange={(event) => title.change(event.target.value)}
              onBlur={title.flush}
            />
          )}
        </CheckedText>
        {!isReadOnly && (
          <IconButton
            icon="trash"
            label="Remove the fix"
            onPress={() => void removeFix(workbench, place)}
          />
        )}
      </div>
      <p className="muted small">
        {GRADES[fix.grade]}, {fix.author === 'rule' ? 'by the rule' : 'by the reviewer'}, {lines}
        {isUnchanged && ', nothing changed yet'}
      </p>
      <AriaButton
        className="link-button"
        onPress={() => setView({ stage: isOpen ? 'source' : 'fix', fixId: fix.id })}
      >
        {isOpen
          ? 'Back to the source'
          : isReadOnly
            ? 'Show before and after'
            : 'Edit before and after'}
      </AriaButton>
    </section>
  )
}
