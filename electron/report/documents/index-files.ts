// The files under review, those with findings first.
import type { FileRecord } from '../../../analyzer/model.ts'
import { counted, whole } from '../labels.ts'
import type { PacketModel } from '../model.ts'
import { isTestPath } from '../paths.ts'
import { type Block, type Cell, heading, mono, table } from '../tree/build.ts'
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
      ],
      shown.map((file): Cell[] => {
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
        ]
      }),
    ),
    ...andMore(files.length - shown.length, mono('findings.json'), '.'),
  ]
}
