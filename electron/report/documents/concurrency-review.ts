// The concurrency review: model, score with its formula, blockers in full, the twelve dimensions.

import type { RuleInfo } from '../../../analyzer/model.ts'
import type { SnapshotFinding } from '../../api/snapshot.ts'
import { ANSWER_WORD, type AuditQuestion, answerQuestion } from '../audit.ts'
import { scoreChart } from '../charts/bars.ts'
import {
  concurrencyFindings,
  concurrencyModel,
  DIMENSIONS,
  isConcurrencyCategory,
  points,
  SCORE_FORMULA,
  type Score,
  threadSafetyScore,
} from '../concurrency.ts'
import { CONCURRENCY_FIELDS, FINDING_FIELDS, REVIEW_FIELDS } from '../field-catalogue.ts'
import { strongPractices, textOf } from '../fields.ts'
import { groupItems, type Item } from '../grouping.ts'
import { counted, SEVERITY_WORD, whole } from '../labels.ts'
import type { PacketModel } from '../model.ts'
import { DOCUMENT_TITLES } from '../names.ts'
import {
  type Block,
  boxes,
  bullets,
  type Cell,
  field,
  heading,
  type Inline,
  mono,
  numbered,
  paragraph,
  strong,
  table,
} from '../tree/build.ts'
import { firstSentenceInline, prose } from '../tree/prose.ts'
import { rulesEvidence } from './audit-section.ts'
import {
  andMore,
  documentHead,
  documentLink,
  documentTree,
  fieldBlocks,
  labelled,
  type PacketDocument,
} from './document.ts'

import {
  consequenceLine,
  currentCode,
  findingAnchor,
  findingLinks,
  findingPlaces,
  fixCode,
  fixLine,
  itemFindings,
  itemTitle,
  ownBlocks,
  placeBox,
  ruleExample,
} from './finding-parts.ts'
import { concurrencyAnswers } from './question-parts.ts'

/** Items shown in full; the rest is in the fix guide. */
const DETAILED = 20

export function concurrencyReview(model: PacketModel): PacketDocument {
  const score = threadSafetyScore(model)
  const findings = concurrencyFindings(model)
  const blockers = findings.filter((one) => one.gate === 'merge')
  return {
    id: 'concurrency-review',
    title: DOCUMENT_TITLES['concurrency-review'],
    purpose: 'How the code does things at once, and where that goes wrong',
    audience: 'Engineers of concurrent code, architects',
    contents: [
      `Thread-safety score: ${points(score.tenths)} of 100, with its formula`,
      `${counted(blockers.length, 'mission-critical issue')}`,
      'Twelve dimensions from model to tests',
    ],
    hasTextForm: false,
    tree: documentTree([
      ...documentHead(model, 'Concurrency and asyncio pattern review'),
      ...overview(model, score),
      ...excellence(model),
      ...missionCritical(model, blockers),
      ...concurrencyAnswers(model),
      ...opportunities(model),
      ...dimensions(model),
      ...tasks(model, findings),
      ...scoreSection(score),
      ...validation(model),
    ]),
  }
}

function overview(model: PacketModel, score: Score): Block[] {
  const kinds = model.snapshot.concurrency?.kinds ?? []
  const evidence = kinds
    .filter((one) => one.count > 0)
    .map((one, _, { length }) =>
      length === 1 ? counted(one.count, 'place') : `${one.kind}: ${counted(one.count, 'place')}`,
    )
  const known = evidence.length > 1 ? 'hybrid' : concurrencyModel(model)
  return [
    heading(2, 'Technical overview'),
    known === undefined
      ? field(
          'Concurrency model',
          'not determined: the analysis gave no facts about imports and calls',
        )
      : field(
          'Concurrency model',
          `${known}${evidence.length > 0 ? ` (${evidence.join(', ')})` : ''}`,
        ),
    field('Thread-safety score', `${points(score.tenths)} of 100`),
    paragraph(strong('Performance assessment')),
    ...fieldBlocks(model.snapshot, CONCURRENCY_FIELDS.performance),
    paragraph(strong('Maintainability')),
    ...fieldBlocks(model.snapshot, CONCURRENCY_FIELDS.maintainability),
  ]
}

