// How the review was conducted: days, reviewers, active time, what was judged and read.
import type { Conduct } from '../../api/clock.ts'
import { counted, durationWord, findingId, whole } from '../labels.ts'
import type { PacketModel } from '../model.ts'
import {
  type Block,
  bullets,
  type Cell,
  type Column,
  heading,
  mono,
  paragraph,
  strong,
  table,
} from '../tree/build.ts'
import { andMore } from './document.ts'

/** Rows of the longest times that are printed; the side file has all. */
const ROWS = 15

const right = (title: string): Column => ({ title, align: 'right' })
const ACTIVE = right('Active time')

/** Nothing where no time was measured, or where copies do not tell it. */
export function conductSection({ snapshot }: PacketModel): Block[] {
  const { conduct, findings } = snapshot
  if (conduct === undefined) return []
  const named = new Map(findings.map((finding) => [finding.id, finding]))
  const perFinding = conduct.findings.flatMap(({ findingId: id, activeSeconds }) => {
    const finding = named.get(id)
    return finding === undefined ? [] : [{ finding, activeSeconds }]
  })
  const unfiled =
    conduct.activeSeconds - conduct.files.reduce((sum, file) => sum + file.activeSeconds, 0)
  return [
    heading(2, 'Review conduct', 'conduct'),
    bullets([
      `Active time: ${durationWord(conduct.activeSeconds)} (hours:minutes:seconds) on ${counted(new Set(conduct.days.map(({ day }) => day)).size, 'day')}, measured up to the last change of the review`,
      ...(unfiled > 0
        ? [`Of it with no file open, over lists and texts: ${durationWord(unfiled)}`]
        : []),
      'Not counted: the time after two minutes without a sign of the reviewer, and the time away from the window',
      'Days are those of UTC; lines read are the lines marked as read on a day, less those unmarked',
    ]),
    days(conduct),
    ...longest(
      'By file',
      ['File', ACTIVE],
      conduct.files.map(({ path, activeSeconds }): Cell[] => [
        mono(path),
        durationWord(activeSeconds),
      ]),
    ),
    ...longest(
      'By finding',
      ['ID', 'Title', ACTIVE],
      perFinding.map(({ finding, activeSeconds }): Cell[] => [
        findingId(finding),
        finding.title,
        durationWord(activeSeconds),
      ]),
    ),
  ]
}

function days({ days: rows, activeSeconds }: Conduct): Block {
  const total: Cell[] = [
    '',
    strong('Total'),
    strong(durationWord(activeSeconds)),
    '',
    '',
    '',
    '',
    '',
  ]
  return table(
    [
      'Day',
      'Reviewer',
      ACTIVE,
      right('Files seen'),
      right('Findings seen'),
      right('Judged'),
      right('Lines read'),
      right('Lines per hour'),
    ],
    [
      ...rows.map((row): Cell[] => [
        row.day,
        row.reviewer,
        durationWord(row.activeSeconds),
        whole(row.files),
        whole(row.findings),
        whole(row.judged),
        whole(row.linesRead),
        row.linesPerHour === null ? '' : whole(row.linesPerHour),
      ]),
      ...(rows.length > 1 ? [total] : []),
    ],
  )
}

function longest(
  title: string,
  columns: readonly (Column | string)[],
  rows: readonly Cell[][],
): Block[] {
  if (rows.length === 0) return []
  const shown = rows.slice(0, ROWS)
  return [
    paragraph(strong(title)),
    table(columns, shown),
    ...andMore(rows.length - shown.length, mono('findings.json'), '.'),
  ]
}
