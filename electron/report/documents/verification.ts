// How to confirm that the fixes work: per finding, then for the whole.
import type { SnapshotFinding } from '../../api/snapshot.ts'
import { citation } from '../citation.ts'
import { REVIEW_HOURS } from '../effort.ts'
import { FINDING_FIELDS } from '../field-catalogue.ts'
import { textOf } from '../fields.ts'
import { groupItems, type Item } from '../grouping.ts'
import { counted, STATUS_WORD, whole } from '../labels.ts'
import type { PacketModel } from '../model.ts'
import { DOCUMENT_TITLES } from '../names.ts'
import {
  type Block,
  boxes,
  bullets,
  code,
  facts,
  heading,
  type Inline,
  mono,
  paragraph,
} from '../tree/build.ts'
import {
  documentHead,
  documentLink,
  documentTree,
  fieldBlocks,
  type PacketDocument,
  secondReview,
} from './document.ts'
import {
  findingAnchor,
  findingLink,
  itemFindings,
  itemTitle,
  placeBox,
  statusBox,
} from './finding-parts.ts'

export function verificationSteps(model: PacketModel): PacketDocument {
  const tested = model.open.filter((one) => (one.tests ?? []).length > 0).length
  return {
    id: 'verification',
    title: DOCUMENT_TITLES.verification,
    purpose: 'How to confirm that each fix works',
    audience: 'Engineers and the reviewer of the fixes',
    contents: [
      model.open.length === 0
        ? 'No finding is open'
        : `${counted(model.open.length, 'open finding')} to verify, ${tested === 0 ? 'none' : whole(tested)} with a test of ${tested === 1 ? 'its' : 'their'} own`,
      'Checks of the whole',
    ],
    hasTextForm: false,
    tree: documentTree([
      ...documentHead(model, 'Verification steps'),
      ...theWhole(model),
      ...part(model, 'Before merge', model.blockers),
      ...part(model, 'Before production', model.conditions),
      ...part(model, 'Later', model.later),
    ]),
  }
}

function theWhole(model: PacketModel): Block[] {
  const tests = model.newTests.length
  const commands = [
    ...new Set(model.newTests.map(({ test }) => test.command).filter((one) => one !== '')),
  ]
  const steps: Inline[][] = [
    [
      `Start from the reviewed commit${model.snapshot.review.commit === undefined ? '' : ' '}`,
      ...(model.snapshot.review.commit === undefined ? [] : [mono(model.snapshot.review.commit)]),
      ' and run the full test suite: note how many tests pass',
    ],
    ...(tests === 0
      ? []
      : [
          [
            `Add the new tests (${whole(tests)}) without the fixes: each of them fails as written below`,
          ],
        ]),
    ...(model.open.length === 0
      ? []
      : [
          ['Apply the fixes in the order of ', documentLink(model, 'fix-guide')],
          [
            `Run ${tests === 0 ? '' : 'the new tests and '}the full suite again: all pass, none is lost`,
          ],
        ]),
    ['Run the linters and the type checker'],
    [secondReview(model)],
  ]
  return [
    heading(2, 'The whole'),
    boxes(steps.map((content) => ({ checked: false, content }))),
    ...(commands.length > 0
      ? [paragraph('All new tests:'), ...code(commands.join('\n'), 'sh')]
      : []),
  ]
}

function part(model: PacketModel, title: string, findings: readonly SnapshotFinding[]): Block[] {
  if (findings.length === 0) return []
  return [
    heading(2, `${title} (${whole(findings.length)})`),
    ...groupItems(findings, hasOwnSteps).flatMap((item) => steps(model, item)),
  ]
}

/** Steps of its own are all that this document would show of one finding. */
function hasOwnSteps(finding: SnapshotFinding): boolean {
  return (
    (finding.tests ?? []).length > 0 || textOf(finding, FINDING_FIELDS.verification) !== undefined
  )
}

function steps(model: PacketModel, item: Item): Block[] {
  const findings = itemFindings(item)
  const [first] = findings
  const tests = findings.flatMap((one) => one.tests ?? [])
  const again: Inline[] = [
    'Run the review again: the rule ',
    mono(first.ruleId),
    ' no longer reports ',
    ...(item.kind === 'single'
      ? [citation(first.finding.location)]
      : [`these ${counted(findings.length, 'place')}`]),
  ]
  return [
    heading(3, itemTitle(item), ...findings.map(findingAnchor)),
    ...(item.kind === 'single'
      ? [
          facts([
            ['Finding', findingLink(first)],
            ['Status', STATUS_WORD[first.status]],
            ...((first.item?.assignee ?? '') === ''
              ? []
              : [['Fixed by', first.item?.assignee ?? ''] as [string, string]]),
            ['Takes', `${REVIEW_HOURS.low}-${REVIEW_HOURS.high} h`],
          ]),
        ]
      : []),
    bullets([
      ...tests.map((test): Inline[] => [
        mono(test.command || `pytest ${test.path}`),
        ` - before the fix: ${test.expectedBefore || 'not stated'}; after it: ${test.expectedAfter || 'not stated'}`,
      ]),
      ...(tests.length === 0
        ? ['No test was proposed: read the changed lines against the fix guide']
        : []),
      again,
    ]),
    ...(textOf(first, FINDING_FIELDS.verification) === undefined
      ? []
      : fieldBlocks(first, FINDING_FIELDS.verification)),
    boxes(item.kind === 'single' ? [statusBox(first)] : findings.map(placeBox)),
  ].filter((block) => model.open.length > 0 || block.type !== 'list')
}
