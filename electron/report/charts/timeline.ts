// When what can be done: the work in its order on working days, with the two gates between.
import { type Effort, hours, hoursWord, sum } from '../effort.ts'
import type { PacketModel } from '../model.ts'
import { type Figure, figure } from '../tree/build.ts'
import { box, label, line, picture } from './svg.ts'

const ROW = 30
const NAME = 180
const ROOM = 420
const WIDTH = 760
const TOP = 4

/** Steps of effort in a working day of eight hours and in a week of five of them. */
const DAY = 160
const WEEK = 5 * DAY
/** More marks than this would run into each other. */
const MARKS = 8

interface Part {
  readonly name: string
  readonly effort: Effort
  readonly kind: string
  /** The gate that opens when the part is done. */
  readonly gate?: string
}

/** undefined where nothing is open: there is no time to speak of. */
export function timelineChart(model: PacketModel): Figure | undefined {
  const { effort, conditions, later } = model
  const parts: readonly Part[] = [
    { name: 'Close the blockers', effort: effort.blockers, kind: 'critical' },
    { name: 'Add the new tests', effort: effort.tests, kind: 'low' },
    { name: 'Gate review', effort: effort.review, kind: 'accent', gate: 'merge' },
    {
      name: 'Before production',
      effort: sum(conditions.map(model.effortOf)),
      kind: 'high',
      gate: 'production',
    },
    { name: 'Later', effort: sum(later.map(model.effortOf)), kind: 'info' },
  ]
  const whole = sum(parts.map((part) => part.effort))
  if (whole.high === 0) return undefined
  const scale = ROOM / whole.high
  const bottom = TOP + parts.length * ROW
  const gates: { readonly name: string; readonly at: Effort }[] = []
  let low = 0
  let high = 0
  const rows = parts.flatMap(({ name, effort: own, kind, gate }, index) => {
    const y = TOP + 4 + index * ROW
    const earliest = low
    const latest = high
    low += own.low
    high += own.high
    if (gate !== undefined) gates.push({ name: gate, at: { low, high } })
    return [
      label(0, y + 15, name),
      ...(own.high === 0
        ? [
            label(
              NAME + latest * scale + 8,
              y + 15,
              `nothing to do${gate === undefined ? '' : `, then ${gate}`}`,
              'muted',
            ),
          ]
        : [
            box(NAME + earliest * scale, y, (high - earliest) * scale, ROW - 10, kind, 0.35),
            box(NAME + latest * scale, y, own.high * scale, ROW - 10, kind),
            label(
              NAME + high * scale + 8,
              y + 15,
              `${hoursWord(own)}${gate === undefined ? '' : `, then ${gate}`}`,
            ),
          ]),
    ]
  })
  const title = 'Timeline of the work'
  const said = [
    ...parts.map(({ name, effort: own }) => `${name} ${hoursWord(own)}`),
    ...gates.map(({ name, at }) => `${name} after ${hoursWord(at)}`),
  ]
  return figure(
    picture(WIDTH, bottom + 26, title, said.join(', '), [
      ...marks(whole.high, scale, bottom),
      ...rows,
    ]),
    `${title}: for one person, in days of eight hours; full colour from the latest start, pale from the earliest; ${gates.map(({ name, at }) => `${name} after ${hoursWord(at)}`).join(', ')}`,
  )
}

/** Lines at the ends of days, or of weeks where days would be too many. */
function marks(length: number, scale: number, bottom: number) {
  const unit = length > MARKS * DAY ? WEEK : DAY
  const every = Math.max(1, Math.ceil(length / unit / MARKS))
  const count = Math.floor(length / unit / every)
  const name = unit === WEEK ? 'week' : 'day'
  return [
    line(NAME, TOP, NAME, bottom),
    label(NAME, bottom + 18, '0', 'muted'),
    ...Array.from({ length: count }, (_, at) => {
      const number = (at + 1) * every
      const x = Math.round(NAME + number * unit * scale)
      return [line(x, TOP, x, bottom), label(x, bottom + 18, `${name} ${number}`, 'muted middle')]
    }).flat(),
    ...(count === 0 ? [label(NAME + ROOM, bottom + 18, `${hours(length)} h`, 'muted end')] : []),
  ]
}