function excellence(model: PacketModel): Block[] {
  const own = strongPractices(model.snapshot).filter((one) => isConcurrencyCategory(one.category))
  return [
    heading(2, 'Concurrency excellence identified'),
    ...(own.length === 0
      ? [paragraph('No practice about concurrency was counted.')]
      : [
          bullets(
            own.map((one): Inline[] => [
              { type: 'strong', children: firstSentenceInline(one.title) },
              ' - ',
              ...firstSentenceInline(one.sentence),
            ]),
          ),
        ]),
  ]
}

function missionCritical(model: PacketModel, blockers: readonly SnapshotFinding[]): Block[] {
  const items = groupItems(blockers)
  const rest = items.slice(DETAILED).flatMap(itemFindings).length
  return [
    heading(2, `Mission-critical issues: deployment blockers (${whole(blockers.length)})`),
    ...(items.length === 0 ? [paragraph('None.')] : []),
    ...items.slice(0, DETAILED).flatMap((item) => issue(model, item)),
    ...andMore(rest, documentLink(model, 'fix-guide'), '.'),
  ]
}

function issue(model: PacketModel, item: Item): Block[] {
  const findings = itemFindings(item)
  const [first] = findings
  const rule = model.ruleOf(first.ruleId)
  const asked = first.severity === 'critical' || textOf(first, FINDING_FIELDS.impact) !== undefined
  return [
    heading(3, itemTitle(item), ...findings.map(findingAnchor)),
    ...(item.kind === 'single' ? [field('Location', mono(findingPlaces(first)))] : []),
    field(
      'Technical severity',
      `${SEVERITY_WORD[first.severity]} - ${technicalConsequence(first, rule)}`,
    ),
    ...(asked ? labelled('Impact', fieldBlocks(first, FINDING_FIELDS.impact)) : []),
    ...labelled('Root cause', ownBlocks(first, FINDING_FIELDS.rootCause, rule?.why)),
    ...blastRadius(first),
    ...labelled(
      'Remediation strategy',
      rule === undefined ? [paragraph(fixLine(first, rule))] : prose(rule.fix),
    ),
    ...(textOf(first, FINDING_FIELDS.prevention) === undefined
      ? []
      : labelled('Prevention measures', fieldBlocks(first, FINDING_FIELDS.prevention))),
    ...example(model, first),
    ...((first.tests ?? []).length > 0
      ? [
          field(
            'Additional safeguards',
            ...(first.tests ?? []).flatMap((test, index): Inline[] => [
              index === 0 ? '' : ', ',
              mono(test.name),
            ]),
          ),
        ]
      : []),
    ...(item.kind === 'group' ? [paragraph(strong('Places')), boxes(findings.map(placeBox))] : []),
  ]
}

/** What happens in the program; what it means for the business stands under the impact. */
function technicalConsequence(finding: SnapshotFinding, rule: RuleInfo | undefined): string {
  const isSaid = textOf(finding, FINDING_FIELDS.consequence) !== undefined
  return (isSaid ? undefined : rule?.consequence) || consequenceLine(finding, rule)
}

function blastRadius(finding: SnapshotFinding): Block[] {
  if (textOf(finding, FINDING_FIELDS.blastRadius) !== undefined) {
    return labelled('Blast radius', fieldBlocks(finding, FINDING_FIELDS.blastRadius))
  }
  const places = new Set([
    ...finding.evidence.map((step) => step.location.path),
    ...finding.finding.related.map((one) => one.path),
    finding.finding.location.path,
  ])
  return [field('Blast radius', `${counted(places.size, 'file')} in the evidence`)]
}

function example(model: PacketModel, finding: SnapshotFinding): Block[] {
  const [fix] = finding.fixes
  if (fix !== undefined) return fixCode(fix)
  const given = ruleExample(model.ruleOf(finding.ruleId))
  const current = currentCode(finding)
  return [
    ...(current.length > 0 ? [paragraph(strong('Current implementation')), ...current] : []),
    ...given,
  ]
}

