import type { ReactNode } from 'react'
import { Button as AriaButton, Tooltip, TooltipTrigger } from 'react-aria-components'
import './button.css'
import { Icon } from './icon.tsx'

interface Props {
  readonly children: ReactNode
  readonly onPress: () => void
  readonly kind?: 'primary' | 'plain' | 'quiet'
  readonly icon?: string
  readonly isDisabled?: boolean
  readonly autoFocus?: boolean
}

/** A button with words. One `primary` per place. */
export function Button({ children, onPress, kind = 'plain', icon, isDisabled, autoFocus }: Props) {
  return (
    <AriaButton
      className={`button button-${kind}`}
      onPress={onPress}
      isDisabled={isDisabled ?? false}
      autoFocus={autoFocus ?? false}
    >
      {icon && <Icon name={icon} />}
      {children}
    </AriaButton>
  )
}

interface IconButtonProps {
  readonly icon: string
  /** Name for assistive technology and the tooltip. */
  readonly label: string
  /** Shown in the tooltip, e.g. `Ctrl+E`. */
  readonly keys?: string | undefined
  readonly onPress: () => void
  readonly isDisabled?: boolean
}

/** A button with an icon alone; its name is shown on hover and focus. */
export function IconButton({ icon, label, keys, onPress, isDisabled }: IconButtonProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      <AriaButton
        className="icon-button"
        aria-label={label}
        onPress={onPress}
        isDisabled={isDisabled ?? false}
      >
        <Icon name={icon} />
      </AriaButton>
      <Tooltip className="tooltip" offset={4}>
        {label}
        {keys && <kbd>{keys}</kbd>}
      </Tooltip>
    </TooltipTrigger>
  )
}
