import type { Settings } from '../../electron/api/domain.ts'
import { useAutosave } from '../bridge/autosave.ts'
import { useCommand } from '../bridge/queries.ts'
import type { Command } from '../commands/command.ts'
import { setView } from '../state/view.ts'
import { Choice } from '../ui/choice.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ClockSettings } from './clock-settings.tsx'
import { KeyTable } from './key-table.tsx'
import './settings.css'

interface Props {
  readonly settings: Settings
  /** The commands with their own keys, as nobody changed them. */
  readonly commands: readonly Command[]
}

const THEMES = [
  { value: 'system', label: 'System', name: 'Like the system' },
  { value: 'light', label: 'Light', name: 'Light' },
  { value: 'dark', label: 'Dark', name: 'Dark' },
  { value: 'contrast-light', label: 'High contrast, light', name: 'High contrast, light' },
  { value: 'contrast-dark', label: 'High contrast, dark', name: 'High contrast, dark' },
] as const
const DENSITIES = [
  { value: 'compact', label: 'Compact', name: 'Compact' },
  { value: 'comfortable', label: 'Comfortable', name: 'Comfortable' },
] as const

/** What holds for all reviews; each change is saved as it is made. */
export function SettingsDialog({ settings, commands }: Props) {
  const save = useCommand('settings.save')
  const reviewer = useAutosave('settings-reviewer', settings.reviewer, async (text) => {
    return (await save({ change: { reviewer: text } })) !== undefined
  })
  return (
    <Dialog title="Settings" width="wide" onClose={() => setView({ overlay: undefined })}>
      <div className="dialog-content settings">
        <Choice
          label="Theme"
          value={settings.theme}
          choices={THEMES}
          onChange={(theme) => void save({ change: { theme } })}
        />
        <div className="settings-grid">
          <Choice
            label="Rows"
            value={settings.density}
            choices={DENSITIES}
            onChange={(density) => void save({ change: { density } })}
          />
          <div>
            <label className="field-label" htmlFor="settings-reviewer">
              Reviewer of new reviews
            </label>
            <input
              id="settings-reviewer"
              className="text-input"
              maxLength={200}
              value={reviewer.text}
              onChange={(event) => reviewer.change(event.target.value)}
              onBlur={reviewer.flush}
            />
          </div>
        </div>
        <label className="settings-switch">
          <input
            type="checkbox"
            checked={settings.singleKeys}
            onChange={(event) => void save({ change: { singleKeys: event.target.checked } })}
          />
          <span>
            Single keys run commands
            <span className="muted">
              {' '}
              Switched off, letters, arrows and Backspace decide nothing; every command stays in the
              list of commands.
            </span>
          </span>
        </label>
        <label className="settings-switch">
          <input
            type="checkbox"
            checked={settings.regionLine}
            onChange={(event) => void save({ change: { regionLine: event.target.checked } })}
          />
          <span>
            A line under the finding in the source
            <span className="muted"> Its title, and what decides it, below its code.</span>
          </span>
        </label>
        <ClockSettings
          clock={settings.clock}
          onChange={(clock) => void save({ change: { clock } })}
        />
        <KeyTable
          defaults={commands}
          changes={settings.keys}
          onChange={(keys) => void save({ change: { keys } })}
        />
      </div>
    </Dialog>
  )
}
