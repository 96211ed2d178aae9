// The working list: every finding that stands, with priority, problem, fix and a box for its status.
import type { Priority } from '../../api/domain.ts'
import type { SnapshotFinding } from '../../api/snapshot.ts'
import { hoursWord, sum } from '../effort.ts'
import { FINDING_FIELDS, REVIEW_FIELDS } from '../field-catalogue.ts'
import { textOf } from '../fields.ts'
import { groupItems, type Item } from '../grouping.ts'
import { CATEGORY_FLAG, counted, PRIORITY_WORD, whole } from '../labels.ts'
import { categoryOf, type PacketModel } from '../model.ts'
import { DOCUMENT_TITLES } from '../names.ts'
import { plannedPhases } from '../phases.ts'
import {
  type Block,
  type Box,
  boxes,
  bullets,
  field,
  heading,
  type Inline,
  mono,
  paragraph,
  strong,
} from '../tree/build.ts'
import {
  documentHead,
  documentLink,
  documentTree,
  fieldBlocks,
  type PacketDocument,
} from './document.ts'
import {
  consequenceLine,
  findingAnchor,
  findingLinks,
  findingPlaces,
  fixCode,
  fixInline,
  itemFindings,
  itemTitle,
  ownBlocks,
  placeBox,
  problemBlocks,
  ruleExample,
  statusBox,
} from './finding-parts.ts'
import { strengthSummary } from './strength-parts.ts'
import { workLine, workTable } from './work-parts.ts'

interface Tier {
  readonly word: (typeof PRIORITY_WORD)[Priority]
  readonly title: string
  readonly when: string
}

const TIERS: readonly Tier[] = [
  { word: 'Critical', title: 'Critical issues', when: 'must fix before production' },
  { word: 'Important', title: 'Important issues', when: 'should fix soon' },
  { word: 'Nice-to-have', title: 'Nice-to-have improvements', when: 'future iterations' },
]

export function actionItems(model: PacketModel): PacketDocument {
  const parts = TIERS.map((tier) => ({
    tier,
    findings: model.findings.filter((finding) => PRIORITY_WORD[finding.priority] === tier.word),
  }))
  const counts = parts.map(({ tier, findings }) => `${tier.word} ${whole(findings.length)}`)
  return {
    id: 'action-items',
    title: DOCUMENT_TITLES['action-items'],
    purpose: 'Working list with a status for each finding',
    audience: 'Everyone who works on the fixes',
    contents: [
      `${counted(model.findings.length, 'action item')}: ${counts.join(', ')}`,
      'Plan in phases',
      'Success criteria',
    ],
    hasTextForm: false,
    tree: documentTree([
      ...documentHead(model, 'Action items'),
      heading(2, 'Summary'),
      field(
        'Total issues',
        `${counted(model.findings.length, 'action item')}, ${whole(model.open.length)} open`,
      ),
      bullets(
        parts.map(({ tier, findings }): Inline[] => [
          strong(tier.word),
          `: ${counted(findings.length, 'issue')} (${tier.when})`,
        ]),
      ),
      paragraph(strong('Overall assessment')),
      ...fieldBlocks(model.snapshot, REVIEW_FIELDS.assessment),
      ...parts.flatMap(({ tier, findings }) =>
        findings.length === 0
          ? []
          : [
              heading(2, `${tier.title} (${whole(findings.length)}, ${tier.when})`),
              ...groupItems(findings).flatMap((item) => actionItem(model, item)),
            ],
      ),
      ...workTable(model),
      ...phases(model),
      ...doneWell(model),
      ...resources(model),
      ...successCriteria(model),
      ...footer(model),
    ]),
  }
}

function actionItem(model: PacketModel, item: Item): Block[] {
  const findings = itemFindings(item)
  const [first] = findings
  const rule = model.ruleOf(first.ruleId)
  const isCritical = first.severity === 'critical' || first.priority === 'P0'
  const flag = isCritical ? CATEGORY_FLAG[categoryOf(first, model.ruleOf)] : undefined
  return [
    heading(
      3,
      flag === undefined ? itemTitle(item) : `${itemTitle(item)} - ${flag}`,
      ...findings.map(findingAnchor),
    ),
    field('Priority', priorities(findings)),
    ...(isCritical ? [field('Risk', `${riskLevel(first)} - ${consequenceLine(first, rule)}`)] : []),
    ...(item.kind === 'single' ? [field('Files', mono(findingPlaces(first)))] : []),
    paragraph(strong('Problem')),
    ...problemBlocks(first),
    ...(textOf(first, FINDING_FIELDS.scenario) === undefined
      ? []
      : [paragraph(strong('Example scenario')), ...fieldBlocks(first, FINDING_FIELDS.scenario)]),
    field('Fix', ...fixInline(first, rule)),
    ...fixBlocks(model, first),
    ...why(first, isCritical, rule?.why),
    ...(item.kind === 'single' ? workLine(first) : []),
    ...(item.kind === 'group' ? [paragraph(strong(`Places (${whole(findings.length)})`))] : []),
    boxes(item.kind === 'single' ? [statusBox(first)] : findings.map(placeBox)),
  ]
}

