// The way in: who reads what, in what time, and the whole review at a glance.
import type { FileRecord } from '../../../analyzer/model.ts'
import { lineSpan, shortPath } from '../citation.ts'
import { hoursWord } from '../effort.ts'
import { REVIEW_FIELDS } from '../fields.ts'
import { groupItems, type Item } from '../grouping.ts'
import { counted, timeWord, whole } from '../labels.ts'
import { type DocumentLength, minutesWord } from '../length.ts'
import type { PacketModel } from '../model.ts'
import { isTestPath } from '../paths.ts'
import {
  type Block,
  bullets,
  type Cell,
  field,
  heading,
  type Inline,
  mono,
  numbered,
  paragraph,
  rule,
  strong,
  table,
} from '../tree/build.ts'
import {
  andMore,
  type DocumentId,
  documentHead,
  documentLink,
  documentTree,
  fieldBlocks,
  type PacketDocument,
} from './document.ts'
import { confidenceDraft, deploymentDraft } from './drafts.ts'
import {
  consequenceLine,
  findingLink,
  findingLinks,
  fixInline,
  itemFindings,
  lineList,
  severityTag,
} from './finding-parts.ts'

export interface IndexedDocument {
  readonly document: PacketDocument
  readonly length: DocumentLength
}

const ROWS = 40
const FILES = 20
const CONSEQUENCES = 8
const QUESTIONS = 5

/** The index over the other documents, which are complete by now. */
export function indexDocument(
  model: PacketModel,
  others: readonly IndexedDocument[],
): PacketDocument {
  return {
    id: 'index',
    title: 'Document index',
    purpose: 'The way into the packet',
    audience: 'Everyone',
    contents: [],
    hasTextForm: false,
    tree: documentTree([
      ...documentHead(model, 'Document index'),
      ...quickLinks(model, others),
      ...summaries(model, others),
      ...atAGlance(model),
      ...testing(model),
      ...filesUnderReview(model),
      ...timeline(model),
      ...risks(model),
      ...howToUse(model, others),
      ...questions(model),
      ...nextSteps(model),
      ...footer(model),
    ]),
  }
}

const READERS: readonly { readonly id: DocumentId; readonly who: string; readonly hint: string }[] =
  [
    { id: 'executive-summary', who: 'Stakeholders', hint: '' },
    { id: 'review-summary', who: 'Engineers', hint: 'start here' },
    { id: 'fix-guide', who: 'Implementation', hint: 'hands-on' },
    { id: 'code-review', who: 'Deep dive', hint: 'complete analysis' },
    { id: 'action-items', who: 'Tracking', hint: 'status of each finding' },
    { id: 'concurrency-review', who: 'Concurrency', hint: 'races, tasks, threads' },
    { id: 'implementation-plan', who: 'Planning', hint: 'work streams' },
    { id: 'checklist', who: 'Gates', hint: 'before merge, before production' },
    { id: 'verification', who: 'Verification', hint: 'does each fix work' },
    { id: 'faq', who: 'Questions', hint: 'short answers' },
    { id: 'future-notes', who: 'Later', hint: 'what is left' },
  ]

function quickLinks(model: PacketModel, others: readonly IndexedDocument[]): Block[] {
  return [
    heading(2, 'Quick links'),
    ...READERS.flatMap(({ id, who, hint }) => {
      const entry = others.find((one) => one.document.id === id)
      if (entry === undefined) return []
      const time =
        id === 'fix-guide'
          ? `${hoursWord(model.effort.toMerge)} of work until the merge`
          : `${minutesWord(entry.length.minutes)} to read`
      return [
        paragraph(
          'For ',
          strong(who),
          ` (${[hint, time].filter((part) => part !== '').join(', ')}): `,
          documentLink(model, id),
        ),
        bullets(entry.document.contents),
      ]
    }),
  ]
}

