import type { ReactNode } from 'react'

interface Props {
  /** What the place of use adds to its looks. */
  readonly className?: string
  readonly children: ReactNode
}

/** Text as it was written, which may be longer than its place: keys scroll it, and it can be copied. */
export function ScrolledText({ className = '', children }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled with keys too
    <pre className={`selectable ${className}`} tabIndex={0}>
      {children}
    </pre>
  )
}
