// What the full review rests on: files left out, findings set aside, the trail of changes, what is
// still missing, and the checks of the packet itself.

import { ISSUE_NAMES } from '../../api/issue-names.ts'
import type { SnapshotFinding } from '../../api/snapshot.ts'
import { citation } from '../citation.ts'
import { FINDING_FIELDS } from '../field-catalogue.ts'
import { counted, findingId, timeWord, whole } from '../labels.ts'
import type { PacketModel } from '../model.ts'
import { packetChecks } from '../packet-checks.ts'
import {
  type Block,
  bullets,
  type Cell,
  field,
  heading,
  type Inline,
  mono,
  paragraph,
  strong,
  table,
} from '../tree/build.ts'
import { lineDiscussion } from './discussion.ts'
import { andMore, fieldBlocks } from './document.ts'

const LEDGER_ROWS = 200
/** Characters of a value in the audit trail. */
const VALUE_ROOM = 160
const EVENT_ROWS = 100

export function appendix(model: PacketModel): Block[] {
  return [
    heading(2, 'Appendix', 'appendix'),
    ...ledger(model),
    ...setAside(model),
    ...deferrals(model),
    ...ruleFailures(model),
    ...lineDiscussion(model),
    ...trail(model),
    ...missingFields(model),
    ...checks(model),
  ]
}

function ledger(model: PacketModel): Block[] {
  const left = model.snapshot.files.filter((file) => file.state !== 'analysed')
  const shown = left.slice(0, LEDGER_ROWS)
  return [
    heading(3, `Files not analysed in full (${whole(left.length)})`),
    ...(left.length === 0
      ? [paragraph('Every file that was found was analysed in full.')]
      : [
          table(
            ['File', 'State', 'Reason'],
            shown.map((file): Cell[] => [
              mono(file.path),
              file.state,
              [file.issue === undefined ? '' : ISSUE_NAMES[file.issue], file.detail ?? '']
                .filter((one) => one !== '')
                .join(': '),
            ]),
          ),
        ]),
    ...andMore(left.length - shown.length, mono('findings.json'), '.'),
  ]
}

function setAside(model: PacketModel): Block[] {
  const rows = [
    ...model.dismissed.map((finding): Cell[] =>
      asideRow(finding, 'dismissed', finding.dismissReason),
    ),
    ...model.suppressed.map((finding): Cell[] =>
      asideRow(finding, 'suppressed in the source', finding.finding.suppressed?.reason ?? ''),
    ),
  ]
  return [
    heading(3, `Findings set aside (${whole(rows.length)})`),
    ...(rows.length === 0
      ? [paragraph('No finding was dismissed or suppressed.')]
      : [table(['ID', 'Title', 'Location', 'How', 'Reason'], rows)]),
  ]
}

function asideRow(finding: SnapshotFinding, how: string, reason: string): Cell[] {
  return [
    `${finding.label} (#${finding.number})`,
    finding.title,
    citation(finding.finding.location),
    how,
    reason || 'No reason was given.',
  ]
}

function deferrals(model: PacketModel): Block[] {
  if (model.deferred.length === 0) return []
  return [
    heading(3, `Deferred (${whole(model.deferred.length)})`),
    ...model.deferred.flatMap((finding) => [
      field(`${finding.label} (#${finding.number})`, finding.title),
      ...fieldBlocks(finding, FINDING_FIELDS.deferral),
    ]),
  ]
}

function ruleFailures(model: PacketModel): Block[] {
  const failures = model.snapshot.run.ruleFailures
  if (failures.length === 0) return []
  const shown = failures.slice(0, LEDGER_ROWS)
  return [
    heading(3, `Rule failures (${whole(failures.length)})`),
    table(
      ['Rule', 'File', 'Message'],
      shown.map((failure): Cell[] => [mono(failure.ruleId), mono(failure.path), failure.message]),
    ),
    ...andMore(failures.length - shown.length, mono('findings.json'), '.'),
  ]
}

function trail(model: PacketModel): Block[] {
  const { events } = model.snapshot
  const shown = events.slice(-EVENT_ROWS)
  const labels = new Map(
    model.snapshot.findings.map((one) => [`finding:${one.id}`, findingId(one)] as const),
  )
  return [
    heading(3, `Audit trail (${counted(events.length, 'change')})`),
    ...(events.length === 0
      ? [paragraph('Nothing was changed by a reviewer.')]
      : [
          table(
            ['When', 'Who', 'What', 'From', 'To', 'Reason'],
            shown.map((event): Cell[] => [
              timeWord(event.at),
              event.actor,
              `${subjectName(event.subject, labels)}: ${event.field || event.kind}`,
              briefly(event.before),
              briefly(event.after),
              event.reason,
            ]),
          ),
        ]),
    ...(events.length > shown.length
      ? [
          paragraph(
            `The last ${whole(shown.length)} changes are shown; ${whole(events.length - shown.length)} earlier ones are in `,
            mono('audit-log.jsonl'),
            '.',
          ),
        ]
      : []),
  ]
}

/** `HIGH-2 (#7)` for a finding of the packet, else what the log says: `plan`, `run 3`. */
function subjectName(subject: string, labels: ReadonlyMap<string, string>): string {
  return labels.get(subject) ?? subject.replace(/:/g, ' ')
}

/** A value of the log in a cell: data that only programs read stay in the log's own file. */
function briefly(value: string): Inline[] {
  if (/^[[{]/.test(value)) return ['see ', mono('audit-log.jsonl')]
  const characters = [...value]
  return [
    characters.length <= VALUE_ROOM ? value : `${characters.slice(0, VALUE_ROOM).join('')}...`,
  ]
}

function missingFields(model: PacketModel): Block[] {
  const { missing, drafts } = model.completeness
  return [
    heading(3, `Texts still to be written (${whole(missing.length)})`, 'missing'),
    ...(missing.length === 0 ? [paragraph('None.')] : [bullets(missing)]),
    ...(drafts.length === 0 ? [] : [paragraph(strong('Drafts to confirm')), bullets(drafts)]),
  ]
}

function checks(model: PacketModel): Block[] {
  const found = packetChecks(model)
  const shown = found.slice(0, LEDGER_ROWS)
  return [
    heading(3, `Checks of this packet (${whole(found.length)})`),
    ...(found.length === 0
      ? [paragraph('Citations, numbers, fixes, plan, gates and labels agree with each other.')]
      : [bullets(shown)]),
    ...(found.length > shown.length
      ? [paragraph(`and ${whole(found.length - shown.length)} more.`)]
      : []),
  ]
}
