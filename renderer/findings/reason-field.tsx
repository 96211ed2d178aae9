import { useState } from 'react'
import { Input, Label, TextField } from 'react-aria-components'
import { useClaims } from '../bridge/use-claims.ts'
import { Button } from '../ui/button.tsx'
import { CheckedText } from '../ui/checked-text.tsx'

interface Props {
  readonly reviewId: number
  /** Absent where the reason is for many. */
  readonly findingId?: number
  readonly label: string
  readonly suggestions: readonly string[]
  readonly initial: string
  readonly action: string
  readonly onSave: (reason: string) => void
  readonly onCancel: () => void
}

/** Asks for the reason of a judgement that does not stand without one. Enter saves, Escape leaves. */
export function ReasonField({
  reviewId,
  findingId,
  label,
  suggestions,
  initial,
  action,
  onSave,
  onCancel,
}: Props) {
  const [reason, setReason] = useState(initial)
  const problems = useClaims(reviewId, findingId === undefined ? null : { findingId }, reason)
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
        <CheckedText text={reason} problems={problems}>
          {(describedBy) => (
            <Input className="text-input" maxLength={10_000} aria-describedby={describedBy} />
          )}
        </CheckedText>
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
