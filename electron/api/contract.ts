// Every method and event between the window and the backend. Nothing crosses that border that is not
// written here; the window's calls to the shell are in host-contract.ts.
import { z } from 'zod'
import { ATTACHMENT_METHODS } from './attachments.ts'
import { done, ErrorSchema, Id, nothing, ofReview, Revision } from './base-schemas.ts'
import { CLAIM_METHODS } from './claims.ts'
import { CLOCK_EVENTS, CLOCK_METHODS } from './clock.ts'
import { COMPARE_METHODS } from './compare.ts'
import {
  BackupSchema,
  DecisionChangeSchema,
  ExportResultSchema,
  FileRecordSchema,
  FindingDetailSchema,
  FindingRowSchema,
  FixSchema,
  ProgressSchema,
  RecentReviewSchema,
  ReviewHeaderSchema,
  RuleInfoSchema,
  SettingsSchema,
  SourceTextSchema,
  ViewStateSchema,
} from './domain.ts'
import { DRIFT_METHODS } from './drift.ts'
import { ERROR_CODES } from './errors.ts'
import { EXPORT_METHODS } from './exports.ts'
import { GIT_EVENTS, GIT_METHODS } from './git.ts'
import { HISTORY_METHODS } from './history.ts'
import { ImportResultSchema } from './imports.ts'
import { ITEM_METHODS } from './items.ts'
import { MANUAL_METHODS } from './manual.ts'
import { MERGE_METHODS } from './merge.ts'
import { PACKET_METHODS } from './packet.ts'
import { PLAN_METHODS } from './plan.ts'
import { QUESTION_METHODS } from './questions.ts'
import { REGION_METHODS } from './regions.ts'
import { RunLogSchema } from './runs.ts'
import { SEARCH_EVENTS, SEARCH_METHODS } from './search.ts'
import { SETUP_METHODS } from './setup.ts'
import { STRENGTH_METHODS } from './strengths.ts'
import { TEMPLATE_METHODS } from './templates.ts'
import { THREAD_METHODS } from './threads.ts'
import { WALKTHROUGH_METHODS } from './walkthrough.ts'

/** Given by the caller, so that a repeated command is applied once. */
const CommandId = z.uuid()

/** Methods of the backend: name, input, output. The part before the dot is the topic. */
export const METHODS = {
  'app.info': {
    input: nothing,
    output: z.object({
      version: z.string(),
      runtime: z.string(),
      dataFolder: z.string(),
      ruleCount: z.int(),
    }),
  },
  'reviews.recents': { input: nothing, output: z.array(RecentReviewSchema) },
  'reviews.openRecent': {
    input: z.object({
      recentId: Id,
      /** Changes nothing, and so needs no turn among those who write. */
      isReadOnly: z.boolean().optional(),
    }),
    output: ofReview,
  },
  'reviews.forgetRecent': { input: z.object({ recentId: Id }), output: done },
  /** The copies that were made of a review, the newest first. */
  'reviews.backups': { input: z.object({ recentId: Id }), output: z.array(BackupSchema) },
  /** Puts a copy in the place of a review and opens it; what stood there is kept beside it. */
  'reviews.restore': {
    input: z.object({ recentId: Id, name: z.string().max(255) }),
    output: ofReview,
  },
  /** Writes the sample project into the data folder and opens it. */
  'reviews.openSample': { input: nothing, output: ofReview },
  'reviews.header': { input: ofReview, output: ReviewHeaderSchema },
  'reviews.close': { input: ofReview, output: done },
  'analysis.start': { input: ofReview, output: done },
  'analysis.cancel': { input: ofReview, output: done },
  'analysis.progress': { input: ofReview, output: ProgressSchema.nullable() },
  'analysis.ledger': { input: ofReview, output: z.array(FileRecordSchema) },
  /** The last analyses and what went wrong in the newest. */
  'analysis.log': { input: ofReview, output: RunLogSchema },
  /** The functions and classes whose names fit some letters, the best first. */
  'analysis.symbols': {
    input: ofReview.extend({ text: z.string().max(500) }),
    output: z.array(
      z.object({
        kind: z.enum(['class', 'function']),
        path: z.string(),
        /** The qualified name. */
        name: z.string(),
        line: z.int().positive(),
      }),
    ),
  },
  'findings.list': {
    input: ofReview.extend({
      /** Only these findings, where they are; without it all of the review. */
      ids: z.array(Id).max(10_000).optional(),
      /** Only findings with greater ids than this. */
      after: z.int().nonnegative().optional(),
      /** At most this many, in the order of their ids. */
      limit: z.int().min(1).max(10_000).optional(),
    }),
    output: z.array(FindingRowSchema),
  },
  'findings.detail': { input: ofReview.extend({ findingId: Id }), output: FindingDetailSchema },
  'findings.decide': {
    input: ofReview.extend({
      commandId: CommandId,
      findingId: Id,
      rev: Revision,
      change: DecisionChangeSchema,
    }),
    output: z.object({ rev: Revision }),
  },
  /** One change to many findings: all of them or none, and one step of the history. */
  'findings.decideAll': {
    input: ofReview.extend({
      commandId: CommandId,
      findings: z
        .array(z.object({ findingId: Id, rev: Revision }))
        .min(1)
        .max(10_000),
      change: DecisionChangeSchema,
    }),
    output: done,
  },
  'fixes.create': {
    input: ofReview.extend({ commandId: CommandId, findingId: Id }),
    output: FixSchema,
  },
  'fixes.save': {
    input: ofReview.extend({
      commandId: CommandId,
      fixId: Id,
      rev: Revision,
      title: z.string().max(500).optional(),
      after: z.string().max(2_000_000).optional(),
      /**
       * Lines of the analysed text that `after` stands for from now on; `before` is taken from them.
       */
      region: z.object({ startLine: z.int().positive(), endLine: z.int().positive() }).optional(),
    }),
    output: z.object({ rev: Revision, problems: z.array(z.string()) }),
  },
  'fixes.remove': {
    input: ofReview.extend({ commandId: CommandId, fixId: Id, rev: Revision }),
    output: done,
  },
  'sources.read': {
    input: ofReview.extend({ path: z.string().max(4_096) }),
    output: SourceTextSchema,
  },
  'rules.info': { input: z.object({ ruleId: z.string().max(100) }), output: RuleInfoSchema },
  'exports.create': {
    input: ofReview.extend({
      /** A folder that the shell's dialog granted; without it the default folder is used. */
      targetId: Id.optional(),
      /** Prints the documents too. */
      pdf: z.object({ paper: z.enum(['A4', 'Letter']) }).optional(),
    }),
    output: ExportResultSchema,
  },
  /** Ends an export that is under way: what stood in the folder before stays. */
  'exports.cancel': { input: ofReview, output: done },
  ...EXPORT_METHODS,
  ...PACKET_METHODS,
  ...TEMPLATE_METHODS,
  ...PLAN_METHODS,
  ...ITEM_METHODS,
  ...MANUAL_METHODS,
  ...THREAD_METHODS,
  ...QUESTION_METHODS,
  ...ATTACHMENT_METHODS,
  ...STRENGTH_METHODS,
  ...HISTORY_METHODS,
  ...MERGE_METHODS,
  ...WALKTHROUGH_METHODS,
  ...REGION_METHODS,
  ...DRIFT_METHODS,
  ...COMPARE_METHODS,
  ...GIT_METHODS,
  ...SEARCH_METHODS,
  ...CLAIM_METHODS,
  ...CLOCK_METHODS,
  ...SETUP_METHODS,
  /** Brings what a packet decided into a review that can be changed. */
  'imports.decisions': {
    input: ofReview.extend({ into: Id }),
    output: z.object({ reviewId: Id, result: ImportResultSchema }),
  },
  /** Ends an import that is under way. What was changed or added until then stays. */
  'imports.cancel': { input: ofReview, output: done },
  'views.read': { input: ofReview, output: ViewStateSchema },
  'views.save': { input: ofReview.extend({ state: ViewStateSchema }), output: done },
  'settings.read': { input: nothing, output: SettingsSchema },
  'settings.save': {
    input: z.object({ change: SettingsSchema.partial() }),
    output: SettingsSchema,
  },
} as const

