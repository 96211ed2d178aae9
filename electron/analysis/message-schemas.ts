// The messages of the analysis process, checked where they arrive: it reads hostile files with
// native code, so what it says is not taken on trust.
import { z } from 'zod'
import { ENTRY_KINDS, PROFILES, TOUCHES } from '../../analyzer/model.ts'
import {
  ConfidenceSchema,
  EvidenceStepSchema,
  FileRecordSchema,
  FixGradeSchema,
  FixSchema,
  LocationSchema,
  RangeSchema,
  SeveritySchema,
} from '../api/domain.ts'
import type { FromAnalysis } from './messages.ts'

/** Longest text of a field; a whole analysed file fits. */
const Text = z.string().max(4_000_000)
const Name = z.string().max(8_192)
const Count = z.int().nonnegative()

const FindingSchema = z.object({
  ruleId: Name,
  severity: SeveritySchema,
  confidence: ConfidenceSchema,
  message: Text,
  location: LocationSchema,
  anchor: z.object({
    symbol: Text,
    nodePath: Text,
    snippetHash: Name,
    contextBefore: z.array(Text),
    contextAfter: z.array(Text),
  }),
  snippet: Text,
  evidence: z.array(EvidenceStepSchema),
  related: z.array(LocationSchema),
  fixes: z.array(
    z.object({
      title: Text,
      grade: FixGradeSchema,
      edits: z.array(z.object({ path: Name, range: RangeSchema, newText: Text })),
    }),
  ),
  fingerprint: Name,
  suppressed: z.object({ reason: Text }).optional(),
})

const FoundSchema = z.object({ path: Name, bytes: Count })

/** Packed by a worker for workers: nobody opens it here. */
export const SummarySchema = z.object({
  record: FileRecordSchema,
  packed: z.instanceof(Uint8Array),
  digest: Name,
  // As long as what the file tells: it is no text for people.
  parts: z.string().optional(),
})

const ObservationsSchema = z.object({
  practices: z.array(
    z.object({ id: Name, count: Count, total: Count, places: z.array(LocationSchema) }),
  ),
  concurrency: z.array(
    z.object({
      kind: z.enum(['asyncio', 'threading', 'multiprocessing']),
      count: Count,
      places: z.array(LocationSchema),
    }),
  ),
  outline: z
    .array(
      z.object({
        symbol: Name,
        kind: z.enum(['function', 'class']),
        startLine: Count,
        endLine: Count,
        complexity: Count,
        isAsync: z.boolean(),
        entry: z.enum(ENTRY_KINDS).optional(),
        touches: z.array(z.enum(TOUCHES)),
        guard: z.object({ name: Text, path: Name, line: Count }).optional(),
      }),
    )
    .optional(),
  unread: z.array(Name).optional(),
})

const ReportSchema = z.object({
  record: FileRecordSchema,
  findings: z.array(FindingSchema),
  failures: z.array(z.object({ ruleId: Name, path: Name, message: Text })),
  suppressions: z.array(z.unknown()),
  observed: ObservationsSchema.optional(),
})

export const CheckedSchema = z.object({
  report: ReportSchema,
  text: z.object({ size: Count, deflated: z.instanceof(Uint8Array) }).optional(),
  fixes: z.array(z.array(FixSchema.omit({ id: true, rev: true, author: true }))),
})

/** Opened by whoever keeps the report; see `CheckedSchema`. */
const PackedReportSchema = z.object({ path: Name, packed: z.instanceof(Uint8Array) })

const RuleChoiceShape = {
  enable: z.array(Name).optional(),
  disable: z.array(Name).optional(),
  severities: z.record(Name, SeveritySchema).optional(),
}

const RepositorySettingsSchema = z.object({
  path: Name,
  settings: z.object({
    profile: z.enum(PROFILES).optional(),
    ...RuleChoiceShape,
    overrides: z.array(z.object({ paths: z.array(Name), ...RuleChoiceShape })).optional(),
    thresholds: z
      .object({
        complexity: Count.optional(),
        cloneTokens: Count.optional(),
        magicNumbers: z.array(z.number()).optional(),
      })
      .optional(),
  }),
  problems: z.array(Text),
})

const OutlineSchema = z.object({
  symbol: Text,
  startLine: Count,
  endLine: Count,
  isAsync: z.boolean(),
  parameters: z.array(
    z.object({
      name: Name,
      kind: z.enum(['positional-only', 'positional', 'keyword-only', 'rest', 'keywords']),
      annotation: Text,
      hasDefault: z.boolean(),
    }),
  ),
})

const FromAnalysisSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('found'),
    files: z.array(FoundSchema),
    skipped: z.array(FileRecordSchema),
    configs: z.array(Name),
    isComplete: z.boolean(),
  }),
  z.object({ kind: z.literal('settings'), repository: RepositorySettingsSchema }),
  z.object({ kind: z.literal('started'), paths: z.array(Name) }),
  z.object({ kind: z.literal('summarized'), summaries: z.array(SummarySchema) }),
  z.object({ kind: z.literal('checked'), files: z.array(PackedReportSchema) }),
  z.object({
    kind: z.literal('progress'),
    phase: z.enum(['discover', 'read', 'link', 'check']),
    done: Count,
    total: Count,
  }),
  z.object({ kind: z.literal('stuck'), path: Name }),
  z.object({
    kind: z.literal('inspected'),
    id: Count,
    record: FileRecordSchema,
    functions: z.array(OutlineSchema),
  }),
  z.object({ kind: z.literal('done') }),
  z.object({ kind: z.literal('cancelled') }),
  z.object({ kind: z.literal('failed'), message: Text }),
])

/** The message, or undefined for what an analysis process may not say. */
export function readAnalysisMessage(message: unknown): FromAnalysis | undefined {
  const parsed = FromAnalysisSchema.safeParse(message)
  // The schema says the same of fields that may be missing.
  return parsed.success ? (parsed.data as FromAnalysis) : undefined
}