function summaries(model: PacketModel, others: readonly IndexedDocument[]): Block[] {
  return [
    heading(2, 'Document summary'),
    table(
      [
        'Document',
        'Purpose',
        'Audience',
        { title: 'Pages', align: 'right' },
        { title: 'Reading time', align: 'right' },
      ],
      others.map(({ document, length }): Cell[] => [
        documentLink(model, document.id),
        document.purpose,
        document.audience,
        whole(length.pages),
        minutesWord(length.minutes),
      ]),
    ),
    paragraph(
      'For programs: ',
      mono('findings.json'),
      ' (described by ',
      mono('findings.schema.json'),
      '), ',
      mono('findings.sarif'),
      ', ',
      mono('findings.csv'),
      '; ',
      mono('manifest.json'),
      ' lists every file with its SHA-256 sum.',
    ),
  ]
}

function atAGlance(model: PacketModel): Block[] {
  const improvements = [...model.conditions, ...model.later]
  return [
    heading(2, 'Issues at a glance'),
    field('Findings', severityLine(model)),
    heading(3, `Blockers: must fix (${whole(model.blockers.length)})`),
    ...issueRows(model, groupItems(model.blockers), 'Lines'),
    heading(3, `Improvements: should fix (${whole(improvements.length)})`),
    ...issueRows(model, groupItems(improvements), 'Impact'),
  ]
}

