// The findings that changed lines are about: those that lie on one, in their place or in a step of
// their evidence.
import type { Finding } from '../../analyzer/model.ts'
import type { ChangedLines } from '../repository/git-changes.ts'

type Place = Finding['location']
type Placed = Pick<Finding, 'location' | 'evidence'>

/** Keeps the findings that touch a line that changed; `changes` answers for a path. */
export function touchedFindings<T extends Placed>(
  findings: Iterable<T>,
  changes: (path: string) => ChangedLines,
): readonly T[] {
  const isTouched = ({ path, range }: Place) => {
    const lines = changes(path)
    if (lines === 'all') return true
    return lines.some(([first, last]) => first <= range.endLine && range.startLine <= last)
  }
  return [...findings].filter(
    ({ location, evidence }) =>
      isTouched(location) || evidence.some((step) => isTouched(step.location)),
  )
}
