// What the window's Packet place shows and writes: the texts of reviewers, new tests, hours.
import { z } from 'zod'
import { Id, ofReview, Revision } from './base-schemas.ts'

export const TextFieldSchema = z.object({
  /** null for a text about the review as a whole. */
  findingId: Id.nullable(),
  field: z.string().max(100),
  label: z.string(),
  /** The label with the finding it belongs to. */
  name: z.string(),
  kind: z.enum(['written', 'drafted']),
  question: z.string(),
  /** Ids of the documents that print it. */
  documents: z.array(z.string()),
  /** `empty`: may be left out and is. */
  state: z.enum(['missing', 'draft', 'written', 'empty']),
  /** What a reviewer wrote, as Markdown; '' if nobody did. */
  text: z.string(),
  /** What the data says, as Markdown; '' where nothing can be drafted. */
  draft: z.string(),
  isConfirmed: z.boolean(),
  rev: Revision,
})
export type TextField = z.infer<typeof TextFieldSchema>

export const PacketDocumentSchema = z.object({
  id: z.string(),
  title: z.string(),
  /** Texts of this document that are missing, drafts that nobody confirmed, and all of them. */
  missing: z.int().nonnegative(),
  drafts: z.int().nonnegative(),
  fields: z.int().nonnegative(),
})

export const PacketStateSchema = z.object({
  verdict: z.string(),
  /** Whole per cent of the demanded texts that are there. */
  percent: z.int(),
  missing: z.int().nonnegative(),
  drafts: z.int().nonnegative(),
  /** False while no reviewer is named. */
  hasReviewer: z.boolean(),
  documents: z.array(PacketDocumentSchema),
  /** Texts about the review, then the demanded ones about findings. */
  fields: z.array(TextFieldSchema),
})
export type PacketState = z.infer<typeof PacketStateSchema>

const HoursSchema = z.object({
  low: z.number().min(0).max(10_000),
  high: z.number().min(0).max(10_000),
})

export const TestChangeSchema = z
  .object({
    name: z.string().max(300),
    path: z.string().max(1_000),
    kind: z.enum(['unit', 'integration', 'concurrency', 'regression']),
    purpose: z.string().max(10_000),
    code: z.string().max(2_000_000),
    command: z.string().max(2_000),
    expectedBefore: z.string().max(10_000),
    expectedAfter: z.string().max(10_000),
  })
  .partial()

export const NewTestSchema = TestChangeSchema.required().extend({ id: Id, rev: Revision })
export type NewTest = z.infer<typeof NewTestSchema>

/** The texts that a reviewer can write about one finding for the packet. */
export const FindingWordsSchema = z.object({
  findingId: Id,
  fields: z.array(TextFieldSchema),
})
export type FindingWords = z.infer<typeof FindingWordsSchema>

/** What mending one finding takes: new tests and hours. */
export const FindingWorkSchema = z.object({
  findingId: Id,
  tests: z.array(NewTestSchema),
  /** The reviewer's estimate; null while the rule's default holds. */
  hours: HoursSchema.nullable(),
  hoursRev: Revision,
  defaultHours: HoursSchema,
  /** True where a test that shows the finding can be drafted. */
  canReproduce: z.boolean(),
})
export type FindingWork = z.infer<typeof FindingWorkSchema>

/** The correction of the thread-safety score. */
export const ScoreSchema = z.object({
  /** Computed, of 100; null where the review has nothing that runs at once. */
  computed: z.number().nullable(),
  points: z.int().min(-100).max(100),
  reason: z.string().max(10_000),
  rev: Revision,
})

export const PreflightEntrySchema = z.object({
  weight: z.enum(['block', 'warn', 'note']),
  kind: z.string(),
  message: z.string(),
  /** The text that mends it. */
  field: z.object({ id: z.string(), findingId: Id.nullable() }).optional(),
  findingId: Id.optional(),
  /** The document whose template it is about. */
  document: z.string().optional(),
})
export type PreflightEntry = z.infer<typeof PreflightEntrySchema>

/** What is masked in exported copies. */
export const RedactionSchema = z.object({
  rev: Revision,
  secrets: z.boolean(),
  addresses: z.boolean(),
  homeFolders: z.boolean(),
  /** How long reviewers worked is left out. */
  times: z.boolean(),
  /** Attached files in which nothing can be masked are left out. */
  files: z.boolean(),
  terms: z.array(z.string().trim().min(2).max(200)).max(200),
})
export type Redaction = z.infer<typeof RedactionSchema>

const command = ofReview.extend({ commandId: z.uuid() })
const saved = z.object({ rev: Revision })

/** Methods of the topic `packet`; part of the backend's contract. */
export const PACKET_METHODS = {
  'packet.state': { input: ofReview, output: PacketStateSchema },
  'packet.document': {
    input: ofReview.extend({ document: z.string().max(40) }),
    /** Markdown, as the packet has it. */
    output: z.object({ title: z.string(), fileName: z.string(), text: z.string() }),
  },
  'packet.words': { input: ofReview.extend({ findingId: Id }), output: FindingWordsSchema },
  'packet.work': { input: ofReview.extend({ findingId: Id }), output: FindingWorkSchema },
  'packet.saveText': {
    input: command.extend({
      findingId: Id.nullable(),
      field: z.string().min(1).max(100),
      rev: Revision,
      text: z.string().max(200_000),
      isConfirmed: z.boolean(),
    }),
    output: saved,
  },
  'packet.createTest': {
    input: command.extend({ findingId: Id }),
    output: NewTestSchema,
  },
  /** A test with two callers that would show a race, to be completed by the reviewer. */
  'packet.draftTest': {
    input: command.extend({ findingId: Id }),
    output: NewTestSchema,
  },
  'packet.saveTest': {
    input: command.extend({ testId: Id, rev: Revision, change: TestChangeSchema }),
    output: saved,
  },
  'packet.removeTest': {
    input: command.extend({ testId: Id, rev: Revision }),
    output: z.object({ ok: z.literal(true) }),
  },
  'packet.saveHours': {
    input: command.extend({ findingId: Id, rev: Revision, hours: HoursSchema.nullable() }),
    output: saved,
  },
  'packet.preflight': {
    input: ofReview,
    output: z.object({ entries: z.array(PreflightEntrySchema), redaction: RedactionSchema }),
  },
  'packet.saveRedaction': { input: command.extend(RedactionSchema.shape), output: saved },
  'packet.score': { input: ofReview, output: ScoreSchema },
  'packet.adjustScore': {
    input: command.extend({
      rev: Revision,
      points: z.int().min(-100).max(100),
      reason: z.string().max(10_000),
    }),
    output: saved,
  },
} as const
