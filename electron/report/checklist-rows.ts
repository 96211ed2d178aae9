// The rows of the two checklists: what follows from the data, what stands in every review, and what
// a reviewer added; with who ticked it and when.
import type { SnapshotCheck } from '../api/snapshot.ts'
import { counted, whole } from './labels.ts'
import type { PacketModel } from './model.ts'

type CheckGate = SnapshotCheck['gate']

export interface CheckRow {
  readonly gate: CheckGate
  /** Name of a standing or computed row; not given for a reviewer's own. */
  readonly standing?: string
  readonly text: string
  /** Follows from the data; nobody ticks it. */
  readonly isComputed: boolean
  readonly isTicked: boolean
  readonly touched?: SnapshotCheck
}

interface StandingRow {
  readonly standing: string
  readonly text: string
  /** Set for a row that follows from the data. */
  readonly isTrue?: boolean
}

/** All rows but those of the findings, in the order of the documents. */
export function checkRows(model: PacketModel): readonly CheckRow[] {
  return (['merge', 'production'] as const).flatMap((gate) => {
    const touched = (model.snapshot.checks ?? []).filter((one) => one.gate === gate)
    const standing = gate === 'merge' ? mergeRows(model) : productionRows(model)
    return [
      ...standing.map((row): CheckRow => {
        const known = touched.find((one) => one.standing === row.standing)
        return {
          gate,
          standing: row.standing,
          text: row.text,
          isComputed: row.isTrue !== undefined,
          isTicked: row.isTrue ?? known?.tickedAt !== undefined,
          ...(known === undefined ? {} : { touched: known }),
        }
      }),
      ...touched
        .filter((one) => one.standing === undefined)
        .map((one) => ({
          gate,
          text: one.text,
          isComputed: false,
          isTicked: one.tickedAt !== undefined,
          touched: one,
        })),
    ]
  })
}

function mergeRows(model: PacketModel): StandingRow[] {
  const tests = model.newTests.length
  return [
    ...(tests > 0 ? [{ standing: 'new-tests', text: `New tests added: ${whole(tests)}` }] : []),
    {
      standing: 'judged',
      text: `Every finding is judged (${whole(model.undecided)} to go)`,
      isTrue: model.undecided === 0,
    },
    {
      standing: 'reasons',
      text: 'Every changed severity has a reason',
      isTrue: model.overridden.every((one) => one.severityReason !== ''),
    },
    { standing: 'types', text: 'Touched code has type hints and validates its input' },
    { standing: 'linters', text: 'Linters and type checker pass' },
    { standing: 'suite', text: 'The full test suite passes' },
  ]
}

function productionRows(model: PacketModel): StandingRow[] {
  const deferred = model.deferred.length
  return [
    { standing: 'load-test', text: 'Load test with concurrent use of the touched paths' },
    { standing: 'metrics', text: 'Metrics for the touched paths are on a dashboard' },
    { standing: 'runbook', text: 'Runbook for operators is written' },
    { standing: 'canary', text: 'Canary is planned and watched for 48 hours' },
    { standing: 'rollback', text: 'Rollback is tried (flag off or previous version)' },
    ...(deferred > 0
      ? [
          {
            standing: 'deferred',
            text: `${counted(deferred, 'deferred finding')} ${deferred === 1 ? 'is' : 'are'} accepted`,
          },
        ]
      : []),
  ]
}
