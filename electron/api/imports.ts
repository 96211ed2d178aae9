// What became of a file that was brought into a review.
import { z } from 'zod'

export const ImportResultSchema = z.object({
  kind: z.enum([
    'markdown-boxes',
    'csv',
    'sarif',
    'markdown-review',
    'test-evidence',
    'weaudit',
    'sarif-explorer',
    'linter-report',
  ]),
  /** Fields and rows that were changed; each is on record. */
  changes: z.int(),
  /** Findings that were added or renewed. */
  findings: z.int(),
  /** Sentences about what was not taken over. */
  problems: z.array(z.string()),
})
export type ImportResult = z.infer<typeof ImportResultSchema>
