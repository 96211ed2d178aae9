// How the folder differs from what was analysed, and where the marks would stand in it.
import { z } from 'zod'
import { AnchorStateSchema } from './anchors.ts'
import { Id, ofReview, Revision } from './base-schemas.ts'

const Line = z.int().positive()

const moved = {
  path: z.string(),
  /** First line in the text that it stands in. */
  line: Line,
  state: AnchorStateSchema,
  /** First line in the file as it is now; not given where the mark is gone. */
  newLine: Line.optional(),
  /** The file as it is called now, where that is another name. */
  newPath: z.string().optional(),
}
export const MovedFindingSchema = z.object({
  findingId: Id,
  number: z.int().positive(),
  title: z.string(),
  ...moved,
})
export type MovedFinding = z.infer<typeof MovedFindingSchema>

export const MovedThreadSchema = z.object({ threadId: Id, text: z.string(), ...moved })
export type MovedThread = z.infer<typeof MovedThreadSchema>

const HeadSchema = z.object({ branch: z.string().optional(), commit: z.string().optional() })

export const DriftSchema = z.object({
  /** The commit that was analysed, and the one that is checked out now. */
  analysed: HeadSchema,
  now: HeadSchema,
  /** Files whose content is not the one that the marks stand in, in the order of their paths. */
  files: z.array(
    z.object({
      path: z.string(),
      state: z.enum(['changed', 'missing', 'renamed']),
      newPath: z.string().optional(),
    }),
  ),
  /** Findings of these files that stand; in the order of files and lines. */
  findings: z.array(MovedFindingSchema),
  /** Threads about lines of these files. */
  threads: z.array(MovedThreadSchema),
  /** True where the marks have followed since the analysis: what it found is of earlier text. */
  isCarried: z.boolean(),
})
export type Drift = z.infer<typeof DriftSchema>

const command = ofReview.extend({ commandId: z.uuid() })
const Mark = z.union([z.object({ findingId: Id }), z.object({ threadId: Id })])
export type MarkId = z.infer<typeof Mark>

/** Methods of the topic `drift`; part of the backend's contract. */
export const DRIFT_METHODS = {
  'drift.read': { input: ofReview, output: DriftSchema },
  /** Lets every mark follow the code into the files as they are now: one step of the history. */
  'drift.apply': { input: command, output: z.object({ marks: z.int().nonnegative() }) },
  /**
   * Settles a mark whose place is not sure: it stands where it was carried to, it stands at these
   * lines of the file that the source shows, or it is closed.
   */
  'drift.settle': {
    input: command.extend({
      mark: Mark,
      rev: Revision,
      as: z.union([
        z.object({ kind: z.enum(['accepted', 'closed']) }),
        z.object({
          kind: z.literal('moved'),
          path: z.string().min(1).max(4_096),
          startLine: Line,
          endLine: Line,
        }),
      ]),
    }),
    output: z.object({ rev: Revision }),
  },
  /** The code that a carried mark stood in, with some lines around it. */
  'drift.original': {
    input: ofReview.extend({ mark: Mark }),
    output: z.object({
      path: z.string(),
      startLine: Line,
      endLine: Line,
      commit: z.string(),
      /** Number of the first of the lines. */
      firstLine: Line,
      lines: z.array(z.string()),
    }),
  },
} as const
