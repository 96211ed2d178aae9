// Two runs of a review beside one another: which findings and files differ, and the texts that both
// read. Run A is the earlier one.
import { z } from 'zod'
import { Id } from './base-schemas.ts'
import { SeveritySchema } from './domain.ts'

/**
 * `new`: first reported by B; `returned`: known from before A, reported by B again; `gone`: A
 * reported it, and B looked there and did not; `changed`: both did, otherwise; `moved`: both did,
 * elsewhere; `unknown`: one of the runs did not look.
 */
const ChangeKindSchema = z.enum(['new', 'returned', 'gone', 'changed', 'moved', 'unknown'])
export type ChangeKind = z.infer<typeof ChangeKindSchema>

const ReportedPlaceSchema = z.object({
  path: z.string(),
  startLine: z.int().positive(),
  endLine: z.int().positive(),
})
export type ReportedPlace = z.infer<typeof ReportedPlaceSchema>

export const FindingChangeSchema = z.object({
  kind: ChangeKindSchema,
  findingId: Id,
  title: z.string(),
  /** As the later of the runs that reported it said. */
  severity: SeveritySchema,
  a: ReportedPlaceSchema.optional(),
  b: ReportedPlaceSchema.optional(),
  /** What differs, or why it is not known; '' where the kind says it all. */
  note: z.string(),
  /** It stands in the review as it is now, and is listed there. */
  isListed: z.boolean(),
})
export type FindingChange = z.infer<typeof FindingChangeSchema>

export const FileChangeSchema = z.object({
  path: z.string(),
  kind: z.enum(['new', 'gone', 'changed', 'unknown']),
  /** Why it is not known, '' otherwise. */
  note: z.string(),
})
export type FileChange = z.infer<typeof FileChangeSchema>

export const RunComparisonSchema = z.object({
  findings: z.array(FindingChangeSchema),
  /** Files whose content differs, in the order of their paths. */
  files: z.array(FileChangeSchema),
  /** Findings that both runs reported alike, at the same lines. */
  sameFindings: z.int().nonnegative(),
  sameFiles: z.int().nonnegative(),
  /** What makes the two runs less comparable, as sentences. */
  caveats: z.array(z.string()),
})
export type RunComparison = z.infer<typeof RunComparisonSchema>

export const ComparedTextSchema = z.object({
  /**
   * `kept`: the text is there; `absent`: the run knew no such file; `unread`: it did not read it;
   * `not-kept`: it did, and its text was not kept.
   */
  state: z.enum(['kept', 'absent', 'unread', 'not-kept']),
  /** As it is shown; '' where there is none. */
  text: z.string(),
  /** Why there is none, '' otherwise. */
  note: z.string(),
})
export type ComparedText = z.infer<typeof ComparedTextSchema>

const pair = z.object({ reviewId: Id, a: Id, b: Id })

/** Methods of the topic `analysis` that compare; part of the backend's contract. */
export const COMPARE_METHODS = {
  /** Throws `not-found` where what one of the runs found is not kept. */
  'analysis.compare': { input: pair, output: RunComparisonSchema },
  /** A file as both runs read it, out of what was kept: never the file as it is now. */
  'analysis.comparedTexts': {
    input: pair.extend({ pathA: z.string().max(4_096), pathB: z.string().max(4_096) }),
    output: z.object({
      a: ComparedTextSchema,
      b: ComparedTextSchema,
      /** Both runs read the same content, whether or not it was kept. */
      isSame: z.boolean(),
    }),
  },
} as const
