// Pictures and files that reviewers add to findings as evidence.
import { z } from 'zod'
import { done, Id, ofReview, Revision, Timestamp } from './base-schemas.ts'

/** What a file is by its bytes. `markup`: HTML, SVG and other XML, which nobody renders. */
export const ATTACHMENT_KINDS = [
  'png',
  'jpeg',
  'gif',
  'webp',
  'pdf',
  'json',
  'text',
  'markup',
  'binary',
] as const
export const AttachmentKindSchema = z.enum(ATTACHMENT_KINDS)
export type AttachmentKind = z.infer<typeof AttachmentKindSchema>

/** Largest file, and all files of a review together, in bytes. */
export const MAX_ATTACHMENT = 20 * 1024 * 1024
export const MAX_ATTACHMENTS = 200 * 1024 * 1024
/** Bytes that travel in one message. */
export const UPLOAD_PART = 3 * 1024 * 1024

export const AttachmentSchema = z.object({
  id: Id,
  rev: Revision,
  findingId: Id,
  name: z.string(),
  caption: z.string(),
  kind: AttachmentKindSchema,
  /** Bytes. */
  size: z.int().positive(),
  sha256: z.string(),
  by: z.string(),
  at: Timestamp,
})
export type Attachment = z.infer<typeof AttachmentSchema>

const command = ofReview.extend({ commandId: z.uuid() })

/** Methods of the topic `attachments`; part of the backend's contract. */
export const ATTACHMENT_METHODS = {
  'attachments.ofFinding': {
    input: ofReview.extend({ findingId: Id }),
    output: z.object({
      files: z.array(AttachmentSchema),
      /** Bytes of all files of the review. */
      total: z.int().nonnegative(),
    }),
  },
  /** Takes in the next part of a file; the first one begins at 0. */
  'attachments.upload': {
    input: ofReview.extend({
      uploadId: z.uuid(),
      offset: z.int().nonnegative().max(MAX_ATTACHMENT),
      base64: z.base64().max(Math.ceil(UPLOAD_PART / 3) * 4),
    }),
    /** Bytes that are there now. */
    output: z.object({ received: z.int() }),
  },
  /** Adds what was taken in. The name may be anything; it is made safe. */
  'attachments.add': {
    input: command.extend({
      findingId: Id,
      uploadId: z.uuid(),
      name: z.string().max(4_096),
      size: z.int().nonnegative(),
    }),
    output: z.object({ attachmentId: Id }),
  },
  'attachments.caption': {
    input: command.extend({ attachmentId: Id, rev: Revision, caption: z.string().max(2_000) }),
    output: z.object({ rev: Revision }),
  },
  'attachments.remove': {
    input: command.extend({ attachmentId: Id, rev: Revision }),
    output: done,
  },
  /** What can be shown without risk: the bytes of a raster image, or the start of a text. */
  'attachments.read': {
    input: ofReview.extend({ attachmentId: Id }),
    output: z.discriminatedUnion('as', [
      z.object({
        as: z.literal('image'),
        /** By its bytes, never by its name. */
        mime: z.enum(['image/png', 'image/jpeg', 'image/gif', 'image/webp']),
        base64: z.string(),
      }),
      z.object({ as: z.literal('text'), text: z.string(), isWhole: z.boolean() }),
      /** Only to be saved elsewhere. */
      z.object({ as: z.literal('file') }),
    ]),
  },
} as const