export type Method = keyof typeof METHODS
export type Input<M extends Method> = z.input<(typeof METHODS)[M]['input']>
export type ParsedInput<M extends Method> = z.output<(typeof METHODS)[M]['input']>
export type Output<M extends Method> = z.output<(typeof METHODS)[M]['output']>
export type Handlers = {
  readonly [M in Method]: (input: ParsedInput<M>) => Output<M> | Promise<Output<M>>
}

/** Events of the backend: facts, never commands. */
export const EVENTS = {
  /** Data of these topics was written; readers ask again. */
  'data.changed': z.object({
    reviewId: Id.optional(),
    topics: z.array(z.string()),
    /** Set when these findings alone changed and none came or went: readers ask for these rows. */
    findingIds: z.array(Id).max(10_000).optional(),
  }),
  'analysis.progressed': ProgressSchema,
  ...GIT_EVENTS,
  ...SEARCH_EVENTS,
  ...CLOCK_EVENTS,
  'export.progressed': z.object({
    reviewId: Id,
    /** What is being written. */
    what: z.string(),
    done: z.int(),
    total: z.int(),
  }),
  /** Of an import: findings in the review, and those of the file; both 0 while it is read. */
  'import.progressed': z.object({ reviewId: Id, done: z.int(), total: z.int() }),
  /** A review was opened from outside the window: a second start named its path. */
  'review.opened': z.object({ reviewId: Id }),
  /** The review could not be analysed to the end. */
  'analysis.failed': z.object({
    reviewId: Id,
    code: z.enum(ERROR_CODES),
    message: z.string(),
    nextStep: z.string(),
  }),
} as const
export type EventName = keyof typeof EVENTS
export type EventData<E extends EventName> = z.output<(typeof EVENTS)[E]>

/** Messages on the port between window and backend. */
export const RequestSchema = z.object({
  kind: z.literal('request'),
  id: z.int().nonnegative(),
  method: z.string().max(100),
  /** JSON text of at most 5 MB; parsed and validated by the receiver. */
  input: z.string().max(5_000_000),
})
export const ResponseSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('result'), id: z.int(), output: z.string() }),
  z.object({ kind: z.literal('error'), id: z.int(), error: ErrorSchema }),
  z.object({ kind: z.literal('event'), name: z.string(), data: z.string() }),
])
