// The plan and the checklists as the snapshot has them.
import type { ReviewSnapshot, SnapshotCheck, SnapshotStream } from '../../api/snapshot.ts'
import type { ReviewStore } from '../../store/review-store.ts'

/**
 * The streams that were planned by hand, if any were, and the touched rows of the checklists.
 * `numberOf` knows the findings that the snapshot shows by their ids.
 */
export function plannedWork(
  store: ReviewStore,
  numberOf: ReadonlyMap<number, number>,
): Pick<ReviewSnapshot, 'streams' | 'checks'> {
  const { streams } = store.plan.read()
  return {
    ...(streams.length === 0
      ? {}
      : {
          streams: streams.map(
            (stream, at): SnapshotStream => ({
              id: `WS${at + 1}`,
              title: stream.title,
              files: stream.files,
              commitMessage: stream.commitMessage,
              tasks: stream.tasks.map((task, index) => ({
                id: `${at + 1}.${index + 1}`,
                title: task.title,
                steps: task.steps,
                isSeparateCommit: task.isSeparateCommit,
                findings: task.findingIds.flatMap((id) => numberOf.get(id) ?? []),
              })),
            }),
          ),
        }),
    checks: store.checks.all().map(
      ({ gate, standing, text, owner, evidence, tickedAt, tickedBy }): SnapshotCheck => ({
        gate,
        ...(standing === null ? {} : { standing }),
        text,
        owner,
        evidence,
        ...(tickedAt === null ? {} : { tickedAt }),
        ...(tickedBy === null ? {} : { tickedBy }),
      }),
    ),
  }
}
