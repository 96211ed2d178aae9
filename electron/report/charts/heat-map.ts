// Where the findings are: files down, severities across.
import { SEVERITIES } from '../../../analyzer/model.ts'
import { counted, SEVERITY_WORD, whole } from '../labels.ts'
import type { PacketModel } from '../model.ts'
import { type Figure, figure } from '../tree/build.ts'
import { box, fitted, label, picture, roomFor } from './svg.ts'

const ROWS = 15
const ROW = 26
const LONGEST_NAME = 340
const CELL = 76

/** Severity by file; undefined without findings. */
export function heatMap(model: PacketModel): Figure | undefined {
  const rows = model.byFile.slice(0, ROWS)
  const shown = SEVERITIES.filter((severity) => model.bySeverity[severity] > 0)
  if (rows.length === 0) return undefined
  const nameRoom = roomFor(
    rows.map(({ path }) => path),
    LONGEST_NAME,
  )
  const most = Math.max(...rows.flatMap((row) => shown.map((severity) => row.counts[severity])))
  const heads = shown.map((severity, at) =>
    label(nameRoom + at * CELL + CELL / 2, 16, SEVERITY_WORD[severity], 'middle muted'),
  )
  const cells = rows.flatMap((row, index) => {
    const y = 28 + index * ROW
    return [
      label(0, y + 16, fitted(row.path, nameRoom - 12)),
      ...shown.flatMap((severity, at) => {
        const count = row.counts[severity]
        const x = nameRoom + at * CELL
        if (count === 0) return [box(x + 2, y, CELL - 4, ROW - 4, 'empty')]
        const strength = 0.15 + 0.35 * (count / most)
        return [
          box(x + 2, y, CELL - 4, ROW - 4, severity, strength),
          label(x + CELL / 2, y + 16, whole(count), 'middle strong'),
        ]
      }),
    ]
  })
  const rest = model.byFile.length - rows.length
  const title = `Findings by file and severity`
  const description = `${counted(model.findings.length, 'finding')} in ${counted(model.byFile.length, 'file')}; most in ${rows[0]?.path ?? ''}`
  const width = nameRoom + shown.length * CELL
  return figure(
    picture(width, 32 + rows.length * ROW, title, description, [...heads, ...cells]),
    `${title}${rest > 0 ? `, the first ${rows.length} of ${model.byFile.length} files` : ''}`,
  )
}
