import { setView } from '../state/view.ts'
import { Dialog } from '../ui/dialog.tsx'
import { COMMAND_GROUPS, type Command, isEnabled } from './command.ts'
import { KeyCaps } from './key-caps.tsx'

interface Props {
  readonly commands: readonly Command[]
}

/** The keys that are valid here, by topic. */
export function KeysSheet({ commands }: Props) {
  const valid = commands.filter((command) => command.keys.length > 0 && isEnabled(command))
  return (
    <Dialog title="Keys" width="wide" onClose={() => setView({ overlay: undefined })}>
      <div className="dialog-content keys-columns">
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
      </div>
    </Dialog>
  )
}
