// What the analyses of a review said of themselves.
import { z } from 'zod'
import { Id, Timestamp } from './base-schemas.ts'
import { RunStateSchema } from './domain.ts'

/** How a run changed what was known. */
export const RunOutcomeSchema = z.object({
  files: z.int(),
  findings: z.int(),
  new: z.int(),
  returned: z.int(),
  gone: z.int(),
  /** Why it failed, '' otherwise. */
  reason: z.string(),
})

export const RunRecordSchema = z.object({
  id: Id,
  state: RunStateSchema,
  startedAt: Timestamp,
  finishedAt: Timestamp.optional(),
  profile: z.string(),
  ruleCount: z.int().nonnegative(),
  toolVersion: z.string(),
  /** Files that were found; 0 while it is not known. */
  found: z.int().nonnegative(),
  /** How it changed what was known; not given for one that has not ended. */
  outcome: RunOutcomeSchema.optional(),
  /** It ended, and what it found is kept: it can be compared with others. */
  isComparable: z.boolean(),
})
export type RunRecord = z.infer<typeof RunRecordSchema>

export const RunLogSchema = z.object({
  /** The newest first. */
  runs: z.array(RunRecordSchema),
  /** Rules that failed on a file in the last run. */
  failures: z.array(z.object({ ruleId: z.string(), path: z.string(), message: z.string() })),
})
export type RunLog = z.infer<typeof RunLogSchema>
