// A commit for each part of the work that can be reviewed on its own: as the streams were planned;
// without a plan blockers first, then by rule. Mechanical changes stand apart from the others.
import type { SnapshotFinding, SnapshotStream, SnapshotTask } from '../api/snapshot.ts'
import { commitMessage, streamMessage } from './commit-messages.ts'
import { type Effort, effortOf as steps, sum } from './effort.ts'
import { groupBy } from './grouping.ts'
import type { PacketModel } from './model.ts'

export interface PlannedCommit {
  readonly number: number
  readonly message: string
  readonly files: readonly string[]
  readonly findings: readonly SnapshotFinding[]
  readonly effort: Effort
  /** It gets a commit of its own so that the others stay readable. */
  readonly isApart: boolean
  /** The same small change in many places. */
  readonly isMechanical: boolean
}

/** The same change in so many places is mechanical, */
const MECHANICAL_FROM = 4
/** where none of them takes longer: what does needs thought at each place. */
const MECHANICAL_EFFORT = steps({ low: 0, high: 0.5 })

/** True for the same small change in many places. */
export function isMechanical(
  findings: readonly SnapshotFinding[],
  effortOf: PacketModel['effortOf'],
): boolean {
  return (
    findings.length >= MECHANICAL_FROM &&
    new Set(findings.map(({ ruleId }) => ruleId)).size === 1 &&
    findings.every((finding) => effortOf(finding).high <= MECHANICAL_EFFORT.high)
  )
}

/** Commits in the order of work; together they hold every open finding that is planned once. */
export function plannedCommits(model: PacketModel): readonly PlannedCommit[] {
  const { streams } = model.snapshot
  const plans = streams === undefined ? commitsByRule(model) : commitsByStream(model, streams)
  return plans.map((plan, index) => ({ ...plan, number: index + 1 }))
}

type Unnumbered = Omit<PlannedCommit, 'number'>

/** One commit for each stream; tasks that are to stand alone come before it. */
function commitsByStream(model: PacketModel, streams: readonly SnapshotStream[]): Unnumbered[] {
  const open = new Map(model.open.map((finding) => [finding.number, finding]))
  const findingsOf = (tasks: readonly SnapshotTask[]) =>
    tasks.flatMap((task) => task.findings).flatMap((number) => open.get(number) ?? [])
  const commit = (message: string, findings: SnapshotFinding[], isApart: boolean) => ({
    message,
    files: [...new Set(findings.map((one) => one.finding.location.path))],
    findings,
    effort: sum(findings.map(model.effortOf)),
    isApart,
    isMechanical: isMechanical(findings, model.effortOf),
  })
  return streams.flatMap((stream) => {
    const apart = stream.tasks.filter((task) => task.isSeparateCommit)
    const rest = findingsOf(stream.tasks.filter((task) => !task.isSeparateCommit))
    const own = stream.commitMessage?.trim() || streamMessage(stream.title, rest)
    return [
      // A task of which nothing is open leaves nothing to commit.
      ...apart.flatMap((task) => {
        const findings = findingsOf([task])
        return findings.length === 0 ? [] : [commit(taskMessage(task, findings), findings, true)]
      }),
      ...(rest.length === 0 ? [] : [commit(own, rest, false)]),
    ]
  })
}

/** The title that a reviewer gave the task; one that was drafted from the findings says less. */
function taskMessage({ title }: SnapshotTask, findings: readonly SnapshotFinding[]): string {
  return findings.every((one) => one.title === title) ? commitMessage(findings) : title
}

function commitsByRule(model: PacketModel): Unnumbered[] {
  const groups = [model.blockers, model.conditions, model.later].flatMap((part) => [
    ...groupBy(part, (finding) => finding.ruleId).values(),
  ])
  return groups.map((findings) => {
    const files = [...new Set(findings.map((one) => one.finding.location.path))]
    return {
      message: commitMessage(findings),
      files,
      findings,
      effort: sum(findings.map(model.effortOf)),
      isApart: isMechanical(findings, model.effortOf),
      isMechanical: isMechanical(findings, model.effortOf),
    }
  })
}
