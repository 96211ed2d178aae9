// What reviewers have read: regions of files that are marked as reviewed, and how much of the code
// that is, weighed by risk.
import { z } from 'zod'
import { ofReview, Revision } from './base-schemas.ts'

/** Whole lines, both ends included (1-based). */
export const LineSpanSchema = z.object({
  startLine: z.int().positive(),
  endLine: z.int().positive(),
})
export type LineSpan = z.infer<typeof LineSpanSchema>

/** A function, method or class; a file without any is one unit with an empty symbol. */
export const UnitSchema = LineSpanSchema.extend({
  symbol: z.string(),
  kind: z.enum(['function', 'class', 'module']),
  /** Lines of its own, those of the symbols within it left out. */
  lines: z.int().nonnegative(),
  reviewedLines: z.int().nonnegative(),
  /** From 1; what it is made of stands in `reasons`. */
  risk: z.number().positive(),
  isRisky: z.boolean(),
  reasons: z.array(z.string()),
})
export type Unit = z.infer<typeof UnitSchema>

export const ReviewedFileSchema = z.object({
  path: z.string(),
  /** 0 for a file in which nothing was marked yet. */
  rev: Revision,
  /** Disjoint, in order, never adjacent. */
  reviewed: z.array(LineSpanSchema),
  /** Symbols that were reviewed and have changed since, '' for code of the module itself. */
  changed: z.array(z.string()),
  units: z.array(UnitSchema),
})
export type ReviewedFile = z.infer<typeof ReviewedFileSchema>

const counts = {
  lines: z.int().nonnegative(),
  reviewedLines: z.int().nonnegative(),
  symbols: z.int().nonnegative(),
  reviewedSymbols: z.int().nonnegative(),
  riskySymbols: z.int().nonnegative(),
  reviewedRiskySymbols: z.int().nonnegative(),
  /** Sum of the risks of its units, and how much of it was read. */
  risk: z.number().nonnegative(),
  reviewedRisk: z.number().nonnegative(),
}
export const FileCoverageSchema = z.object({
  path: z.string(),
  ...counts,
  /** Symbols that were reviewed and have changed since. */
  changed: z.int().nonnegative(),
})
export type FileCoverage = z.infer<typeof FileCoverageSchema>

export const CoverageSchema = z.object({
  total: z.object(counts),
  /** In the order of their paths. */
  files: z.array(FileCoverageSchema),
})
export type Coverage = z.infer<typeof CoverageSchema>

const Path = z.string().min(1).max(4_096)

/** Methods of the topic `regions`; part of the backend's contract. */
export const REGION_METHODS = {
  'regions.coverage': { input: ofReview, output: CoverageSchema },
  'regions.ofFile': { input: ofReview.extend({ path: Path }), output: ReviewedFileSchema },
  /** Marks lines as reviewed or takes the mark off; joins and splits regions as need be. */
  'regions.mark': {
    input: ofReview.extend({
      commandId: z.uuid(),
      path: Path,
      rev: Revision,
      span: LineSpanSchema,
      isReviewed: z.boolean(),
    }),
    output: z.object({ rev: Revision }),
  },
  /** The next symbol that is not read whole: below in the file, then where most risk is left. */
  'regions.next': {
    input: ofReview.extend({
      from: z.object({ path: Path, line: z.int().nonnegative() }).optional(),
    }),
    output: z.object({
      next: LineSpanSchema.extend({ path: z.string(), symbol: z.string() }).nullable(),
    }),
  },
} as const
