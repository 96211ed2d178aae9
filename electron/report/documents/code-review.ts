// The complete report: scope, method, every finding with its evidence, the audits, the appendix. A
// finding that appears nowhere else appears here.
import { SEVERITIES } from '../../../analyzer/model.ts'
import type { SnapshotFinding } from '../../api/snapshot.ts'
import { coverageChart } from '../charts/bars.ts'
import { citation } from '../citation.ts'
import { hoursWord, sum } from '../effort.ts'
import { FINDING_FIELDS, REVIEW_FIELDS, textOf } from '../fields.ts'
import { groupItems, type Item } from '../grouping.ts'
import {
  CATEGORY_WORD,
  counted,
  GATE_WORD,
  ISSUE_WORD,
  SEVERITY_WORD,
  STATUS_WORD,
  timeWord,
  VERDICT_WORD,
  whole,
} from '../labels.ts'
import { categoryOf, type PacketModel } from '../model.ts'
import { packetChecks } from '../packet-checks.ts'
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
  strong,
  table,
} from '../tree/build.ts'
import { prose } from '../tree/prose.ts'
import { quickHackAudit, raceAudit } from './audit-section.ts'
import {
  andMore,
  documentHead,
  documentLink,
  documentTree,
  fieldBlocks,
  type PacketDocument,
} from './document.ts'
import { strengthLines } from './drafts.ts'
import {
  currentCode,
  evidenceSteps,
  findingAnchor,
  findingPlaces,
  itemFindings,
  itemTitle,
  problemBlocks,
  severityTag,
} from './finding-parts.ts'

const LEDGER_ROWS = 200
const EVENT_ROWS = 100

