// What a text that somebody writes claims about the code, checked while it is written.
import { z } from 'zod'
import { Id } from './base-schemas.ts'

export const ClaimProblemSchema = z.object({
  kind: z.enum(['citation', 'symbol', 'unused', 'auth', 'race', 'number']),
  /** UTF-16 units of the text, end exclusive. */
  start: z.int().nonnegative(),
  end: z.int().positive(),
  /** What is true, in a sentence. */
  message: z.string(),
})
export type ClaimProblem = z.infer<typeof ClaimProblemSchema>

/** Methods of the topic `claims`; part of the backend's contract. */
export const CLAIM_METHODS = {
  /** Places of a text that the facts contradict, in the order of the text. */
  'claims.check': {
    input: z.object({
      reviewId: Id,
      text: z.string().max(200_000),
      /** What it is about: a finding, lines of a file, or the review as a whole. */
      about: z.union([
        z.object({ findingId: Id }),
        z.object({ path: z.string().max(4_096), symbol: z.string().max(1_000) }),
        z.null(),
      ]),
    }),
    output: z.array(ClaimProblemSchema),
  },
} as const
