// For those who mend: every open finding in the order of work, before and after, steps, checks.

import type { SnapshotFinding } from '../../api/snapshot.ts'
import { effortChart } from '../charts/bars.ts'
import { citation, shortPath } from '../citation.ts'
import { type PlannedCommit, plannedCommits } from '../commits.ts'
import { fixPatch } from '../data/patches.ts'
import { hoursWord, REVIEW_HOURS, sum, TEST_HOURS } from '../effort.ts'
import { FINDING_FIELDS } from '../field-catalogue.ts'
import { groupItems, type Item } from '../grouping.ts'
import { counted, GATE_WORD, whole } from '../labels.ts'
import type { NewTest, PacketModel } from '../model.ts'
import { DOCUMENT_TITLES } from '../names.ts'
import { quickHacks } from '../quick-hacks.ts'
import { isOpen } from '../standing.ts'
import {
  type Block,
  boxes,
  bullets,
  type Cell,
  code,
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
import { prose, titleInline } from '../tree/prose.ts'
import {
  documentHead,
  documentLink,
  documentTree,
  labelled,
  type PacketDocument,
  secondReview,
} from './document.ts'
import { evidenceBlocks } from './evidence-parts.ts'
import {
  currentCode,
  findingAnchor,
  findingLink,
  findingLinks,
  findingPlaces,
  fixCode,
  itemFindings,
  itemTitle,
  ownBlocks,
  placeBox,
  problemBlocks,
  ruleExample,
  severityTag,
  statusBox,
} from './finding-parts.ts'

/** Files named in one row of a table. */
const FILES_SHOWN = 4

export function fixGuide(model: PacketModel): PacketDocument {
  const commits = plannedCommits(model)
  const fixes = model.open.reduce((count, finding) => count + finding.fixes.length, 0)
  return {
    id: 'fix-guide',
    title: DOCUMENT_TITLES['fix-guide'],
    purpose: 'Actionable guide for the implementation',
    audience: 'Engineers who fix the issues',
    contents:
      model.open.length === 0
        ? ['Nothing is open']
        : [
            `${counted(model.open.length, 'open finding')} in the order of work, ${fixes === 0 ? 'with the example of each rule' : `${counted(fixes, 'fix', 'fixes')} with code`}`,
            ...(model.newTests.length === 0
              ? []
              : [`${counted(model.newTests.length, 'new test')} (ready to copy)`]),
            `${counted(commits.length, 'commit')} planned`,
            'Validation checklist',
            `Effort: ${hoursWord(model.effort.toMerge)} until the merge, ${hoursWord(model.effort.total)} for all`,
          ],
    hasTextForm: false,
    tree: documentTree([
      ...documentHead(model, 'Fix guide'),
      ...order(model),
      ...part(model, 'Blockers: before merge', model.blockers),
      ...part(model, 'Before production', model.conditions),
      ...part(model, 'Later', model.later),
      ...newTests(model),
      ...commitStrategy(commits),
      ...validation(model),
      ...effortBreakdown(model),
    ]),
  }
}

function order(model: PacketModel): Block[] {
  const items = groupItems(model.blockers)
  if (model.open.length === 0) {
    return [
      heading(2, 'Order of fixes'),
      paragraph('No finding is open: nothing has to be mended.'),
    ]
  }
  return [
    heading(2, 'Order of fixes'),
    paragraph(
      'Blockers come first, by severity and then by file, so that one file is opened once; what production waits for follows; the rest can wait.',
    ),
    ...(items.length === 0
      ? [paragraph('Nothing has to be mended before the merge.')]
      : [
          numbered(
            items.map((item) => {
              const findings = itemFindings(item)
              const effort = hoursWord(sum(findings.map(model.effortOf)))
              return [
                ...findingLinks(findings, 3, 'fix-guide'),
                ` ${findings[0].title}, `,
                mono(shortPath(findings[0].finding.location.path)),
                ` (${effort})`,
              ]
            }),
          ),
        ]),
  ]
}

function part(model: PacketModel, title: string, findings: readonly SnapshotFinding[]): Block[] {
  if (findings.length === 0) return []
  return [
    heading(2, `${title} (${whole(findings.length)})`),
    ...groupItems(findings).flatMap((item) => fixSection(model, item)),
  ]
}

function fixSection(model: PacketModel, item: Item): Block[] {
  const findings = itemFindings(item)
  const [first] = findings
  const rule = model.ruleOf(first.ruleId)
  const head: Block[] = [
    heading(3, itemTitle(item), ...findings.map(findingAnchor)),
    field(
      'Severity',
      ...severityTag(first),
      `, ${GATE_WORD[first.gate]}, effort ${hoursWord(sum(findings.map(model.effortOf)))}`,
    ),
  ]
  if (item.kind === 'single') {
    return [
      ...head,
      field('Where', mono(findingPlaces(first))),
      field('Rule', mono(first.ruleId)),
      ...labelled('Problem', problemBlocks(first)),
      ...labelled('Why this change', ownBlocks(first, FINDING_FIELDS.recommendation, rule?.fix)),
      ...fixesOf(first, model),
      ...safeguards(first, model),
      ...evidenceBlocks(first),
      boxes([statusBox(first)]),
    ]
  }
  return [
    ...head,
    field('Rule', mono(first.ruleId)),
    ...labelled('Problem, as in the first place', problemBlocks(first)),
    ...labelled('Why this change', rule === undefined ? [] : prose(rule.fix)),
    ...fixesOf(first, model),
    paragraph(strong('Places')),
    boxes(findings.map(placeBox)),
  ]
}

function fixesOf(finding: SnapshotFinding, model: PacketModel): Block[] {
  if (finding.fixes.length === 0) {
    const example = ruleExample(model.ruleOf(finding.ruleId))
    return [
      paragraph(strong('Code'), ' at ', citation(finding.finding.location)),
      ...currentCode(finding, 'uncaptioned'),
      paragraph(
        'No fix for this place is written yet.',
        example.length > 0 ? " The rule's example shows the way:" : '',
      ),
      ...example,
    ]
  }
  return finding.fixes.flatMap((fix, index) => {
    const hits = quickHacks(fix)
    const grade = { safe: 'safe to apply', 'needs-review': 'needs review', sketch: 'a sketch' }[
      fix.grade
    ]
    const author = fix.author === 'rule' ? 'written by the rule' : 'written by the reviewer'
    return [
      paragraph(
        strong(finding.fixes.length === 1 ? 'Fix' : `Fix ${index + 1}`),
        ': ',
        ...titleInline(fix.title || 'change of the code'),
        ` (${grade}, ${author})`,
      ),
      ...fixCode(fix),
      ...patchLine(model, finding, index),
      hits.length === 0
        ? field('No quick hacks', 'none of the six bans is in the added lines')
        : field(
            'No quick hacks',
            `check line ${hits.map((hit) => `${hit.line} of the after-text (${hit.ban})`).join(', ')}`,
          ),
    ]
  })
}

/** Where the fix lies as a patch, or why it does not. */
function patchLine(model: PacketModel, finding: SnapshotFinding, index: number): Block[] {
  const patch = fixPatch(model, finding, index)
  if (patch.file === undefined) return [field('Patch', `none: ${patch.note ?? ''}`)]
  return [field('Patch', mono(patch.file.path), patch.note === undefined ? '' : ` (${patch.note})`)]
}

function safeguards(finding: SnapshotFinding, model: PacketModel): Block[] {
  const sameFile = model.open.filter(
    (other) => other !== finding && other.finding.location.path === finding.finding.location.path,
  )
  const sameSymbol = sameFile.filter(
    (other) =>
      finding.finding.anchor.symbol !== '' &&
      other.finding.anchor.symbol === finding.finding.anchor.symbol,
  )
  const notes: Inline[][] = [
    ...(sameSymbol.length > 0
      ? [['Also open in the same function: ', ...findingLinks(sameSymbol, 5, 'fix-guide')]]
      : []),
    ...(finding.note.trim() === '' ? [] : [['The reviewer left a note: ', findingLink(finding)]]),
    ...(finding.tests ?? []).map((test): Inline[] => ['New test: ', mono(test.name)]),
  ]
  return notes.length === 0 ? [] : [paragraph(strong('Safeguards')), bullets(notes)]
}

function newTests(model: PacketModel): Block[] {
  return [
    heading(2, `New tests (${whole(model.newTests.length)})`, 'tests'),
    ...(model.newTests.length === 0
      ? [paragraph('No test was added to a finding.')]
      : model.newTests.flatMap(testSection)),
  ]
}

function testSection({ number, finding, test }: NewTest): Block[] {
  return [
    heading(3, `Test ${number}: ${test.name}`),
    facts([
      // What is verified has left the guide; its tests stay.
      ['Finding', findingLink(finding, isOpen(finding) ? 'fix-guide' : 'code-review')],
      ['File', mono(test.path)],
      ['Kind', test.kind],
      ['Purpose', test.purpose],
      ['Run', mono(test.command)],
      ['Before the fix', test.expectedBefore],
      ['After the fix', test.expectedAfter],
    ]),
    ...code(test.code, 'python', test.path),
  ]
}

function commitStrategy(commits: readonly PlannedCommit[]): Block[] {
  return [
    heading(2, `Commit strategy (${counted(commits.length, 'commit')})`),
    ...(commits.length === 0
      ? [paragraph('Nothing is open, so there is nothing to commit.')]
      : [
          table(
            [
              { title: 'No.', align: 'right' },
              'Message',
              'Files',
              'Fixes',
              { title: 'Tests', align: 'right' },
              { title: 'Size', align: 'right' },
              'Apart',
            ],
            commits.map((commit): Cell[] => [
              String(commit.number),
              commit.message,
              commit.files
                .slice(0, FILES_SHOWN)
                .map((path) => shortPath(path))
                .join(', ') +
                (commit.files.length > FILES_SHOWN
                  ? ` and ${commit.files.length - FILES_SHOWN} more`
                  : ''),
              findingLinks(commit.findings, 4, 'fix-guide'),
              whole(commit.findings.flatMap(({ tests = [] }) => tests).length),
              hoursWord(commit.effort),
              commit.isMechanical ? 'mechanical' : commit.isApart ? 'yes' : '',
            ]),
          ),
        ]),
  ]
}

function validation(model: PacketModel): Block[] {
  const tests = model.newTests.length
  const rows: Inline[][] = [
    ...(tests > 0
      ? [[`Run the new tests (${tests}); each fails before its fix and passes after it`]]
      : []),
    ['Run the full test suite: no test fails that passed before'],
    ['Run the linters and the type checker on the touched files'],
    [secondReview(model)],
    [
      'No fix is a quick hack: no unexplained type: ignore, sleep, global state, swallowed exception, bypass or commented-out code',
    ],
    ['The status boxes in ', documentLink(model, 'action-items'), ' are up to date'],
  ]
  if (model.open.length === 0) {
    return [
      heading(2, 'Validation checklist'),
      paragraph('No finding is open, so there is no fix to validate.'),
    ]
  }
  return [
    heading(2, 'Validation checklist'),
    boxes(rows.map((content) => ({ checked: false, content }))),
  ]
}

function effortBreakdown(model: PacketModel): Block[] {
  const { effort } = model
  const chart = effortChart(model)
  return [
    heading(2, 'Effort breakdown', 'effort'),
    ...(chart === undefined ? [] : [chart]),
    table(
      ['Part', { title: 'Hours', align: 'right' }, 'Basis'],
      [
        [
          'Blockers',
          hoursWord(effort.blockers),
          `${counted(model.blockers.length, 'finding')}, estimate of the reviewer or default of the rule`,
        ],
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
        [
          strong('Until the merge'),
          strong(hoursWord(effort.toMerge)),
          'sum of the three rows above',
        ],
        [
          'Everything else that is open',
          hoursWord(effort.others),
          counted(model.conditions.length + model.later.length, 'finding'),
        ],
        [strong('Total'), strong(hoursWord(effort.total)), 'sum of the two rows above'],
      ],
    ),
  ]
}
