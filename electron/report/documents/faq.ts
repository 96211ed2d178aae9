// Questions that come up, each with where to look and a short answer from the data.
import { CONCURRENCY_FIELDS, REVIEW_FIELDS } from '../field-catalogue.ts'
import { hasConcurrency, textOf } from '../fields.ts'
import { groupItems } from '../grouping.ts'
import { counted, findingId } from '../labels.ts'
import type { PacketModel } from '../model.ts'
import { DOCUMENT_TITLES } from '../names.ts'
import { type Block, bullets, heading, paragraph } from '../tree/build.ts'
import { firstSentence } from '../tree/prose.ts'
import { threadQuestions } from './discussion.ts'
import {
  andMore,
  documentHead,
  documentLink,
  documentTree,
  fieldBlocks,
  type PacketDocument,
} from './document.ts'
import { deploymentDraft } from './drafts.ts'
import { howLong } from './effort-answer.ts'
import {
  consequenceLine,
  findingAnchor,
  findingLink,
  findingLinks,
  fixInline,
  fixLine,
  itemFindings,
  problemInline,
  problemLine,
  whyLine,
} from './finding-parts.ts'

const BLOCKERS = 25

export function faq(model: PacketModel): PacketDocument {
  const items = groupItems(model.blockers)
  const shown = items.slice(0, BLOCKERS)
  const why = shown.flatMap((item): Block[] => {
    const findings = itemFindings(item)
    const [first] = findings
    const rule = model.ruleOf(first.ruleId)
    const title =
      item.kind === 'single'
        ? findingId(first)
        : `"${first.title}" in ${counted(findings.length, 'place')}`
    const why = whyLine(first, rule)
    const isSaid = why === '' || why === problemLine(first)
    return [
      heading(3, `Why is ${title} a blocker?`, ...findings.map(findingAnchor)),
      paragraph(
        'See: ',
        ...(item.kind === 'single' ? [findingLink(first)] : findingLinks(findings, 4)),
      ),
      bullets([problemInline(first), consequenceLine(first, rule), ...(isSaid ? [] : [why])]),
    ]
  })
  const how = shown.flatMap((item): Block[] => {
    const [first] = itemFindings(item)
    if (first.fixes.length === 0) return []
    const rule = model.ruleOf(first.ruleId)
    const reason = rule === undefined ? '' : firstSentence(rule.fix)
    return [
      heading(3, `Why fix ${findingId(first)} in this way?`),
      paragraph('See: ', documentLink(model, 'fix-guide', findingAnchor(first))),
      bullets([
        fixInline(first, rule),
        ...(reason === '' || reason === fixLine(first, rule) ? [] : [reason]),
      ]),
    ]
  })
  return {
    id: 'faq',
    title: DOCUMENT_TITLES.faq,
    purpose: 'Short answers to what readers ask first',
    audience: 'Everyone',
    contents: [
      ...whyContents(model.blockers.length),
      'How long it takes, and whether it can be deployed as it is',
    ],
    hasTextForm: false,
    tree: documentTree([
      ...documentHead(model, 'Questions and answers'),
      heading(2, 'Blockers'),
      ...(why.length === 0 ? [paragraph('There is no blocker.')] : why),
      ...andMore(
        items.slice(BLOCKERS).flatMap(itemFindings).length,
        documentLink(model, 'code-review'),
        '.',
      ),
      ...(how.length === 0 ? [] : [heading(2, 'Fixes'), ...how]),
      heading(2, 'Time and deployment'),
      ...howLong(model),
      heading(
        3,
        model.open.length === 0 ? 'Can it be deployed?' : 'Can it be deployed without the fixes?',
      ),
      ...fieldBlocks(model.snapshot, REVIEW_FIELDS.deployment, [paragraph(deploymentDraft(model))]),
      ...(hasConcurrency(model.snapshot)
        ? [
            heading(3, 'What about performance?'),
            paragraph('See: ', documentLink(model, 'concurrency-review')),
            ...fieldBlocks(model.snapshot, CONCURRENCY_FIELDS.performance),
          ]
        : []),
      ...furtherQuestions(model),
    ]),
  }
}

function whyContents(blockers: number): string[] {
  if (blockers === 0) return []
  return [
    blockers === 1
      ? 'Why the blocker blocks'
      : `Why each of ${counted(blockers, 'blocker')} blocks`,
  ]
}

/** What reviewers wrote for this document, and the talk that they chose for it. */
function furtherQuestions(model: PacketModel): Block[] {
  const isWritten = textOf(model.snapshot, REVIEW_FIELDS.questions) !== undefined
  const blocks = [
    ...(isWritten ? fieldBlocks(model.snapshot, REVIEW_FIELDS.questions) : []),
    ...threadQuestions(model),
  ]
  return blocks.length === 0 ? [] : [heading(2, 'Further questions'), ...blocks]
}
