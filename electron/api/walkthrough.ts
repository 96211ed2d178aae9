// The walkthrough: findings in the order in which they are told, and what was decided on the way.
import { z } from 'zod'
import { SEVERITIES } from '../../analyzer/model.ts'
import { Id, ofReview, Revision, Timestamp } from './base-schemas.ts'

/** What came of a step while it was presented. */
export const OUTCOMES = ['agree', 'disagree', 'needs-work', 'follow-up'] as const
export const OutcomeSchema = z.enum(OUTCOMES)
export type Outcome = z.infer<typeof OutcomeSchema>

const Title = z.string().trim().min(1).max(300)
const Words = z.string().max(20_000)
const Line = z.int().positive()

export const WalkthroughStepSchema = z.object({
  id: Id,
  /** Null for a step about lines alone. */
  findingId: Id.nullable(),
  /** Severity in force of its finding, null without one. */
  severity: z.enum(SEVERITIES).nullable(),
  path: z.string(),
  startLine: Line,
  /** Last line, inclusive. */
  endLine: Line,
  title: z.string(),
  /** What everybody sees, Markdown. */
  text: z.string(),
  /** What the speaker alone sees. */
  note: z.string(),
  view: z.enum(['source', 'fix']),
  /** Why it stands here; '' once it was moved by hand. */
  reason: z.string(),
})
export type WalkthroughStep = z.infer<typeof WalkthroughStepSchema>

export const MinuteSchema = z.object({
  id: Id,
  at: Timestamp,
  speaker: z.string(),
  outcome: OutcomeSchema,
  findingId: Id.nullable(),
  /** The step as it was called then, and its place as `path:line`. */
  title: z.string(),
  place: z.string(),
  words: z.string(),
})
export type Minute = z.infer<typeof MinuteSchema>

export const WalkthroughSchema = z.object({
  rev: Revision,
  title: z.string(),
  /** Why the steps are in this order. */
  explanation: z.string(),
  steps: z.array(WalkthroughStepSchema),
  /** The oldest first. */
  minutes: z.array(MinuteSchema),
})
export type Walkthrough = z.infer<typeof WalkthroughSchema>

export const WalkthroughChangeSchema = z.discriminatedUnion('kind', [
  /** Takes a step out and puts it at the place `to`, from 0. */
  z.object({ kind: z.literal('move'), stepId: Id, to: z.int().nonnegative() }),
  z.object({ kind: z.literal('remove'), stepId: Id }),
  z.object({
    kind: z.literal('edit'),
    stepId: Id,
    title: Title.optional(),
    text: Words.optional(),
    note: Words.optional(),
    view: z.enum(['source', 'fix']).optional(),
  }),
  z.object({ kind: z.literal('title'), title: Title }),
])
export type WalkthroughChange = z.infer<typeof WalkthroughChangeSchema>

const command = ofReview.extend({ commandId: z.uuid() })
const revised = z.object({ rev: Revision })

/** Methods of the topic `walkthrough`; part of the backend's contract. */
export const WALKTHROUGH_METHODS = {
  'walkthrough.read': { input: ofReview, output: WalkthroughSchema },
  /** Replaces the walkthrough by one of these findings, put in order; one step of the history. */
  'walkthrough.make': {
    input: command.extend({
      of: z.union([
        z.object({ kind: z.literal('blockers') }),
        z.object({ kind: z.literal('findings'), ids: z.array(Id).min(1).max(500) }),
      ]),
    }),
    output: revised,
  },
  'walkthrough.change': {
    input: command.extend({ rev: Revision, change: WalkthroughChangeSchema }),
    output: revised,
  },
  /** Replaces the walkthrough by the steps of a CodeTour file that the shell's dialog granted. */
  'walkthrough.importTour': {
    input: command.extend({ sourceId: Id }),
    /** `skipped`: steps that show no lines of the review. */
    output: revised.extend({ skipped: z.int().nonnegative() }),
  },
  /** What was decided about a step, with the speaker's name: a line of the minutes. */
  'walkthrough.decide': {
    input: command.extend({
      stepId: Id,
      outcome: OutcomeSchema,
      speaker: z.string().trim().min(1).max(200),
      words: z.string().trim().max(10_000).default(''),
    }),
    output: z.object({ minuteId: Id }),
  },
  /** Tells every window which step is shown, null when the presentation ends; not stored. */
  'walkthrough.show': {
    input: ofReview.extend({ at: z.int().nonnegative().nullable() }),
    output: z.object({ ok: z.literal(true) }),
  },
  /** The step that is shown, null when nothing is presented. */
  'walkthrough.shown': {
    input: ofReview,
    output: z.object({ at: z.int().nonnegative().nullable() }),
  },
} as const
