// What a rule cannot see and a reviewer can: questions about a finding that are answered with yes, no
// or "does not apply", and a note that names what the answer rests on.
import type { EvidenceStep } from '../model.ts'

export interface GuidedQuestion {
  /** Answers are kept under it: never changed, never given to another question. */
  readonly id: string
  /** The rules whose findings it is asked of. */
  readonly rules: readonly string[]
  /**
   * Markdown. `{read:the read}` becomes "the read (line 12)" where the evidence has a step of that
   * kind, `{act.last:the second act}` the last one of its kind, `{here:this call}` the finding's own
   * line, `{symbol:this code}` the name of the function; without them the words after the colon stay.
   */
  readonly text: string
  /** What the note has to name for the answer to hold up. */
  readonly name: string
  /** The answer that speaks for the code; without it neither does. */
  readonly reassuring?: 'yes' | 'no'
  /** The steps of the evidence that the note starts with. */
  readonly evidence: readonly EvidenceStep['kind'][]
}
