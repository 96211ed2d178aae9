import type { ReviewHeader } from '../../electron/api/domain.ts'
import { useApi } from '../bridge/queries.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { setView } from '../state/view.ts'
import { Dialog } from '../ui/dialog.tsx'
import { DialogForm } from '../ui/dialog-form.tsx'
import { showHidden } from '../ui/visible-text.ts'
import { changeStrength, draftOf, spotName, useStrengthDraft } from './draft.ts'
import './strengths.css'
import { writeStrength } from './write-strength.ts'

interface Props {
  readonly header: ReviewHeader
}

/** Something done well, in the reviewer's words, or one more place of it. */
export function StrengthDialog({ header }: Props) {
  const workbench = useWorkbench()
  const { target, spot, title, text } = useStrengthDraft()
  const { data } = useApi('strengths.list', { reviewId: header.id })
  const own = data?.own ?? []
  const close = () => setView({ overlay: undefined })
  const isWhole = title.trim() !== '' && !header.readOnly
  return (
    <Dialog title="Done well" onClose={close} width="wide">
      <DialogForm
        save={target === undefined ? 'Add the strength' : 'Save'}
        leave="Go on later"
        isWhole={isWhole}
        onSave={() => writeStrength(workbench, header.id)}
        onClose={close}
      >
        {spot && (
          <p className="muted">
            <code>{showHidden(spotName(spot))}</code>{' '}
            <button
              type="button"
              className="link-button"
              onClick={() => changeStrength({ spot: undefined })}
            >
              Without this place
            </button>
          </p>
        )}
        {own.length > 0 && (
          <div>
            <label className="field-label" htmlFor="strength-target">
              Note
            </label>
            <select
              id="strength-target"
              className="text-input"
              value={target?.id ?? ''}
              onChange={(event) => draftOf(own.find(({ id }) => `${id}` === event.target.value))}
            >
              <option value="">Something new</option>
              {own.map((strength) => (
                <option key={strength.id} value={strength.id}>
                  {showHidden(strength.title)}
                </option>
              ))}
            </select>
          </div>
        )}
        <div>
          <label className="field-label" htmlFor="strength-title">
            What is done well
          </label>
          <input
            id="strength-title"
            className="text-input"
            autoFocus
            maxLength={300}
            value={title}
            onChange={(event) => changeStrength({ title: event.target.value })}
          />
        </div>
        <div>
          <label className="field-label" htmlFor="strength-text">
            Why it should stay exactly as it is
          </label>
          <textarea
            id="strength-text"
            className="text-input"
            maxLength={20_000}
            value={text}
            onChange={(event) => changeStrength({ text: event.target.value })}
          />
        </div>
      </DialogForm>
    </Dialog>
  )
}