/** What is open beyond the blockers, under the dimension that it belongs to. */
function opportunities(model: PacketModel): Block[] {
  const rest = new Set([...model.conditions, ...model.later])
  const parts = DIMENSIONS.flatMap((theme) => {
    const lines = theme.questions.flatMap((question): Inline[][] => {
      const own = answerQuestion(model.snapshot, question).findings.filter((one) => rest.has(one))
      return own.length === 0
        ? []
        : [
            [
              strong(question.title),
              `: ${counted(own.length, 'finding')}, `,
              ...findingLinks(own, 6),
            ],
          ]
    })
    return lines.length === 0 ? [] : [heading(3, theme.title), bullets(lines)]
  })
  return [
    heading(2, 'Technical improvement opportunities'),
    ...(parts.length === 0
      ? [paragraph('Beyond the blockers, no rule of this review found any.')]
      : parts),
  ]
}

function dimensions(model: PacketModel): Block[] {
  return [
    heading(2, 'Twelve dimensions'),
    table(
      ['Theme', 'Dimension', 'Verdict', 'Evidence'],
      DIMENSIONS.flatMap((theme) =>
        theme.questions.map((question) => dimensionRow(model, theme.title, question)),
      ),
    ),
  ]
}

function dimensionRow(model: PacketModel, theme: string, question: AuditQuestion): Cell[] {
  const answer = answerQuestion(model.snapshot, question)
  const verdict: Inline[] =
    answer.verdict === 'findings'
      ? [`${counted(answer.findings.length, 'issue')}: `, ...findingLinks(answer.findings, 4)]
      : [answer.verdict === 'uncovered' ? 'not reviewed' : ANSWER_WORD[answer.verdict]]
  return [
    theme,
    [strong(question.title), ` - ${question.question}`],
    verdict,
    rulesEvidence(answer),
  ]
}

function tasks(model: PacketModel, findings: readonly SnapshotFinding[]): Block[] {
  const blocking = findings.filter((one) => one.gate === 'merge')
  const others = findings.filter((one) => one.gate !== 'merge')
  const links = (some: readonly SnapshotFinding[]): Inline[] =>
    some.length === 0 ? ['nothing open'] : findingLinks(some, 10)
  return [
    heading(2, 'Implementation tasks'),
    numbered([
      ['Fix the race conditions and resource leaks that block: ', ...links(blocking)],
      ['Refactor for clear and maintainable patterns: ', ...links(others)],
      [
        `Add or improve tests for concurrent code: ${counted(model.newTests.length, 'new test')} proposed`,
      ],
      ['Document the concurrency model and its limits'],
    ]),
  ]
}

function scoreSection(score: Score): Block[] {
  const rows = score.contributions.filter((one) => one.tenths > 0)
  const lost = rows.reduce((sum, one) => sum + one.tenths, 0)
  const chart = scoreChart(score)
  return [
    heading(2, 'Thread-safety score', 'score'),
    paragraph(SCORE_FORMULA),
    ...(chart === undefined ? [] : [chart]),
    ...(rows.length === 0
      ? [paragraph('Nothing is taken off.')]
      : [
          table(
            ['Rule', 'Findings', { title: 'Points', align: 'right' }],
            [
              ...rows.map((one): Cell[] => [
                mono(one.ruleId),
                findingLinks(one.findings, 6),
                `-${points(one.tenths)}`,
              ]),
              [strong('Sum'), '', strong(`-${points(lost)}`)],
            ],
          ),
        ]),
    field(
      'Computed',
      `${points(score.computedTenths)} of 100${lost > 1000 ? ' (the sum is above 100)' : ''}`,
    ),
    ...(score.adjustment === undefined
      ? []
      : [
          field(
            'Adjusted by the reviewer',
            `${score.adjustment.tenths >= 0 ? '+' : ''}${points(score.adjustment.tenths)}: ${score.adjustment.reason || 'no reason was given'}`,
          ),
          field('Score', `${points(score.tenths)} of 100`),
        ]),
  ]
}

function validation(model: PacketModel): Block[] {
  return [
    heading(2, 'Review excellence validation'),
    boxes([
      { checked: false, content: 'All concurrency and asyncio code passes the linters' },
      { checked: false, content: 'No race condition or unsafe shared state is approved' },
      { checked: false, content: 'No unhandled exception or resource leak is left' },
      { checked: false, content: 'The concurrency patterns are documented' },
    ]),
    ...labelled('Test status', fieldBlocks(model.snapshot, REVIEW_FIELDS.testStatus)),
  ]
}
