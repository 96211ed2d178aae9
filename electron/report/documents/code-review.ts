// The complete report: scope, method, every finding with its evidence, the audits, the appendix. A
// finding that appears nowhere else appears here.

import { SEVERITIES } from '../../../analyzer/model.ts'
import { CATEGORY_NAMES } from '../../api/category-names.ts'
import type { SnapshotFinding } from '../../api/snapshot.ts'
import { coverageChart, reviewedChart } from '../charts/bars.ts'
import { citation } from '../citation.ts'
import { hoursWord, sum } from '../effort.ts'
import { FINDING_FIELDS, REVIEW_FIELDS } from '../field-catalogue.ts'
import { textOf } from '../fields.ts'
import { groupItems, hasOwnText, type Item } from '../grouping.ts'
import {
  counted,
  GATE_WORD,
  SEVERITY_WORD,
  STATUS_WORD,
  timeWord,
  VERDICT_WORD,
  whole,
} from '../labels.ts'
import { categoryOf, type PacketModel } from '../model.ts'
import { DOCUMENT_TITLES } from '../names.ts'
import { reviewedSentence } from '../reviewed-shares.ts'
import {
  type Block,
  bullets,
  type Cell,
  facts,
  field,
  heading,
  type Inline,
  mono,
  numbered,
  paragraph,
  table,
} from '../tree/build.ts'
import { firstSentenceInline, prose } from '../tree/prose.ts'
import { quickHackAudit, raceAudit } from './audit-section.ts'
import { conductSection } from './conduct-section.ts'
import { discussion, discussionOfAll } from './discussion.ts'
import {
  documentHead,
  documentLink,
  documentTree,
  fieldBlocks,
  labelled,
  type PacketDocument,
} from './document.ts'
import { evidenceBlocks } from './evidence-parts.ts'
import {
  currentCode,
  evidenceSteps,
  findingAnchor,
  findingPlaces,
  itemFindings,
  itemTitle,
  ownBlocks,
  problemBlocks,
  severityTag,
} from './finding-parts.ts'
import { answersOf } from './question-parts.ts'
import { appendix } from './review-appendix.ts'
import { strengthSection } from './strength-parts.ts'

export function codeReview(model: PacketModel): PacketDocument {
  return {
    id: 'code-review',
    title: DOCUMENT_TITLES['code-review'],
    purpose: 'Comprehensive review report',
    audience: 'Code reviewers, architects',
    contents: [
      ...(model.snapshot.conduct === undefined
        ? []
        : ['Review conduct: active time by day, file and finding']),
      ...SEVERITIES.filter((severity) => model.bySeverity[severity] > 0).map(
        (severity) =>
          `${counted(model.bySeverity[severity], `${SEVERITY_WORD[severity].toLowerCase()} finding`)} with evidence`,
      ),
      'Race-condition audit and quick-hack audit',
      'Test status and architecture assessment',
      'Appendix: files left out, dismissed findings, audit trail',
    ],
    hasTextForm: false,
    tree: documentTree([
      ...documentHead(model, 'Full code review'),
      ...scope(model),
      ...conductSection(model),
      ...findingsBySeverity(model),
      ...raceAudit(model),
      ...quickHackAudit(model),
      ...judgement(model),
      ...appendix(model),
    ]),
  }
}

function scope(model: PacketModel): Block[] {
  const { snapshot, files } = model
  const { run, rules } = snapshot
  const charts = [coverageChart(model), reviewedChart(snapshot)]
  return [
    heading(2, 'Scope and method'),
    ...charts.filter((chart) => chart !== undefined),
    bullets([
      `${counted(files.found, 'file')} found: ${whole(files.analysed)} analysed in full, ${whole(files.partial)} in part, ${whole(files.skipped)} skipped`,
      `${counted(files.lines, 'line')} read`,
      ...(snapshot.coverage === undefined || snapshot.coverage.total.reviewedLines === 0
        ? []
        : [`Read by the reviewer: ${reviewedSentence(snapshot.coverage)}`]),
      `${counted(rules.length, 'rule')} of rule set ${snapshot.tool.ruleSetVersion}, profile ${run.profile}`,
      `Analysis started ${timeWord(run.startedAt)}${run.finishedAt === undefined ? '' : `, finished ${timeWord(run.finishedAt)}`}`,
      ...(run.ruleFailures.length > 0
        ? [`${counted(run.ruleFailures.length, 'rule failure')}, listed in the appendix`]
        : []),
      ...(run.setByRepository ?? []).map((sentence): Inline[] => [
        'Set by the repository under review: ',
        ...firstSentenceInline(sentence),
      ]),
      ['The verdict, the risk and the time to fix: ', documentLink(model, 'executive-summary')],
    ]),
  ]
}

