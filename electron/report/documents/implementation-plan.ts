// The plan for those who organise the work: decisions, work streams, tasks, what can run in parallel.

import { SEVERITIES } from '../../../analyzer/model.ts'
import type { SnapshotFinding, SnapshotStream } from '../../api/snapshot.ts'
import { streamChart } from '../charts/stream-chart.ts'
import { isMechanical, plannedCommits } from '../commits.ts'
import { planGaps } from '../completeness.ts'
import { type Effort, hoursWord, sum } from '../effort.ts'
import { REVIEW_FIELDS } from '../field-catalogue.ts'
import { counted, SEVERITY_WORD, whole } from '../labels.ts'
import type { PacketModel } from '../model.ts'
import { DOCUMENT_TITLES } from '../names.ts'
import {
  type Parallelisation,
  parallelisation,
  parallelisationText,
  streamFiles,
  workStreams,
} from '../plan.ts'
import {
  type Block,
  bullets,
  type Cell,
  field,
  heading,
  type Inline,
  joined,
  mono,
  paragraph,
  strong,
  table,
} from '../tree/build.ts'
import { firstSentenceInline, titleInline } from '../tree/prose.ts'
import { documentHead, documentTree, fieldBlocks, type PacketDocument } from './document.ts'
import { findingLink, findingLinks } from './finding-parts.ts'

const FILES_SHOWN = 12
const COMMANDS_SHOWN = 3

export function implementationPlan(model: PacketModel): PacketDocument {
  const streams = workStreams(model)
  const tasks = streams.reduce((count, stream) => count + stream.tasks.length, 0)
  return {
    id: 'implementation-plan',
    title: DOCUMENT_TITLES['implementation-plan'],
    purpose: 'Work streams and their order',
    audience: 'Those who plan and do the fixes',
    contents:
      streams.length === 0
        ? ['Nothing is planned', 'Decisions']
        : [
            `${counted(streams.length, 'work stream')} with ${counted(tasks, 'task')}`,
            'What can run in parallel, from the files that are shared',
            'Decisions and commit strategy',
          ],
    hasTextForm: false,
    tree: documentTree([
      ...documentHead(model, 'Implementation plan'),
      field('Scope', scope(model)),
      ...(model.open.length === 0 ? [] : [field('Branch', mono(branchName(model)))]),
      heading(2, 'Decisions'),
      ...decisions(model),
      ...overview(model, streams),
      ...streams.flatMap((stream) => streamSection(model, stream)),
      ...notes(model, streams),
      ...validator(model, streams),
    ]),
  }
}

const OUTCOME_WORDS = {
  agree: 'Agreed',
  disagree: 'Disagreed',
  'needs-work': 'Needs work',
  'follow-up': 'Follow up',
} as const

/** What the reviewer wrote, and the minutes of the walkthrough. */
function decisions(model: PacketModel): Block[] {
  const { minutes = [], texts } = model.snapshot
  if (minutes.length === 0) return fieldBlocks(model.snapshot, REVIEW_FIELDS.decisions)
  const isWritten = texts?.some((text) => text.field === REVIEW_FIELDS.decisions.id) === true
  return [
    ...(isWritten ? fieldBlocks(model.snapshot, REVIEW_FIELDS.decisions) : []),
    heading(3, 'Minutes of the walkthrough'),
    table(
      ['Time (UTC)', 'Step', 'Decision', 'Speaker', 'Words'],
      minutes.map(({ at, findingId, title, place, outcome, speaker, words }): Cell[] => {
        const finding = model.snapshot.findings.find(({ id }) => id === findingId)
        return [
          at.slice(0, 16).replace('T', ' '),
          [...(finding === undefined ? [] : [findingLink(finding), ' ']), title, ', ', mono(place)],
          strong(OUTCOME_WORDS[outcome]),
          speaker,
          words,
        ]
      }),
    ),
  ]
}

