// The reviewer's side of the model: what people decide about findings. Schemas, because every one
// of these values crosses a process border.
import { z } from 'zod'
import {
  CATEGORIES,
  CONFIDENCES,
  FILE_ISSUES,
  FIX_GRADES,
  SEVERITIES,
} from '../../analyzer/model.ts'
import { AnchorNoteSchema } from './anchors.ts'
import { Id, Revision, Timestamp } from './base-schemas.ts'
import { ClockSettingsSchema } from './clock-settings.ts'
import { tagProblem } from './tags.ts'

export const SeveritySchema = z.enum(SEVERITIES)
export const ConfidenceSchema = z.enum(CONFIDENCES)
export const CategorySchema = z.enum(CATEGORIES)
export const FileIssueSchema = z.enum(FILE_ISSUES)
export const FixGradeSchema = z.enum(FIX_GRADES)

/** The reviewer's judgement of whether a finding stands. */
export const VerdictSchema = z.enum(['undecided', 'confirmed', 'dismissed'])
export type Verdict = z.infer<typeof VerdictSchema>

/** How far the work on a finding is; the packet's box is ticked for `verified` alone. */
export const StatusSchema = z.enum([
  'not-started',
  'in-progress',
  'fixed',
  'verified',
  'deferred',
  'rejected',
])
export type Status = z.infer<typeof StatusSchema>

export const PrioritySchema = z.enum(['P0', 'P1', 'P2', 'P3'])
export type Priority = z.infer<typeof PrioritySchema>

/** Before which step the finding has to be closed. */
export const GateSchema = z.enum(['merge', 'production', 'later'])
export type Gate = z.infer<typeof GateSchema>

export const RangeSchema = z.object({
  startLine: z.int().positive(),
  startColumn: z.int().positive(),
  endLine: z.int().positive(),
  endColumn: z.int().positive(),
})

export const LocationSchema = z.object({
  path: z.string(),
  range: RangeSchema,
  cell: z.object({ number: z.int().positive(), line: z.int().positive() }).optional(),
})

export const EvidenceStepSchema = z.object({
  kind: z.enum(['read', 'suspension', 'write', 'test', 'act', 'call', 'definition', 'note']),
  location: LocationSchema,
  message: z.string(),
})

/** One row of the findings list. */
export const FindingRowSchema = z.object({
  id: Id,
  rev: Revision,
  /** The number shown to people, `#12`; never reused within a review. */
  number: z.int().positive(),
  ruleId: z.string(),
  title: z.string(),
  message: z.string(),
  category: CategorySchema,
  /** In force: the reviewer's if there is one, else the analyzer's. */
  severity: SeveritySchema,
  originalSeverity: SeveritySchema,
  confidence: ConfidenceSchema,
  verdict: VerdictSchema,
  status: StatusSchema,
  priority: PrioritySchema,
  gate: GateSchema,
  location: LocationSchema,
  symbol: z.string(),
  /** The reviewers' own words for it, e.g. `api, retry`; '' for none. */
  tags: z.string(),
  hasNote: z.boolean(),
  fixCount: z.int().nonnegative(),
  /** New tests that reviewers attached to it. */
  testCount: z.int().nonnegative(),
  /** Threads about it, whatever came of them. */
  threadCount: z.int().nonnegative(),
  /** Of each thread that is open: who spoke last, and whether that was a question. */
  openThreads: z.array(z.object({ lastBy: z.string(), isQuestion: z.boolean() })),
  /** True when the last run no longer reports it. */
  isGone: z.boolean(),
  /** Who judged it last, '' before anybody did. */
  decidedBy: z.string(),
  /** True when an action item says how far the work is: the status follows it. */
  hasItem: z.boolean(),
  /** Who has the action item, '' for nobody. */
  assignee: z.string(),
  /** Given where the mark followed the code and nobody has settled its place. */
  anchor: AnchorNoteSchema.optional(),
})
export type FindingRow = z.infer<typeof FindingRowSchema>

/** A before/after pair: the region of the analysed text and what shall stand there instead. */
export const FixSchema = z.object({
  id: Id,
  rev: Revision,
  title: z.string().max(500),
  grade: FixGradeSchema,
  author: z.enum(['rule', 'reviewer']),
  path: z.string(),
  startLine: z.int().positive(),
  /** Last line of the region, inclusive. */
  endLine: z.int().positive(),
  before: z.string(),
  after: z.string(),
})
export type Fix = z.infer<typeof FixSchema>
/** A fix without its record: whole lines of the analysed text and what shall stand there. */
export type FixRegion = Omit<Fix, 'id' | 'rev' | 'author'>

export const HistoryEntrySchema = z.object({
  seq: z.int().positive(),
  at: Timestamp,
  actor: z.string(),
  field: z.string(),
  before: z.string(),
  after: z.string(),
  reason: z.string(),
})

