// How sure it is where a mark stands since it followed the code.
import { z } from 'zod'

/**
 * `exact`: same lines; `moved`: the code is the same and stands elsewhere; `changed`: the code was
 * changed or taken out of its surroundings; `gone`: nothing of it is left.
 */
export const AnchorStateSchema = z.enum(['exact', 'moved', 'changed', 'gone'])
export type AnchorState = z.infer<typeof AnchorStateSchema>

/** Of a mark that followed the code and that nobody has settled: how sure, and from where. */
export const AnchorNoteSchema = z.object({
  rev: z.int().positive(),
  state: AnchorStateSchema,
  originPath: z.string(),
  originLine: z.int().positive(),
  /** '' for code without a commit. */
  originCommit: z.string(),
})
export type AnchorNote = z.infer<typeof AnchorNoteSchema>
