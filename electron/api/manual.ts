// Findings that reviewers write themselves and the templates that they start from.
import { z } from 'zod'
import { Id, ofReview, Revision } from './base-schemas.ts'
import { CategorySchema, RangeSchema, SeveritySchema } from './domain.ts'

/** Stands where the findings of the analyzer name their rule. */
export const MANUAL_RULE = 'manual'

/** What a reviewer says of a finding. */
export const FindingWordsSchema = z.object({
  title: z.string().trim().min(1).max(300),
  category: CategorySchema,
  severity: SeveritySchema,
  /** Markdown: what is wrong here. */
  message: z.string().trim().min(1).max(20_000),
})
export type FindingWords = z.infer<typeof FindingWordsSchema>

export const ManualFindingSchema = FindingWordsSchema.extend({
  rev: Revision,
  writtenBy: z.string(),
})
export type ManualFinding = z.infer<typeof ManualFindingSchema>

export const FindingTemplateSchema = FindingWordsSchema.extend({ id: Id, rev: Revision })
export type FindingTemplate = z.infer<typeof FindingTemplateSchema>

const command = ofReview.extend({ commandId: z.uuid() })

/** Methods of the topic `manual`; part of the backend's contract. */
export const MANUAL_METHODS = {
  /** Writes a finding at a region of the text that the source shows for the path. */
  'manual.create': {
    input: command.extend({
      path: z.string().min(1).max(4_096),
      range: RangeSchema,
      /** Qualified name of the class or function around the region, '' for the module. */
      symbol: z.string().max(1_000),
      words: FindingWordsSchema,
    }),
    output: z.object({ findingId: Id }),
  },
  'manual.save': {
    input: command.extend({ findingId: Id, rev: Revision, words: FindingWordsSchema }),
    output: z.object({ rev: Revision }),
  },
  /** The review's own templates by title; the built-in ones are part of the window. */
  'manual.templates': { input: ofReview, output: z.array(FindingTemplateSchema) },
  /** A template of the same title is replaced. */
  'manual.saveTemplate': {
    input: command.extend({ words: FindingWordsSchema }),
    output: FindingTemplateSchema,
  },
  'manual.removeTemplate': {
    input: command.extend({ templateId: Id, rev: Revision }),
    output: z.object({ ok: z.literal(true) }),
  },
} as const
