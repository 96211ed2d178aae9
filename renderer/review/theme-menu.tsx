import { useApi, useCommand } from '../bridge/queries.ts'
import { Icon } from '../ui/icon.tsx'
import { ChoiceMenu } from '../ui/menu.tsx'

const THEMES = [
  { value: 'system', label: 'Like the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'contrast-light', label: 'High contrast, light' },
  { value: 'contrast-dark', label: 'High contrast, dark' },
] as const

/** Light, dark, high contrast, or as the system has it. */
export function ThemeMenu() {
  const { data: settings } = useApi('settings.read', {})
  const save = useCommand('settings.save')
  return (
    <ChoiceMenu
      label="Theme"
      choices={THEMES}
      chosen={settings?.theme ?? 'system'}
      onChoose={(theme) => void save({ change: { theme } })}
    >
      <Icon name="color-mode" />
    </ChoiceMenu>
  )
}
