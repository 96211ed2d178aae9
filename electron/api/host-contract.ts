// Every call that the window makes to the shell.
import { z } from 'zod'
import { done, ErrorSchema, Id, nothing, ofReview } from './base-schemas.ts'
import { ImportResultSchema } from './imports.ts'

/**
 * Calls from the window to the shell (main process). Folders enter through the shell alone: the
 * window learns an id, never chooses a path.
 */
export const HOST_METHODS = {
  /** Shows the folder dialog, for code or for a packet, and opens the choice as a review. */
  'host.openFolder': {
    input: z.object({ what: z.enum(['code', 'packet']).optional() }),
    output: z.object({ reviewId: Id.nullable() }),
  },
  /** Shows the folder dialog for a review whose folder was moved; `false` when nothing was chosen. */
  'host.locateFolder': { input: ofReview, output: z.object({ isLocated: z.boolean() }) },
  /** Opens what was dropped on the window; the preload script resolves the path of the file. */
  'host.openDropped': { input: z.object({ path: z.string().max(8_192) }), output: ofReview },
  /** The review named on the command line, if any; asked once when the window starts. */
  'host.initialReview': {
    input: nothing,
    output: z.object({ reviewId: Id.nullable(), error: ErrorSchema.nullable() }),
  },
  /** Shows the folder dialog for an export. */
  'host.chooseExportFolder': {
    input: nothing,
    output: z.object({ targetId: Id.nullable(), folder: z.string() }),
  },
  /** Shows the file dialog and brings the choice into the review. */
  'host.importFile': {
    input: ofReview,
    output: z.object({ result: ImportResultSchema.nullable() }),
  },
  /** Shows the file dialog for another reviewer's database; null when the person changed their mind. */
  'host.chooseReview': { input: nothing, output: z.object({ sourceId: Id.nullable() }) },
  /** Shows the file dialog for a CodeTour file; null when the person changed their mind. */
  'host.chooseTour': { input: nothing, output: z.object({ sourceId: Id.nullable() }) },
  /** Shows the save dialog and writes the walkthrough; '' when the person changed their mind. */
  'host.saveWalkthrough': {
    input: ofReview.extend({ format: z.enum(['md', 'tour']) }),
    output: z.object({ path: z.string() }),
  },
  /**
   * Fills the screen for a presentation, or ends that. With `hasSpeaker` a second window opens for
   * whoever speaks: notes, the next step, the clock.
   */
  'host.present': {
    input: ofReview.extend({ isOn: z.boolean(), hasSpeaker: z.boolean() }),
    output: done,
  },
  /** Shows the save dialog and writes these findings as a table; '' when the person changed their mind. */
  'host.saveTable': {
    input: ofReview.extend({ findingIds: z.array(Id).max(200_000) }),
    output: z.object({ path: z.string() }),
  },
  /** Shows the save dialog and writes an attached file; '' when the person changed their mind. */
  'host.saveAttachment': {
    input: ofReview.extend({ attachmentId: Id }),
    output: z.object({ path: z.string() }),
  },
  'host.copyText': { input: z.object({ text: z.string().max(100_000) }), output: done },
  /** Shows an exported packet's folder in the system's file manager. */
  'host.showPacket': { input: ofReview, output: done },
} as const
export type HostMethod = keyof typeof HOST_METHODS
export type HostInput<M extends HostMethod> = z.input<(typeof HOST_METHODS)[M]['input']>
export type HostOutput<M extends HostMethod> = z.output<(typeof HOST_METHODS)[M]['output']>