/** Of critical items, and of those that a reviewer wrote it for. */
function why(finding: SnapshotFinding, isCritical: boolean, ofRule: string | undefined): Block[] {
  const isGiven = textOf(finding, FINDING_FIELDS.why) !== undefined
  if (!isGiven && !isCritical) return []
  const blocks = ownBlocks(finding, FINDING_FIELDS.why, ofRule)
  return blocks.length === 0 ? [] : [paragraph(strong('Why this matters')), ...blocks]
}

function priorities(findings: readonly SnapshotFinding[]): string {
  const all = [...new Set(findings.map((finding) => finding.priority))].sort()
  return all.map((priority) => `${priority} - ${PRIORITY_WORD[priority]}`).join(', ')
}

function riskLevel(finding: SnapshotFinding): string {
  return { critical: 'Critical', high: 'High', medium: 'Medium', low: 'Low', info: 'Low' }[
    finding.severity
  ]
}

function fixBlocks(model: PacketModel, finding: SnapshotFinding): Block[] {
  if (finding.fixes.length > 0) return finding.fixes.flatMap(fixCode)
  return ruleExample(model.ruleOf(finding.ruleId))
}

function phases(model: PacketModel): Block[] {
  const some = plannedPhases(model)
  const { effort } = model
  return [
    heading(2, 'Implementation plan'),
    ...(some.length === 0 ? [paragraph('Nothing is open.')] : []),
    ...some.flatMap((phase, index) => [
      heading(3, `Phase ${index + 1}: ${phase.name} (${hoursWord(phase.effort)})`),
      bullets(
        groupItems(phase.findings).map((item) => [
          ...findingLinks(itemFindings(item), 3, 'action-items'),
          ` ${itemFindings(item)[0].title}`,
        ]),
      ),
    ]),
    ...(some.length === 0
      ? []
      : [
          field(
            'Together',
            `${hoursWord(sum(some.map((phase) => phase.effort)))}, with tests (${hoursWord(effort.tests)}) and review (${hoursWord(effort.review)}) ${hoursWord(effort.total)}`,
          ),
        ]),
  ]
}

function doneWell(model: PacketModel): Block[] {
  return [heading(2, 'What was done well'), ...strengthSummary(model)]
}

function resources(model: PacketModel): Block[] {
  const used = new Set(model.findings.map((finding) => finding.ruleId))
  const weaknesses = [
    ...new Set(
      model.snapshot.rules.filter((rule) => used.has(rule.id)).flatMap((rule) => [...rule.cwe]),
    ),
  ].sort((a, b) => a - b)
  if (weaknesses.length === 0) return []
  return [
    heading(2, 'Resources'),
    bullets(
      weaknesses.map((number): Inline[] => [
        strong(`CWE-${number}`),
        ': ',
        {
          type: 'link',
          url: `https://cwe.mitre.org/data/definitions/${number}.html`,
          children: [{ type: 'text', value: `definition of CWE-${number}` }],
        },
      ]),
    ),
  ]
}

function successCriteria(model: PacketModel): Block[] {
  const gated = (gate: SnapshotFinding['gate'], open: number) => {
    const all = model.findings.filter((finding) => finding.gate === gate).length
    return { done: all - open, all }
  }
  const merge = gated('merge', model.blockers.length)
  const production = gated('production', model.conditions.length)
  const closed = (title: string, { done, all }: typeof merge): Box => ({
    checked: done === all,
    content: `${title}: ${all === 0 ? 'there is none' : `${whole(done)} of ${whole(all)}`}`,
  })
  const rows: Box[] = [
    closed('Blockers closed before the merge', merge),
    closed('Findings that production waits for closed', production),
    ...[
      ...(model.newTests.length > 0
        ? [`New tests added and passing: ${whole(model.newTests.length)}`]
        : []),
      'Unit and integration tests pass for the touched paths',
      'Concurrent use of the touched paths is tested under load',
      'A second review reports no blocker',
    ].map((content) => ({ checked: false, content })),
  ]
  return [
    heading(2, 'Success criteria'),
    boxes(rows),
    ...(textOf(model.snapshot, REVIEW_FIELDS.criteria) === undefined
      ? []
      : fieldBlocks(model.snapshot, REVIEW_FIELDS.criteria)),
  ]
}

function footer(model: PacketModel): Block[] {
  return [
    heading(2, 'Time to fix'),
    field(
      'Next review',
      model.blockers.length > 0 ? 'after the blockers are closed' : 'after the next change',
    ),
    field('Estimated time until the merge', hoursWord(model.effort.toMerge)),
    field('Estimated time for all issues', hoursWord(model.effort.total)),
    paragraph('How the hours add up: ', documentLink(model, 'fix-guide', 'effort')),
  ]
}
