import '@vscode/codicons/dist/codicon.css'

interface Props {
  /** Name of the codicon, e.g. `chevron-right`. */
  readonly name: string
  readonly className?: string
}

/** An icon for the eye alone: the control that holds it carries the name. */
export function Icon({ name, className = '' }: Props) {
  return <span className={`codicon codicon-${name} ${className}`} aria-hidden="true" />
}
