// A title that is edited where it stands: Enter or leaving it keeps it, Escape takes it back.
import { useState } from 'react'

interface Props {
  readonly label: string
  readonly value: string
  readonly isReadOnly: boolean
  /** Set for a text that may be left out. */
  readonly placeholder?: string
  readonly onSave: (value: string) => void
}

export function TitleField({ label, value, isReadOnly, placeholder, onSave }: Props) {
  const [typed, setTyped] = useState<string>()
  const keep = () => {
    const next = typed?.trim()
    setTyped(undefined)
    const isUsable = next !== '' || placeholder !== undefined
    if (next !== undefined && isUsable && next !== value) onSave(next)
  }
  return (
    <input
      className="plan-title"
      aria-label={label}
      value={typed ?? value}
      maxLength={300}
      placeholder={placeholder ?? ''}
      readOnly={isReadOnly}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') keep()
        if (event.key === 'Escape') setTyped(undefined)
      }}
    />
  )
}
