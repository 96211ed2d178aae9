// How long reviewers were at work: few rows, added to by one statement, apart from the record.
import type { Db } from './connection.ts'
import type { Writer } from './writer.ts'

/** Time at work on one place. */
export interface WorkedTime {
  /** The file that was looked at, '' for none. */
  readonly path: string
  readonly findingId: number | null
  /** Milliseconds. */
  readonly activeMs: number
}

/** The sitting that a reviewer has interrupted or is in. */
export interface StoredSitting {
  /** ISO 8601: when it began. */
  readonly sitting: string
  /** When its last time was measured. */
  readonly lastAt: string
  /** Milliseconds. */
  readonly activeMs: number
}

/** All sittings of a day on one place. */
export interface DayTime extends WorkedTime {
  /** `2026-02-03`, in UTC. */
  readonly day: string
  readonly reviewer: string
}

export function workingTimeTable(db: Db, writer: Writer) {
  const add = db.prepare(`INSERT INTO working_time (sitting, day, reviewer, after_event, path,
      finding_id, active_ms, last_at)
    SELECT @sitting, substr(@at, 1, 10), @reviewer, coalesce((SELECT max(seq) FROM events), 0),
      value ->> 'path', value ->> 'findingId', value ->> 'activeMs', @at
    FROM json_each(@worked) WHERE true
    ON CONFLICT (sitting, day, reviewer, after_event, path, coalesce(finding_id, 0)) DO UPDATE
    SET active_ms = active_ms + excluded.active_ms, last_at = excluded.last_at`)
  const lastSitting = db.prepare(`SELECT sitting, max(last_at) AS lastAt,
    sum(active_ms) AS activeMs FROM working_time WHERE reviewer = ? GROUP BY sitting
    ORDER BY lastAt DESC LIMIT 1`)
  const byDay = db.prepare(`SELECT day, reviewer, path, finding_id AS findingId,
    sum(active_ms) AS activeMs FROM working_time WHERE after_event < ?
    GROUP BY day, reviewer, path, finding_id ORDER BY day, reviewer, path, finding_id`)
  const untold = db
    .prepare(`SELECT coalesce(sum(active_ms), 0) FROM working_time WHERE after_event >=
      (SELECT coalesce(max(seq), 0) FROM events WHERE kind <> 'packet.exported')`)
    .pluck()

  return {
    /** Adds what was worked since the last call, all of it or nothing. No step, no event. */
    add(sitting: string, worked: readonly WorkedTime[]): void {
      writer.write(() => {
        const row = { sitting, at: writer.now(), reviewer: writer.actor() }
        add.run({ ...row, worked: JSON.stringify(worked) })
      })
    },
    /** The reviewer's last one, if any. */
    lastSitting: (reviewer: string) => lastSitting.get(reviewer) as StoredSitting | undefined,
    /** By day, reviewer and place: what was measured before an event, all of it without one. */
    byDay: (beforeEvent = Number.MAX_SAFE_INTEGER) => byDay.all(beforeEvent) as DayTime[],
    /** Milliseconds since the last change of the review: a packet of now does not hold them. */
    untold: () => untold.get() as number,
    /** Tells of measured time in the record, so that a packet holds it. */
    recordTime(words: string): void {
      writer.write(() =>
        writer.record({
          kind: 'time.recorded',
          subject: 'review',
          field: 'active time',
          after: words,
        }),
      )
    },
  }
}
