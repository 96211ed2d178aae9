// Handlers of the questions that rules ask about their findings.
import { questionsOf } from '../../../analyzer/questions/catalogue.ts'
import { evidenceNote, questionText } from '../../../analyzer/questions/fill.ts'
import type { Handlers, Output } from '../../api/contract.ts'
import { AppError } from '../../api/errors.ts'
import type { Session } from '../session.ts'

type Topic = Extract<keyof Handlers, `questions.${string}`>

export interface QuestionHandlerOptions {
  readonly session: (reviewId: number) => Session
  /** Told after each stored change. */
  readonly onChange: (session: Session, findingId: number) => void
}

export function questionHandlers({
  session: sessionOf,
  onChange,
}: QuestionHandlerOptions): Pick<Handlers, Topic> {
  return {
    'questions.ofFinding': ({ reviewId, findingId }) => askedOf(sessionOf(reviewId), findingId),
    'questions.answer': ({ reviewId, commandId, findingId, question, rev, answer, note }) => {
      const session = sessionOf(reviewId)
      const { ruleId } = findingOf(session, findingId)
      if (!questionsOf(ruleId).some(({ id }) => id === question)) {
        throw new AppError(
          'not-found',
          `Nothing asks this of finding #${findingId}.`,
          'Answer one of the questions that are shown.',
        )
      }
      const change = { findingId, question, rev, answer, note }
      const result = session.store.answers.save(change, {
        id: commandId,
        method: 'questions.answer',
      })
      onChange(session, findingId)
      return result
    },
  }
}

/** The finding as the analyzer gave it. Throws `not-found`. */
function findingOf({ store }: Session, findingId: number) {
  const finding = store.findings.get(findingId) && store.findings.body(findingId)
  if (finding === undefined) {
    throw new AppError('not-found', `There is no finding #${findingId}.`, 'Choose another one.')
  }
  return finding
}

function askedOf(session: Session, findingId: number): Output<'questions.ofFinding'> {
  const finding = findingOf(session, findingId)
  const answers = new Map(
    session.store.answers.ofFinding(findingId).map((stored) => [stored.question, stored]),
  )
  return questionsOf(finding.ruleId).map((question) => {
    const stored = answers.get(question.id)
    return {
      id: question.id,
      text: questionText(question, finding),
      name: question.name,
      reassuring: question.reassuring ?? null,
      evidence: evidenceNote(question, finding),
      answer: stored?.answer ?? null,
      note: stored?.note ?? '',
      rev: stored?.rev ?? 0,
      answeredBy: stored?.answeredBy ?? '',
      answeredAt: stored?.answeredAt ?? null,
    }
  })
}
