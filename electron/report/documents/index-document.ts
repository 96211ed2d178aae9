import { lineSpan, shortPath } from '../citation.ts'
import { hoursWord } from '../effort.ts'
import { REVIEW_FIELDS } from '../field-catalogue.ts'
import { groupItems, type Item } from '../grouping.ts'
import { counted, timeWord, whole } from '../labels.ts'
import { minutesWord } from '../length.ts'
import type { PacketModel } from '../model.ts'
import { DOCUMENT_TITLES, type DocumentId } from '../names.ts'
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
  documentHead,
  documentLink,
  documentTree,
  fieldBlocks,
  type IndexedDocument,
  type PacketDocument,
} from './document.ts'
import { confidenceDraft } from './drafts.ts'
import {
  consequenceLine,
  findingLink,
  findingLinks,
  itemFindings,
  lineList,
  severityTag,
} from './finding-parts.ts'
import { filesUnderReview } from './index-files.ts'
import { howToUse, nextSteps, questions, risks, timeline } from './index-guidance.ts'

const ROWS = 40

/** The index over the other documents, which are complete by now. */
export function indexDocument(
  model: PacketModel,
  others: readonly IndexedDocument[],
): PacketDocument {
  return {
    id: 'index',
    title: DOCUMENT_TITLES.index,
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
        id === 'fix-guide' && model.open.length > 0
          ? handsOn(model)
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

/** What fixers and later readers find beside the documents. */
function filesBeside({ findings, newTests, snapshot }: PacketModel): Inline[] {
  const some: readonly (readonly [boolean, string, string])[] = [
    [findings.some(({ fixes }) => fixes.length > 0), 'patches', ' holds the fixes for Git'],
    [newTests.length > 0, 'tests', ' the new tests'],
    [snapshot.walkthrough !== undefined, 'walkthrough.html', ' the walkthrough'],
    [
      findings.some(({ attachments = [] }) => attachments.length > 0),
      'evidence',
      ' attached files',
    ],
    [snapshot.events.length > 0, 'audit-log.jsonl', ' every change'],
  ]
  return some
    .filter(([isThere]) => isThere)
    .flatMap(([, name, words], at, all): Inline[] => [
      at === 0 ? '' : at === all.length - 1 ? ' and ' : ', ',
      mono(name),
      words,
      at === all.length - 1 ? '.' : '',
    ])
}

function handsOn({ blockers, effort }: PacketModel): string {
  return blockers.length > 0
    ? `${hoursWord(effort.toMerge)} of work until the merge`
    : `${hoursWord(effort.total)} of work, none of it before the merge`
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
      'Every document lies here as Markdown and as HTML; what is read first also as plain text (',
      mono('.txt'),
      '). ',
      ...filesBeside(model),
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
    field(
      'Missing',
      newTests.length === 0 ? 'no test was proposed' : counted(newTests.length, 'proposed test'),
    ),
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

function footer(model: PacketModel): Block[] {
  const isReady = model.completeness.missing.length === 0 && model.undecided === 0
  return [
    rule(),
    field('Review as of', timeWord(model.snapshot.asOf)),
    field(
      'Status',
      isReady
        ? 'ready for engineering action'
        : `in progress: ${[
            ...(model.undecided > 0
              ? [`${counted(model.undecided, 'finding')} not yet judged`]
              : []),
            ...(model.completeness.missing.length > 0
              ? [`${counted(model.completeness.missing.length, 'text')} missing`]
              : []),
          ].join(', ')}`,
    ),
    paragraph(strong('Confidence')),
    ...fieldBlocks(model.snapshot, REVIEW_FIELDS.confidence, [paragraph(confidenceDraft(model))]),
  ]
}
