import { useState } from 'react'
import { setView } from '../state/view.ts'
import { Dialog } from '../ui/dialog.tsx'
import { type Command, isEnabled } from './command.ts'
import { KeyCaps } from './key-caps.tsx'
import './palette.css'
import { searchCommands } from './search.ts'

interface Props {
  readonly commands: readonly Command[]
}

/** Every command that means something now, with its keys. */
export function Palette({ commands }: Props) {
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const found = searchCommands(commands.filter(isEnabled), text)
  const close = () => setView({ overlay: undefined })
  const run = (command: Command | undefined) => {
    if (command) {
      close()
      // After the dialog gave the focus back, so that the command may move it.
      window.setTimeout(command.run)
    }
  }
  const move = (step: number) => setAt(Math.max(0, Math.min(found.length - 1, at + step)))
  const keys = new Map<string, () => void>([
    ['ArrowDown', () => move(1)],
    ['ArrowUp', () => move(-1)],
    ['PageDown', () => move(10)],
    ['PageUp', () => move(-10)],
    ['Enter', () => run(found[at])],
  ])

  return (
    <Dialog title="Commands" onClose={close}>
      <input
        className="palette-input"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={found[at] ? `command-${found[at].id}` : undefined}
        aria-label="Command"
        placeholder="Type a few letters of a command"
        autoFocus
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setAt(0)
        }}
        onKeyDown={(event) => {
          const action = keys.get(event.key)
          if (action) {
            event.preventDefault()
            action()
          }
        }}
      />
      <div id="palette-list" className="palette-list" role="listbox" aria-label="Commands">
        {found.map((command, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above holds the keyboard
          // biome-ignore lint/a11y/useFocusableInteractive: the field above holds the focus
          <div
            key={command.id}
            id={`command-${command.id}`}
            ref={(row) => {
              if (index === at) {
                row?.scrollIntoView({ block: 'nearest' })
              }
            }}
            className="palette-row"
            role="option"
            aria-selected={index === at}
            onClick={() => run(command)}
          >
            <span className="palette-group">{command.group}</span>
            <span className="palette-title">{command.title}</span>
            <KeyCaps keys={command.keys} />
          </div>
        ))}
      </div>
      {found.length === 0 && <p className="pane-empty">No command has these letters.</p>}
    </Dialog>
  )
}
