// `--since <revision>`: what lies on lines that changed, in its place or in a step of its evidence.
import type { Finding } from '../../analyzer/model.ts'
import type { ChangesSince } from '../repository/git-changes.ts'

type Place = Finding['location']

/** Fingerprints of the findings that touch a changed line. Throws AppError. */
export async function touchedFindings(
  findings: Iterable<Finding>,
  changes: ChangesSince,
): Promise<ReadonlySet<string>> {
  const touched = new Set<string>()
  for (const finding of findings) {
    const places = [finding.location, ...finding.evidence.map(({ location }) => location)]
    for (const place of places) {
      if (!(await isTouched(place, changes))) continue
      touched.add(finding.fingerprint)
      break
    }
  }
  return touched
}

async function isTouched({ path, range }: Place, changes: ChangesSince): Promise<boolean> {
  const lines = await changes(path)
  if (lines === 'all') return true
  return lines.some(([first, last]) => first <= range.endLine && range.startLine <= last)
}
