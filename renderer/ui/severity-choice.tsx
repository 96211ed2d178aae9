import { SEVERITIES, type Severity } from '../../analyzer/model.ts'
import { Choice } from './choice.tsx'
import { SEVERITY_NAMES, SeverityLetter } from './severity-mark.tsx'

interface Props {
  readonly label: string
  readonly value: Severity
  readonly isDisabled?: boolean
  readonly onChange: (severity: Severity) => void
}

const CHOICES = SEVERITIES.map((value) => ({
  value,
  name: SEVERITY_NAMES[value],
  label: (
    <>
      <SeverityLetter severity={value} />
      <span className="choice-word">{SEVERITY_NAMES[value]}</span>
    </>
  ),
}))

/** The five severities, each with its letter and its word. */
export function SeverityChoice(props: Props) {
  return <Choice {...props} choices={CHOICES} />
}
