import { useState } from 'react'
import type { ReviewHeader } from '../../electron/api/domain.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { setView } from '../state/view.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import './history.css'
import { nameCheckpoint } from './walk.ts'

interface Props {
  readonly header: ReviewHeader
}

/** All is saved already; a checkpoint gives the present state a name to go back to. */
export function CheckpointDialog({ header }: Props) {
  const workbench = useWorkbench()
  const [name, setName] = useState('')
  const close = () => setView({ overlay: undefined })
  const save = async () => {
    if (name.trim() !== '' && (await nameCheckpoint(workbench, header.id, name))) {
      close()
    }
  }
  return (
    <Dialog title="Name a checkpoint" onClose={close}>
      <form
        className="dialog-content checkpoint"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <p className="muted">Everything is saved already. The name leads back to this state.</p>
        <label className="field-label" htmlFor="checkpoint-name">
          Name
        </label>
        <input
          id="checkpoint-name"
          className="text-input"
          autoFocus
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <div className="reason-actions">
          <Button kind="primary" isDisabled={name.trim() === ''} onPress={() => void save()}>
            Name it
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
