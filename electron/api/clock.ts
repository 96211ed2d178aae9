// The session clock: how long a reviewer is at work, on which file and finding, and the daily log.
import { z } from 'zod'
import { done, Id, ofReview, Timestamp } from './base-schemas.ts'

/** What the clock gently reminds of. */
export const HINTS = ['first-break', 'second-break', 'pace'] as const
export type Hint = (typeof HINTS)[number]

const seconds = z.int().nonnegative()

export const ClockStateSchema = z.object({
  /** `off`: in a review that may only be read nothing is measured. */
  state: z.enum(['running', 'idle', 'paused', 'off']),
  /** Active time at a stretch: since the last longer break. */
  sittingSeconds: seconds,
  /** Lines marked as read an hour in this sitting; null while it is too short to tell. */
  linesPerHour: z.int().nonnegative().nullable(),
  /** What the clock reminds of now, until it is dismissed. */
  hint: z.enum(HINTS).nullable(),
  /** Why measured time could not be written yet, if it could not. */
  problem: z.string().nullable(),
})
export type ClockState = z.infer<typeof ClockStateSchema>

/** A day of one reviewer. */
export const WorkDaySchema = z.object({
  day: z.iso.date().describe('in UTC'),
  reviewer: z.string(),
  activeSeconds: seconds,
  files: z.int().nonnegative().describe('files that were looked at'),
  findings: z.int().nonnegative().describe('findings that were looked at'),
  judged: z.int().nonnegative().describe('findings confirmed or dismissed on that day'),
  linesRead: z.int().nonnegative().describe('lines marked as read, less those unmarked'),
  linesPerHour: z
    .int()
    .nonnegative()
    .nullable()
    .describe('lines read in an hour of active time; null for less than a minute of it'),
})
export type WorkDay = z.infer<typeof WorkDaySchema>

export const FileTimeSchema = z.object({ path: z.string(), activeSeconds: seconds })
export const FindingTimeSchema = z.object({ findingId: Id, activeSeconds: seconds })

/** How the review was conducted; the sums of its parts are one. */
export const ConductSchema = z.object({
  /** Sum of the days. */
  activeSeconds: seconds,
  /** The oldest first. */
  days: z.array(WorkDaySchema),
  /** The longest first; what was spent on no file is not in it. */
  files: z.array(FileTimeSchema),
  /** The longest first; what was spent on no finding is not in it. */
  findings: z.array(FindingTimeSchema),
})
export type Conduct = z.infer<typeof ConductSchema>

/** Methods of the topic `clock`; part of the backend's contract. */
export const CLOCK_METHODS = {
  'clock.state': { input: ofReview, output: ClockStateSchema },
  /** The reviewer is there, or has left the window; when that is, the backend's clock says. */
  'clock.sign': {
    input: ofReview.extend({
      isPresent: z.boolean(),
      /** The file that is looked at, '' for none. */
      path: z.string().max(4_096),
      findingId: Id.nullable(),
    }),
    output: done,
  },
  'clock.pause': { input: ofReview.extend({ isPaused: z.boolean() }), output: ClockStateSchema },
  /** Not shown again in this sitting. */
  'clock.dismiss': { input: ofReview.extend({ hint: z.enum(HINTS) }), output: ClockStateSchema },
  /** All that was measured, to this moment. */
  'clock.log': { input: ofReview, output: ConductSchema.extend({ asOf: Timestamp }) },
} as const

/** Events of the topic `clock`. */
export const CLOCK_EVENTS = {
  'clock.ticked': z.object({ reviewId: Id, clock: ClockStateSchema }),
} as const
