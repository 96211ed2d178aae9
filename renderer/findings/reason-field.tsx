import { useState } from 'react'
import { Input, Label, TextField } from 'react-aria-components'
import { Button } from '../ui/button.tsx'

interface Props {
  readonly label: string
  readonly suggestions: readonly string[]
  readonly initial: string
  readonly action: string
  readonly onSave: (reason: string) => void
  readonly onCancel: () => void
}

/** Asks for the reason of a judgement that does not stand without one. Enter saves, Escape leaves. */
export function ReasonField({ label, suggestions, initial, action, onSave, onCancel }: Props) {
  const [reason, setReason] = useState(initial)
  const isGiven = reason.trim() !== ''
  return (
    <form
      className="reason"
      onSubmit={(event) => {
        event.preventDefault()
        if (isGiven) {
          onSave(reason.trim())
        }
      }}
    >
      <TextField
        autoFocus
        value={reason}
        onChange={setReason}
        isRequired
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            onCancel()
          }
        }}
        onFocus={(event) => {
          if (event.target instanceof HTMLInputElement) {
            event.target.select()
          }
        }}
      >
        <Label className="field-label">{label}</Label>
        <Input className="text-input" maxLength={10_000} />
      </TextField>
      {suggestions.length > 0 && (
        <div className="reason-suggestions">
          {suggestions.map((text) => (
            <Button key={text} kind="quiet" onPress={() => onSave(text)}>
              {text}
            </Button>
          ))}
        </div>
      )}
      <div className="reason-actions">
        <Button kind="primary" isDisabled={!isGiven} onPress={() => onSave(reason.trim())}>
          {action}
        </Button>
        <Button kind="quiet" onPress={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  )
}