function findingsBySeverity(model: PacketModel): Block[] {
  if (model.findings.length === 0) {
    const aside = model.dismissed.length + model.suppressed.length
    return [
      heading(2, 'Findings (0)'),
      paragraph(
        aside === 0
          ? 'No rule of this review found anything.'
          : `Nothing stands: ${counted(aside, 'finding')} ${aside === 1 ? 'was' : 'were'} set aside, with reasons in the appendix.`,
      ),
    ]
  }
  return SEVERITIES.flatMap((severity) => {
    const findings = model.findings.filter((finding) => finding.severity === severity)
    if (findings.length === 0) return []
    return [
      heading(2, `${SEVERITY_WORD[severity]} (${whole(findings.length)})`, `severity-${severity}`),
      ...groupItems(findings, hasOwnText).flatMap((item) => findingSection(model, item)),
    ]
  })
}

function findingSection(model: PacketModel, item: Item): Block[] {
  const findings = itemFindings(item)
  const [first] = findings
  const title = heading(3, itemTitle(item), ...findings.map(findingAnchor))
  return item.kind === 'single'
    ? [title, factsTable(model, first), ...details(model, first)]
    : [title, ...groupBody(model, findings)]
}

function factsTable(model: PacketModel, finding: SnapshotFinding): Block {
  const { finding: found } = finding
  const rule = model.ruleOf(finding.ruleId)
  const rows: [string, Inline | Inline[]][] = [
    ['Severity', severityTag(finding)],
    ...(finding.severityReason === ''
      ? []
      : [['Reason', finding.severityReason] as [string, string]]),
    ['Confidence', found.confidence],
    ['Location', mono(findingPlaces(finding))],
    ...(found.anchor.symbol === ''
      ? []
      : [['Symbol', mono(found.anchor.symbol)] as [string, Inline]]),
    [
      'Rule',
      [
        mono(finding.ruleId),
        ` (${CATEGORY_NAMES[categoryOf(finding, model.ruleOf)]}${cwe(rule?.cwe ?? [])})`,
      ],
    ],
    ['Judged', judged(finding)],
    ['Status', `${STATUS_WORD[finding.status]}, ${finding.priority}, ${GATE_WORD[finding.gate]}`],
    ...(finding.tags === undefined ? [] : [['Tags', finding.tags] as [string, string]]),
    ['Effort', hoursWord(model.effortOf(finding))],
  ]
  return facts(rows)
}

function cwe(numbers: readonly number[]): string {
  return numbers.map((number) => `, CWE-${number}`).join('')
}

function judged(finding: SnapshotFinding): string {
  const by = finding.decidedBy === undefined ? '' : ` by ${finding.decidedBy}`
  const at = finding.decidedAt === undefined ? '' : ` on ${timeWord(finding.decidedAt)}`
  return `${VERDICT_WORD[finding.verdict]}${by}${at}`
}

function details(model: PacketModel, finding: SnapshotFinding): Block[] {
  const rule = model.ruleOf(finding.ruleId)
  const steps = evidenceSteps(finding)
  const needsImpact = finding.severity === 'critical'
  const impact = textOf(finding, FINDING_FIELDS.impact)
  return [
    ...labelled('Problem', problemBlocks(finding)),
    ...labelled('Code', currentCode(finding)),
    ...(steps.length > 0 ? labelled('Evidence', [numbered(steps)]) : []),
    ...optional(finding, FINDING_FIELDS.scenario, 'Example scenario'),
    ...(needsImpact || impact !== undefined
      ? labelled('Impact', fieldBlocks(finding, FINDING_FIELDS.impact))
      : []),
    ...labelled('Consequence', ownBlocks(finding, FINDING_FIELDS.consequence, rule?.consequence)),
    ...labelled('Root cause', ownBlocks(finding, FINDING_FIELDS.rootCause, rule?.why)),
    ...optional(finding, FINDING_FIELDS.blastRadius, 'Blast radius'),
    ...labelled('Recommendation', ownBlocks(finding, FINDING_FIELDS.recommendation, rule?.fix)),
    ...beforeAndAfter(model, [finding]),
    ...optional(finding, FINDING_FIELDS.prevention, 'Prevention'),
    ...labelled("Reviewer's note", prose(finding.note)),
    ...evidenceBlocks(finding),
    ...answersOf(finding),
    ...discussion(model, finding),
  ]
}

