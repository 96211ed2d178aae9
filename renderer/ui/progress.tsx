// A bar that says how much is done, or that something is going on.
import './progress.css'

interface Props {
  readonly label: string
  readonly value?: number
  /** Not given while nobody knows how much there is. */
  readonly max?: number
}

export function Progress({ label, value, max }: Props) {
  const known = max === undefined ? {} : { max, value: value ?? 0 }
  return <progress className="progress" aria-label={label} {...known} />
}
