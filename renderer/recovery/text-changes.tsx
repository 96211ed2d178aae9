import { diffWordsWithSpace } from 'diff'
import { useMemo } from 'react'
import { ScrolledText } from '../ui/scrolled-text.tsx'
import { showHidden } from '../ui/visible-text.ts'
import './recovery.css'

interface Props {
  readonly before: string
  readonly after: string
}

/** Two texts beside one another; what differs is marked word by word, and not by colour alone. */
export function TextChanges({ before, after }: Props) {
  const parts = useMemo(() => diffWordsWithSpace(before, after), [before, after])
  return (
    <div className="changes">
      <figure aria-label="Before">
        <figcaption className="muted small">Before</figcaption>
        <ScrolledText>
          {before === ''
            ? '(empty)'
            : parts.map(({ value, added, removed }, index) =>
                added ? null : removed ? (
                  // Parts are fixed in number and order for two texts.
                  // biome-ignore lint/suspicious/noArrayIndexKey: the place in the order is the identity
                  <del key={index}>{showHidden(value)}</del>
                ) : (
                  showHidden(value)
                ),
              )}
        </ScrolledText>
      </figure>
      <figure aria-label="After">
        <figcaption className="muted small">When Lectern ended</figcaption>
        <ScrolledText>
          {after === ''
            ? '(empty)'
            : parts.map(({ value, added, removed }, index) =>
                removed ? null : added ? (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the place in the order is the identity
                  <ins key={index}>{showHidden(value)}</ins>
                ) : (
                  showHidden(value)
                ),
              )}
        </ScrolledText>
      </figure>
    </div>
  )
}
