// Figures that a reviewer sets against the computed ones: hours of a fix, points of the score.
import { AppError } from '../api/errors.ts'
import { changedMeanwhile } from './changed-meanwhile.ts'
import type { Db } from './connection.ts'
import type { Command, Writer } from './writer.ts'

/** Hours, low to high. */
export interface Hours {
  readonly low: number
  readonly high: number
}

export interface StoredEstimate {
  readonly findingId: number
  readonly rev: number
  /** null: the default of the rule holds. */
  readonly hours: Hours | null
}

export interface StoredAdjustment {
  readonly rev: number
  /** Added to the score; 0 leaves it as computed. */
  readonly points: number
  readonly reason: string
}

interface EstimateRow {
  readonly findingId: number
  readonly rev: number
  readonly low: number | null
  readonly high: number | null
}

export function estimateTable(db: Db, writer: Writer) {
  const all = db.prepare('SELECT finding_id AS findingId, rev, low, high FROM estimates')
  const one = db.prepare(`SELECT finding_id AS findingId, rev, low, high FROM estimates
    WHERE finding_id = ?`)
  const hasFinding = db.prepare('SELECT 1 FROM findings WHERE id = ?')
  const insert = db.prepare(`INSERT INTO estimates (finding_id, rev, low, high)
    VALUES (@findingId, 1, @low, @high) ON CONFLICT DO NOTHING`)
  const update = db.prepare(`UPDATE estimates SET rev = rev + 1, low = @low, high = @high
    WHERE finding_id = @findingId AND rev = @rev`)
  const adjustment = db.prepare('SELECT rev, points, reason FROM score_adjustment')
  const insertAdjustment = db.prepare(`INSERT INTO score_adjustment (id, rev, points, reason)
    VALUES (1, 1, @points, @reason) ON CONFLICT DO NOTHING`)
  const updateAdjustment = db.prepare(`UPDATE score_adjustment SET rev = rev + 1,
    points = @points, reason = @reason WHERE rev = @rev`)

  const readOne = (findingId: number): StoredEstimate => {
    const row = one.get(findingId) as EstimateRow | undefined
    return row === undefined ? { findingId, rev: 0, hours: null } : asEstimate(row)
  }
  const readAdjustment = () =>
    (adjustment.get() as StoredAdjustment | undefined) ?? { rev: 0, points: 0, reason: '' }

  return {
    all: () => (all.all() as EstimateRow[]).map(asEstimate),
    ofFinding: readOne,
    /** Throws `not-found`, `conflict`, or `invalid-input` where low is above high. */
    save({ findingId, rev, hours }: StoredEstimate, command: Command): { readonly rev: number } {
      return writer.write(() => {
        if (hasFinding.get(findingId) === undefined) {
          throw new AppError('not-found', `There is no finding #${findingId}.`, 'Choose another.')
        }
        if (hours !== null && hours.low > hours.high) {
          throw new AppError(
            'invalid-input',
            'The lower number of hours is above the higher one.',
            'Give the hours from low to high.',
          )
        }
        const before = readOne(findingId)
        if (before.rev !== rev) throw changedMeanwhile('This figure')
        const row = { findingId, rev, low: hours?.low ?? null, high: hours?.high ?? null }
        const { changes } = rev === 0 ? insert.run(row) : update.run(row)
        if (changes !== 1) throw changedMeanwhile('This figure')
        writer.record({
          kind: 'finding.estimated',
          subject: `finding:${findingId}`,
          field: 'effortHours',
          before: hoursText(before.hours),
          after: hoursText(hours),
          commandId: command.id,
        })
        return { rev: rev + 1 }
      }, command)
    },
    adjustment: readAdjustment,
    /** Throws `conflict`, or `reason-required` for points without a reason. */
    adjust(next: StoredAdjustment, command: Command): { readonly rev: number } {
      return writer.write(() => {
        const reason = next.points === 0 ? '' : next.reason.trim()
        if (next.points !== 0 && reason === '') {
          throw new AppError(
            'reason-required',
            'A corrected score needs a reason.',
            'Write a sentence that says why.',
          )
        }
        const before = readAdjustment()
        if (before.rev !== next.rev) throw changedMeanwhile('This figure')
        const row = { ...next, reason }
        const { changes } = next.rev === 0 ? insertAdjustment.run(row) : updateAdjustment.run(row)
        if (changes !== 1) throw changedMeanwhile('This figure')
        writer.record({
          kind: 'score.adjusted',
          subject: 'review',
          field: 'threadSafetyScore',
          before: String(before.points),
          after: String(next.points),
          reason,
          commandId: command.id,
        })
        return { rev: next.rev + 1 }
      }, command)
    },
  }
}

function asEstimate({ findingId, rev, low, high }: EstimateRow): StoredEstimate {
  return { findingId, rev, hours: low === null || high === null ? null : { low, high } }
}

function hoursText(hours: Hours | null): string {
  return hours === null ? '' : `${hours.low}-${hours.high}`
}