/** `All 53 open findings (3 critical, 14 high)` */
function scope(model: PacketModel): string {
  if (model.open.length === 0) return 'No finding is open'
  const parts = SEVERITIES.map((severity) => {
    const count = model.open.filter((one) => one.severity === severity).length
    return count === 0 ? '' : `${whole(count)} ${SEVERITY_WORD[severity].toLowerCase()}`
  }).filter((part) => part !== '')
  return `All ${counted(model.open.length, 'open finding')}${parts.length > 0 ? ` (${parts.join(', ')})` : ''}`
}

function branchName(model: PacketModel): string {
  return `fix/code-review-${model.snapshot.asOf.slice(0, 10)}`
}

/** Findings that are open: what was dismissed or closed since it was planned is no work any more. */
function findingsByNumber(model: PacketModel): ReadonlyMap<number, SnapshotFinding> {
  return new Map(model.open.map((finding) => [finding.number, finding]))
}

function streamFindings(model: PacketModel, stream: SnapshotStream): readonly SnapshotFinding[] {
  const all = findingsByNumber(model)
  return stream.tasks.flatMap((task) =>
    task.findings.flatMap((number) => {
      const finding = all.get(number)
      return finding === undefined ? [] : [finding]
    }),
  )
}

function streamEffort(model: PacketModel, stream: SnapshotStream): Effort {
  return sum([...new Set(streamFindings(model, stream))].map(model.effortOf))
}

function overview(model: PacketModel, streams: readonly SnapshotStream[]): Block[] {
  if (streams.length === 0)
    return [heading(2, 'Work streams'), paragraph('Nothing is open, so nothing is planned.')]
  const chart = streamChart(streams, parallelPlan(model, streams))
  return [
    heading(2, 'Work streams'),
    ...(chart === undefined ? [] : [chart]),
    ...(model.snapshot.streams === undefined
      ? [
          paragraph(
            'Derived from the folders of the open findings, because no plan was made by hand.',
          ),
        ]
      : []),
    table(
      [
        'Stream',
        'Title',
        { title: 'Tasks', align: 'right' },
        { title: 'Findings', align: 'right' },
        { title: 'Files', align: 'right' },
        { title: 'Effort', align: 'right' },
      ],
      [
        ...streams.map((stream): Cell[] => [
          stream.id,
          stream.title,
          whole(stream.tasks.length),
          whole(streamFindings(model, stream).length),
          whole(streamFiles(stream, findingsByNumber(model)).length),
          hoursWord(streamEffort(model, stream)),
        ]),
        [
          strong('Total'),
          '',
          strong(whole(streams.reduce((count, stream) => count + stream.tasks.length, 0))),
          strong(
            whole(
              streams.reduce((count, stream) => count + streamFindings(model, stream).length, 0),
            ),
          ),
          '',
          strong(hoursWord(sum(streams.map((stream) => streamEffort(model, stream))))),
        ],
      ],
    ),
  ]
}

function streamSection(model: PacketModel, stream: SnapshotStream): Block[] {
  const files = streamFiles(stream, findingsByNumber(model))
  const shown = files.slice(0, FILES_SHOWN)
  const rest = files.length - shown.length
  const findings = streamFindings(model, stream)
  return [
    heading(2, `${stream.id}: ${stream.title}`),
    field('Files', ...joined(shown.map(mono)), rest > 0 ? ` and ${whole(rest)} more` : ''),
    field('Findings', ...(findings.length === 0 ? ['none'] : findingLinks(findings, 20))),
    ...stream.tasks.flatMap((task): Block[] => {
      const own = streamFindings(model, { ...stream, tasks: [task] })
      const lines: (string | readonly Inline[])[] = [
        ...(own.length > 0 ? [['Closes ', ...findingLinks(own, 12)]] : []),
        ...(task.steps.length > 0 ? task.steps.map(titleInline) : wayOf(model, own)),
        ...(own.length > 0 ? [`Effort: ${hoursWord(sum(own.map(model.effortOf)))}`] : []),
        ...(task.isSeparateCommit ? [separateCommit(model, own)] : []),
        ...(own.length === 0 && task.findings.length > 0 ? ['Nothing of it is open.'] : []),
        ...(own.length === 0 && task.findings.length === 0 && task.steps.length === 0
          ? ['No finding is placed here.']
          : []),
      ]
      return [heading(3, `Task ${task.id}: ${task.title}`), bullets(lines)]
    }),
  ]
}

