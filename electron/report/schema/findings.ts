// The published form of `findings.json`: what a program may rely on. The JSON Schema in the packet is
// made from this one definition.
import { z } from 'zod'
import { CATEGORIES, CONFIDENCES, FIX_GRADES, SEVERITIES } from '../../../analyzer/model.ts'
import { AttachmentKindSchema } from '../../api/attachments.ts'
import { ConductSchema } from '../../api/clock.ts'
import {
  EvidenceStepSchema,
  FileRecordSchema,
  GateSchema,
  LocationSchema,
  PrioritySchema,
  RuleInfoSchema,
  StatusSchema,
  VerdictSchema,
} from '../../api/domain.ts'
import { ITEM_STATES } from '../../api/items.ts'
import { AnswerSchema } from '../../api/questions.ts'
import { CoverageSchema } from '../../api/regions.ts'
import type { PacketFile } from '../../api/snapshot.ts'
import { DispositionSchema } from '../../api/threads.ts'
import { jsonText } from '../data/json-text.ts'

export const FINDINGS_VERSION = 1

const count = z.int().nonnegative()
const hours = z.object({ low: z.number().nonnegative(), high: z.number().nonnegative() })
const perSeverity = z.object({
  critical: count,
  high: count,
  medium: count,
  low: count,
  info: count,
})

const text = z.object({
  field: z.string(),
  text: z.string().describe('Markdown'),
  isConfirmed: z.boolean().describe('false while it is a draft that nobody has confirmed'),
})

const fix = z.object({
  title: z.string(),
  grade: z.enum(FIX_GRADES),
  author: z.enum(['rule', 'reviewer']),
  path: z.string(),
  startLine: z.int().positive(),
  endLine: z.int().positive().describe('last line of the region, inclusive'),
  before: z.string(),
  after: z.string(),
})

const test = z.object({
  name: z.string(),
  path: z.string(),
  kind: z.enum(['unit', 'integration', 'concurrency', 'regression']),
  purpose: z.string(),
  code: z.string(),
  command: z.string(),
  expectedBefore: z.string(),
  expectedAfter: z.string(),
})

const item = z
  .object({
    state: z.enum(ITEM_STATES),
    assignee: z.string().describe("'' while nobody has it"),
    assignedAt: z.string().nullable(),
    submittedAt: z.string().nullable(),
    dueAt: z.string().nullable(),
    isOverdue: z.boolean(),
    decidedAt: z.string().nullable(),
    decidedBy: z.string(),
    rationale: z.string(),
  })
  .describe('the work on the finding')

const attachment = z
  .object({
    path: z.string().describe('in the packet, `evidence/...`'),
    name: z.string(),
    caption: z.string().describe('Markdown: what it shows'),
    kind: AttachmentKindSchema.describe('by its bytes, whatever its name says'),
    size: z.int().positive().describe('bytes'),
    sha256: z.string(),
    by: z.string(),
    at: z.string(),
  })
  .describe('a file that a reviewer attached')

const answer = z
  .object({
    question: z.string().describe('id of a question of the rule'),
    answer: AnswerSchema.nullable().describe('na: does not apply; null where there is only a note'),
    note: z.string().describe('Markdown'),
    by: z.string(),
    at: z.string(),
  })
  .describe('what a reviewer answered to a question of the rule')

const thread = z
  .object({
    path: z.string(),
    startLine: z.int().positive(),
    endLine: z.int().positive().describe('inclusive'),
    snippet: z.string().describe('the lines as they stood when the talk began'),
    disposition: DispositionSchema.describe('what came of it'),
    inFaq: z.boolean().describe('true when the questions and answers print it'),
    comments: z.array(
      z.object({ by: z.string(), at: z.string(), text: z.string().describe('Markdown') }),
    ),
  })
  .describe('talk about a finding or about lines')

const stream = z.object({
  id: z.string().describe('WS2'),
  title: z.string(),
  files: z.array(z.string()).describe('touched beyond those of its findings'),
  commitMessage: z.string(),
  tasks: z.array(
    z.object({
      id: z.string().describe('2.1'),
      title: z.string(),
      steps: z.array(z.string()),
      findings: z.array(z.int().positive()).describe('numbers of the findings it closes'),
      isSeparateCommit: z.boolean(),
    }),
  ),
})

const check = z.object({
  gate: z.enum(['merge', 'production']),
  standing: z.string().nullable().describe("name of a standing row, null for a reviewer's own"),
  text: z.string(),
  owner: z.string(),
  evidence: z.string(),
  tickedAt: z.string().nullable(),
  tickedBy: z.string().nullable(),
})

const concurrency = z.object({
  kinds: z.array(
    z.object({
      kind: z.enum(['asyncio', 'threading', 'multiprocessing']),
      count,
      places: z.array(LocationSchema),
    }),
  ),
  adjustment: z
    .object({ points: z.int(), reason: z.string() })
    .nullable()
    .describe("the reviewer's correction of the thread-safety score"),
})

