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

interface TipProps {
  readonly label: string
  /** Shown beside the name, e.g. `Ctrl+E`. */
  readonly keys?: string | undefined
  /** The button that it is about. */
  readonly children: ReactNode
}

/** Shows the name of a button without words, or what one with few words does, on hover and focus. */
export function WithTooltip({ label, keys, children }: TipProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      {children}
      <Tooltip className="tooltip" offset={4}>
        {label}
        {keys && <kbd>{keys}</kbd>}
      </Tooltip>
    </TooltipTrigger>
  )
}

interface IconButtonProps {
  readonly icon: string
  /** Name for assistive technology and the tooltip. */
  readonly label: string
  readonly keys?: string | undefined
  readonly onPress: () => void
  readonly isDisabled?: boolean
}

/** A button with an icon alone. */
export function IconButton({ icon, label, keys, onPress, isDisabled }: IconButtonProps) {
  return (
    <WithTooltip label={label} keys={keys}>
      <AriaButton
        className="icon-button"
        aria-label={label}
        onPress={onPress}
        isDisabled={isDisabled ?? false}
      >
        <Icon name={icon} />
      </AriaButton>
    </WithTooltip>
  )
}
