// Names of the packet's files: letters, digits, dot, dash and underscore only, whatever the review is
// called.

const LONGEST = 40

/** `Sprint 60 Phase 1` -> `SPRINT_60_PHASE_1`; a name without usable letters becomes `REVIEW`. */
export function filePrefix(reviewName: string): string {
  const words = reviewName
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .filter((word) => word !== '')
  let prefix = ''
  for (const word of words) {
    const next = prefix === '' ? word : `${prefix}_${word}`
    if (next.length > LONGEST) break
    prefix = next
  }
  return prefix === '' ? (words[0] ?? 'REVIEW').slice(0, LONGEST) : prefix
}

/** A word for a file name: lower case, dashes, at most `length` characters, never empty. */
export function fileSlug(value: string, length = 40): string {
  const slug = value
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, length)
    .replace(/^-+|-+$/g, '')
  return slug === '' ? 'file' : slug
}

/** The documents and how their files are named after the prefix. */
export const DOCUMENTS = {
  index: 'INDEX',
  'executive-summary': 'EXECUTIVE_SUMMARY',
  'review-summary': 'REVIEW_SUMMARY',
  'fix-guide': 'FIX_GUIDE',
  'code-review': 'CODE_REVIEW',
  'action-items': 'ACTION_ITEMS',
  'concurrency-review': 'CONCURRENCY_REVIEW',
  'implementation-plan': 'IMPLEMENTATION_PLAN',
  checklist: 'CHECKLIST',
  verification: 'VERIFICATION',
  faq: 'FAQ',
  'future-notes': 'FUTURE_NOTES',
} as const
export type DocumentId = keyof typeof DOCUMENTS

export const DOCUMENT_TITLES: Readonly<Record<DocumentId, string>> = {
  index: 'Document index',
  'executive-summary': 'Executive summary',
  'review-summary': 'Review summary',
  'fix-guide': 'Fix guide',
  'code-review': 'Full code review',
  'action-items': 'Action items',
  'concurrency-review': 'Concurrency and asyncio pattern review',
  'implementation-plan': 'Implementation plan',
  checklist: 'Checklist',
  verification: 'Verification steps',
  faq: 'Questions and answers',
  'future-notes': 'Notes for the future',
}
