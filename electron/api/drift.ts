// How the folder differs from what was analysed, and where the findings would stand in it.
import { z } from 'zod'
import { Id } from './domain.ts'

/**
 * `exact`: same lines; `moved`: the code is the same and stands elsewhere; `changed`: the code was
 * changed or taken out of its surroundings; `gone`: nothing of it is left.
 */
export const AnchorStateSchema = z.enum(['exact', 'moved', 'changed', 'gone'])
export type AnchorState = z.infer<typeof AnchorStateSchema>

export const MovedFindingSchema = z.object({
  findingId: Id,
  number: z.int().positive(),
  title: z.string(),
  path: z.string(),
  /** First line in the analysed text. */
  line: z.int().positive(),
  state: AnchorStateSchema,
  /** First line in the file as it is now; not given where the finding is gone. */
  newLine: z.int().positive().optional(),
})
export type MovedFinding = z.infer<typeof MovedFindingSchema>

const HeadSchema = z.object({ branch: z.string().optional(), commit: z.string().optional() })

export const DriftSchema = z.object({
  /** The commit that was analysed, and the one that is checked out now. */
  analysed: HeadSchema,
  now: HeadSchema,
  /** Analysed files whose content is another one now, in the order of their paths. */
  files: z.array(z.object({ path: z.string(), state: z.enum(['changed', 'missing']) })),
  /** Findings of these files that stand; in the order of files and lines. */
  findings: z.array(MovedFindingSchema),
})
export type Drift = z.infer<typeof DriftSchema>

/** Methods of the topic `drift`; part of the backend's contract. */
export const DRIFT_METHODS = {
  'drift.read': { input: z.object({ reviewId: Id }), output: DriftSchema },
} as const