export function codeReview(model: PacketModel): PacketDocument {
  return {
    id: 'code-review',
    title: 'Full code review',
    purpose: 'Comprehensive review report',
    audience: 'Code reviewers, architects',
    contents: [
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
  const chart = coverageChart(model)
  return [
    heading(2, 'Scope and method'),
    ...(chart === undefined ? [] : [chart]),
    bullets([
      `${counted(files.found, 'file')} found: ${whole(files.analysed)} analysed in full, ${whole(files.partial)} in part, ${whole(files.skipped)} skipped`,
      `${counted(files.lines, 'line')} read`,
      `${counted(rules.length, 'rule')} of rule set ${snapshot.tool.ruleSetVersion}, profile ${run.profile}`,
      `Analysis started ${timeWord(run.startedAt)}${run.finishedAt === undefined ? '' : `, finished ${timeWord(run.finishedAt)}`}`,
      ...(run.ruleFailures.length > 0
        ? [`${counted(run.ruleFailures.length, 'rule failure')}, listed in the appendix`]
        : []),
      ['The verdict, the risk and the time to fix: ', documentLink(model, 'executive-summary')],
    ]),
  ]
}

function findingsBySeverity(model: PacketModel): Block[] {
  return SEVERITIES.flatMap((severity) => {
    const findings = model.findings.filter((finding) => finding.severity === severity)
    if (findings.length === 0) return []
    return [
      heading(2, `${SEVERITY_WORD[severity]} (${whole(findings.length)})`, `severity-${severity}`),
      ...groupItems(findings).flatMap((item) => findingSection(model, item)),
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
        ` (${CATEGORY_WORD[categoryOf(finding, model.ruleOf)]}${cwe(rule?.cwe ?? [])})`,
      ],
    ],
    ['Judged', judged(finding)],
    ['Status', `${STATUS_WORD[finding.status]}, ${finding.priority}, ${GATE_WORD[finding.gate]}`],
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
  const fixes = finding.fixes.length
  return [
    ...part('Problem', problemBlocks(finding)),
    ...part('Code', currentCode(finding)),
    ...(steps.length > 0 ? part('Evidence', [numbered(steps)]) : []),
    ...optional(finding, FINDING_FIELDS.scenario, 'Example scenario'),
    ...(needsImpact || impact !== undefined
      ? part('Impact', fieldBlocks(finding, FINDING_FIELDS.impact))
      : []),
    ...(rule === undefined ? [] : part('Consequence', prose(rule.consequence))),
    ...part(
      'Root cause',
      textOf(finding, FINDING_FIELDS.rootCause) === undefined
        ? prose(rule?.why ?? '')
        : fieldBlocks(finding, FINDING_FIELDS.rootCause),
    ),
    ...optional(finding, FINDING_FIELDS.blastRadius, 'Blast radius'),
    ...(rule === undefined ? [] : part('Recommendation', prose(rule.fix))),
    ...(fixes > 0 && model.open.includes(finding)
      ? [
          field(
            'Before and after',
            `${counted(fixes, 'fix', 'fixes')} in `,
            documentLink(model, 'fix-guide', findingAnchor(finding)),
          ),
        ]
      : []),
    ...optional(finding, FINDING_FIELDS.prevention, 'Prevention'),
    ...part("Reviewer's note", prose(finding.note)),
  ]
}

/** A bold label, then the blocks; nothing when there are none. */
function part(label: string, blocks: readonly Block[]): Block[] {
  return blocks.length === 0 ? [] : [paragraph(strong(label)), ...blocks]
}

function optional(
  finding: SnapshotFinding,
  reviewField: (typeof FINDING_FIELDS)[keyof typeof FINDING_FIELDS],
  label: string,
): Block[] {
  return textOf(finding, reviewField) === undefined
    ? []
    : part(label, fieldBlocks(finding, reviewField))
}

function groupBody(
  model: PacketModel,
  findings: readonly [SnapshotFinding, ...SnapshotFinding[]],
): Block[] {
  const [first] = findings
  const rule = model.ruleOf(first.ruleId)
  return [
    field('Rule', mono(first.ruleId), ` (${CATEGORY_WORD[categoryOf(first, model.ruleOf)]})`),
    field('Effort', hoursWord(sum(findings.map(model.effortOf)))),
    ...part('Problem, as in the first place', problemBlocks(first)),
    ...part('Code of the first place', currentCode(first)),
    ...(rule === undefined ? [] : part('Root cause', prose(rule.why))),
    ...(rule === undefined ? [] : part('Recommendation', prose(rule.fix))),
    ...(first.severity === 'critical'
      ? part('Impact', fieldBlocks(first, FINDING_FIELDS.impact))
      : []),
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
  ]
}

function judgement(model: PacketModel): Block[] {
  const strengths = strengthLines(model)
  const draft =
    strengths.length === 0
      ? []
      : [bullets(strengths.map((line): Inline[] => [strong(line.title), ` - ${line.sentence}`]))]
  const { snapshot } = model
  const antiPatterns = model.findings.filter(
    (finding) => categoryOf(finding, model.ruleOf) === 'test-quality',
  )
  return [
    heading(2, 'Tests', 'tests'),
    ...part('Status', fieldBlocks(snapshot, REVIEW_FIELDS.testStatus)),
    ...part('Quality', [
      paragraph(
        antiPatterns.length === 0
          ? 'No finding is about the quality of the tests.'
          : `${counted(antiPatterns.length, 'finding')} ${antiPatterns.length === 1 ? 'is' : 'are'} about the quality of the tests; ${counted(model.newTests.length, 'new test')} ${model.newTests.length === 1 ? 'is' : 'are'} proposed.`,
      ),
      ...fieldBlocks(snapshot, REVIEW_FIELDS.testQuality),
    ]),
    ...part('Validation of the findings', fieldBlocks(snapshot, REVIEW_FIELDS.validation)),
    heading(2, 'Architecture'),
    ...fieldBlocks(snapshot, REVIEW_FIELDS.architecture),
    ...part('Architectural goals', fieldBlocks(snapshot, REVIEW_FIELDS.goals)),
    heading(2, 'What was done well'),
    ...fieldBlocks(snapshot, REVIEW_FIELDS.strengths, draft),
  ]
}

function appendix(model: PacketModel): Block[] {
  return [
    heading(2, 'Appendix', 'appendix'),
    ...ledger(model),
    ...setAside(model),
    ...deferrals(model),
    ...ruleFailures(model),
    ...trail(model),
    ...missingFields(model),
    ...checks(model),
  ]
}

function ledger(model: PacketModel): Block[] {
  const left = model.snapshot.files.filter((file) => file.state !== 'analysed')
  const shown = left.slice(0, LEDGER_ROWS)
  return [
    heading(3, `Files not analysed in full (${whole(left.length)})`),
    ...(left.length === 0
      ? [paragraph('Every file that was found was analysed in full.')]
      : [
          table(
            ['File', 'State', 'Reason'],
            shown.map((file): Cell[] => [
              mono(file.path),
              file.state,
              [file.issue === undefined ? '' : ISSUE_WORD[file.issue], file.detail ?? '']
                .filter((one) => one !== '')
                .join(': '),
            ]),
          ),
        ]),
    ...andMore(left.length - shown.length, mono('findings.json'), '.'),
  ]
}

function setAside(model: PacketModel): Block[] {
  const rows = [
    ...model.dismissed.map((finding): Cell[] =>
      asideRow(finding, 'dismissed', finding.dismissReason),
    ),
    ...model.suppressed.map((finding): Cell[] =>
      asideRow(finding, 'suppressed in the source', finding.finding.suppressed?.reason ?? ''),
    ),
  ]
  return [
    heading(3, `Findings set aside (${whole(rows.length)})`),
    ...(rows.length === 0
      ? [paragraph('No finding was dismissed or suppressed.')]
      : [table(['ID', 'Title', 'Location', 'How', 'Reason'], rows)]),
  ]
}

function asideRow(finding: SnapshotFinding, how: string, reason: string): Cell[] {
  return [
    `${finding.label} (#${finding.number})`,
    finding.title,
    citation(finding.finding.location),
    how,
    reason || 'No reason was given.',
  ]
}

function deferrals(model: PacketModel): Block[] {
  if (model.deferred.length === 0) return []
  return [
    heading(3, `Deferred (${whole(model.deferred.length)})`),
    ...model.deferred.flatMap((finding) => [
      field(`${finding.label} (#${finding.number})`, finding.title),
      ...fieldBlocks(finding, FINDING_FIELDS.deferral),
    ]),
  ]
}

function ruleFailures(model: PacketModel): Block[] {
  const failures = model.snapshot.run.ruleFailures
  if (failures.length === 0) return []
  const shown = failures.slice(0, LEDGER_ROWS)
  return [
    heading(3, `Rule failures (${whole(failures.length)})`),
    table(
      ['Rule', 'File', 'Message'],
      shown.map((failure): Cell[] => [mono(failure.ruleId), mono(failure.path), failure.message]),
    ),
    ...andMore(failures.length - shown.length, mono('findings.json'), '.'),
  ]
}

function trail(model: PacketModel): Block[] {
  const { events } = model.snapshot
  const shown = events.slice(-EVENT_ROWS)
  return [
    heading(3, `Audit trail (${counted(events.length, 'change')})`),
    ...(events.length === 0
      ? [paragraph('Nothing was changed by a reviewer.')]
      : [
          table(
            ['When', 'Who', 'What', 'From', 'To', 'Reason'],
            shown.map((event): Cell[] => [
              timeWord(event.at),
              event.actor,
              `${event.subject} ${event.field}`,
              event.before,
              event.after,
              event.reason,
            ]),
          ),
        ]),
    ...(events.length > shown.length
      ? [
          paragraph(
            `The last ${whole(shown.length)} changes are shown; ${whole(events.length - shown.length)} earlier ones are in the review itself.`,
          ),
        ]
      : []),
  ]
}

function missingFields(model: PacketModel): Block[] {
  const { missing, drafts } = model.completeness
  return [
    heading(3, `Texts still to be written (${whole(missing.length)})`, 'missing'),
    ...(missing.length === 0 ? [paragraph('None.')] : [bullets(missing)]),
    ...(drafts.length === 0 ? [] : part('Drafts to confirm', [bullets(drafts)])),
  ]
}

function checks(model: PacketModel): Block[] {
  const found = packetChecks(model)
  const shown = found.slice(0, LEDGER_ROWS)
  return [
    heading(3, `Checks of this packet (${whole(found.length)})`),
    ...(found.length === 0
      ? [paragraph('Citations, numbers, fixes, plan, gates and labels agree with each other.')]
      : [bullets(shown)]),
    ...(found.length > shown.length
      ? [paragraph(`and ${whole(found.length - shown.length)} more.`)]
      : []),
  ]
}
