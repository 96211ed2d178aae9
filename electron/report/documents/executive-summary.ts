// One page for those who decide: verdict, blockers, risk, time, recommendation. It stays one page
// however many findings there are.
import type { SnapshotFinding } from '../../api/snapshot.ts'
import { hoursWord, REVIEW_HOURS, TEST_HOURS } from '../effort.ts'
import { REVIEW_FIELDS, type ReviewField } from '../field-catalogue.ts'
import { textOf } from '../fields.ts'
import { groupItems, type Item } from '../grouping.ts'
import { counted, findingId, timeWord, whole } from '../labels.ts'
import type { PacketModel } from '../model.ts'
import { DOCUMENT_TITLES } from '../names.ts'
import {
  type Block,
  bullets,
  emphasis,
  heading,
  type Inline,
  paragraph,
  strong,
  table,
} from '../tree/build.ts'
import { plainText } from '../tree/plain-text.ts'
import { firstSentence, prose, proseLine } from '../tree/prose.ts'
import { PAGE_LINES, textForm } from '../tree/text-form.ts'
import { visibleLine } from '../tree/visible.ts'
import {
  andMore,
  documentLink,
  documentTree,
  missing,
  type PacketDocument,
  packetLine,
  verdictLine,
} from './document.ts'
import {
  confidenceDraft,
  deploymentDraft,
  riskDraft,
  strengthInline,
  strengthLines,
} from './drafts.ts'
import { consequenceLine, itemFindings } from './finding-parts.ts'

const LINES_OF_TEXT = 260
/** Holds a whole sentence of nearly every rule, or its first part. */
const CONSEQUENCE = 125

export function executiveSummary(model: PacketModel): PacketDocument {
  const tree = fittingTree(model)
  return {
    id: 'executive-summary',
    title: DOCUMENT_TITLES['executive-summary'],
    purpose: 'Overview for those who decide',
    audience: 'Tech leads, product owners, stakeholders',
    contents: [
      `Final verdict: ${model.verdict.word} (${counted(model.verdict.blockers, 'blocker')})`,
      `Risk assessment: ${model.risk}`,
      `Timeline to fix: ${hoursWord(model.effort.toMerge)} until the merge`,
      'Deployment recommendation',
    ],
    hasTextForm: true,
    tree,
  }
}

/** Lists give way, longest first, until the page holds. */
function fittingTree(model: PacketModel) {
  for (let rows = 14; rows > 0; rows -= 1) {
    const tree = documentTree(page(model, rows, LINES_OF_TEXT))
    if (textForm(tree).split('\n').length - 1 <= PAGE_LINES) return tree
  }
  return documentTree(page(model, 1, LINES_OF_TEXT / 2))
}

function page(model: PacketModel, rows: number, room: number): Block[] {
  const { snapshot, effort, blockers } = model
  return [
    heading(1, `${short(snapshot.review.name, 60)} - Executive summary`),
    paragraph(
      `${timeWord(snapshot.asOf)}, reviewed by ${short(snapshot.review.reviewer, 60) || '(name missing)'}; ${whole(model.files.analysed)} of ${counted(model.files.found, 'file')} analysed.`,
    ),
    heading(2, 'Final verdict'),
    { ...paragraph(strong(short(verdictLine(model), 200))), data: { role: 'verdict' } },
    ...oneText(model, REVIEW_FIELDS.assessment, '', room),
    heading(2, `Blockers: ${whole(blockers.length)}`),
    ...(blockers.length === 0
      ? [paragraph('No finding has to be closed before the merge.')]
      : itemLines(model, blockers, rows)),
    // With nothing before the merge, what production waits for is what has to be decided.
    ...(blockers.length === 0 && model.conditions.length > 0
      ? [
          heading(2, `Before production: ${whole(model.conditions.length)}`),
          ...itemLines(model, model.conditions, rows),
        ]
      : []),
    heading(2, 'Risk and recommendation'),
    ...oneText(model, REVIEW_FIELDS.risk, 'Risk', room, riskDraft(model)),
    ...oneText(model, REVIEW_FIELDS.deployment, 'Deployment', room, deploymentDraft(model)),
    ...oneText(model, REVIEW_FIELDS.goals, 'Architectural goals', room),
    heading(2, 'Time to fix'),
    table(
      ['Part', 'Hours', 'Basis'],
      [
        ['Blockers', hoursWord(effort.blockers), counted(blockers.length, 'finding')],
        [
          'Tests',
          hoursWord(effort.tests),
          `${counted(model.newTests.length, 'new test')} of ${TEST_HOURS.low}-${TEST_HOURS.high} h`,
        ],
        [
          'Review',
          hoursWord(effort.review),
          `${REVIEW_HOURS.low}-${REVIEW_HOURS.high} h for each blocker`,
        ],
        [strong('Until the merge'), strong(hoursWord(effort.toMerge)), 'sum of the above'],
        [
          'Everything else',
          hoursWord(effort.others),
          counted(model.conditions.length + model.later.length, 'other open finding'),
        ],
      ],
    ),
    heading(2, 'What was done well'),
    ...strengths(model, room),
    ...oneText(model, REVIEW_FIELDS.confidence, 'Confidence', room, confidenceDraft(model)),
    paragraph(`Packet: ${packetLine(model)}. Next: `, documentLink(model, 'review-summary'), '.'),
  ]
}

