// How the packet speaks of one finding or of a group of equal findings: the same words, ids and
// places in every document.
import type { RuleInfo } from '../../../analyzer/model.ts'
import type { Fix } from '../../api/domain.ts'
import type { SnapshotFinding } from '../../api/snapshot.ts'
import { citation, citationText, lineSpan, placesText } from '../citation.ts'
import { FINDING_FIELDS, type ReviewField } from '../field-catalogue.ts'
import { textOf } from '../fields.ts'
import { fixExcerpt } from '../fix-excerpt.ts'
import type { Item } from '../grouping.ts'
import { counted, findingId, SEVERITY_WORD, STATUS_WORD } from '../labels.ts'
import type { DocumentId } from '../names.ts'
import {
  type Block,
  type Box,
  code,
  type Inline,
  mono,
  paragraph,
  reference,
  strong,
  tag,
} from '../tree/build.ts'
import { firstSentence, firstSentenceInline, prose } from '../tree/prose.ts'
import { fieldBlocks } from './document.ts'

export function findingAnchor(finding: SnapshotFinding): string {
  return `finding-${finding.number}`
}

/** `HIGH-2 (#12)` as a link to the finding's section in a document; what was dismissed has none. */
export function findingLink(
  finding: SnapshotFinding,
  document: DocumentId = 'code-review',
): Inline {
  if (finding.verdict === 'dismissed') return findingId(finding)
  return reference(findingId(finding), { document, anchor: findingAnchor(finding) })
}

/** Links to findings in one line, at most `limit` of them: `A, B and 37 more`. */
export function findingLinks(
  findings: readonly SnapshotFinding[],
  limit = 12,
  document: DocumentId = 'code-review',
): Inline[] {
  const shown = findings.slice(0, limit)
  const parts: Inline[] = []
  for (const [index, finding] of shown.entries()) {
    if (index > 0) parts.push(', ')
    parts.push(findingLink(finding, document))
  }
  if (findings.length > shown.length) parts.push(` and ${findings.length - shown.length} more`)
  return parts
}

export function itemFindings(item: Item): readonly [SnapshotFinding, ...SnapshotFinding[]] {
  return item.kind === 'single' ? [item.finding] : item.findings
}

/** `HIGH-2 (#12): title`, or `12 places, MEDIUM: title` for a group. */
export function itemTitle(item: Item): string {
  const [first] = itemFindings(item)
  return item.kind === 'single'
    ? `${findingId(first)}: ${first.title}`
    : `${counted(item.findings.length, 'place')}, ${SEVERITY_WORD[first.severity]}: ${first.title}`
}

/** Where the finding is: its own place, then further ones. */
export function findingPlaces(finding: SnapshotFinding): string {
  return placesText([finding.finding.location, ...finding.finding.related])
}

/** What is wrong, in one line. */
export function problemLine(finding: SnapshotFinding): string {
  return firstSentence(finding.finding.message) || finding.title
}

/** The same with its code and emphasis. */
export function problemInline(finding: SnapshotFinding): Inline[] {
  const sentence = firstSentenceInline(finding.finding.message)
  return sentence.length > 0 ? sentence : [finding.title]
}

/** What to do with its code and emphasis: see {@link fixLine}. */
export function fixInline(finding: SnapshotFinding, rule: RuleInfo | undefined): Inline[] {
  const own =
    textOf(finding, FINDING_FIELDS.recommendation) !== undefined ||
    finding.fixes.some((fix) => fix.author === 'reviewer' && fix.title.trim() !== '')
  const sentence = own || rule === undefined ? [] : firstSentenceInline(rule.fix)
  return sentence.length > 0 ? sentence : [fixLine(finding, rule)]
}

/** A reviewer's words in one line, marked while they are a draft; '' where there are none. */
function givenLine(finding: SnapshotFinding, reviewField: ReviewField): string {
  const given = textOf(finding, reviewField)
  const line = given === undefined ? '' : firstSentence(given.text)
  return line === '' || given?.isConfirmed === true ? line : `(draft) ${line}`
}

/** Why it is worth the work, in one line; '' where nobody says. */
export function whyLine(finding: SnapshotFinding, rule: RuleInfo | undefined): string {
  return givenLine(finding, FINDING_FIELDS.why) || firstSentence(rule?.why ?? '')
}

/** A text of the reviewer as blocks, else what the rule says. */
export function ownBlocks(
  finding: SnapshotFinding,
  reviewField: ReviewField,
  ofRule: string | undefined,
): Block[] {
  return textOf(finding, reviewField) === undefined
    ? prose(ofRule ?? '')
    : fieldBlocks(finding, reviewField)
}

/** What to do, in one line: the title of a reviewer's fix, else the rule's first sentence. */
export function fixLine(finding: SnapshotFinding, rule: RuleInfo | undefined): string {
  const said = givenLine(finding, FINDING_FIELDS.recommendation)
  if (said !== '') return said
  const own = finding.fixes.find((fix) => fix.author === 'reviewer' && fix.title.trim() !== '')
  if (own !== undefined) return own.title
  const given = rule === undefined ? '' : firstSentence(rule.fix)
  return given || finding.fixes[0]?.title || 'No fix is written yet.'
}

