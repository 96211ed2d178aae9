// Bars with direct labels: hours, coverage, contributions to the score.
import type { ReviewSnapshot } from '../../api/snapshot.ts'
import { type Contribution, points, type Score } from '../concurrency.ts'
import { type Effort, hours, hoursWord } from '../effort.ts'
import { counted, whole } from '../labels.ts'
import type { PacketModel } from '../model.ts'
import { reviewedShares } from '../reviewed-shares.ts'
import { type Figure, figure } from '../tree/build.ts'
import { box, fitted, label, line, picture } from './svg.ts'

const ROW = 30
const NAME = 180
const ROOM = 420
const WIDTH = 760

/** Hours from low to high on one scale, each part after the one before it. */
export function effortChart(model: PacketModel): Figure | undefined {
  const { effort } = model
  const parts: readonly (readonly [string, Effort, string])[] = [
    ['Blockers', effort.blockers, 'critical'],
    ['Tests', effort.tests, 'low'],
    ['Review', effort.review, 'accent'],
    ['Everything else', effort.others, 'info'],
  ]
  const longest = effort.total.high
  if (longest === 0) return undefined
  const scale = ROOM / longest
  let low = 0
  let high = 0
  const rows = parts.flatMap(([name, part, kind], index) => {
    const y = 8 + index * ROW
    const startLow = low
    const startHigh = high
    low += part.low
    high += part.high
    const x = NAME + startLow * scale
    const likely = (high - startLow) * scale
    return [
      label(0, y + 15, name),
      box(x, y, likely, ROW - 10, kind, 0.35),
      box(NAME + startHigh * scale, y, part.high * scale, ROW - 10, kind),
      label(NAME + high * scale + 8, y + 15, hoursWord(part)),
    ]
  })
  const bottom = 8 + parts.length * ROW
  const title = 'Hours of work, one part after the other'
  return figure(
    picture(
      WIDTH,
      bottom + 26,
      title,
      parts.map(([name, part]) => `${name} ${hoursWord(part)}`).join(', '),
      [
        line(NAME, 0, NAME, bottom),
        ...rows,
        label(NAME, bottom + 18, '0 h', 'muted'),
        label(NAME + ROOM, bottom + 18, `${hours(longest)} h`, 'muted end'),
      ],
    ),
    `${title}: full colour from the latest start, pale from the earliest`,
  )
}

/** Files analysed, analysed in part, skipped, as one bar. */
export function coverageChart(model: PacketModel): Figure | undefined {
  const { files } = model
  if (files.found === 0) return undefined
  const parts: readonly (readonly [string, number, string])[] = [
    ['analysed', files.analysed, 'good'],
    ['in part', files.partial, 'medium'],
    ['skipped', files.skipped, 'info'],
  ]
  const some = parts.filter(([, count]) => count > 0)
  let x = 0
  const bars = some.map(([, count, kind]) => {
    const width = (count / files.found) * WIDTH
    const bar = box(x, 4, width - 1, 20, kind)
    x += width
    return bar
  })
  const labels = some.flatMap(([name, count, kind], index) => [
    box(index * 190, 37, 10, 10, kind),
    label(index * 190 + 16, 47, `${whole(count)} ${name}`),
  ])
  const title = 'Files covered'
  return figure(
    picture(
      WIDTH,
      56,
      title,
      some.map(([name, count]) => `${counted(count, 'file')} ${name}`).join(', '),
      [...bars, ...labels],
    ),
    `${title}: ${counted(files.found, 'file')} found`,
  )
}

/** How much of the code a person has read, by lines, by functions and by the risky ones of them. */
export function reviewedChart({ coverage }: ReviewSnapshot): Figure | undefined {
  // A bar of nothing says less than no bar.
  if (coverage === undefined || coverage.total.reviewedLines === 0) return undefined
  const rows = reviewedShares(coverage).filter(({ of }) => of > 0)
  const title = 'Read by the reviewer'
  const said = rows.map(({ name, read, of }) => `${whole(read)} of ${whole(of)} ${name}`)
  return figure(
    picture(
      WIDTH,
      8 + rows.length * ROW,
      title,
      said.join(', '),
      rows.flatMap(({ name, read, of }, index) => {
        const y = 4 + index * ROW
        return [
          label(0, y + 15, name),
          box(NAME, y, ROOM, ROW - 10, 'box'),
          box(NAME, y, (read / of) * ROOM, ROW - 10, 'good'),
          label(NAME + ROOM + 8, y + 15, `${whole(read)} of ${whole(of)}`),
        ]
      }),
    ),
    `${title}: ${said.join(', ')}`,
  )
}

/** What takes the score down, the largest first. */
export function scoreChart(score: Score): Figure | undefined {
  const rows = score.contributions.filter((one) => one.tenths > 0).slice(0, 12)
  const [first] = rows
  if (first === undefined) return undefined
  const title = `Thread-safety score ${points(score.tenths)} of 100`
  const bar = (one: Contribution, index: number) => {
    const y = 6 + index * ROW
    const width = (one.tenths / first.tenths) * ROOM
    const worst = one.findings[0]?.severity ?? 'info'
    return [
      label(0, y + 15, fitted(one.ruleId, NAME + 40)),
      box(NAME + 50, y, width, ROW - 10, worst),
      label(NAME + 58 + width, y + 15, `-${points(one.tenths)}`),
    ]
  }
  return figure(
    picture(
      WIDTH,
      12 + rows.length * ROW,
      title,
      rows.map((one) => `${one.ruleId} takes off ${points(one.tenths)}`).join(', '),
      rows.flatMap(bar),
    ),
    `${title}: what takes it down`,
  )
}
