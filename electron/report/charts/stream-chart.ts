// Work streams: what runs at the same time stands in rows, what waits stands to the right.
import type { SnapshotStream } from '../../api/snapshot.ts'
import { counted } from '../labels.ts'
import { type Parallelisation, parallelisationText } from '../plan.ts'
import { type Figure, figure } from '../tree/build.ts'
import { box, fitted, label, picture, shape } from './svg.ts'

const BOX = 184
const HEIGHT = 44
const GAP = 28
const PER_ROW = 3

/** Boxes for streams and arrows for their order; undefined for fewer than two streams. */
export function streamChart(
  streams: readonly SnapshotStream[],
  plan: Parallelisation,
): Figure | undefined {
  if (streams.length < 2) return undefined
  const byId = new Map(streams.map((stream) => [stream.id, stream]))
  const rows = plan.sequences.flatMap((sequence) => chunks(sequence.streams, PER_ROW))
  const columns = Math.max(1, ...rows.map((row) => row.ids.length))
  const parts = rows.flatMap((row, index) =>
    row.ids.flatMap((id, at) => {
      const x = at * (BOX + GAP)
      const y = index * (HEIGHT + 14)
      const isFollowing = at > 0 || row.isContinued
      return [...stream(byId.get(id), id, x, y), ...(isFollowing ? [arrow(x, y)] : [])]
    }),
  )
  const left = columns * (BOX + GAP) + 12
  const middle = Math.max(
    0,
    (rows.length * (HEIGHT + 14) - 14 - plan.afterwards.length * (HEIGHT + 14)) / 2,
  )
  const after = plan.afterwards.flatMap((id, index) => {
    const y = middle + index * (HEIGHT + 14)
    return [...stream(byId.get(id), id, left, y), ...(rows.length > 0 ? [arrow(left, y)] : [])]
  })
  const height = Math.max(rows.length, plan.afterwards.length) * (HEIGHT + 14)
  const width = plan.afterwards.length > 0 ? left + BOX + 4 : columns * (BOX + GAP)
  const title = 'Order of the work streams'
  return figure(
    picture(width, height, title, parallelisationText(plan).join(' '), [...parts, ...after]),
    `${title}: rows can run at the same time, arrows wait; ${counted(streams.length, 'stream')}`,
  )
}

function chunks(
  ids: readonly string[],
  size: number,
): { ids: readonly string[]; isContinued: boolean }[] {
  const rows: { ids: readonly string[]; isContinued: boolean }[] = []
  for (let index = 0; index < ids.length; index += size) {
    rows.push({ ids: ids.slice(index, index + size), isContinued: index > 0 })
  }
  return rows
}

function stream(given: SnapshotStream | undefined, id: string, x: number, y: number) {
  return [
    box(x + 0.5, y + 0.5, BOX, HEIGHT - 1, 'box'),
    label(x + 10, y + 18, id, 'strong'),
    label(x + 10, y + 35, fitted(given?.title ?? '', BOX - 14), 'muted'),
  ]
}

/** An arrow that ends at the left edge of a box. */
function arrow(x: number, y: number) {
  const at = y + HEIGHT / 2
  return shape('g', {}, [
    shape('path', { d: `M${x - GAP + 4} ${at}H${x - 7}`, class: 'arrow' }),
    shape('path', { d: `M${x - 9} ${at - 4}l7 4l-7 4z`, class: 'head' }),
  ])
}
