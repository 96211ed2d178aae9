// Handlers of the Plan place: the plan with all that follows from it, and its changes.
import type { Handlers } from '../../api/contract.ts'
import type { Plan, PlanStream, PlanTask } from '../../api/plan.ts'
import type { SnapshotFinding, SnapshotStream } from '../../api/snapshot.ts'
import { type CheckRow, checkRows } from '../../report/checklist-rows.ts'
import { plannedCommits } from '../../report/commits.ts'
import { planGaps } from '../../report/completeness.ts'
import { type Effort, hours, sum } from '../../report/effort.ts'
import { findingId } from '../../report/labels.ts'
import type { PacketModel } from '../../report/model.ts'
import { plannedPhases } from '../../report/phases.ts'
import {
  parallelisation,
  parallelisationText,
  streamFiles,
  workStreams,
} from '../../report/plan.ts'
import type { StoredCheck } from '../../store/checks.ts'
import type { StoredPlan } from '../../store/plan.ts'
import type { Session } from '../session.ts'
import type { ModelOf } from './packet-model.ts'

type Topic = Extract<keyof Handlers, `plan.${string}`>

export interface PlanHandlerOptions {
  readonly session: (reviewId: number) => Session
  readonly modelOf: ModelOf
  /** Told after each stored change. */
  readonly onChange: (session: Session) => void
}

export function planHandlers({
  session: sessionOf,
  modelOf,
  onChange,
}: PlanHandlerOptions): Pick<Handlers, Topic> {
  return {
    'plan.read': ({ reviewId }) => {
      const session = sessionOf(reviewId)
      return session.store.readTogether(() => readPlan(session, modelOf(session)))
    },
    'plan.change': ({ reviewId, commandId, rev, change }) => {
      const session = sessionOf(reviewId)
      const derived = change.kind === 'adopt' ? adoptable(modelOf(session)) : []
      const command = { id: commandId, method: 'plan.change' }
      const result = session.store.plan.change(rev, change, derived, command)
      onChange(session)
      return result
    },
    'plan.saveCheck': ({ reviewId, commandId, checkId, ...wanted }) => {
      const session = sessionOf(reviewId)
      const command = { id: commandId, method: 'plan.saveCheck' }
      const result = session.store.checks.save({ id: checkId, ...wanted }, command)
      onChange(session)
      return result
    },
    'plan.removeCheck': ({ reviewId, commandId, checkId, rev }) => {
      const session = sessionOf(reviewId)
      session.store.checks.remove(checkId, rev, { id: commandId, method: 'plan.removeCheck' })
      onChange(session)
      return { ok: true }
    },
  }
}

/** The derived plan with findings by their ids instead of their numbers. */
function adoptable(model: PacketModel): readonly SnapshotStream[] {
  const ids = new Map(model.snapshot.findings.map(({ number, id }) => [number, id]))
  return workStreams(model).map((stream) => ({
    ...stream,
    tasks: stream.tasks.map((task) => ({
      ...task,
      findings: task.findings.flatMap((number) => ids.get(number) ?? []),
    })),
  }))
}

function readPlan({ store }: Session, model: PacketModel): Plan {
  const stored = store.plan.read()
  const byNumber = new Map(model.snapshot.findings.map((one) => [one.number, one]))
  const streams = workStreams(model)
  const shown = streams.map((stream, at) => asStream(model, stream, stored, at, byNumber))
  const parallel = parallelisation(
    shown.map(({ label, title, allFiles }) => ({ id: label, title, files: allFiles })),
  )
  const placed = new Set(shown.flatMap(({ tasks }) => tasks.flatMap((task) => task.findingIds)))
  const { effort } = model
  return {
    rev: stored.rev,
    isDerived: model.snapshot.streams === undefined,
    streams: shown,
    unplaced: model.open.filter(({ id }) => !placed.has(id)).map(({ id }) => id),
    parallelisation: [...parallelisationText(parallel)],
    sequences: parallel.sequences.map((one) => [...one.streams]),
    afterwards: [...parallel.afterwards],
    gaps: [
      ...planGaps(
        model.open.map((one) => ({ id: one.number, name: findingId(one) })),
        streams,
      ),
    ],
    commits: plannedCommits(model).map((commit) => ({
      number: commit.number,
      message: commit.message,
      findings: commit.findings.length,
      files: commit.files.length,
      isSeparate: commit.isApart,
      hours: inHours(commit.effort),
    })),
    phases: plannedPhases(model).map((phase) => ({
      name: phase.name,
      findings: phase.findings.length,
      hours: inHours(phase.effort),
    })),
    effort: {
      findings: inHours(sum([effort.blockers, effort.others])),
      tests: inHours(effort.tests),
      review: inHours(effort.review),
      total: inHours(effort.total),
    },
    checks: asChecks(checkRows(model), store.checks.all()),
    gates: model.snapshot.gates.map(({ gate, passed, reasons }) => ({
      gate,
      passed,
      reasons: [...reasons],
    })),
  }
}

function asStream(
  model: PacketModel,
  stream: SnapshotStream,
  stored: StoredPlan,
  at: number,
  byNumber: ReadonlyMap<number, SnapshotFinding>,
): PlanStream {
  const known = stored.streams[at]
  const findingsOf = (numbers: readonly number[]) =>
    numbers.flatMap((number) => byNumber.get(number) ?? [])
  const tasks = stream.tasks.map((task, index): PlanTask => {
    const findings = findingsOf(task.findings)
    return {
      id: known?.tasks[index]?.id ?? null,
      label: task.id,
      title: task.title,
      steps: [...task.steps],
      isSeparateCommit: task.isSeparateCommit,
      findingIds: findings.map(({ id }) => id),
      hours: inHours(sum(findings.map(model.effortOf))),
    }
  })
  const all = findingsOf(stream.tasks.flatMap((task) => task.findings))
  return {
    id: known?.id ?? null,
    label: stream.id,
    title: stream.title,
    files: [...stream.files],
    allFiles: [...streamFiles(stream, byNumber)],
    commitMessage: stream.commitMessage ?? '',
    tasks,
    hours: inHours(sum(all.map(model.effortOf))),
  }
}

function asChecks(rows: readonly CheckRow[], stored: readonly StoredCheck[]): Plan['checks'] {
  const own = stored.filter(({ standing }) => standing === null)
  return rows.map((row) => {
    const known =
      row.standing === undefined
        ? own.splice(
            own.findIndex((one) => one.gate === row.gate),
            1,
          )[0]
        : stored.find((one) => one.gate === row.gate && one.standing === row.standing)
    return {
      id: known?.id ?? null,
      rev: known?.rev ?? 0,
      gate: row.gate,
      standing: row.standing ?? null,
      text: row.text,
      owner: known?.owner ?? '',
      evidence: known?.evidence ?? '',
      isTicked: row.isTicked,
      tickedAt: known?.tickedAt ?? null,
      tickedBy: known?.tickedBy ?? null,
      isComputed: row.isComputed,
    }
  })
}

function inHours({ low, high }: Effort): { low: number; high: number } {
  return { low: hours(low), high: hours(high) }
}
