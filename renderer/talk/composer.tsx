import { useEffect, useRef } from 'react'
import { type Subject, useClaims } from '../bridge/use-claims.ts'
import { endTyping, noteTyping } from '../state/typing.ts'
import { compose, useView } from '../state/view.ts'
import { Button } from '../ui/button.tsx'
import { CheckedText } from '../ui/checked-text.tsx'

interface Props {
  /** Names the text for good: what was typed comes back when the field does. */
  readonly field: string
  readonly reviewId: number
  /** What the comment is about; its claims are checked. */
  readonly about: Subject
  readonly label: string
  readonly action: string
  readonly initial?: string
  readonly isFocused?: boolean
  readonly onFocused?: () => void
  /** Gives whether it was stored; the text stays otherwise. */
  readonly onSend: (text: string) => Promise<boolean>
  readonly onCancel?: () => void
}

/** A field for a comment. Ctrl+Enter sends it; leaving it keeps what was typed. */
export function Composer({
  field,
  reviewId,
  about,
  label,
  action,
  initial = '',
  isFocused = false,
  onFocused,
  onSend,
  onCancel,
}: Props) {
  const text = useView(({ composing }) => composing[field]) ?? initial
  const problems = useClaims(reviewId, about, text)
  const area = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    if (isFocused) {
      area.current?.focus()
      onFocused?.()
    }
  }, [isFocused, onFocused])
  const isEmpty = text.trim() === ''
  const send = async () => {
    if (!isEmpty && (await onSend(text))) {
      compose(field, '')
      endTyping(field)
    }
  }
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <CheckedText text={text} problems={problems}>
        {(describedBy) => (
          <textarea
            ref={area}
            className="text-input"
            aria-label={label}
            aria-describedby={describedBy}
            placeholder={label}
            maxLength={20_000}
            value={text}
            onChange={(event) => {
              noteTyping(field, text, event.target.value)
              compose(field, event.target.value)
            }}
            onBlur={() => endTyping(field)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && event.ctrlKey) {
                event.preventDefault()
                void send()
              }
            }}
          />
        )}
      </CheckedText>
      {(!isEmpty || onCancel) && (
        <div className="reason-actions">
          <Button kind="primary" isDisabled={isEmpty} onPress={() => void send()}>
            {action}
          </Button>
          {onCancel && (
            <Button kind="quiet" onPress={onCancel}>
              Cancel
            </Button>
          )}
        </div>
      )}
    </form>
  )
}
