import type { ReactNode } from 'react'
import { Label, Radio, RadioGroup } from 'react-aria-components'
import './choice.css'

interface Shared<T extends string> {
  /** Nothing is chosen while it is not given. */
  readonly value: T | undefined
  readonly choices: readonly {
    readonly value: T
    readonly label: ReactNode
    readonly name: string
    /** It stands there, but cannot be chosen. */
    readonly isDisabled?: boolean
  }[]
  readonly onChange: (value: T) => void
  readonly isDisabled?: boolean
}

/** A label of its own, or the id of what stands above it. */
type Props<T extends string> = Shared<T> &
  (
    | { readonly label: string; readonly labelledBy?: undefined }
    | { readonly label?: undefined; readonly labelledBy: string }
  )

/** One of a few, all in sight: a radio group drawn as one segmented control. */
export function Choice<T extends string>({
  label,
  labelledBy,
  value,
  choices,
  onChange,
  isDisabled,
}: Props<T>) {
  return (
    <RadioGroup
      className="choice"
      value={value ?? null}
      {...(labelledBy === undefined ? {} : { 'aria-labelledby': labelledBy })}
      orientation="horizontal"
      isDisabled={isDisabled ?? false}
      onChange={(chosen) => {
        const choice = choices.find((each) => each.value === chosen)
        if (choice) {
          onChange(choice.value)
        }
      }}
    >
      {label !== undefined && <Label className="field-label">{label}</Label>}
      <div className="choice-row">
        {choices.map((choice) => (
          <Radio
            key={choice.value}
            className="choice-item"
            value={choice.value}
            aria-label={choice.name}
            isDisabled={choice.isDisabled ?? false}
          >
            {choice.label}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  )
}