/** `25 in total: 7 critical, 8 high, 10 low` */
function severityLine(model: PacketModel): string {
  const { critical, high, medium, low, info } = model.bySeverity
  const parts = [
    [critical, 'critical'],
    [high, 'high'],
    [medium, 'medium'],
    [low, 'low'],
    [info, 'info'],
  ] as const
  const some = parts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${whole(count)} ${word}`)
  return `${whole(model.findings.length)} in total${some.length > 0 ? `: ${some.join(', ')}` : ''}; ${whole(model.open.length)} open`
}

function issueRows(model: PacketModel, items: readonly Item[], last: 'Lines' | 'Impact'): Block[] {
  if (items.length === 0) return [paragraph('None.')]
  const shown = items.slice(0, ROWS)
  const rest = items.slice(ROWS).flatMap(itemFindings).length
  return [
    table(
      ['ID', 'Severity', 'Title', 'File', last],
      shown.map((item): Cell[] => {
        const findings = itemFindings(item)
        const [first] = findings
        const files = [...new Set(findings.map((one) => one.finding.location.path))]
        return [
          item.kind === 'single' ? findingLink(first) : findingLinks(findings, 3),
          severityTag(first),
          first.title,
          files.length === 1 ? mono(shortPath(files[0] ?? '')) : counted(files.length, 'file'),
          last === 'Impact'
            ? consequenceLine(first, model.ruleOf(first.ruleId))
            : item.kind === 'single'
              ? [first.finding.location, ...first.finding.related]
                  .filter((one) => one.path === first.finding.location.path)
                  .map(lineSpan)
                  .join(', ')
              : files.length === 1
                ? lineList(findings)
                : counted(findings.length, 'place'),
        ]
      }),
    ),
    ...andMore(rest, documentLink(model, 'code-review'), '.'),
  ]
}

function testing(model: PacketModel): Block[] {
  const { newTests, snapshot } = model
  return [
    heading(2, 'Testing evidence'),
    heading(3, 'Current test status'),
    ...fieldBlocks(snapshot, REVIEW_FIELDS.testStatus),
    field('Missing', counted(newTests.length, 'proposed test')),
    heading(3, 'Validation'),
    ...fieldBlocks(snapshot, REVIEW_FIELDS.validation),
    heading(3, `New tests provided (${whole(newTests.length)})`),
    ...(newTests.length === 0
      ? [paragraph('None.')]
      : [
          numbered(
            newTests
              .slice(0, ROWS)
              .map(({ test }): Inline[] => [mono(test.name), ' in ', mono(test.path)]),
          ),
          ...andMore(newTests.length - ROWS, documentLink(model, 'fix-guide', 'tests'), '.'),
        ]),
  ]
}

function isTest(file: FileRecord): boolean {
  return isTestPath(file.path)
}

function filesUnderReview(model: PacketModel): Block[] {
  const read = model.snapshot.files.filter((file) => file.state !== 'skipped')
  const groups: readonly [string, readonly FileRecord[]][] = [
    ['Code files', read.filter((file) => !isTest(file))],
    ['Test files', read.filter(isTest)],
  ]
  return [
    heading(2, 'Files under review'),
    ...groups.flatMap(([title, files]) => fileGroup(model, title, files)),
  ]
}

function fileGroup(model: PacketModel, title: string, files: readonly FileRecord[]): Block[] {
  if (files.length === 0) return []
  const rows = new Map(model.byFile.map((row) => [row.path, row]))
  const order = new Map(model.byFile.map((row, index) => [row.path, index]))
  const last = model.byFile.length
  const sorted = [...files].sort(
    (a, b) =>
      (order.get(a.path) ?? last) - (order.get(b.path) ?? last) || (a.path < b.path ? -1 : 1),
  )
  const shown = sorted.slice(0, FILES)
  return [
    heading(
      3,
      `${title} (${whole(files.length)}, ${counted(
        files.reduce((sum, file) => sum + file.lines, 0),
        'line',
      )})`,
    ),
    table(
      [
        'File',
        { title: 'Lines', align: 'right' },
        { title: 'Findings', align: 'right' },
        'Functions with findings',
      ],
      shown.map((file): Cell[] => {
        const row = rows.get(file.path)
        const symbols = [
          ...new Set((row?.findings ?? []).map((one) => one.finding.anchor.symbol)),
        ].filter((one) => one !== '')
        return [
          mono(file.path),
          whole(file.lines),
          whole(row?.total ?? 0),
          symbols.slice(0, 4).join(', ') +
            (symbols.length > 4 ? ` and ${symbols.length - 4} more` : ''),
        ]
      }),
    ),
    ...andMore(files.length - shown.length, mono('findings.json'), '.'),
  ]
}

function timeline(model: PacketModel): Block[] {
  const { effort } = model
  return [
    heading(2, 'Recommendation timeline'),
    heading(3, 'Immediate (today)'),
    bullets([
      ['Read ', documentLink(model, 'executive-summary')],
      'Discuss the blockers',
      'Decide: fix now or defer',
    ]),
    heading(3, 'If fixing now'),
    bullets([
      ['Follow ', documentLink(model, 'fix-guide')],
      `Close ${counted(model.blockers.length, 'blocker')} (${hoursWord(effort.blockers)})`,
      `Add ${counted(model.newTests.length, 'new test')} (${hoursWord(effort.tests)})`,
      'Run the full test suite',
    ]),
    heading(3, 'Gate review (after the fixes)'),
    bullets([
      'The reviewer runs the tests and the analysis again',
      `Duration: ${hoursWord(effort.review)}`,
    ]),
    heading(3, 'Deployment (after approval)'),
    ...fieldBlocks(model.snapshot, REVIEW_FIELDS.rollout),
  ]
}

function risks(model: PacketModel): Block[] {
  const items = groupItems([...model.blockers, ...model.conditions])
  const lines = [
    ...new Set(
      items.map((item) =>
        consequenceLine(itemFindings(item)[0], model.ruleOf(itemFindings(item)[0].ruleId)),
      ),
    ),
  ]
  return [
    heading(2, 'Risk summary'),
    field('Risk', model.risk),
    heading(3, 'If not fixed'),
    ...(lines.length === 0
      ? [paragraph('No blocker and no condition is open.')]
      : [bullets(lines.slice(0, CONSEQUENCES))]),
    ...andMore(lines.length - CONSEQUENCES, documentLink(model, 'review-summary'), '.'),
    heading(3, 'If fixed'),
    bullets([
      `The gate before merge passes with ${counted(model.blockers.length, 'blocker')} closed`,
      `${counted(model.newTests.length, 'new test')} ${model.newTests.length === 1 ? 'guards' : 'guard'} the fixes`,
    ]),
    heading(3, 'Mitigation'),
    ...fieldBlocks(model.snapshot, REVIEW_FIELDS.mitigation),
  ]
}

function howToUse(model: PacketModel, others: readonly IndexedDocument[]): Block[] {
  const minutes = (id: DocumentId) => {
    const entry = others.find((one) => one.document.id === id)
    return entry === undefined ? '' : ` (${minutesWord(entry.length.minutes)})`
  }
  return [
    heading(2, 'How to use these documents'),
    numbered([
      [
        strong('Understand the problem'),
        ': read ',
        documentLink(model, 'executive-summary'),
        minutes('executive-summary'),
      ],
      [
        strong('Evaluate the severity'),
        ': go through the issue table in ',
        documentLink(model, 'review-summary'),
        minutes('review-summary'),
      ],
      [
        strong('Implement the fixes'),
        ': follow ',
        documentLink(model, 'fix-guide'),
        ` (${hoursWord(model.effort.toMerge)})`,
      ],
      [strong('Validate'), ': go through its validation checklist'],
      [
        strong('Review again'),
        ': tick the boxes in ',
        documentLink(model, 'action-items'),
        ' and ask for the second review',
      ],
      [strong('Deploy'), ': after approval, in the steps of the timeline above'],
    ]),
  ]
}

function questions(model: PacketModel): Block[] {
  const why = model.blockers.slice(0, QUESTIONS).flatMap((finding) => {
    const itsRule = model.ruleOf(finding.ruleId)
    return [
      heading(3, `Why is ${finding.label} a blocker?`),
      paragraph('See: ', findingLink(finding)),
      bullets([consequenceLine(finding, itsRule), ['Fix: ', ...fixInline(finding, itsRule)]]),
    ]
  })
  return [
    heading(2, 'Questions'),
    ...why,
    heading(3, 'How long does it take to fix?'),
    paragraph('See: ', documentLink(model, 'fix-guide', 'effort')),
    bullets([
      `Blockers: ${hoursWord(model.effort.blockers)}`,
      `Tests: ${hoursWord(model.effort.tests)}`,
      `Review: ${hoursWord(model.effort.review)}`,
      `Until the merge: ${hoursWord(model.effort.toMerge)}`,
    ]),
    heading(3, 'Can it be deployed as it is?'),
    ...fieldBlocks(model.snapshot, REVIEW_FIELDS.deployment, [paragraph(deploymentDraft(model))]),
  ]
}

function nextSteps(model: PacketModel): Block[] {
  const steps: Inline[][] = [
    ['Read ', documentLink(model, 'executive-summary')],
    ...(model.blockers.length > 0
      ? [
          ['Decide with the team: fix now or escalate'],
          [
            'Start with ',
            documentLink(model, 'fix-guide'),
            ': ',
            ...findingLinks(model.blockers, 3, 'fix-guide'),
          ] as Inline[],
          ['Add the new tests'],
          ['Ask for the second review'],
        ]
      : [['Plan the improvements'] as Inline[]]),
    ...(model.completeness.missing.length > 0
      ? [
          [
            `Reviewer: write the ${counted(model.completeness.missing.length, 'missing text')}, see `,
            documentLink(model, 'code-review', 'missing'),
          ] as Inline[],
        ]
      : []),
  ]
  return [heading(2, 'Next steps'), numbered(steps)]
}

function footer(model: PacketModel): Block[] {
  const isReady = model.completeness.missing.length === 0 && model.undecided === 0
  return [
    rule(),
    field('Review as of', timeWord(model.snapshot.asOf)),
    field(
      'Status',
      isReady
        ? 'ready for engineering action'
        : `in progress: ${counted(model.undecided, 'finding')} not yet judged, ${counted(model.completeness.missing.length, 'text')} missing`,
    ),
    paragraph(strong('Confidence'), ':'),
    ...fieldBlocks(model.snapshot, REVIEW_FIELDS.confidence, [paragraph(confidenceDraft(model))]),
  ]
}
