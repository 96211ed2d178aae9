// The files under review, those with findings first.
import type { FileRecord } from '../../../analyzer/model.ts'
import type { SnapshotText } from '../../api/snapshot.ts'
import { roleField } from '../field-catalogue.ts'
import { textOf } from '../fields.ts'
import { counted, whole } from '../labels.ts'
import type { PacketModel } from '../model.ts'
import { isTestPath } from '../paths.ts'
import { type Block, type Cell, emphasis, heading, mono, table } from '../tree/build.ts'
import { proseLine } from '../tree/prose.ts'
import { andMore } from './document.ts'

const FILES = 20

function isTest(file: FileRecord): boolean {
  return isTestPath(file.path)
}

export function filesUnderReview(model: PacketModel): Block[] {
  const read = model.snapshot.files.filter((file) => file.state !== 'skipped')
  const groups: readonly [string, readonly FileRecord[]][] = [
    ['Code files', read.filter((file) => !isTest(file))],
    ['Test files', read.filter(isTest)],
  ]
  return [
    heading(2, 'Files under review'),
    ...groups.flatMap(([title, files]) => fileGroup(model, title, files)),
  ]
}

function roleCell(role: SnapshotText | undefined): Cell {
  if (role === undefined) return ''
  return [...(role.isConfirmed ? [] : [emphasis('(draft)'), ' ']), proseLine(role.text)]
}

function fileGroup(model: PacketModel, title: string, files: readonly FileRecord[]): Block[] {
  if (files.length === 0) return []
  const rows = new Map(model.byFile.map((row) => [row.path, row]))
  const order = new Map(model.byFile.map((row, index) => [row.path, index]))
  const last = model.byFile.length
  const sorted = [...files].sort(
    (a, b) =>
      (order.get(a.path) ?? last) - (order.get(b.path) ?? last) || (a.path < b.path ? -1 : 1),
  )
  const shown = sorted.slice(0, FILES)
  const roles = shown.map(({ path }) => textOf(model.snapshot, roleField(path)))
  const hasRoles = roles.some((role) => role !== undefined)
  return [
    heading(
      3,
      `${title} (${whole(files.length)}, ${counted(
        files.reduce((sum, file) => sum + file.lines, 0),
        'line',
      )})`,
    ),
    table(
      [
        'File',
        { title: 'Lines', align: 'right' },
        { title: 'Findings', align: 'right' },
        'Functions with findings',
        ...(hasRoles ? ['Role'] : []),
      ],
      shown.map((file, index): Cell[] => {
        const row = rows.get(file.path)
        const symbols = [
          ...new Set((row?.findings ?? []).map((one) => one.finding.anchor.symbol)),
        ].filter((one) => one !== '')
        return [
          mono(file.path),
          whole(file.lines),
          whole(row?.total ?? 0),
          symbols.slice(0, 4).join(', ') +
            (symbols.length > 4 ? ` and ${symbols.length - 4} more` : ''),
          ...(hasRoles ? [roleCell(roles[index])] : []),
        ]
      }),
    ),
    ...andMore(files.length - shown.length, mono('findings.json'), '.'),
  ]
}