export const FindingDetailSchema = FindingRowSchema.extend({
  snippet: z.string(),
  evidence: z.array(EvidenceStepSchema),
  related: z.array(LocationSchema),
  fingerprint: z.string(),
  /** Why the severity differs from the analyzer's, '' if it does not. */
  severityReason: z.string(),
  /** Why the finding was dismissed, '' if it was not. */
  dismissReason: z.string(),
  note: z.string(),
  fixes: z.array(FixSchema),
  /** The revision of its words when a reviewer wrote it, null for what a rule found. */
  manual: z.object({ rev: Revision, writtenBy: z.string() }).nullable(),
  history: z.array(HistoryEntrySchema),
})
export type FindingDetail = z.infer<typeof FindingDetailSchema>

/** A change of one finding; only the named fields change. */
export const DecisionChangeSchema = z
  .object({
    severity: SeveritySchema,
    /** Mandatory whenever the severity then differs from the analyzer's. */
    severityReason: z.string().max(10_000),
    verdict: VerdictSchema,
    /** Mandatory for `dismissed`. */
    dismissReason: z.string().max(10_000),
    status: StatusSchema,
    priority: PrioritySchema,
    gate: GateSchema,
    /** All of them, separated by commas. */
    tags: z
      .string()
      .max(1_000)
      .refine((text) => tagProblem(text) === undefined),
    note: z.string().max(200_000),
  })
  .partial()
export type DecisionChange = z.infer<typeof DecisionChangeSchema>

export const RuleInfoSchema = z.object({
  id: z.string(),
  category: CategorySchema,
  title: z.string(),
  consequence: z.string(),
  severity: SeveritySchema,
  tier: z.union([z.literal(1), z.literal(2)]),
  scope: z.enum(['file', 'project', 'tests']),
  profiles: z.array(z.string()),
  cwe: z.array(z.int()),
  effortHours: z.object({ low: z.number(), high: z.number() }),
  equivalents: z.array(z.string()),
  why: z.string(),
  fix: z.string(),
  exemptions: z.array(z.string()),
  limits: z.array(z.string()),
  before: z.string(),
  after: z.string(),
})

export const FileRecordSchema = z.object({
  path: z.string(),
  state: z.enum(['analysed', 'partial', 'skipped']),
  issue: FileIssueSchema.optional(),
  detail: z.string().optional(),
  lines: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  sha256: z.string(),
})

export const RunStateSchema = z.enum(['none', 'running', 'finished', 'cancelled', 'failed'])

/** Where an analysis stands. */
export const ProgressSchema = z.object({
  reviewId: Id,
  phase: z.enum(['discover', 'read', 'link', 'check', 'store', 'done']),
  done: z.int().nonnegative(),
  total: z.int().nonnegative(),
  findings: z.int().nonnegative(),
})
export type Progress = z.infer<typeof ProgressSchema>

export const GateVerdictSchema = z.object({
  gate: GateSchema,
  passed: z.boolean(),
  open: z.int().nonnegative(),
  reasons: z.array(z.string()),
})
export type GateVerdict = z.infer<typeof GateVerdictSchema>

export const ReviewHeaderSchema = z.object({
  id: Id,
  name: z.string(),
  /** For display only; the window never sends a path. */
  rootPath: z.string(),
  /** Who is at the keyboard. */
  reviewer: z.string(),
  /** Everybody who reviews, the one at the keyboard among them. */
  reviewers: z.array(z.string()),
  branch: z.string().optional(),
  commit: z.string().optional(),
  openedAt: Timestamp,
  runState: RunStateSchema,
  runFinishedAt: Timestamp.optional(),
  /** Rules of the last run; 0 before there is one. */
  ruleCount: z.int().nonnegative(),
  /** What the repository under review set for the last run, a sentence of Markdown each. */
  setByRepository: z.array(z.string()),
  files: z.object({
    found: z.int(),
    analysed: z.int(),
    partial: z.int(),
    skipped: z.int(),
    lines: z.int(),
  }),
  counts: z.record(SeveritySchema, z.int()),
  undecided: z.int(),
  gates: z.array(GateVerdictSchema),
  /** True when the folder is not there any more: what was kept can be read. */
  isMissing: z.boolean(),
  readOnly: z.boolean(),
  /** It was opened from the folder of a packet, and is read only for that. */
  isPacket: z.boolean(),
  /** It is read only because somebody wanted to read it while another program held it. */
  isForReading: z.boolean(),
})
export type ReviewHeader = z.infer<typeof ReviewHeaderSchema>

export const RecentReviewSchema = z.object({
  recentId: Id,
  name: z.string(),
  rootPath: z.string(),
  branch: z.string().optional(),
  commit: z.string().optional(),
  openedAt: Timestamp,
  open: z.int().nonnegative(),
  verdict: z.enum(['pass', 'fail', 'unknown']),
  isMissing: z.boolean(),
  /** Why its database cannot be opened as it is; null where nothing is known against it. */
  trouble: z.enum(['damaged', 'newer']).nullable(),
  /** It was opened from the folder of a packet. */
  isPacket: z.boolean(),
  /** Share of the lines that were read, 0 to 1; not given before it was measured. */
  coverage: z.number().min(0).max(1).optional(),
  /** Where the source was looked at last. */
  stoppedAt: z.object({ path: z.string(), line: z.int().positive() }).optional(),
})
export type RecentReview = z.infer<typeof RecentReviewSchema>

