// Talk about findings and lines of the source, and what came of it.
import { z } from 'zod'
import { AnchorNoteSchema } from './anchors.ts'
import { Id, ofReview, Revision, Timestamp } from './base-schemas.ts'

/** What came of a thread; all but `open` and `follow-up` close it. */
export const DISPOSITIONS = ['open', 'resolved', 'wont-fix', 'by-design', 'follow-up'] as const
export const DispositionSchema = z.enum(DISPOSITIONS)
export type Disposition = z.infer<typeof DispositionSchema>

const CommentText = z.string().trim().min(1).max(20_000)

export const CommentSchema = z.object({
  id: Id,
  rev: Revision,
  /** Markdown. */
  text: z.string(),
  at: Timestamp,
  by: z.string(),
  isEdited: z.boolean(),
})
export type Comment = z.infer<typeof CommentSchema>

export const ThreadSchema = z.object({
  id: Id,
  rev: Revision,
  /** Null for a thread about lines alone. */
  findingId: Id.nullable(),
  path: z.string(),
  startLine: z.int().positive(),
  /** Last line, inclusive. */
  endLine: z.int().positive(),
  /** The lines as they stood when the talk began. */
  snippet: z.string(),
  disposition: DispositionSchema,
  /** True when the questions and answers of the packet take it in. */
  inFaq: z.boolean(),
  comments: z.array(CommentSchema).min(1),
  /** Given where the lines followed the code and nobody has settled their place. */
  anchor: AnchorNoteSchema.optional(),
})
export type Thread = z.infer<typeof ThreadSchema>

const command = ofReview.extend({ commandId: z.uuid() })
const line = z.int().positive()

/** Methods of the topic `threads`; part of the backend's contract. */
export const THREAD_METHODS = {
  /** All threads of the review, by file and line. */
  'threads.list': { input: ofReview, output: z.array(ThreadSchema) },
  /** Opens a thread with its first comment, about a finding or about lines of a file. */
  'threads.open': {
    input: command.extend({
      about: z.union([
        z.object({ findingId: Id }),
        z.object({ path: z.string().min(1).max(4_096), startLine: line, endLine: line }),
      ]),
      text: CommentText,
    }),
    output: z.object({ threadId: Id }),
  },
  'threads.reply': {
    input: command.extend({ threadId: Id, text: CommentText }),
    output: z.object({ commentId: Id }),
  },
  'threads.dispose': {
    input: command.extend({ threadId: Id, rev: Revision, disposition: DispositionSchema }),
    output: z.object({ rev: Revision }),
  },
  /** Takes a thread into the packet's questions and answers, or out of them. */
  'threads.answerAll': {
    input: command.extend({ threadId: Id, rev: Revision, inFaq: z.boolean() }),
    output: z.object({ rev: Revision }),
  },
  'threads.edit': {
    input: command.extend({ commentId: Id, rev: Revision, text: CommentText }),
    output: z.object({ rev: Revision }),
  },
} as const
