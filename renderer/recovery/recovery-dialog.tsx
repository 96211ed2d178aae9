import { useState } from 'react'
import type { TypedText } from '../../electron/api/domain.ts'
import { setView } from '../state/view.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { showHidden } from '../ui/visible-text.ts'
import { discardText, restoreText } from './recover.ts'
import './recovery.css'
import { TextChanges } from './text-changes.tsx'

interface Props {
  readonly unsettled: Readonly<Record<string, TypedText>>
}

/** Every text that was being typed, with the choice what to make of it. */
export function RecoveryDialog({ unsettled }: Props) {
  const fields = Object.entries(unsettled)
  const close = () => setView({ overlay: undefined })
  const settle = (make: typeof restoreText, field: string, entry: TypedText) => {
    if (fields.length === 1) {
      close()
    }
    make(field, entry)
  }
  return (
    <Dialog title="Text from before Lectern ended" width="wide" onClose={close}>
      <section className="dialog-content" aria-label="Texts">
        <p className="muted">
          Lectern ended without warning. These texts were being typed; what stood in their fields
          before is known as well.
        </p>
        <ul className="recovery-list">
          {fields.map(([field, entry]) => (
            <RecoveredField
              key={field}
              entry={entry}
              onRestore={() => settle(restoreText, field, entry)}
              onDiscard={() => settle(discardText, field, entry)}
            />
          ))}
        </ul>
      </section>
    </Dialog>
  )
}

interface FieldProps {
  readonly entry: TypedText
  readonly onRestore: () => void
  readonly onDiscard: () => void
}

function RecoveredField({ entry, onRestore, onDiscard }: FieldProps) {
  const [isCompared, setCompared] = useState(false)
  const name = fieldName(entry)
  return (
    <li className="recovery-field" aria-label={name}>
      <h3>{showHidden(name)}</h3>
      {isCompared ? (
        <TextChanges before={entry.before} after={entry.text} />
      ) : (
        <p className="recovery-excerpt selectable">{showHidden(excerpt(entry.text))}</p>
      )}
      <div className="recovery-actions">
        <Button kind="primary" onPress={onRestore}>
          Restore
        </Button>
        <Button onPress={onDiscard}>Discard</Button>
        <Button kind="quiet" onPress={() => setCompared(!isCompared)}>
          {isCompared ? 'Hide changes' : 'View changes'}
        </Button>
      </div>
    </li>
  )
}

function fieldName({ label, findingId, place }: TypedText): string {
  return findingId !== undefined && place === 'findings' ? `${label}, #${findingId}` : label
}

const EXCERPT = 200

/** The end of the text: what was typed last. */
function excerpt(text: string): string {
  return text.length > EXCERPT ? `…${text.slice(-EXCERPT)}` : text || '(empty)'
}
