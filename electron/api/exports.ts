// The packets that were exported, and what has changed since.
import { z } from 'zod'
import { Id, ofReview, Timestamp } from './base-schemas.ts'
import {
  GateSchema,
  PacketFileSchema,
  SeveritySchema,
  StatusSchema,
  VerdictSchema,
} from './domain.ts'

/** A finding as far as a reader of the packet would notice a change. */
export const ExportedFindingSchema = z.object({
  number: z.int(),
  label: z.string(),
  severity: SeveritySchema,
  status: StatusSchema,
  verdict: VerdictSchema,
  gate: GateSchema,
})
export type ExportedFinding = z.infer<typeof ExportedFindingSchema>

export const ExportRecordSchema = z.object({
  id: Id,
  at: Timestamp,
  asOf: Timestamp,
  folder: z.string(),
  verdict: z.string(),
  files: z.array(PacketFileSchema),
  findings: z.int(),
})
export type ExportRecord = z.infer<typeof ExportRecordSchema>

export const ExportComparisonSchema = z.object({
  verdictThen: z.string(),
  verdictNow: z.string(),
  /** Labels of findings that came, that went, and sentences about those that changed. */
  added: z.array(z.string()),
  gone: z.array(z.string()),
  changed: z.array(z.string()),
  /** Paths whose text would be another one now. */
  filesChanged: z.array(z.string()),
  filesSame: z.int(),
  /** Files in the folder that are not as they were written: edited by hand, or missing. */
  touched: z.array(z.object({ path: z.string(), what: z.enum(['edited', 'missing']) })),
})
export type ExportComparison = z.infer<typeof ExportComparisonSchema>

/** Further methods of the topic `exports`; part of the backend's contract. */
export const EXPORT_METHODS = {
  'exports.list': { input: ofReview, output: z.array(ExportRecordSchema) },
  'exports.compare': {
    input: ofReview.extend({ exportId: Id }),
    output: ExportComparisonSchema,
  },
} as const
