// `findings.csv`: one row for each finding, for spreadsheets. A cell never becomes a formula.
import { stringify } from 'csv-stringify/sync'
import type { PacketFile, SnapshotFinding } from '../../api/snapshot.ts'
import { hours } from '../effort.ts'
import { categoryOf, type PacketModel } from '../model.ts'

/** What a spreadsheet could take for a formula, also behind spaces and quotes. */
const FORMULA = /^[\s"'`]*[=+\-@|%\uff1d\uff0b\uff0d\uff20\uff05]|^[\t\r\n']/

/** A cell that stays text: a leading apostrophe is added where needed, and only there. */
export function safeCell(value: string): string {
  const clean = value.toWellFormed().replaceAll('\u0000', '\u2400')
  return FORMULA.test(clean) ? `'${clean}` : clean
}

type Column = readonly [string, (finding: SnapshotFinding, model: PacketModel) => string | number]

const COLUMNS: readonly Column[] = [
  ['number', (one) => one.number],
  ['label', (one) => one.label],
  ['severity', (one) => one.severity],
  ['original severity', (one) => one.originalSeverity],
  ['severity reason', (one) => one.severityReason],
  ['confidence', (one) => one.finding.confidence],
  ['verdict', (one) => one.verdict],
  ['dismiss reason', (one) => one.dismissReason],
  ['suppressed reason', (one) => one.finding.suppressed?.reason ?? ''],
  ['status', (one) => one.status],
  ['priority', (one) => one.priority],
  ['gate', (one) => one.gate],
  ['tags', (one) => one.tags ?? ''],
  ['category', (one, model) => categoryOf(one, model.ruleOf)],
  ['rule', (one) => one.ruleId],
  ['title', (one) => one.title],
  ['message', (one) => one.finding.message],
  ['path', (one) => one.finding.location.path],
  ['start line', (one) => one.finding.location.range.startLine],
  ['end line', (one) => one.finding.location.range.endLine],
  ['symbol', (one) => one.finding.anchor.symbol],
  ['effort low (h)', (one, model) => hours(model.effortOf(one).low)],
  ['effort high (h)', (one, model) => hours(model.effortOf(one).high)],
  ['note', (one) => one.note],
  ['fingerprint', (one) => one.finding.fingerprint],
]

export function csvFile(model: PacketModel): PacketFile {
  return { path: 'findings.csv', text: csvText(model, model.snapshot.findings) }
}

/** RFC 4180 with every cell quoted, so that a semicolon or tab never starts a new one. */
export function csvText(model: PacketModel, findings: readonly SnapshotFinding[]): string {
  const rows = findings.map((finding) =>
    COLUMNS.map(([, value]) => {
      const cell = value(finding, model)
      return typeof cell === 'number' ? String(cell) : safeCell(cell)
    }),
  )
  const heads = COLUMNS.map(([name]) => name)
  return stringify([heads, ...rows], { quoted: true, record_delimiter: 'windows' })
}
