// What the shell (main process) and the backend process say to each other. Ports travel beside the
// messages. Paths appear here and nowhere else: the shell learns them from dialogs, drops and the
// command line, the backend turns them into ids.
import { z } from 'zod'
import { ErrorSchema, Id } from './base-schemas.ts'
import { ImportResultSchema } from './imports.ts'

const CallId = z.int().nonnegative()

/** Questions of the shell to the backend. */
export const ControlRequestSchema = z.discriminatedUnion('ask', [
  /** Opens a folder or file as a review; `announce` tells the windows by `review.opened`. */
  z.object({
    ask: z.literal('open-path'),
    path: z.string().max(8_192),
    announce: z.boolean().default(false),
  }),
  /** Remembers a folder that the user chose as a target for exports. */
  z.object({ ask: z.literal('grant-target'), folder: z.string().max(8_192) }),
  /** Remembers another reviewer's database that the user chose to merge. */
  z.object({ ask: z.literal('grant-source'), path: z.string().max(8_192) }),
  /** Brings a file that the user chose into a review. */
  z.object({ ask: z.literal('import-file'), reviewId: Id, path: z.string().max(8_192) }),
  /** Writes a table of these findings to a file that the user named. */
  z.object({
    ask: z.literal('write-table'),
    reviewId: Id,
    findingIds: z.array(Id).max(200_000),
    path: z.string().max(8_192),
  }),
  /** The safe name of an attached file. */
  z.object({ ask: z.literal('attachment-name'), reviewId: Id, attachmentId: Id }),
  /** Writes an attached file to where the user named. */
  z.object({
    ask: z.literal('write-attachment'),
    reviewId: Id,
    attachmentId: Id,
    path: z.string().max(8_192),
  }),
  /** Writes the walkthrough to a file that the user named. */
  z.object({
    ask: z.literal('write-walkthrough'),
    reviewId: Id,
    format: z.enum(['md', 'tour']),
    path: z.string().max(8_192),
  }),
  /** The folder of a review lies here now. */
  z.object({ ask: z.literal('locate'), reviewId: Id, folder: z.string().max(8_192) }),
  /** The folder of the review's newest packet. */
  z.object({ ask: z.literal('packet-folder'), reviewId: Id }),
])
export type ControlRequest = z.input<typeof ControlRequestSchema>

export const ControlAnswerSchema = z.discriminatedUnion('answer', [
  z.object({ answer: z.literal('open-path'), reviewId: Id }),
  z.object({ answer: z.literal('grant-target'), targetId: Id }),
  z.object({ answer: z.literal('grant-source'), sourceId: Id }),
  z.object({ answer: z.literal('import-file'), result: ImportResultSchema }),
  z.object({ answer: z.literal('write-table') }),
  z.object({ answer: z.literal('attachment-name'), name: z.string() }),
  z.object({ answer: z.literal('write-attachment') }),
  z.object({ answer: z.literal('write-walkthrough') }),
  z.object({ answer: z.literal('locate') }),
  z.object({ answer: z.literal('packet-folder'), folder: z.string() }),
  z.object({ answer: z.literal('error'), error: ErrorSchema }),
])
export type ControlAnswer = z.infer<typeof ControlAnswerSchema>

/** A self-contained page of a packet and the lines above and below it. */
export const PageToPrintSchema = z.object({
  html: z.string().max(200_000_000),
  header: z.string().max(10_000),
  footer: z.string().max(10_000),
  paper: z.enum(['A4', 'Letter']),
})
export type PageToPrint = z.infer<typeof PageToPrintSchema>

/** Shell to backend. A `window` and an `analysis` message carry one port each. */
export const ToBackendSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('window') }),
  z.object({ kind: z.literal('request'), id: CallId, request: ControlRequestSchema }),
  z.object({ kind: z.literal('analysis'), id: CallId }),
  /** The analysis process has ended, by itself or because it was told to. */
  z.object({ kind: z.literal('analysis-ended'), id: CallId, code: z.int() }),
  /** The PDF of a page; not given where it could not be printed. */
  z.object({
    kind: z.literal('printed'),
    id: CallId,
    pdf: z.instanceof(Uint8Array).optional(),
    problem: z.string().max(2_000).optional(),
  }),
  /** The application quits: finish what is being written and answer with `closed`. */
  z.object({ kind: z.literal('close') }),
])
export type ToBackend = z.input<typeof ToBackendSchema>

/** Backend to shell. */
export const ToShellSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('response'), id: CallId, response: ControlAnswerSchema }),
  /** Start an analysis process under this id; its port comes back in an `analysis` message. */
  z.object({ kind: z.literal('fork-analysis'), id: CallId }),
  z.object({ kind: z.literal('kill-analysis'), id: CallId }),
  /** Print this page; the answer is a `printed` message under this id. */
  z.object({ kind: z.literal('print'), id: CallId, page: PageToPrintSchema }),
  /** Nobody waits for this page any more; it is still answered. */
  z.object({ kind: z.literal('stop-print'), id: CallId }),
  z.object({ kind: z.literal('closed') }),
])
export type ToShell = z.infer<typeof ToShellSchema>
