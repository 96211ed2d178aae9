import { useApi } from '../bridge/queries.ts'
import { QuestionCard } from './question-card.tsx'
import './questions.css'

interface Props {
  readonly reviewId: number
  readonly findingId: number
}

/** What the rule cannot see and asks of the reviewer; nothing where there is nothing to ask. */
export function QuestionsPart({ reviewId, findingId }: Props) {
  const { data: asked = [] } = useApi('questions.ofFinding', { reviewId, findingId })
  const { data: header } = useApi('reviews.header', { reviewId })
  if (asked.length === 0) return null
  const answered = asked.filter(({ answer }) => answer !== null).length
  return (
    <section className="section" aria-labelledby="questions-title">
      <h3 id="questions-title">
        Questions to answer: {answered} of {asked.length}
      </h3>
      {asked.map((question) => (
        <QuestionCard
          key={question.id}
          reviewId={reviewId}
          findingId={findingId}
          asked={question}
          isReadOnly={header?.readOnly ?? true}
        />
      ))}
    </section>
  )
}