/** What happens if it is left: the reviewer's words, else the rule's sentence. */
export function consequenceLine(finding: SnapshotFinding, rule: RuleInfo | undefined): string {
  return (
    givenLine(finding, FINDING_FIELDS.consequence) ||
    givenLine(finding, FINDING_FIELDS.impact) ||
    rule?.consequence ||
    problemLine(finding)
  )
}

/** The severity in its colour, with the original one where the reviewer changed it. */
export function severityTag(finding: SnapshotFinding): Inline[] {
  const now = tag(SEVERITY_WORD[finding.severity], finding.severity)
  return finding.severity === finding.originalSeverity
    ? [now]
    : [now, ' <- ', tag(SEVERITY_WORD[finding.originalSeverity], finding.originalSeverity)]
}

/** The box that stands for the status; only what is verified is ticked. */
export function statusBox(finding: SnapshotFinding): Box {
  return {
    checked: finding.status === 'verified',
    content: [strong('Status'), ` ${findingId(finding)}: ${STATUS_WORD[finding.status]}`],
  }
}

/** Box, id and place in one line, for groups. */
export function placeBox(finding: SnapshotFinding): Box {
  const status = finding.status === 'not-started' ? '' : ` - ${STATUS_WORD[finding.status]}`
  return {
    checked: finding.status === 'verified',
    content: [`${findingId(finding)}: `, citation(finding.finding.location), status],
  }
}

function languageOf(path: string): string {
  return /\.(?:py|pyw|pyi|pyx|pxd|ipynb)$/i.test(path) ? 'python' : ''
}

/** The code of the finding as it stands. */
export function currentCode(
  finding: SnapshotFinding,
  form: 'captioned' | 'uncaptioned' = 'captioned',
): Block[] {
  const { snippet, location } = finding.finding
  if (snippet === '') return []
  const caption = form === 'captioned' ? citationText(location) : undefined
  return code(snippet, languageOf(location.path), caption)
}

/** Before and after of one fix. */
export function fixCode(fix: Fix): Block[] {
  const place = `${fix.path}:${fix.endLine > fix.startLine ? `${fix.startLine}-${fix.endLine}` : fix.startLine}`
  const language = languageOf(fix.path)
  const { before, after, isCut } = fixExcerpt(fix)
  const cut = isCut ? ', only what changes' : ''
  return [
    paragraph(strong('Before'), ' ', mono(place), cut),
    ...code(before, language, `Before: ${place}${cut}`),
    paragraph(strong('After'), ...(fix.after === '' ? [': the lines are removed.'] : [])),
    ...(fix.after === '' ? [] : code(after, language, `After: ${place}${cut}`)),
  ]
}

/** Steps that lead to the defect: numbered, each with its place. */
export function evidenceSteps(finding: SnapshotFinding): readonly Inline[][] {
  return finding.evidence.map((step) => [
    strong(step.kind),
    ' ',
    citation(step.location),
    ': ',
    ...withCode(step.message),
  ])
}

/** A line of an analyzer: what stands in backticks is code, everything else is taken as it is. */
function withCode(text: string): Inline[] {
  return text.split(/`([^`]+)`/).map((part, index) => (index % 2 === 1 ? mono(part) : part))
}

/** The example of the rule's help, for findings without a fix of their own. */
export function ruleExample(rule: RuleInfo | undefined): Block[] {
  if (rule === undefined || rule.before === '' || rule.after === '') return []
  return [
    paragraph(strong('Before'), " (the rule's example)"),
    ...code(excerpt(rule.before), 'python', "Before: the rule's example"),
    paragraph(strong('After'), " (the rule's example)"),
    ...code(excerpt(rule.after), 'python', "After: the rule's example"),
  ]
}

/** Lines of an example that a document shows, and of its end where it is longer. */
const EXAMPLE_LINES = 24
const EXAMPLE_END = 2

/** An example that shows how long something is takes no page for it. */
function excerpt(text: string): string {
  const lines = text.trimEnd().split('\n')
  const left = lines.length - EXAMPLE_LINES
  if (left <= EXAMPLE_END) return text
  const start = lines.slice(0, EXAMPLE_LINES - EXAMPLE_END)
  const mark = `# ... ${counted(left, 'more line')} ...`
  return [...start, mark, ...lines.slice(-EXAMPLE_END)].join('\n')
}

/** Message of the finding as Markdown blocks; never empty. */
export function problemBlocks(finding: SnapshotFinding): Block[] {
  const blocks = prose(finding.finding.message)
  return blocks.length > 0 ? blocks : [paragraph(finding.title)]
}

/** Lines of one file's findings, in order and without repeats. */
export function lineList(findings: readonly SnapshotFinding[], limit = 12): string {
  const spans = [...new Set(findings.map((finding) => lineSpan(finding.finding.location)))]
  const shown = spans.slice(0, limit).join(', ')
  return spans.length > limit ? `${shown} and ${spans.length - limit} more` : shown
}
