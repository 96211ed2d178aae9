import type { ReactNode } from 'react'
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import './menu.css'
import { WithTooltip } from './button.tsx'
import { Icon } from './icon.tsx'

export interface MenuChoice<T extends string> {
  readonly value: T
  readonly label: string
}

interface Props<T extends string> {
  /** What is chosen, for assistive technology. */
  readonly label: string
  /** What the button shows. */
  readonly children: ReactNode
  readonly choices: readonly MenuChoice<T>[]
  readonly chosen: T
  readonly onChoose: (value: T) => void
}

/** A quiet button that opens a list to choose one from. */
export function ChoiceMenu<T extends string>({
  label,
  children,
  choices,
  chosen,
  onChoose,
}: Props<T>) {
  return (
    <MenuTrigger>
      <WithTooltip label={label}>
        <AriaButton className="menu-button" aria-label={label}>
          {children}
        </AriaButton>
      </WithTooltip>
      <Popover className="menu-popover" offset={2} placement="bottom start">
        <Menu
          className="menu"
          aria-label={label}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[chosen]}
          onAction={(key) => {
            const choice = choices.find(({ value }) => value === key)
            if (choice) {
              onChoose(choice.value)
            }
          }}
        >
          {choices.map(({ value, label: text }) => (
            <MenuItem key={value} id={value} className="menu-item" textValue={text}>
              <Icon name={value === chosen ? 'check' : 'blank'} />
              {text}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}
