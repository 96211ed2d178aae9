// The index's advice: when to do what, what is at risk, how to read the packet, what people ask first.
import { timelineChart } from '../charts/timeline.ts'
import { hoursWord } from '../effort.ts'
import { REVIEW_FIELDS } from '../field-catalogue.ts'
import { groupItems } from '../grouping.ts'
import { counted } from '../labels.ts'
import { minutesWord } from '../length.ts'
import type { PacketModel } from '../model.ts'
import type { DocumentId } from '../names.ts'
import {
  type Block,
  bullets,
  heading,
  type Inline,
  numbered,
  paragraph,
  strong,
} from '../tree/build.ts'
import { andMore, documentLink, fieldBlocks, type IndexedDocument } from './document.ts'
import { deploymentDraft, riskDraft } from './drafts.ts'
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
  const { effort } = model
  const chart = timelineChart(model)
  return [
    heading(2, 'Recommendation timeline'),
    ...(chart === undefined ? [] : [chart]),
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
    bullets([
      `The gate before merge passes with ${counted(model.blockers.length, 'blocker')} closed`,
      `${counted(model.newTests.length, 'new test')} ${model.newTests.length === 1 ? 'guards' : 'guard'} the fixes`,
    ]),
    heading(3, 'Mitigation'),
    ...fieldBlocks(model.snapshot, REVIEW_FIELDS.mitigation),
  ]
}

export function howToUse(model: PacketModel, others: readonly IndexedDocument[]): Block[] {
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
