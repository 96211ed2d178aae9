// The index's advice: when to do what, what is at risk, how to read the packet, what people ask first.
import { timelineChart } from '../charts/timeline.ts'
import { hoursWord } from '../effort.ts'
import { REVIEW_FIELDS } from '../field-catalogue.ts'
import { groupItems } from '../grouping.ts'
import { counted } from '../labels.ts'
import { minutesWord } from '../length.ts'
import type { PacketModel } from '../model.ts'
import { type DocumentId, fileSlug } from '../names.ts'
import {
  type Block,
  bullets,
  heading,
  type Inline,
  mono,
  numbered,
  paragraph,
  strong,
} from '../tree/build.ts'
import { andMore, documentLink, fieldBlocks, type IndexedDocument } from './document.ts'
import { deploymentDraft, riskDraft } from './drafts.ts'
import { howLong } from './effort-answer.ts'
import {
  consequenceLine,
  findingLink,
  findingLinks,
  fixInline,
  itemFindings,
} from './finding-parts.ts'

const CONSEQUENCES = 8
const QUESTIONS = 5

export function timeline(model: PacketModel): Block[] {
  const { effort, blockers, newTests } = model
  const chart = timelineChart(model)
  return [
    heading(2, 'Recommendation timeline'),
    ...(chart === undefined ? [] : [chart]),
    heading(3, 'Immediate (today)'),
    bullets([
      ['Read ', documentLink(model, 'executive-summary')],
      ...(blockers.length > 0 ? ['Discuss the blockers', 'Decide: fix now or defer'] : []),
      ...(blockers.length === 0 && model.open.length > 0
        ? ['Decide which improvements are made before the merge: none has to be']
        : []),
    ]),
    ...(model.open.length === 0
      ? []
      : [
          heading(3, 'If fixing now'),
          bullets([
            ['Follow ', documentLink(model, 'fix-guide')],
            ...(blockers.length > 0
              ? [`Close ${counted(blockers.length, 'blocker')} (${hoursWord(effort.blockers)})`]
              : []),
            ...(newTests.length > 0
              ? [`Add ${counted(newTests.length, 'new test')} (${hoursWord(effort.tests)})`]
              : []),
            'Run the full test suite',
          ]),
          heading(3, 'Gate review (after the fixes)'),
          bullets([
            'The reviewer runs the tests and the analysis again',
            ...(blockers.length > 0 ? [`Duration: ${hoursWord(effort.review)}`] : []),
          ]),
        ]),
    heading(3, 'Deployment (after approval)'),
    ...fieldBlocks(model.snapshot, REVIEW_FIELDS.rollout),
  ]
}

export function risks(model: PacketModel): Block[] {
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
    ...fieldBlocks(model.snapshot, REVIEW_FIELDS.risk, [paragraph(riskDraft(model))]),
    heading(3, 'If not fixed'),
    ...(lines.length === 0
      ? [paragraph('No blocker and no condition is open.')]
      : [bullets(lines.slice(0, CONSEQUENCES))]),
    ...andMore(lines.length - CONSEQUENCES, documentLink(model, 'review-summary'), '.'),
    heading(3, 'If fixed'),
    ...ifFixed(model),
    heading(3, 'Mitigation'),
    ...fieldBlocks(model.snapshot, REVIEW_FIELDS.mitigation),
  ]
}

/** `sprint-60-reviewed-2026-02-02` */
function tagName({ snapshot }: PacketModel): string {
  return `${fileSlug(snapshot.review.name, 40)}-reviewed-${snapshot.asOf.slice(0, 10)}`
}

function ifFixed({ blockers, conditions, newTests }: PacketModel): Block[] {
  const lines = [
    ...(blockers.length > 0
      ? [`The gate before merge passes with ${counted(blockers.length, 'blocker')} closed`]
      : []),
    ...(conditions.length > 0
      ? [`The gate before production passes with ${counted(conditions.length, 'finding')} closed`]
      : []),
    ...(newTests.length > 0
      ? [
          `${counted(newTests.length, 'new test')} ${newTests.length === 1 ? 'guards' : 'guard'} the fixes`,
        ]
      : []),
  ]
  return [lines.length === 0 ? paragraph('No finding stands before either gate.') : bullets(lines)]
}

export function howToUse(model: PacketModel, others: readonly IndexedDocument[]): Block[] {
  const minutes = (id: DocumentId) => {
    const entry = others.find((one) => one.document.id === id)
    return entry === undefined ? '' : ` (${minutesWord(entry.length.minutes)})`
  }
  const work: Inline[][] = [
    [
      strong('Implement the fixes'),
      ': follow ',
      documentLink(model, 'fix-guide'),
      ` (${hoursWord(model.blockers.length > 0 ? model.effort.toMerge : model.effort.total)})`,
    ],
    [strong('Validate'), ': go through its validation checklist'],
    [
      strong('Review again'),
      ': tick the boxes in ',
      documentLink(model, 'action-items'),
      ' and ask for the second review',
      ...(model.blockers.length > 0 ? [` (${hoursWord(model.effort.review)})`] : []),
    ],
  ]
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
      ...(model.open.length > 0 ? work : []),
      [
        strong('Deploy'),
        ': after approval, in the steps of the timeline above; tag what is deployed, for example ',
        mono(tagName(model)),
      ],
    ]),
  ]
}

export function questions(model: PacketModel): Block[] {
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
    ...howLong(model),
    heading(3, 'Can it be deployed as it is?'),
    ...fieldBlocks(model.snapshot, REVIEW_FIELDS.deployment, [paragraph(deploymentDraft(model))]),
  ]
}

export function nextSteps(model: PacketModel): Block[] {
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
          ...(model.newTests.length > 0 ? [['Add the new tests'] as Inline[]] : []),
          ['Ask for the second review'],
        ]
      : model.open.length > 0
        ? [['Plan the improvements'] as Inline[]]
        : []),
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
