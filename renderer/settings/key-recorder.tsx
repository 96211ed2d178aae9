import { useEffect, useRef, useState } from 'react'
import { conflictsOf } from '../commands/bindings.ts'
import type { Command } from '../commands/command.ts'
import { KeyCaps } from '../commands/key-caps.tsx'
import { strokeOf } from '../commands/keymap.ts'
import { Button } from '../ui/button.tsx'

interface Props {
  readonly command: Command
  readonly all: readonly Command[]
  readonly onSave: (stroke: string, takenFrom: readonly Command[]) => void
  readonly onCancel: () => void
}

/** Longest sequence of strokes. */
const MAX_STROKES = 2

/** Takes the next strokes as a key: Enter saves them, Backspace starts over, Escape leaves. */
export function KeyRecorder({ command, all, onSave, onCancel }: Props) {
  const [strokes, setStrokes] = useState<readonly string[]>([])
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const keys = strokes.join(' ')
  const others =
    keys === '' ? [] : conflictsOf({ ...command, keys: [keys] }, all).map(({ other }) => other)
  const actions = new Map<string, () => void>([
    ['Enter', () => keys !== '' && onSave(keys, [])],
    ['Escape', onCancel],
    ['Backspace', () => setStrokes([])],
  ])
  return (
    <div className="key-recorder">
      <input
        className="text-input key-recorder-field"
        aria-label={`New key for ${command.title}`}
        aria-describedby="key-recorder-hint"
        ref={field}
        readOnly
        value={keys}
        placeholder="Press a key"
        onKeyDown={(event) => {
          const { key, ctrlKey, metaKey, altKey, shiftKey } = event
          const isAltGraph = event.getModifierState('AltGraph')
          const stroke = strokeOf({ key, ctrlKey, metaKey, altKey, shiftKey, isAltGraph })
          // Tab leaves the field, as everywhere.
          if (stroke === undefined || /^(Shift\+)?Tab$/u.test(stroke)) {
            return
          }
          event.preventDefault()
          event.stopPropagation()
          const action = actions.get(stroke)
          if (action) {
            action()
          } else {
            setStrokes(strokes.length === MAX_STROKES ? [stroke] : [...strokes, stroke])
          }
        }}
      />
      {keys !== '' && <KeyCaps keys={[keys]} />}
      <Button kind="primary" isDisabled={keys === ''} onPress={() => onSave(keys, [])}>
        Add
      </Button>
      {others.length > 0 && (
        <Button onPress={() => onSave(keys, others)}>
          {`Take it from ${others.length === 1 ? others[0]?.title : `${others.length} commands`}`}
        </Button>
      )}
      <Button kind="quiet" onPress={onCancel}>
        Cancel
      </Button>
      <p id="key-recorder-hint" className="muted small" role="status">
        {others.length > 0
          ? `${keys} runs ${others.map(({ title }) => title).join(', ')} already.`
          : 'One stroke, or two one after the other. Enter adds it, Backspace starts over.'}
      </p>
    </div>
  )
}