/** Where the code of the fixes is. */
function beforeAndAfter(
  model: PacketModel,
  findings: readonly [SnapshotFinding, ...SnapshotFinding[]],
): Block[] {
  const [first, ...others] = findings.filter(
    (one) => one.fixes.length > 0 && model.open.includes(one),
  )
  if (first === undefined) return []
  const fixes = [first, ...others].reduce((count, { fixes }) => count + fixes.length, 0)
  return [
    field(
      'Before and after',
      `${counted(fixes, 'fix', 'fixes')} in `,
      documentLink(model, 'fix-guide', findingAnchor(first)),
    ),
  ]
}

function optional(
  finding: SnapshotFinding,
  reviewField: (typeof FINDING_FIELDS)[keyof typeof FINDING_FIELDS],
  label: string,
): Block[] {
  return textOf(finding, reviewField) === undefined
    ? []
    : labelled(label, fieldBlocks(finding, reviewField))
}

function groupBody(
  model: PacketModel,
  findings: readonly [SnapshotFinding, ...SnapshotFinding[]],
): Block[] {
  const [first] = findings
  const rule = model.ruleOf(first.ruleId)
  return [
    field('Rule', mono(first.ruleId), ` (${CATEGORY_NAMES[categoryOf(first, model.ruleOf)]})`),
    ...(first.tags === undefined ? [] : [field('Tags', first.tags)]),
    field('Effort', hoursWord(sum(findings.map(model.effortOf)))),
    ...labelled('Problem, as in the first place', problemBlocks(first)),
    ...labelled('Code of the first place', currentCode(first)),
    ...(rule === undefined ? [] : labelled('Root cause', prose(rule.why))),
    ...(rule === undefined ? [] : labelled('Recommendation', prose(rule.fix))),
    ...(first.severity === 'critical'
      ? labelled('Impact', fieldBlocks(first, FINDING_FIELDS.impact))
      : []),
    ...beforeAndAfter(model, findings),
    table(
      ['ID', 'Location', 'Symbol', 'Judged', 'Status'],
      findings.map((finding): Cell[] => [
        `${finding.label} (#${finding.number})`,
        citation(finding.finding.location),
        finding.finding.anchor.symbol === '' ? 'module' : mono(finding.finding.anchor.symbol),
        VERDICT_WORD[finding.verdict],
        STATUS_WORD[finding.status],
      ]),
    ),
    ...discussionOfAll(model, findings),
  ]
}

function judgement(model: PacketModel): Block[] {
  const { snapshot } = model
  const antiPatterns = model.findings.filter(
    (finding) => categoryOf(finding, model.ruleOf) === 'test-quality',
  )
  return [
    heading(2, 'Tests', 'tests'),
    ...labelled('Status', fieldBlocks(snapshot, REVIEW_FIELDS.testStatus)),
    ...labelled('Quality', [
      paragraph(
        antiPatterns.length === 0
          ? 'No finding is about the quality of the tests.'
          : `${counted(antiPatterns.length, 'finding')} ${antiPatterns.length === 1 ? 'is' : 'are'} about the quality of the tests; ${counted(model.newTests.length, 'new test')} ${model.newTests.length === 1 ? 'is' : 'are'} proposed.`,
      ),
      ...fieldBlocks(snapshot, REVIEW_FIELDS.testQuality),
    ]),
    ...labelled('Validation of the findings', fieldBlocks(snapshot, REVIEW_FIELDS.validation)),
    heading(2, 'Architecture'),
    ...fieldBlocks(snapshot, REVIEW_FIELDS.architecture),
    ...labelled('Architectural goals', fieldBlocks(snapshot, REVIEW_FIELDS.goals)),
    heading(2, 'What was done well'),
    ...strengthSection(model),
  ]
}
