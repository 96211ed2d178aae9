// What is chosen before a review is analysed for the first time, and what would be read.
import { z } from 'zod'
import { FILE_ISSUES, PROFILES } from '../../analyzer/model.ts'
import { Id, ofReview } from './base-schemas.ts'

const ProfileSchema = z.enum(PROFILES)

export const SetupSchema = z.object({
  profile: ProfileSchema,
  /** Every set of rules with how many rules are in it. */
  profiles: z.array(z.object({ profile: ProfileSchema, rules: z.int().nonnegative() })),
  /** Other reviews whose own checklist rows and templates can be taken over, the last one first. */
  earlier: z.array(z.object({ recentId: Id, name: z.string() })),
})
export type Setup = z.infer<typeof SetupSchema>

/** What an analysis would read of the folder as it is now. */
export const ReadingPreviewSchema = z.object({
  /** Files of every kind in the folders that were looked at. */
  files: z.int().nonnegative(),
  /** Sources that would be read, notebooks not counted. */
  python: z.int().nonnegative(),
  notebooks: z.int().nonnegative(),
  /** Paths of the sources that would be read, the first thousands of them. */
  sources: z.array(z.string()),
  /** Size of all that would be read. */
  bytes: z.int().nonnegative(),
  /** What would be left out, by reason, the most frequent first. */
  left: z.array(
    z.object({
      issue: z.enum(FILE_ISSUES),
      count: z.int().positive(),
      /** The first of them; a path with a slash at the end is a folder. */
      entries: z.array(z.object({ path: z.string(), detail: z.string() })),
    }),
  ),
  /** False where the folder is too large to be looked at to its end here. */
  isComplete: z.boolean(),
  /** What the repository sets for its reviews, a sentence of Markdown each. */
  setByRepository: z.array(z.string()),
})
export type ReadingPreview = z.infer<typeof ReadingPreviewSchema>

/** Methods of the topic `setup`; part of the backend's contract. */
export const SETUP_METHODS = {
  'setup.read': { input: ofReview, output: SetupSchema },
  /** Looks through the folder; changes nothing. */
  'setup.preview': { input: ofReview, output: ReadingPreviewSchema },
  /** Holds from the next analysis on; what is taken over is one step of the history. */
  'setup.save': {
    input: ofReview.extend({
      commandId: z.uuid(),
      profile: ProfileSchema,
      /** Who reviews beside the one at the keyboard; as it is where it is not given. */
      others: z.array(z.string().trim().min(1).max(200)).max(50).optional(),
      /** The review whose own checklist rows and templates are taken over. */
      takeFrom: Id.optional(),
    }),
    output: z.object({
      rows: z.int().nonnegative(),
      templates: z.int().nonnegative(),
    }),
  },
} as const
