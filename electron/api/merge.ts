// Merging another reviewer's database of the same review: what it brings, and what has to be chosen.
import { z } from 'zod'
import { Id, ofReview } from './base-schemas.ts'

/** What a reviewer does about a field that both changed; `both` keeps mine and opens a thread. */
export const MERGE_CHOICES = ['mine', 'theirs', 'both'] as const
export const MergeChoiceSchema = z.enum(MERGE_CHOICES)
export type MergeChoice = z.infer<typeof MergeChoiceSchema>

const SaidSchema = z.object({
  text: z.string(),
  by: z.string(),
  /** ISO 8601; '' where the record does not tell. */
  at: z.string(),
})

export const MergeConflictSchema = z.object({
  /** Names the field in both databases. */
  key: z.string(),
  /** The finding here that it is about; null for what is about none. */
  findingId: Id.nullable(),
  /** What it is about in words: a finding's place, a person, a document. */
  about: z.string(),
  /** The field in words. */
  field: z.string(),
  mine: SaidSchema,
  theirs: SaidSchema,
})
export type MergeConflict = z.infer<typeof MergeConflictSchema>

const Count = z.int().nonnegative()

export const MergePreviewSchema = z.object({
  /** Changes with the last event of either record, so that only what was looked at is merged. */
  state: z.string(),
  file: z.string(),
  /** Who changed something there. */
  reviewers: z.array(z.string()),
  /** Events there that this review has not seen. */
  events: Count,
  /** Events that both records begin with; 0 for two reviews that began apart. */
  shared: Count,
  /** Fields that are taken as only the other side changed them. */
  taken: Count,
  /** Rows that are new: comments, fixes, findings … */
  added: Count,
  conflicts: z.array(MergeConflictSchema),
  /** How what both changed was joined without a question, in sentences. */
  joined: z.array(z.string()),
  /** What cannot be merged, in sentences. */
  left: z.array(z.string()),
})
export type MergePreview = z.infer<typeof MergePreviewSchema>

export const MergeResultSchema = z.object({
  events: Count,
  taken: Count,
  added: Count,
  conflicts: Count,
  joined: z.array(z.string()),
  left: z.array(z.string()),
})
export type MergeResult = z.infer<typeof MergeResultSchema>

const ofSource = ofReview.extend({
  /** A database that the shell's dialog granted. */
  sourceId: Id,
})

/** Methods of the topic `merge`; part of the backend's contract. */
export const MERGE_METHODS = {
  /** Looks at the other database; nothing is changed. */
  'merge.preview': { input: ofSource, output: MergePreviewSchema },
  /** Merges it as one step; `conflict` when one of the two changed since it was looked at. */
  'merge.apply': {
    input: ofSource.extend({
      commandId: z.uuid(),
      state: z.string().max(200),
      /** One for each conflict. */
      choices: z.array(z.object({ key: z.string().max(20_000), take: MergeChoiceSchema })),
    }),
    output: MergeResultSchema,
  },
} as const
