// Values that most messages are made of. In a file of its own, so that whoever reads few messages
// does not build the schemas of all.
import { z } from 'zod'
import { ERROR_CODES } from './errors.ts'

export const Id = z.int().positive()
/** Counts up with each change of a record; a change names the revision that it was made on. */
export const Revision = z.int().nonnegative()
export const Timestamp = z.iso.datetime()

/** A failure that the user can be shown. */
export const ErrorSchema = z.object({
  code: z.enum(ERROR_CODES),
  message: z.string(),
  nextStep: z.string(),
})

/** What most methods are about. */
export const ofReview = z.object({ reviewId: Id })
/** An input or an answer that says nothing. */
export const nothing = z.object({})
export const done = z.object({ ok: z.literal(true) })
