// Handlers of all that reviewers say beside their decisions: manual findings, talk, answers, files,
// what is done well.

import type { Session } from '../session.ts'
import { attachmentHandlers } from './attachments.ts'
import { manualHandlers } from './manual.ts'
import { questionHandlers } from './questions.ts'
import { strengthHandlers } from './strengths.ts'
import { threadHandlers } from './threads.ts'

export interface ReviewersSayOptions {
  readonly session: (reviewId: number) => Session
  /** Told after each stored change, with its findings; without them when findings came or went. */
  readonly onChange: (
    session: Session,
    topics: readonly string[],
    findingIds?: readonly number[],
  ) => void
  /** Told after a change of the templates of findings. */
  readonly onTemplates: (session: Session) => void
}

/** The topics whose data these handlers change. */
export const SAID_TOPICS = ['manual', 'threads', 'questions', 'strengths', 'attachments'] as const

export function reviewersSayHandlers({ session, onChange, onTemplates }: ReviewersSayOptions) {
  return {
    ...manualHandlers({
      session,
      onChange: (changed, findingIds) => onChange(changed, ['findings', 'reviews'], findingIds),
      onTemplates,
    }),
    ...threadHandlers({
      session,
      onChange: (changed, findingIds) => onChange(changed, ['threads', 'findings'], findingIds),
    }),
    ...questionHandlers({
      session,
      onChange: (changed, findingId) => onChange(changed, ['questions', 'findings'], [findingId]),
    }),
    ...attachmentHandlers({
      session,
      onChange: (changed, findingId) => onChange(changed, ['attachments', 'findings'], [findingId]),
    }),
    ...strengthHandlers({
      session,
      onChange: (changed) => onChange(changed, ['strengths'], []),
    }),
  }
}
