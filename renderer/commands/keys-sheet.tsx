import { setView } from '../state/view.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { COMMAND_GROUPS, type Command, isEnabled } from './command.ts'
import { KeyCaps } from './key-caps.tsx'
import { isPlainKey } from './keymap.ts'
import './palette.css'

interface Props {
  readonly commands: readonly Command[]
  readonly hasSingleKeys: boolean
}

/** The keys that are valid here, by topic. */
export function KeysSheet({ commands, hasSingleKeys }: Props) {
  const works = (keys: string) => hasSingleKeys || isPlainKey(keys.split(' ')[0] ?? keys)
  const valid = commands
    .filter(isEnabled)
    .map((command) => ({ ...command, keys: command.keys.filter(works) }))
    .filter(({ keys }) => keys.length > 0)
  return (
    <Dialog title="Keys" width="wide" onClose={() => setView({ overlay: undefined })}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled with keys too */}
      <section className="dialog-content keys-columns" aria-label="Keys by topic" tabIndex={0}>
        {COMMAND_GROUPS.map((group) => {
          const members = valid.filter((command) => command.group === group)
          return (
            members.length > 0 && (
              <section key={group} className="keys-group">
                <h3>{group}</h3>
                {members.map((command) => (
                  <div key={command.id} className="keys-row">
                    <span>{command.title}</span>
                    <KeyCaps keys={command.keys} />
                  </div>
                ))}
              </section>
            )
          )
        })}
      </section>
      <footer className="dialog-foot keys-foot">
        <span className="muted">
          {hasSingleKeys
            ? 'Single keys are on.'
            : 'Single keys are off: commands are in the palette.'}
        </span>
        <Button onPress={() => setView({ overlay: 'settings' })}>Change keys</Button>
      </footer>
    </Dialog>
  )
}
