import { setView } from '../state/view.ts'
import { Picker } from '../ui/picker.tsx'
import { type Command, isEnabled, isForbidden } from './command.ts'
import { KeyCaps } from './key-caps.tsx'
import './palette.css'
import { searchCommands } from './search.ts'

interface Props {
  readonly commands: readonly Command[]
}

/** Every command with its keys; those that mean nothing where the eye is stand last and say so. */
export function Palette({ commands }: Props) {
  const close = () => setView({ overlay: undefined })
  const find = (text: string) => {
    const found = searchCommands(commands, text)
    return [...found.filter(isEnabled), ...found.filter((command) => !isEnabled(command))].map(
      (command) => ({
        key: command.id,
        isDisabled: !isEnabled(command),
        content: (
          <>
            <span className="palette-group">{command.group}</span>
            <span className="palette-title">{command.title}</span>
            {!isEnabled(command) && (
              <span className="muted small">{isForbidden(command) ? 'read only' : 'not here'}</span>
            )}
            <KeyCaps keys={command.keys} />
          </>
        ),
      }),
    )
  }
  return (
    <Picker
      title="Commands"
      label="Command"
      placeholder="Type a few letters of a command"
      empty="No command has these letters."
      find={find}
      onClose={close}
      onChoose={(id) => {
        close()
        // After the dialog gave the focus back, so that the command may move it.
        window.setTimeout(() => commands.find((command) => command.id === id)?.run())
      }}
    />
  )
}
