import type { Severity } from '../../analyzer/model.ts'
import './severity-mark.css'

const SEVERITY_LETTERS: Readonly<Record<Severity, string>> = {
  critical: 'C',
  high: 'H',
  medium: 'M',
  low: 'L',
  info: 'I',
}

export const SEVERITY_NAMES: Readonly<Record<Severity, string>> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  info: 'Info',
}

interface Props {
  readonly severity: Severity
  /** The analyzer's severity where the reviewer's differs: shown as `H ← M`. */
  readonly original?: Severity
}

/** A severity as its letter in its colour; its name is there for assistive technology. */
export function SeverityMark({ severity, original = severity }: Props) {
  const name =
    original === severity
      ? SEVERITY_NAMES[severity]
      : `${SEVERITY_NAMES[severity]}, was ${SEVERITY_NAMES[original]}`
  return (
    <span className="severity-mark" role="img" aria-label={name} title={name}>
      <SeverityLetter severity={severity} />
      {original !== severity && (
        <span className="severity-original" data-letter={`←${SEVERITY_LETTERS[original]}`} />
      )}
    </span>
  )
}

interface LetterProps {
  readonly severity: Severity
}

/** The letter alone, where the name stands beside it. */
export function SeverityLetter({ severity }: LetterProps) {
  return (
    <span
      className="severity-letter"
      data-severity={severity}
      data-letter={SEVERITY_LETTERS[severity]}
      aria-hidden="true"
    />
  )
}