/** Why a task is committed apart: a mechanical change, or because the reviewer wants it so. */
function separateCommit(model: PacketModel, own: readonly SnapshotFinding[]): Inline[] {
  const why = isMechanical(own, model.effortOf) ? ': the same change in many places' : ''
  return [strong('Separate commit'), why]
}

/** What the rule of the findings advises, for a task without steps. */
function wayOf(model: PacketModel, findings: readonly SnapshotFinding[]): (readonly Inline[])[] {
  const rules = new Set(findings.map((finding) => finding.ruleId))
  const [ruleId = ''] = rules
  const rule = rules.size === 1 ? model.ruleOf(ruleId) : undefined
  const sentence = rule === undefined ? [] : firstSentenceInline(rule.fix)
  return sentence.length > 0 ? [sentence] : []
}

function parallelPlan(model: PacketModel, streams: readonly SnapshotStream[]): Parallelisation {
  const all = findingsByNumber(model)
  return parallelisation(
    streams.map((stream) => ({
      id: stream.id,
      title: stream.title,
      files: streamFiles(stream, all),
    })),
  )
}

function notes(model: PacketModel, streams: readonly SnapshotStream[]): Block[] {
  const apart = streams.flatMap((stream) =>
    stream.tasks.filter((task) => task.isSeparateCommit).map((task) => task.id),
  )
  const parallel = parallelisationText(parallelPlan(model, streams))
  const base = model.snapshot.review.branch
  const commands = [...new Set(model.newTests.map(({ test }) => test.command))].filter(
    (command) => command !== '',
  )
  const rest = commands.length - COMMANDS_SHOWN
  const more = rest > 0 ? ` and ${whole(rest)} more in the fix guide` : ''
  if (model.open.length === 0) {
    return [heading(2, 'Execution notes'), paragraph('There is nothing to carry out.')]
  }
  return [
    heading(2, 'Execution notes'),
    bullets([
      [
        strong('Branch'),
        ': create ',
        mono(branchName(model)),
        ...(base === undefined ? [] : [' from ', mono(base)]),
      ],
      [
        strong('Commit strategy'),
        model.snapshot.streams === undefined
          ? `: ${counted(plannedCommits(model).length, 'commit')}, blockers first, then one for each rule, as the fix guide lists them`
          : `: one commit for each work stream${apart.length > 0 ? `, except ${apart.length === 1 ? 'task' : 'tasks'} ${apart.join(', ')}, which ${apart.length === 1 ? 'gets a commit of its own' : 'get commits of their own'}` : ''}`,
      ],
      [
        strong('Parallelisation'),
        `: ${parallel.length > 0 ? parallel.join(' ') : 'nothing is planned'}`,
      ],
      [strong('Order inside a stream'), ': extraction, then performance, then fixes'],
      [
        strong('Verification'),
        ': the tests after each work stream',
        ...(commands.length === 0
          ? []
          : [' (', ...joined(commands.slice(0, COMMANDS_SHOWN).map(mono)), `${more})`]),
        ', the linters before each commit',
      ],
    ]),
  ]
}

function validator(model: PacketModel, streams: readonly SnapshotStream[]): Block[] {
  const gaps = planGaps(
    model.open.map((finding) => ({
      id: finding.number,
      name: `${finding.label} (#${finding.number})`,
    })),
    streams,
  )
  return [
    heading(2, 'Completeness of the plan'),
    ...(gaps.length === 0
      ? [
          paragraph(
            model.open.length === 0
              ? 'No finding is open, so none is left out.'
              : 'Every open finding is in exactly one task.',
          ),
        ]
      : [bullets(gaps)]),
  ]
}
