// The questions that a rule asks of a reviewer about one finding, and what was answered.
import { z } from 'zod'
import { Id, ofReview, Revision, Timestamp } from './base-schemas.ts'

export const ANSWERS = ['yes', 'no', 'na'] as const
export const AnswerSchema = z.enum(ANSWERS)
/** `na`: does not apply here. */
export type Answer = z.infer<typeof AnswerSchema>

export const AskedSchema = z.object({
  /** Names the question for good. */
  id: z.string(),
  /** Markdown, with the places of the finding. */
  text: z.string(),
  /** What the note has to name. */
  name: z.string(),
  /** The answer that speaks for the code; null where neither does. */
  reassuring: z.enum(['yes', 'no']).nullable(),
  /** What a note starts with: the steps of the evidence, as Markdown; '' for none. */
  evidence: z.string(),
  /** Null while nobody has answered. */
  answer: AnswerSchema.nullable(),
  /** Markdown. */
  note: z.string(),
  rev: Revision,
  answeredBy: z.string(),
  answeredAt: Timestamp.nullable(),
})
export type Asked = z.infer<typeof AskedSchema>

/** Methods of the topic `questions`; part of the backend's contract. */
export const QUESTION_METHODS = {
  /** In the order in which they are best answered; none for rules that leave nothing to ask. */
  'questions.ofFinding': {
    input: ofReview.extend({ findingId: Id }),
    output: z.array(AskedSchema),
  },
  /** Answers a question, or takes the answer back. What is not given stays as it is. */
  'questions.answer': {
    input: ofReview.extend({
      commandId: z.uuid(),
      findingId: Id,
      question: z.string().min(1).max(100),
      /** 0 for one that was never answered. */
      rev: Revision,
      answer: AnswerSchema.nullable().optional(),
      note: z.string().max(20_000).optional(),
    }),
    output: z.object({ rev: Revision }),
  },
} as const
