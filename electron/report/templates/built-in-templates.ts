// The built-in templates, from which a reviewer's own ones are copied: the parts of each document in
// their order, with the headings that stand over them.
import type { ReviewSnapshot, SnapshotTemplate } from '../../api/snapshot.ts'
import { DOCUMENTS, type DocumentId } from '../names.ts'

interface OutlinePart {
  readonly id: string
  /** The heading; one with figures in it is computed and not given here. */
  readonly title?: string
  /** True for a part that some reviews do not have. */
  readonly isOptional?: true
}

const part = (id: string, title?: string): OutlinePart => ({
  id,
  ...(title === undefined ? {} : { title }),
})
const optional = (id: string, title?: string): OutlinePart => ({
  ...part(id, title),
  isOptional: true,
})

const OUTLINES: Readonly<Record<DocumentId, readonly OutlinePart[]>> = {
  index: [
    part('quick-links', 'Quick links'),
    part('document-summary', 'Document summary'),
    part('issues-at-a-glance', 'Issues at a glance'),
    part('testing-evidence', 'Testing evidence'),
    part('files-under-review', 'Files under review'),
    part('recommendation-timeline', 'Recommendation timeline'),
    part('risk-summary', 'Risk summary'),
    part('how-to-use-these-documents', 'How to use these documents'),
    part('questions', 'Questions'),
    part('next-steps', 'Next steps'),
  ],
  'executive-summary': [
    part('final-verdict', 'Final verdict'),
    part('blockers'),
    optional('before-production'),
    part('risk-and-recommendation', 'Risk and recommendation'),
    part('time-to-fix', 'Time to fix'),
    part('what-was-done-well', 'What was done well'),
  ],
  'review-summary': [
    part('counts', 'Counts'),
    part('issue-severity-table', 'Issue severity table'),
    optional('severity-by-category', 'Severity by category'),
    optional('severity-by-file', 'Severity by file'),
    optional('problem-and-fix', 'Problem and fix'),
    part('priority-matrix', 'Priority matrix'),
    optional('issue-location-by-file', 'Issue location by file'),
    optional('changed-severities', 'Changed severities'),
  ],
  'fix-guide': [
    part('order-of-fixes', 'Order of fixes'),
    optional('blockers'),
    optional('before-production'),
    optional('later'),
    part('new-tests'),
    part('commit-strategy'),
    part('validation-checklist', 'Validation checklist'),
    part('effort-breakdown', 'Effort breakdown'),
  ],
  'code-review': [
    part('scope-and-method', 'Scope and method'),
    optional('review-conduct', 'Review conduct'),
    optional('findings'),
    optional('critical'),
    optional('high'),
    optional('medium'),
    optional('low'),
    optional('info'),
    part('race-condition-audit', 'Race-condition audit'),
    part('quick-hack-audit', 'Quick-hack audit'),
    part('tests', 'Tests'),
    part('architecture', 'Architecture'),
    part('what-was-done-well', 'What was done well'),
    part('appendix', 'Appendix'),
  ],
  'action-items': [
    part('summary', 'Summary'),
    optional('critical-issues'),
    optional('important-issues'),
    optional('nice-to-have-improvements'),
    optional('who-works-on-what', 'Who works on what'),
    part('implementation-plan', 'Implementation plan'),
    part('what-was-done-well', 'What was done well'),
    optional('resources', 'Resources'),
    part('success-criteria', 'Success criteria'),
    part('time-to-fix', 'Time to fix'),
  ],
  'concurrency-review': [
    part('technical-overview', 'Technical overview'),
    part('concurrency-excellence-identified', 'Concurrency excellence identified'),
    part('mission-critical-issues'),
    part('questions-answered'),
    part('technical-improvement-opportunities', 'Technical improvement opportunities'),
    part('twelve-dimensions', 'Twelve dimensions'),
    part('implementation-tasks', 'Implementation tasks'),
    part('thread-safety-score', 'Thread-safety score'),
    part('review-excellence-validation', 'Review excellence validation'),
  ],
  'implementation-plan': [
    part('decisions', 'Decisions'),
    part('work-streams', 'Work streams'),
    part('execution-notes', 'Execution notes'),
    part('completeness-of-the-plan', 'Completeness of the plan'),
  ],
  checklist: [part('before-merge'), part('before-production')],
  verification: [
    part('the-whole', 'The whole'),
    optional('before-merge'),
    optional('before-production'),
    optional('later'),
  ],
  faq: [
    part('blockers', 'Blockers'),
    optional('fixes', 'Fixes'),
    part('time-and-deployment', 'Time and deployment'),
    optional('further-questions', 'Further questions'),
  ],
  'future-notes': [
    part('deferred'),
    part('nice-to-have'),
    part('architectural-goals', 'Architectural goals'),
    part('prevention', 'Prevention'),
    optional('monitoring-and-rules-to-add', 'Monitoring and rules to add'),
    part('questions-left-open'),
    part('debt-register', 'Debt register'),
  ],
}

/** Templates that say something else than the built-in ones. */
export function ownTemplates({ templates = [] }: ReviewSnapshot): readonly SnapshotTemplate[] {
  return templates.filter(
    ({ document, text }) =>
      !Object.hasOwn(DOCUMENTS, document) || text !== builtInTemplate(document as DocumentId),
  )
}

/** The parts that a document can have, the start of it first. */
export function outlineOf(document: DocumentId): readonly string[] {
  return ['head', ...OUTLINES[document].map(({ id }) => id)]
}

/** The template that gives a document as the program writes it by itself. */
export function builtInTemplate(document: DocumentId): string {
  const parts = OUTLINES[document].map(({ id, title, isOptional }) => {
    const text = `## ${title ?? `{{title.${id}}}`}\n\n{{> ${id}}}\n`
    return isOptional === true ? `{{#has.${id}}}\n${text}{{/has.${id}}}\n` : text
  })
  return ['# {{title.head}}\n\n{{> head}}\n', ...parts].join('\n')
}
