import { CATEGORIES } from '../../analyzer/model.ts'
import { CATEGORY_NAMES } from '../../electron/api/category-names.ts'
import type { ReviewHeader } from '../../electron/api/domain.ts'
import { useClaims } from '../bridge/use-claims.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { setView } from '../state/view.ts'
import { CheckedText } from '../ui/checked-text.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { DialogForm } from '../ui/dialog-form.tsx'
import { SeverityChoice } from '../ui/severity-choice.tsx'
import { showHidden } from '../ui/visible-text.ts'
import { changeDraft, clearDraft, placeName, useFindingDraft } from './draft.ts'
import './finding-dialog.css'
import { TemplateBar } from './template-bar.tsx'
import { writeFinding } from './write-finding.ts'

interface Props {
  readonly header: ReviewHeader
}

/** A finding in the reviewer's own words, at the lines that were marked in the source. */
export function FindingDialog({ header }: Props) {
  const workbench = useWorkbench()
  const { place, words } = useFindingDraft()
  const close = () => {
    // New words go on later; changed ones that are not saved are given up.
    if (place?.kind === 'edit') {
      clearDraft()
    }
    setView({ overlay: undefined })
  }
  const isWhole = words.title.trim() !== '' && words.message.trim() !== ''
  const about =
    place === undefined
      ? null
      : place.kind === 'new'
        ? { path: place.region.path, symbol: place.region.symbol }
        : { findingId: place.findingId }
  const problems = useClaims(header.id, about, words.message)
  if (place === undefined) {
    return null
  }
  const isNew = place.kind === 'new'
  return (
    <Dialog
      title={isNew ? 'New finding' : `Words of #${place.number}`}
      onClose={close}
      width="wide"
    >
      <DialogForm
        save={isNew ? 'Add the finding' : 'Save'}
        leave={isNew ? 'Go on later' : 'Cancel'}
        isWhole={isWhole}
        onSave={() => writeFinding(workbench, header.id)}
        onClose={close}
      >
        {isNew && (
          <p className="muted finding-form-place">
            <code>{showHidden(placeName(place.region.path, place.region.range))}</code>
            {place.region.symbol && (
              <>
                {' in '}
                <code>{showHidden(place.region.symbol)}</code>
              </>
            )}
          </p>
        )}
        <TemplateBar reviewId={header.id} isWhole={isWhole} />
        <div>
          <label className="field-label" htmlFor="finding-form-title">
            Title
          </label>
          <input
            id="finding-form-title"
            className="text-input"
            autoFocus
            maxLength={300}
            value={words.title}
            onChange={(event) => changeDraft({ title: event.target.value })}
          />
        </div>
        <SeverityChoice
          label="Severity"
          value={words.severity}
          onChange={(severity) => changeDraft({ severity })}
        />
        <div>
          <label className="field-label" htmlFor="finding-form-category">
            Category
          </label>
          <select
            id="finding-form-category"
            className="text-input"
            value={words.category}
            onChange={(event) => {
              const category = CATEGORIES.find((name) => name === event.target.value)
              if (category) {
                changeDraft({ category })
              }
            }}
          >
            {CATEGORIES.map((category) => (
              <option key={category} value={category}>
                {CATEGORY_NAMES[category]}
              </option>
            ))}
          </select>
        </div>
        <div>
          <label className="field-label" htmlFor="finding-form-message">
            What is wrong here
          </label>
          <CheckedText text={words.message} problems={problems}>
            {(describedBy) => (
              <textarea
                id="finding-form-message"
                aria-describedby={describedBy}
                className="text-input"
                maxLength={20_000}
                value={words.message}
                placeholder="What happens, when, and what should happen instead"
                onChange={(event) => changeDraft({ message: event.target.value })}
              />
            )}
          </CheckedText>
        </div>
      </DialogForm>
    </Dialog>
  )
}
