// Undo and redo of all that reviewers do, and the history in which each step stands.
import { z } from 'zod'
import { Id, ofReview, Timestamp } from './base-schemas.ts'

/** One command that changed something; typing that goes on in a field is one too. */
export const StepSchema = z.object({
  id: Id,
  at: Timestamp,
  actor: z.string(),
  /** What it did, as a phrase that follows "Undo:", e.g. `confirm #12`. */
  title: z.string(),
  isUndone: z.boolean(),
  /** The finding that it is about, if it is about one. */
  findingId: Id.nullable(),
  /** Names of the checkpoints made after it and before the next step. */
  checkpoints: z.array(z.string()),
})
export type Step = z.infer<typeof StepSchema>

export const HistorySchema = z.object({
  /** The newest first. */
  steps: z.array(StepSchema),
  undo: StepSchema.nullable(),
  redo: StepSchema.nullable(),
})
export type History = z.infer<typeof HistorySchema>

const command = ofReview.extend({ commandId: z.uuid() })
const stepOf = command.extend({ stepId: Id })

/** Methods of the topic `history`; part of the backend's contract. */
export const HISTORY_METHODS = {
  'history.read': {
    input: ofReview.extend({ limit: z.int().min(1).max(1_000) }),
    output: HistorySchema,
  },
  /** Undoes the newest step; `conflict` when that is another one by now. */
  'history.undo': { input: stepOf, output: StepSchema },
  /** Does the oldest undone step again; `conflict` when that is another one by now. */
  'history.redo': { input: stepOf, output: StepSchema },
  /** Undoes or redoes until the named step is the newest one that is done; 0 for the start. */
  'history.goTo': {
    input: command.extend({ stepId: z.int().nonnegative() }),
    output: z.object({ steps: z.int().nonnegative() }),
  },
  /** Gives the present state a name. */
  'history.checkpoint': {
    input: command.extend({ name: z.string().trim().min(1).max(200) }),
    output: z.object({ ok: z.literal(true) }),
  },
} as const
