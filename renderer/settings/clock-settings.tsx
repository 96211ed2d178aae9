// When the session clock reminds of a break and of reading closer.
import { useState } from 'react'
import type { Settings } from '../../electron/api/domain.ts'

interface Props {
  readonly clock: Settings['clock']
  readonly onChange: (clock: Settings['clock']) => void
}

const FIELDS = [
  { key: 'firstBreak', label: 'Suggest a break after, in minutes', most: 600 },
  { key: 'secondBreak', label: 'Suggest it once more after, in minutes', most: 600 },
  { key: 'linesPerHour', label: 'Suggest reading closer above, in lines an hour', most: 100_000 },
] as const

export function ClockSettings({ clock, onChange }: Props) {
  return (
    <fieldset className="settings-clock">
      <legend className="field-label">Session clock</legend>
      {FIELDS.map(({ key, label, most }) => (
        <NumberField
          key={key}
          label={label}
          most={most}
          value={clock[key]}
          onSave={(value) => onChange({ ...clock, [key]: value })}
        />
      ))}
      <p className="muted small">
        0: never. A reminder stands in the status bar and blocks nothing.
      </p>
    </fieldset>
  )
}

interface NumberProps {
  readonly label: string
  readonly value: number
  readonly most: number
  readonly onSave: (value: number) => void
}

/** Saves each whole number within its bounds as it is typed; anything else is left again. */
function NumberField({ label, value, most, onSave }: NumberProps) {
  const [typed, setTyped] = useState<string>()
  return (
    <label className="settings-number">
      <span>{label}</span>
      <input
        className="text-input"
        inputMode="numeric"
        value={typed ?? String(value)}
        aria-invalid={typed !== undefined && asWhole(typed, most) === undefined}
        onChange={({ target }) => {
          setTyped(target.value)
          const next = asWhole(target.value, most)
          if (next !== undefined && next !== value) onSave(next)
        }}
        onBlur={() => setTyped(undefined)}
      />
    </label>
  )
}

function asWhole(text: string, most: number): number | undefined {
  const value = /^\d{1,6}$/.test(text.trim()) ? Number(text) : undefined
  return value !== undefined && value <= most ? value : undefined
}
