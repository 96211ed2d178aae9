// A commit for each part of the work that can be reviewed on its own: blockers one by one, the rest by
// rule, mechanical changes apart from the others.
import type { SnapshotFinding } from '../api/snapshot.ts'
import { type Effort, sum } from './effort.ts'
import { groupBy } from './grouping.ts'
import type { PacketModel } from './model.ts'

export interface PlannedCommit {
  readonly number: number
  readonly message: string
  readonly files: readonly string[]
  readonly findings: readonly SnapshotFinding[]
  readonly effort: Effort
  /** The same change in many places: it gets a commit of its own so that the others stay readable. */
  readonly isMechanical: boolean
}

/** The same change in so many places is mechanical. */
export const MECHANICAL_FROM = 4

/** Commits in the order of work; together they hold every open finding once. */
export function plannedCommits(model: PacketModel): readonly PlannedCommit[] {
  const groups = [model.blockers, model.conditions, model.later].flatMap((part) => [
    ...groupBy(part, (finding) => finding.ruleId).values(),
  ])
  const plans = groups.map((findings) => {
    const files = [...new Set(findings.map((one) => one.finding.location.path))]
    return {
      message: commitMessage(findings, files),
      files,
      findings,
      effort: sum(findings.map(model.effortOf)),
      isMechanical: findings.length >= MECHANICAL_FROM,
    }
  })
  return plans.map((plan, index) => ({ ...plan, number: index + 1 }))
}

function commitMessage(findings: readonly SnapshotFinding[], files: readonly string[]): string {
  const [first] = findings
  const title = first?.title ?? ''
  const name = files[0]?.slice(files[0].lastIndexOf('/') + 1) ?? ''
  const where = files.length === 1 ? ` in ${name}` : ` in ${files.length} files`
  return `Fix: ${title}${where}`
}