/** One line for each item, at most `rows` of them. */
function itemLines(
  model: PacketModel,
  findings: readonly SnapshotFinding[],
  rows: number,
): Block[] {
  const items = groupItems(findings)
  const rest = items.slice(rows).flatMap(itemFindings).length
  return [
    bullets(items.slice(0, rows).map((item) => itemLine(model, item))),
    ...andMore(rest, documentLink(model, 'review-summary'), '.'),
  ]
}

function itemLine(model: PacketModel, item: Item): Inline[] {
  const [first] = itemFindings(item)
  const name = item.kind === 'single' ? findingId(first) : counted(item.findings.length, 'place')
  const consequence = consequenceLine(first, model.ruleOf(first.ruleId))
  return [strong(name), ` ${short(first.title, 80)}: ${clause(consequence, CONSEQUENCE)}`]
}

function strengths(model: PacketModel, room: number): Block[] {
  const given = textOf(model.snapshot, REVIEW_FIELDS.strengths)
  if (given !== undefined) {
    const mark = given.isConfirmed ? [] : [emphasis('(draft)'), ' ']
    const [first] = prose(given.text)
    return first?.type === 'list'
      ? [bullets(first.children.slice(0, 3).map((one) => [...mark, short(plainText(one), 110)]))]
      : [paragraph(...mark, short(proseLine(given.text), room))]
  }
  const own = (model.snapshot.strengths ?? []).map(({ title, text }): Inline[] => {
    const sentence = firstSentence(text)
    return [strong(short(title, 60)), ...(sentence === '' ? [] : [' - ', short(sentence, 110)])]
  })
  const counted = strengthLines(model).map((line): Inline[] => [
    emphasis('(draft)'),
    ' ',
    ...strengthInline(line),
  ])
  const lines = [...own, ...counted].slice(0, 3)
  return lines.length === 0 ? [missing(REVIEW_FIELDS.strengths.label)] : [bullets(lines)]
}

/** One text of a reviewer, cut to its room, in the form `Label: text`. */
function oneText(
  model: PacketModel,
  reviewField: ReviewField,
  label: string,
  room: number,
  draft = '',
): Block[] {
  const given = textOf(model.snapshot, reviewField)
  const value = given === undefined ? draft : proseLine(given.text)
  const lead: Inline[] = label === '' ? [] : [strong(label), ': ']
  if (value === '') {
    return [
      {
        ...paragraph(...lead, emphasis(`Not written yet: ${reviewField.label}.`)),
        data: { role: 'missing' },
      },
    ]
  }
  const mark: Inline[] = given?.isConfirmed === true ? [] : [emphasis('(draft)'), ' ']
  return [paragraph(...lead, ...mark, short(value, room))]
}

/** At most `room` characters of a sentence: as many of its parts as fit, else words. */
function clause(value: string, room: number): string {
  const line = visibleLine(value)
  const head = [...line].slice(0, room).join('')
  if (head === line) return line
  // What stands behind a colon or semicolon explains; a comma may stand within a list.
  const end = Math.max(head.lastIndexOf(': '), head.lastIndexOf('; '), head.lastIndexOf('. '))
  return end > room / 3 ? `${head.slice(0, end)}.` : short(line, room)
}

/** At most `room` characters, cut at a word. */
function short(value: string, room: number): string {
  const line = visibleLine(value)
  const characters = [...line]
  if (characters.length <= room) return line
  const head = characters.slice(0, room - 3).join('')
  const space = head.lastIndexOf(' ')
  return `${space > room / 2 ? head.slice(0, space) : head}...`
}
