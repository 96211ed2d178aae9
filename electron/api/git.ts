// What Git knows of the reviewed code: names to compare with, changed files, who wrote a line. Read
// from the repository's files; names and messages are whatever somebody wrote.
import { z } from 'zod'
import { Id, ofReview } from './base-schemas.ts'

export const GitCommitSchema = z.object({
  /** Hexadecimal, 40 or 64 digits. */
  id: z.string(),
  author: z.string(),
  /** When it was written, in seconds since 1970; 0 where it does not say. */
  time: z.int().nonnegative(),
  /** First line of the message. */
  summary: z.string(),
})
export type GitCommit = z.infer<typeof GitCommitSchema>

/** Where HEAD stands, what there is to compare with, or why nothing can be said. */
export const GitStateSchema = z.object({
  /** A sentence: no repository, or one that is not read; the rest is empty then. */
  problem: z.string().optional(),
  branch: z.string().optional(),
  commit: z.string().optional(),
  /** What the code is compared with unless somebody chooses: `origin/main`. */
  defaultBase: z.string().optional(),
  isShallow: z.boolean(),
  /** Branches, remote branches and tags, by their short names. */
  refs: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(['branch', 'remote', 'tag']),
      commit: z.string(),
    }),
  ),
  /** Commits that HEAD has and the reviewed commit has not, the newest first. */
  ahead: z.array(GitCommitSchema),
  aheadCount: z.int().nonnegative(),
  /** Commits that the reviewed one has and HEAD has not. */
  behindCount: z.int().nonnegative(),
  /** False where history is too long to be walked to its end: the counts are at least these. */
  isCounted: z.boolean(),
})
export type GitState = z.infer<typeof GitStateSchema>

export const ChangedSpanSchema = z.object({
  /** Where lines were only removed, the span is the lines to both sides. */
  kind: z.enum(['added', 'modified', 'removed']),
  startLine: z.int().positive(),
  endLine: z.int().positive(),
  /** True if some of it is in no commit. */
  isUncommitted: z.boolean(),
})
export type ChangedSpan = z.infer<typeof ChangedSpanSchema>

export const ChangedFileSchema = z.object({
  /** From the root of the review. */
  path: z.string(),
  /** Where it was before, for a renamed file. */
  previousPath: z.string().optional(),
  status: z.enum(['added', 'modified', 'deleted', 'renamed']),
  /** True if some of the change is in no commit. */
  isUncommitted: z.boolean(),
  /** `all` for a file that is new or no text. */
  lines: z.union([z.literal('all'), z.array(ChangedSpanSchema)]),
})
export type ChangedFile = z.infer<typeof ChangedFileSchema>

/** How the reviewed code differs from a base. */
export const GitChangesSchema = z.object({
  base: z.string(),
  /** The commit at which the reviewed code left the base. */
  mergeBase: GitCommitSchema,
  /** The commit under review. */
  head: z.string(),
  /** In the order of their paths; the first few thousand. */
  files: z.array(ChangedFileSchema),
  fileCount: z.int().nonnegative(),
  /** Findings that touch changed lines, and those that touch changed files. */
  inLines: z.array(Id),
  inFiles: z.array(Id),
})
export type GitChanges = z.infer<typeof GitChangesSchema>

export const BlamedLinesSchema = z.object({
  startLine: z.int().positive(),
  count: z.int().positive(),
  /**
   * `written`: by the commit; `older`: by it or one before it, where the walk ended; `uncommitted`:
   * by none.
   */
  kind: z.enum(['written', 'older', 'uncommitted']),
  /** Place in `commits`. */
  commit: z.int().nonnegative().optional(),
})
export type BlamedLines = z.infer<typeof BlamedLinesSchema>

export const BlameSchema = z.object({
  path: z.string(),
  /** In the order of the lines. */
  lines: z.array(BlamedLinesSchema),
  commits: z.array(GitCommitSchema.extend({ message: z.string(), isShallow: z.boolean() })),
  /** False while lines are still looked for, and where the budget ended the walk. */
  isComplete: z.boolean(),
})
export type Blame = z.infer<typeof BlameSchema>

/** Methods of the topic `git`; part of the backend's contract. */
export const GIT_METHODS = {
  'git.state': { input: ofReview, output: GitStateSchema },
  /** Compares with the commit at which the reviewed code left `base`. */
  'git.changes': {
    input: ofReview.extend({ base: z.string().min(1).max(1_000) }),
    output: GitChangesSchema,
  },
  /** Who wrote the lines of an analysed file; parts are told by `git.blamed` on the way. */
  'git.blame': { input: ofReview.extend({ path: z.string().max(4_096) }), output: BlameSchema },
  /** Ends what is under way. */
  'git.cancel': {
    input: ofReview.extend({ what: z.enum(['changes', 'blame']) }),
    output: z.object({ ok: z.literal(true) }),
  },
} as const

/** Events of the topic. */
export const GIT_EVENTS = {
  /** What is known so far of the lines of a file that somebody asked for. */
  'git.blamed': z.object({ reviewId: Id, blame: BlameSchema }),
} as const
