// Two lists of boxes: what has to be true before the merge, and before production.
import type { SnapshotFinding } from '../../api/snapshot.ts'
import { groupItems } from '../grouping.ts'
import { counted, whole } from '../labels.ts'
import type { PacketModel } from '../model.ts'
import { DOCUMENT_TITLES } from '../names.ts'
import { type Block, type Box, boxes, heading, type Inline, paragraph } from '../tree/build.ts'
import { documentHead, documentTree, type PacketDocument } from './document.ts'
import { findingLinks, itemFindings } from './finding-parts.ts'

export function checklist(model: PacketModel): PacketDocument {
  const merge = [...findingBoxes(model, 'merge'), ...mergeRows(model)]
  const production = [...findingBoxes(model, 'production'), ...productionRows(model)]
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
      ...list(`Before merge (${whole(model.blockers.length)} open)`, merge),
      ...list(`Before production (${whole(model.conditions.length)} open)`, production),
    ]),
  }
}

function list(title: string, rows: readonly Box[]): Block[] {
  return [heading(2, title), ...(rows.length === 0 ? [paragraph('Nothing.')] : [boxes(rows)])]
}

/** One box for each finding or group of the gate; ticked when all of it is verified. */
function findingBoxes(model: PacketModel, gate: SnapshotFinding['gate']): Box[] {
  const own = model.findings.filter((one) => one.gate === gate && one.status !== 'rejected')
  return groupItems(own).map((item) => {
    const findings = itemFindings(item)
    const decided = findings.filter(
      (one) => one.decidedBy !== undefined && one.status === 'verified',
    )
    const by =
      decided.length > 0
        ? ` - ${decided[0]?.decidedBy}, ${decided[0]?.decidedAt?.slice(0, 10) ?? ''}`
        : ''
    const content: Inline[] = [...findingLinks(findings, 4), ` ${findings[0].title}${by}`]
    return { checked: findings.every((one) => one.status === 'verified'), content }
  })
}

function open(content: string): Box {
  return { checked: false, content }
}

function mergeRows(model: PacketModel): Box[] {
  return [
    ...(model.newTests.length > 0
      ? [open(`New tests added: ${whole(model.newTests.length)}`)]
      : []),
    {
      checked: model.undecided === 0,
      content: `Every finding is judged (${whole(model.undecided)} to go)`,
    },
    {
      checked: model.overridden.every((one) => one.severityReason !== ''),
      content: 'Every changed severity has a reason',
    },
    open('Touched code has type hints and validates its input'),
    open('Linters and type checker pass'),
    open('The full test suite passes'),
  ]
}

function productionRows(model: PacketModel): Box[] {
  return [
    open('Load test with concurrent use of the touched paths'),
    open('Metrics for the touched paths are on a dashboard'),
    open('Runbook for operators is written'),
    open('Canary is planned and watched for 48 hours'),
    open('Rollback is tried (flag off or previous version)'),
    ...(model.deferred.length > 0
      ? [open(`The deferred findings are accepted: ${whole(model.deferred.length)}`)]
      : []),
  ]
}