/** A copy that was made of a review's database. */
export const BackupSchema = z.object({
  name: z.string(),
  /** Made each day, or before the database was brought to a newer version. */
  reason: z.enum(['daily', 'upgrade']),
  madeAt: Timestamp,
  bytes: z.int().nonnegative(),
})
export type Backup = z.infer<typeof BackupSchema>

export const SourceTextSchema = z.object({
  path: z.string(),
  /** The text as it was analysed. */
  text: z.string(),
  /** How the file on disk compares with the analysed text. */
  drift: z.enum(['same', 'changed', 'missing']),
  notice: z.string().optional(),
})

export const PacketFileSchema = z.object({
  path: z.string(),
  bytes: z.int(),
  sha256: z.string(),
})

export const ExportResultSchema = z.object({
  /** Absolute path of the packet's folder. */
  folder: z.string(),
  files: z.array(PacketFileSchema),
  verdict: z.enum(['PASS', 'PASS WITH CONDITIONS', 'FAIL']),
})
export type ExportResult = z.infer<typeof ExportResultSchema>

const PlaceName = z.enum([
  'findings',
  'coverage',
  'walkthrough',
  'checklists',
  'plan',
  'packet',
  'runs',
  'search',
])
const StageName = z.enum(['source', 'fix', 'compare'])

/** A text that was being typed when it was kept last, and where on the screen. */
export const TypedTextSchema = z.object({
  /** What its field is called. */
  label: z.string().max(1_000),
  /** What stood in the field before. */
  before: z.string().max(200_000),
  text: z.string().max(200_000),
  findingId: Id.optional(),
  path: z.string().max(4_096).optional(),
  place: PlaceName,
  queue: z.string().max(40),
  tab: z.string().max(40),
  stage: StageName,
})
export type TypedText = z.infer<typeof TypedTextSchema>
const TypedTexts = z.record(z.string().max(5_000), TypedTextSchema)

const ScopeSchema = z.union([
  /** What changed against a base. */
  z.object({ base: z.string().min(1).max(1_000), unit: z.enum(['lines', 'files']) }),
  /** Folders, files, or patterns with `*` and `?`; relative to the root. */
  z.object({ paths: z.array(z.string().min(1).max(1_000)).min(1).max(100) }),
])

/** What the eye was on: restored when the review is opened again. */
export const ViewStateSchema = z.object({
  selectedFindingId: Id.optional(),
  openPath: z.string().optional(),
  /** Top line of the source (1-based). */
  topLine: z.int().positive().optional(),
  listScrollTop: z.number().nonnegative().optional(),
  groupBy: z.enum(['severity', 'rule', 'file', 'category', 'task', 'gate', 'none']).optional(),
  sortBy: z.enum(['severity', 'place', 'rule', 'number']).optional(),
  place: PlaceName.optional(),
  filter: z.string().max(2_000).optional(),
  collapsedGroups: z.array(z.string()).max(10_000).optional(),
  queue: z.string().max(40).optional(),
  stage: StageName.optional(),
  inspectorTab: z.string().max(40).optional(),
  /** The part of the review that is looked at: what changed, or some paths; all of it without. */
  scope: ScopeSchema.optional(),
  showsBlame: z.boolean().optional(),
  /** What the drawer shows; it is closed without. */
  drawer: z.enum(['steps', 'log', 'problems', 'tests']).optional(),
  /** What was searched last. */
  search: z
    .object({
      text: z.string().max(20_000),
      isRegex: z.boolean(),
      isCaseSensitive: z.boolean(),
    })
    .optional(),
  /** Comments that were begun and not sent, by their fields. */
  composing: z.record(z.string().max(5_000), z.string().max(20_000)).optional(),
  /** Texts that are being typed, by their fields: left behind only where Lectern was cut off. */
  typing: TypedTexts.optional(),
  /** Such texts of an earlier time that nobody has restored or discarded yet. */
  unsettled: TypedTexts.optional(),
})
export type ViewState = z.infer<typeof ViewStateSchema>

/** Settings of the application, the same for all reviews. */
export const SettingsSchema = z.object({
  theme: z.enum(['system', 'light', 'dark', 'contrast-light', 'contrast-dark']),
  reviewer: z.string().max(200),
  density: z.enum(['compact', 'comfortable']),
  paneSizes: z.record(z.string().max(40), z.number()),
  singleKeys: z.boolean(),
  /** The source shows the selected finding in a line under its region. */
  regionLine: z.boolean(),
  /** The strokes of commands whose keys were changed, by the id of the command; none: no key. */
  keys: z.record(z.string().max(100), z.array(z.string().min(1).max(40)).max(6)),
  /** When the session clock reminds. */
  clock: ClockSettingsSchema,
})
export type Settings = z.infer<typeof SettingsSchema>