const finding = z.object({
  number: z.int().positive().describe('running number, shown as #12; never reused'),
  label: z.string().describe('label within the severity, e.g. HIGH-2'),
  ruleId: z.string(),
  category: z.enum(CATEGORIES),
  title: z.string(),
  message: z.string().describe('what is wrong here, as Markdown'),
  severity: z.enum(SEVERITIES).describe("in force: the reviewer's if changed"),
  originalSeverity: z.enum(SEVERITIES).describe("the analyzer's"),
  severityReason: z.string(),
  confidence: z.enum(CONFIDENCES),
  verdict: VerdictSchema,
  dismissReason: z.string(),
  suppressedReason: z
    .string()
    .nullable()
    .describe('reason of a suppression in the source, null if there is none'),
  isCounted: z.boolean().describe('neither dismissed nor suppressed'),
  isOpen: z.boolean().describe('counted and neither verified nor rejected'),
  status: StatusSchema,
  priority: PrioritySchema,
  gate: GateSchema,
  tags: z
    .array(z.string())
    .optional()
    .describe("the reviewers' own words for it; packets of old have none"),
  location: LocationSchema.describe(
    'lines and columns from 1, columns in UTF-16 units, end exclusive',
  ),
  symbol: z.string(),
  snippet: z.string(),
  context: z
    .object({ before: z.array(z.string()), after: z.array(z.string()) })
    .optional()
    .describe('the lines around the snippet, without line breaks; packets of old have none'),
  related: z.array(LocationSchema),
  evidence: z.array(EvidenceStepSchema),
  fingerprint: z.string().describe('identity across edits'),
  effortHours: hours,
  note: z.string(),
  texts: z.array(text),
  fixes: z.array(fix),
  tests: z.array(test),
  decidedAt: z.string().nullable(),
  decidedBy: z.string().nullable(),
  item: item.nullable(),
  answers: z.array(answer),
  attachments: z.array(attachment),
  withheld: z
    .array(z.object({ name: z.string(), size: z.int().positive(), sha256: z.string() }))
    .optional()
    .describe('attached files that are left out of this copy'),
  threads: z.array(thread),
})

export const FindingsFileSchema = z
  .object({
    $schema: z.literal('findings.schema.json'),
    version: z.literal(FINDINGS_VERSION),
    tool: z.object({ name: z.string(), version: z.string(), ruleSetVersion: z.string() }),
    review: z.object({
      name: z.string(),
      reviewer: z.string(),
      branch: z.string().nullable(),
      commit: z.string().nullable(),
      repositoryUri: z.string().nullable(),
      scope: z.string(),
    }),
    asOf: z.string().describe('time of the last change of the review, ISO 8601 in UTC'),
    run: z.object({
      state: z.enum(['finished', 'cancelled', 'failed', 'running', 'none']),
      startedAt: z.string(),
      finishedAt: z.string().nullable(),
      profile: z.string(),
      ruleFailures: z.array(
        z.object({ ruleId: z.string(), path: z.string(), message: z.string() }),
      ),
      setByRepository: z.array(z.string()),
    }),
    verdict: z.object({
      word: z.enum(['PASS', 'PASS WITH CONDITIONS', 'FAIL']),
      computed: z
        .enum(['PASS', 'PASS WITH CONDITIONS', 'FAIL'])
        .describe('what the gates say, whatever the reviewer says'),
      risk: z.enum(['LOW', 'MEDIUM', 'HIGH', 'CRITICAL']),
      reasons: z.array(z.string()),
    }),
    counts: z.object({
      findings: count.describe('findings that stand: dismissed and suppressed are not counted'),
      open: count,
      blockers: count.describe('open before merge'),
      conditions: count.describe('open before production'),
      later: count,
      undecided: count,
      dismissed: count,
      suppressed: count,
      deferred: count,
      newTests: count,
      bySeverity: perSeverity,
      files: z.object({
        found: count,
        analysed: count,
        partial: count,
        skipped: count,
        lines: count,
      }),
    }),
    effortHours: z
      .object({
        blockers: hours,
        tests: hours,
        review: hours,
        toMerge: hours,
        others: hours,
        total: hours,
      })
      .describe('blockers + tests + review = toMerge; toMerge + others = total'),
    completeness: z.object({
      percent: z.int(),
      missing: z.array(z.string()),
      drafts: z.array(z.string()),
    }),
    texts: z.array(text),
    practices: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        sentence: z.string(),
        category: z.enum(CATEGORIES),
        count,
        total: count,
        places: z.array(LocationSchema),
      }),
    ),
    strengths: z
      .array(
        z.object({
          title: z.string(),
          text: z.string().describe('Markdown'),
          by: z.string(),
          places: z.array(
            z.object({
              path: z.string(),
              startLine: z.int().positive(),
              endLine: z.int().positive().describe('inclusive'),
              snippet: z.string().describe('the lines as they stood when they were chosen'),
              isCurrent: z.boolean().describe('false where the lines are others now'),
            }),
          ),
        }),
      )
      .describe('what reviewers saw done well'),
    concurrency: concurrency.nullable(),
    streams: z
      .array(stream)
      .nullable()
      .describe('planned by hand; null where the plan is derived from shared files'),
    checks: z.array(check).describe('rows of the checklists that somebody touched'),
    templates: z
      .array(z.object({ document: z.string(), text: z.string() }))
      .describe("the reviewer's own templates of documents"),
    threads: z.array(thread).describe('talk about lines that belongs to no finding'),
    coverage: CoverageSchema.nullable()
      .optional()
      .describe('what a person has read, in all and by file; packets of old have none'),
    conduct: ConductSchema.omit({ findings: true })
      .extend({
        findings: z.array(
          z.object({
            number: z.int().positive().describe('of the finding'),
            activeSeconds: z.int().nonnegative(),
          }),
        ),
      })
      .nullable()
      .optional()
      .describe('how long reviewers were at work; null where it was not measured or is not told'),
    findings: z.array(finding),
    rules: z.array(RuleInfoSchema),
    files: z.array(FileRecordSchema),
  })
  .describe('Findings of a code review with all that was decided about them')

export type FindingsFile = z.output<typeof FindingsFileSchema>

/** The JSON Schema (draft 2020-12) of `findings.json`, as it goes into the packet. */
export function findingsSchemaFile(): PacketFile {
  return { path: 'findings.schema.json', text: jsonText(z.toJSONSchema(FindingsFileSchema)) }
}
