// The open findings in the order of the work: four phases that together hold each of them once.
import type { SnapshotFinding } from '../api/snapshot.ts'
import { type Effort, sum } from './effort.ts'
import { categoryOf, type PacketModel } from './model.ts'

export interface Phase {
  readonly name: string
  readonly findings: readonly SnapshotFinding[]
  readonly effort: Effort
}

/** Phases that have findings; their efforts sum to that of all open findings. */
export function plannedPhases(model: PacketModel): readonly Phase[] {
  const isSafety = (finding: SnapshotFinding) => categoryOf(finding, model.ruleOf) === 'security'
  const all: readonly (readonly [string, readonly SnapshotFinding[]])[] = [
    ['Security', model.blockers.filter(isSafety)],
    ['Data integrity and correctness', model.blockers.filter((one) => !isSafety(one))],
    ['Robustness, before production', model.conditions],
    ['Polish, if time permits', model.later],
  ]
  return all
    .filter(([, findings]) => findings.length > 0)
    .map(([name, findings]) => ({ name, findings, effort: sum(findings.map(model.effortOf)) }))
}
