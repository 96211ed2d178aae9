import { type ReactNode, useState } from 'react'
import { Dialog } from './dialog.tsx'
import './picker.css'

export interface PickerRow {
  readonly key: string
  readonly content: ReactNode
  /** It is listed to be found, and cannot be chosen here. */
  readonly isDisabled?: boolean
}

interface Props {
  readonly title: string
  /** Name of the field for assistive technology. */
  readonly label: string
  readonly placeholder: string
  /** The rows for what was typed, the best first. */
  readonly find: (text: string) => readonly PickerRow[]
  readonly empty: string
  readonly onChoose: (key: string) => void
  /** Told what is typed, for rows that have to be asked for. */
  readonly onText?: (text: string) => void
  readonly onClose: () => void
}

/** Type a few letters, choose one: the field keeps the keyboard, the list follows it. */
export function Picker({
  title,
  label,
  placeholder,
  find,
  empty,
  onChoose,
  onText,
  onClose,
}: Props) {
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const found = find(text)
  const choose = (row: PickerRow | undefined) => {
    if (row && !row.isDisabled) {
      onChoose(row.key)
    }
  }
  const move = (step: number) => setAt(Math.max(0, Math.min(found.length - 1, at + step)))
  const keys = new Map<string, () => void>([
    ['ArrowDown', () => move(1)],
    ['ArrowUp', () => move(-1)],
    ['PageDown', () => move(10)],
    ['PageUp', () => move(-10)],
    ['Enter', () => choose(found[at])],
  ])
  const idOf = ({ key }: PickerRow) => `picker-${key}`
  return (
    <Dialog title={title} onClose={onClose}>
      <input
        className="picker-input"
        role="combobox"
        aria-expanded="true"
        aria-controls="picker-list"
        aria-activedescendant={found[at] ? idOf(found[at]) : undefined}
        aria-label={label}
        placeholder={placeholder}
        spellCheck={false}
        autoComplete="off"
        autoFocus
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setAt(0)
          onText?.(event.target.value)
        }}
        onKeyDown={(event) => {
          const action = keys.get(event.key)
          if (action) {
            event.preventDefault()
            action()
          }
        }}
      />
      <div id="picker-list" className="picker-list" role="listbox" aria-label={title}>
        {found.map((row, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above holds the keyboard
          // biome-ignore lint/a11y/useFocusableInteractive: the field above holds the focus
          <div
            key={row.key}
            id={idOf(row)}
            ref={(element) => {
              if (index === at) {
                element?.scrollIntoView({ block: 'nearest' })
              }
            }}
            className="picker-row"
            role="option"
            aria-selected={index === at}
            aria-disabled={row.isDisabled}
            onClick={() => choose(row)}
          >
            {row.content}
          </div>
        ))}
      </div>
      {found.length === 0 && <p className="pane-empty">{empty}</p>}
    </Dialog>
  )
}
