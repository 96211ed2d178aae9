// The findings that changed lines are about: those that lie on one, in their place or in a step of
// their evidence.
import type { Finding } from '../../../analyzer/model.ts'
import type { ChangedLines } from '../../repository/git-changes.ts'

type Changes = (path: string) => ChangedLines

/** Keeps the findings that touch a line that changed; `changes` answers for a path. */
export function touchedFindings(findings: Iterable<Finding>, changes: Changes): readonly Finding[] {
  return [...findings].filter(
    ({ location, evidence }) =>
      isTouched(location, changes) || evidence.some((step) => isTouched(step.location, changes)),
  )
}

/** Whether a place has a line that changed. */
export function isTouched(
  { path, range }: Pick<Finding['location'], 'path' | 'range'>,
  changes: Changes,
): boolean {
  const lines = changes(path)
  if (lines === 'all') return true
  return lines.some(([first, last]) => first <= range.endLine && range.startLine <= last)
}
