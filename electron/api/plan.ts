// What the window's Plan place shows and changes: work streams, tasks, commits, checklists.
import { z } from 'zod'
import { Id, ofReview, Revision, Timestamp } from './base-schemas.ts'
import { GateSchema } from './domain.ts'

const HoursSchema = z.object({ low: z.number(), high: z.number() })
const title = z.string().trim().min(1).max(300)
const path = z.string().min(1).max(1_000)

export const PlanTaskSchema = z.object({
  /** Set for a task that is stored. */
  id: Id.nullable(),
  /** `2.1` */
  label: z.string(),
  title: z.string(),
  steps: z.array(z.string()),
  isSeparateCommit: z.boolean(),
  findingIds: z.array(Id),
  hours: HoursSchema,
})
export type PlanTask = z.infer<typeof PlanTaskSchema>

export const PlanStreamSchema = z.object({
  id: Id.nullable(),
  /** `WS2` */
  label: z.string(),
  title: z.string(),
  /** Files named by hand. */
  files: z.array(z.string()),
  /** With those of its findings. */
  allFiles: z.array(z.string()),
  /** '' for the computed one. */
  commitMessage: z.string(),
  tasks: z.array(PlanTaskSchema),
  hours: HoursSchema,
})
export type PlanStream = z.infer<typeof PlanStreamSchema>

export const CheckSchema = z.object({
  /** null for a standing row that nobody touched. */
  id: Id.nullable(),
  rev: Revision,
  gate: z.enum(['merge', 'production']),
  /** Name of a standing row; null for a reviewer's own. */
  standing: z.string().nullable(),
  text: z.string(),
  owner: z.string(),
  evidence: z.string(),
  isTicked: z.boolean(),
  tickedAt: Timestamp.nullable(),
  tickedBy: z.string().nullable(),
  /** True for a row that follows from the data. */
  isComputed: z.boolean(),
})
export type Check = z.infer<typeof CheckSchema>

export const PlanSchema = z.object({
  rev: Revision,
  /** True while nobody planned by hand: the streams follow from the folders. */
  isDerived: z.boolean(),
  streams: z.array(PlanStreamSchema),
  /** Open findings that are in no task. */
  unplaced: z.array(Id),
  /** Which streams wait for which, in sentences. */
  parallelisation: z.array(z.string()),
  /** Streams that can start at once. */
  sequences: z.array(z.array(z.string())),
  afterwards: z.array(z.string()),
  gaps: z.array(z.string()),
  commits: z.array(
    z.object({
      number: z.int(),
      message: z.string(),
      findings: z.int(),
      files: z.int(),
      isSeparate: z.boolean(),
      hours: HoursSchema,
    }),
  ),
  phases: z.array(z.object({ name: z.string(), findings: z.int(), hours: HoursSchema })),
  effort: z.object({
    findings: HoursSchema,
    tests: HoursSchema,
    review: HoursSchema,
    total: HoursSchema,
  }),
  checks: z.array(CheckSchema),
  gates: z.array(z.object({ gate: GateSchema, passed: z.boolean(), reasons: z.array(z.string()) })),
})
export type Plan = z.infer<typeof PlanSchema>

/** One change of the plan. Places count from 0. */
export const PlanChangeSchema = z.discriminatedUnion('kind', [
  /** Takes the derived plan as the start of one made by hand. */
  z.object({ kind: z.literal('adopt') }),
  z.object({ kind: z.literal('add-stream'), title }),
  z.object({
    kind: z.literal('edit-stream'),
    streamId: Id,
    title: title.optional(),
    files: z.array(path).max(500).optional(),
    commitMessage: z.string().max(2_000).optional(),
  }),
  z.object({ kind: z.literal('move-stream'), streamId: Id, to: z.int().nonnegative() }),
  /** Its findings go back to those that are in no task. */
  z.object({ kind: z.literal('remove-stream'), streamId: Id }),
  z.object({ kind: z.literal('add-task'), streamId: Id, title }),
  z.object({
    kind: z.literal('edit-task'),
    taskId: Id,
    title: title.optional(),
    steps: z.array(z.string().max(10_000)).max(100).optional(),
    isSeparateCommit: z.boolean().optional(),
  }),
  z.object({
    kind: z.literal('move-task'),
    taskId: Id,
    streamId: Id,
    to: z.int().nonnegative(),
  }),
  z.object({ kind: z.literal('remove-task'), taskId: Id }),
  z.object({
    kind: z.literal('place'),
    findingIds: z.array(Id).min(1).max(10_000),
    /** null takes them out of the plan. */
    taskId: Id.nullable(),
  }),
])
export type PlanChange = z.infer<typeof PlanChangeSchema>

const command = ofReview.extend({ commandId: z.uuid() })

/** Methods of the topic `plan`; part of the backend's contract. */
export const PLAN_METHODS = {
  'plan.read': { input: ofReview, output: PlanSchema },
  'plan.change': {
    input: command.extend({ rev: Revision, change: PlanChangeSchema }),
    output: z.object({ rev: Revision, id: Id.nullable() }),
  },
  'plan.saveCheck': {
    input: command.extend({
      /** null makes a new row, or the first record of a standing one. */
      checkId: Id.nullable(),
      rev: Revision,
      gate: z.enum(['merge', 'production']),
      standing: z.string().max(100).nullable(),
      change: z
        .object({
          text: z.string().max(1_000),
          owner: z.string().max(200),
          evidence: z.string().max(10_000),
          isTicked: z.boolean(),
        })
        .partial(),
    }),
    output: z.object({ id: Id, rev: Revision }),
  },
  'plan.removeCheck': {
    input: command.extend({ checkId: Id, rev: Revision }),
    output: z.object({ ok: z.literal(true) }),
  },
} as const
