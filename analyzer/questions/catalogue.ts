// All questions, and which of them are asked of a finding.
import { ASYNC_QUESTIONS } from './async-questions.ts'
import { ERROR_QUESTIONS } from './error-questions.ts'
import type { GuidedQuestion } from './question.ts'
import { SECURITY_QUESTIONS } from './security-questions.ts'
import { TEST_QUESTIONS } from './test-questions.ts'
import { THREAD_QUESTIONS } from './thread-questions.ts'
import { TRANSACTION_QUESTIONS } from './transaction-questions.ts'

export const QUESTIONS: readonly GuidedQuestion[] = [
  ...ASYNC_QUESTIONS,
  ...THREAD_QUESTIONS,
  ...TRANSACTION_QUESTIONS,
  ...SECURITY_QUESTIONS,
  ...ERROR_QUESTIONS,
  ...TEST_QUESTIONS,
]

const BY_RULE: ReadonlyMap<string, readonly GuidedQuestion[]> = new Map(
  [...new Set(QUESTIONS.flatMap(({ rules }) => rules))].map((rule) => [
    rule,
    QUESTIONS.filter(({ rules }) => rules.includes(rule)),
  ]),
)

const NONE: readonly GuidedQuestion[] = []

/** The questions of a rule in the order in which they are best answered; none for most rules. */
export function questionsOf(ruleId: string): readonly GuidedQuestion[] {
  return BY_RULE.get(ruleId) ?? NONE
}
