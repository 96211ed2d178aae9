// Is everything placed exactly once? The checks take plain numbers, so that a plan made by hand or
// imported from a document is checked like a computed one.
import type { SnapshotStream } from '../api/snapshot.ts'
import { counted } from './labels.ts'

/** A thing that has to be in exactly one place of a plan. */
export interface PlannedThing {
  readonly id: number
  /** As the reader knows it: `Important #15`, `HIGH-2 (#12)`. */
  readonly name: string
}

/** Sentences about open findings that no task closes, or more than one, and about unknown ones. */
export function planGaps(
  findings: readonly PlannedThing[],
  streams: readonly Pick<SnapshotStream, 'id' | 'tasks'>[],
): readonly string[] {
  const places = new Map<number, string[]>()
  for (const stream of streams) {
    for (const task of stream.tasks) {
      for (const number of task.findings) {
        places.set(number, [...(places.get(number) ?? []), `task ${task.id}`])
      }
    }
  }
  return findings.flatMap(({ id, name }) => {
    const own = places.get(id) ?? []
    if (own.length === 0) return [`${name} is in no task.`]
    return own.length > 1 ? [`${name} is in ${own.length} tasks: ${own.join(', ')}.`] : []
  })
}

/** A series of things with running numbers, as a scope states it, and where they are placed. */
export interface Series {
  /** `Test Minor` */
  readonly name: string
  /** Number of the first one, 1 if not given. */
  readonly first?: number
  /** How many there are, by the scope. */
  readonly count: number
  /** Numbers placed in the work streams, in any order, with repeats. */
  readonly placed: readonly number[]
}

export interface SeriesGap {
  readonly series: string
  /** Numbers from the first to the last of the scope that are in no place. */
  readonly unplaced: readonly number[]
  readonly repeated: readonly number[]
  /** Numbers outside of the scope's. */
  readonly beyond: readonly number[]
  readonly message: string
}

/** Gaps in numbered series: unplaced, placed twice, or more numbers than the scope has things. */
export function seriesGaps(all: readonly Series[]): readonly SeriesGap[] {
  return all.flatMap((series) => {
    const placed = new Set(series.placed)
    const first = series.first ?? 1
    const last = first + series.count - 1
    const numbers = Array.from({ length: series.count }, (_, index) => first + index)
    const unplaced = numbers.filter((number) => !placed.has(number))
    const repeated = [...placed].filter(
      (number) => series.placed.filter((one) => one === number).length > 1,
    )
    const beyond = [...placed].filter((number) => number < first || number > last)
    if (unplaced.length + repeated.length + beyond.length === 0) return []
    return [
      {
        series: series.name,
        unplaced,
        repeated,
        beyond,
        message: message(series, placed.size, unplaced, repeated, beyond),
      },
    ]
  })
}

function message(
  series: Series,
  placed: number,
  unplaced: readonly number[],
  repeated: readonly number[],
  beyond: readonly number[],
): string {
  const list = (numbers: readonly number[]) => numbers.map((number) => `#${number}`).join(', ')
  const parts = [
    ...(placed === series.count
      ? []
      : [`${counted(placed, 'number')} placed, ${series.count} in the scope`]),
    ...(unplaced.length > 0 ? [`${list(unplaced)} in no work stream`] : []),
    ...(repeated.length > 0 ? [`${list(repeated)} placed more than once`] : []),
    // A wrong count already says that numbers are left over.
    ...(beyond.length > 0 && placed === series.count
      ? [`${list(beyond)} outside of the scope`]
      : []),
  ]
  return `${series.name}: ${parts.join('; ')}.`
}
