// Two lists of boxes: what has to be true before the merge, and before production.
import type { SnapshotEvent, SnapshotFinding } from '../../api/snapshot.ts'
import { type CheckRow, checkRows } from '../checklist-rows.ts'
import { groupItems } from '../grouping.ts'
import { counted, timeWord, whole } from '../labels.ts'
import type { PacketModel } from '../model.ts'
import { DOCUMENT_TITLES } from '../names.ts'
import { type Block, type Box, boxes, heading, type Inline, paragraph } from '../tree/build.ts'
import { documentHead, documentTree, type PacketDocument } from './document.ts'
import { findingLinks, itemFindings } from './finding-parts.ts'

export function checklist(model: PacketModel): PacketDocument {
  const merge = [...findingBoxes(model, 'merge'), ...rowBoxes(model, 'merge')]
  const production = [...findingBoxes(model, 'production'), ...rowBoxes(model, 'production')]
  return {
    id: 'checklist',
    title: DOCUMENT_TITLES.checklist,
    purpose: 'What has to be true before merge and before production',
    audience: 'Whoever merges and deploys',
    contents: [
      `Before merge: ${counted(merge.length, 'box', 'boxes')}`,
      `Before production: ${counted(production.length, 'box', 'boxes')}`,
    ],
    hasTextForm: false,
    tree: documentTree([
      ...documentHead(model, 'Checklist'),
      ...list('Before merge', merge),
      ...list('Before production', production),
    ]),
  }
}

function list(title: string, rows: readonly Box[]): Block[] {
  const open = rows.filter((row) => !row.checked).length
  return [
    heading(2, `${title} (${whole(open)} of ${counted(rows.length, 'box', 'boxes')} open)`),
    ...(rows.length === 0 ? [paragraph('Nothing.')] : [boxes(rows)]),
  ]
}

/** One box for each finding or group of the gate; ticked when all of it is verified. */
function findingBoxes(model: PacketModel, gate: SnapshotFinding['gate']): Box[] {
  const own = model.findings.filter((one) => one.gate === gate && one.status !== 'rejected')
  const verified = verifications(model)
  return groupItems(own).map((item) => {
    const findings = itemFindings(item)
    const [last] = findings
      .flatMap((one) =>
        one.status === 'verified' ? (verified.get(`finding:${one.id}`) ?? []) : [],
      )
      .sort((a, b) => b.seq - a.seq)
    const by = last === undefined ? '' : ` - verified by ${last.actor} on ${timeWord(last.at)}`
    const content: Inline[] = [...findingLinks(findings, 4), ` ${findings[0].title}${by}`]
    return { checked: findings.every((one) => one.status === 'verified'), content }
  })
}

/** Who last said of a finding that it is verified, by its subject in the log. */
function verifications({ snapshot }: PacketModel): ReadonlyMap<string, SnapshotEvent> {
  return new Map(
    snapshot.events
      .filter(({ field, after }) => field === 'status' && after === 'verified')
      .map((event) => [event.subject, event] as const),
  )
}

/** Standing rows and those that a reviewer added, with owner, evidence and who ticked them. */
function rowBoxes(model: PacketModel, gate: CheckRow['gate']): Box[] {
  return checkRows(model)
    .filter((row) => row.gate === gate)
    .map(({ text, isTicked, touched }) => {
      const parts = [
        touched?.owner ? `owner ${touched.owner}` : '',
        touched?.evidence ? `evidence: ${touched.evidence}` : '',
        touched?.tickedBy === undefined || touched.tickedAt === undefined
          ? ''
          : `ticked by ${touched.tickedBy} on ${timeWord(touched.tickedAt)}`,
      ].filter((part) => part !== '')
      const rest = parts.length === 0 ? '' : ` - ${parts.join('; ')}`
      return { checked: isTicked, content: `${text}${rest}` }
    })
}
