import { type ReactNode, useState } from 'react'
import { Button } from './button.tsx'
import './dialog-form.css'

interface Props {
  /** What the button says that saves. */
  readonly save: string
  /** What the button says that closes without saving. */
  readonly leave: string
  /** False while something is missing that cannot be saved without. */
  readonly isWhole: boolean
  /** Gives whether it was saved; the dialog closes then. */
  readonly onSave: () => Promise<boolean>
  readonly onClose: () => void
  readonly children: ReactNode
}

/** What is written in a dialog and saved as a whole: with its button or Ctrl+Enter. */
export function DialogForm({ save, leave, isWhole, onSave, onClose, children }: Props) {
  const [isSaving, setSaving] = useState(false)
  const saveAndClose = async () => {
    if (!isWhole || isSaving) return
    setSaving(true)
    const isSaved = await onSave()
    setSaving(false)
    if (isSaved) onClose()
  }
  return (
    <form
      className="dialog-content dialog-form"
      onSubmit={(event) => {
        event.preventDefault()
        void saveAndClose()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && event.ctrlKey) {
          event.preventDefault()
          void saveAndClose()
        }
      }}
    >
      {children}
      <footer className="reason-actions">
        <Button kind="primary" isDisabled={!isWhole} onPress={() => void saveAndClose()}>
          {save}
        </Button>
        <Button kind="quiet" onPress={onClose}>
          {leave}
        </Button>
      </footer>
    </form>
  )
}
