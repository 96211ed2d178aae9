// Every text of the packet that a person writes or confirms: what it is called, where it is printed,
// what it answers. The window's editor, the completeness figure and the documents read this list.
import type { DocumentId } from './names.ts'

export interface ReviewField {
  readonly id: string
  /** How a reader would call it, to follow "Not written yet:". */
  readonly label: string
  /** `drafted` fields have a text computed from data until a reviewer confirms or changes it. */
  readonly kind: 'written' | 'drafted'
  /** What the text should answer, for whoever writes it. */
  readonly question: string
  /** Documents that print it. */
  readonly documents: readonly DocumentId[]
  /** Printed where it is there; nobody misses it where it is not. */
  readonly isOptional?: true
}

type Catalogue = Readonly<Record<string, ReviewField>>

/** Texts about the review as a whole. */
export const REVIEW_FIELDS = {
  assessment: {
    id: 'assessment',
    label: 'overall assessment in one sentence',
    kind: 'written',
    question: 'What would you say of this code if you had one sentence?',
    documents: ['executive-summary', 'action-items'],
  },
  risk: {
    id: 'risk',
    label: 'risk assessment and its basis',
    kind: 'drafted',
    question: 'How high is the risk of going on as it is, and by what?',
    documents: ['executive-summary', 'index'],
  },
  verdict: {
    id: 'verdict',
    label: 'another verdict than the computed one, with the reason',
    kind: 'written',
    question:
      'Only where the gates miss something: PASS, PASS WITH CONDITIONS or FAIL, a colon, and why.',
    documents: ['index', 'executive-summary'],
    isOptional: true,
  },
  deployment: {
    id: 'deployment',
    label: 'deployment recommendation',
    kind: 'drafted',
    question: 'Do not proceed, proceed with the flag off, proceed: which, and until when?',
    documents: ['executive-summary', 'index', 'faq'],
  },
  goals: {
    id: 'goals',
    label: 'architectural goals that this enables or blocks',
    kind: 'written',
    question: 'Which plans of the team does this code make easier, which harder?',
    documents: ['executive-summary', 'code-review', 'future-notes'],
  },
  strengths: {
    id: 'strengths',
    label: 'what was done well',
    kind: 'drafted',
    question: 'What should stay exactly as it is?',
    documents: ['executive-summary', 'code-review', 'action-items'],
  },
  architecture: {
    id: 'architecture',
    label: 'architecture assessment and decisions',
    kind: 'written',
    question: 'Does the structure carry what it has to carry?',
    documents: ['code-review'],
  },
  testStatus: {
    id: 'test-status',
    label: 'current test status (passing, missing)',
    kind: 'written',
    question: 'How many tests are there, how many pass, what is not tested at all?',
    documents: ['index', 'code-review', 'concurrency-review'],
  },
  testQuality: {
    id: 'test-quality',
    label: 'assessment of the tests',
    kind: 'written',
    question: 'Are the primary uses tested, with several users, and the races?',
    documents: ['code-review'],
  },
  validation: {
    id: 'validation',
    label: 'how the findings were validated',
    kind: 'written',
    question: 'What was run or reproduced to know that the findings are true?',
    documents: ['index', 'code-review'],
  },
  rollout: {
    id: 'rollout',
    label: 'steps of the deployment with durations',
    kind: 'written',
    question: 'Staging, canary, production: how long each, watched by whom?',
    documents: ['index'],
  },
  mitigation: {
    id: 'mitigation',
    label: 'mitigation until the fixes are in',
    kind: 'written',
    question: 'What keeps the damage small until the fixes are in?',
    documents: ['index'],
  },
  decisions: {
    id: 'decisions',
    label: 'decisions taken with the team',
    kind: 'written',
    question: 'What was decided together, as "topic: choice"?',
    documents: ['implementation-plan'],
  },
  confidence: {
    id: 'confidence',
    label: 'confidence and its basis',
    kind: 'drafted',
    question: 'How sure is this review, and what does that rest on?',
    documents: ['executive-summary', 'index'],
  },
  questions: {
    id: 'questions',
    label: 'further questions and answers',
    kind: 'written',
    question: 'What else will readers ask? A heading for each question, the answer below it.',
    documents: ['faq'],
    isOptional: true,
  },
  monitoring: {
    id: 'monitoring',
    label: 'monitoring and rules to add',
    kind: 'written',
    question: 'What would have shown these defects earlier?',
    documents: ['future-notes'],
    isOptional: true,
  },
  criteria: {
    id: 'criteria',
    label: 'further success criteria',
    kind: 'written',
    question: 'What else has to be true before this counts as done? One line each.',
    documents: ['action-items'],
    isOptional: true,
  },
} as const satisfies Catalogue

