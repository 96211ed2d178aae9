import type { ReactNode } from 'react'
import { Label, Radio, RadioGroup } from 'react-aria-components'
import './choice.css'

interface Props<T extends string> {
  readonly label: string
  readonly value: T
  readonly choices: readonly {
    readonly value: T
    readonly label: ReactNode
    readonly name: string
  }[]
  readonly onChange: (value: T) => void
  readonly isDisabled?: boolean
}

/** One of a few, all in sight: a radio group drawn as one segmented control. */
export function Choice<T extends string>({
  label,
  value,
  choices,
  onChange,
  isDisabled,
}: Props<T>) {
  return (
    <RadioGroup
      className="choice"
      value={value}
      orientation="horizontal"
      isDisabled={isDisabled ?? false}
      onChange={(chosen) => {
        const choice = choices.find((each) => each.value === chosen)
        if (choice) {
          onChange(choice.value)
        }
      }}
    >
      <Label className="field-label">{label}</Label>
      <div className="choice-row">
        {choices.map((choice) => (
          <Radio
            key={choice.value}
            className="choice-item"
            value={choice.value}
            aria-label={choice.name}
          >
            {choice.label}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  )
}
