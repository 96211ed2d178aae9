// How findings of other tools are known again when their file is imported once more.
import type { ImportedFinding } from '../../report/interchange/changes.ts'
import { sha256Of } from '../sha256.ts'

/** One for each finding, in their order: equal ones in one file are told apart by their order. */
export function importFingerprints(findings: readonly ImportedFinding[]): readonly string[] {
  const seen = new Map<string, number>()
  return findings.map(({ ruleId, path, title, snippet, startLine }) => {
    const same = `${ruleId}\0${path}\0${title}\0${snippet || startLine}`
    const nth = seen.get(same) ?? 0
    seen.set(same, nth + 1)
    return sha256Of(`${same}\0${nth}`)
  })
}