/** Texts of the concurrency review, demanded where there is concurrency to speak of. */
export const CONCURRENCY_FIELDS = {
  performance: {
    id: 'performance',
    label: 'performance assessment',
    kind: 'written',
    question: 'Where does concurrent use wait, and is there backpressure?',
    documents: ['concurrency-review', 'faq'],
  },
  maintainability: {
    id: 'maintainability',
    label: 'maintainability assessment',
    kind: 'written',
    question: 'Can the next reader tell what runs at the same time as what?',
    documents: ['concurrency-review'],
  },
} as const satisfies Catalogue

/** Texts about one finding. Only the impact of an open critical finding is demanded. */
export const FINDING_FIELDS = {
  impact: {
    id: 'impact',
    label: 'impact on the business',
    kind: 'written',
    question: 'Who notices, what do they lose, how often?',
    documents: ['code-review', 'concurrency-review'],
  },
  consequence: {
    id: 'consequence',
    label: 'consequence in one sentence',
    kind: 'drafted',
    question: 'What happens if it is left?',
    documents: ['code-review'],
    isOptional: true,
  },
  scenario: {
    id: 'scenario',
    label: 'example scenario',
    kind: 'written',
    question: 'Step by step: who does what, and where does it go wrong?',
    documents: ['code-review', 'action-items'],
    isOptional: true,
  },
  rootCause: {
    id: 'root-cause',
    label: 'root cause',
    kind: 'drafted',
    question: 'Why is it there at all?',
    documents: ['code-review', 'concurrency-review'],
    isOptional: true,
  },
  blastRadius: {
    id: 'blast-radius',
    label: 'blast radius',
    kind: 'written',
    question: 'What else is reached by it?',
    documents: ['code-review', 'concurrency-review'],
    isOptional: true,
  },
  recommendation: {
    id: 'recommendation',
    label: 'recommendation',
    kind: 'drafted',
    question: 'What should be done, in which steps?',
    documents: ['code-review', 'fix-guide'],
    isOptional: true,
  },
  why: {
    id: 'why',
    label: 'why this matters',
    kind: 'drafted',
    question: 'Why is it worth the work?',
    documents: ['action-items', 'faq'],
    isOptional: true,
  },
  prevention: {
    id: 'prevention',
    label: 'prevention measures',
    kind: 'written',
    question: 'What would keep it from coming back?',
    documents: ['code-review', 'concurrency-review', 'future-notes'],
    isOptional: true,
  },
  verification: {
    id: 'verification',
    label: 'what to see when it is verified',
    kind: 'written',
    question: 'What is run, what is seen before the fix and after it?',
    documents: ['verification'],
    isOptional: true,
  },
  deferral: {
    id: 'deferral',
    label: 'reason and date of the deferral',
    kind: 'written',
    question: 'Why not now, and when will it be looked at again?',
    documents: ['future-notes', 'code-review'],
  },
} as const satisfies Catalogue

/** The reviewer's answer to an audit question that no rule covers. */
export function auditField(questionId: string, title: string): ReviewField {
  return {
    id: `audit-${questionId}`,
    label: `audit of "${title}"`,
    kind: 'written',
    question: 'What did you look at, and what did you see?',
    documents: ['code-review'],
  }
}
