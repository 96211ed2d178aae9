// How the review was conducted, day by day: measured time, and what the record tells of the day.
import type { Conduct, WorkDay } from '../../api/clock.ts'
import type { StoredEvent } from '../../store/events.ts'
import type { DayTime } from '../../store/working-time.ts'
import { linesMarked } from './lines-read.ts'

type Told = Pick<StoredEvent, 'at' | 'actor' | 'subject' | 'field' | 'before' | 'after'>

/** What a reviewer did on a day. */
interface Done {
  /** The last verdict of that day, by finding. */
  readonly verdicts: Map<string, string>
  lines: number
}

interface Timed extends Omit<DayTime, 'activeMs'> {
  /** Whole, so that every sum of them is the same whichever way it is made. */
  readonly activeSeconds: number
}

/** Undefined where no time was measured: then there is nothing to tell days by. */
export function conductOf(times: readonly DayTime[], events: Iterable<Told>): Conduct | undefined {
  const timed: Timed[] = times
    .map(({ activeMs, ...time }) => ({ ...time, activeSeconds: Math.floor(activeMs / 1000) }))
    .filter(({ activeSeconds }) => activeSeconds > 0)
  if (timed.length === 0) return undefined
  const byDay = Map.groupBy(timed, ({ day, reviewer }) => keyOf(day, reviewer))
  const done = doneByDay(events)
  const keys = [...new Set([...byDay.keys(), ...done.keys()])].sort()
  return {
    activeSeconds: secondsOf(timed),
    days: keys.map((key) => workDay(key, byDay.get(key) ?? [], done.get(key))),
    files: longestFirst(timed, ({ path }) => path || undefined).map(([path, activeSeconds]) => ({
      path,
      activeSeconds,
    })),
    findings: longestFirst(timed, ({ findingId }) => findingId ?? undefined).map(
      ([findingId, activeSeconds]) => ({ findingId, activeSeconds }),
    ),
  }
}

/** The day first, so that keys sort by it. */
function keyOf(day: string, reviewer: string): string {
  return `${day} ${reviewer}`
}

function doneByDay(events: Iterable<Told>): ReadonlyMap<string, Done> {
  const days = new Map<string, Done>()
  for (const event of events) {
    const isVerdict = event.field === 'verdict' && event.subject.startsWith('finding:')
    const lines = linesMarked(event)
    if (!isVerdict && lines === 0) continue
    const key = keyOf(event.at.slice(0, 10), event.actor)
    const day = days.get(key) ?? { verdicts: new Map(), lines: 0 }
    days.set(key, day)
    if (isVerdict) day.verdicts.set(event.subject, event.after)
    day.lines += lines
  }
  return days
}

function workDay(key: string, times: readonly Timed[], done: Done | undefined): WorkDay {
  const activeSeconds = secondsOf(times)
  const linesRead = Math.max(0, done?.lines ?? 0)
  const verdicts = [...(done?.verdicts.values() ?? [])]
  return {
    day: key.slice(0, 10),
    reviewer: key.slice(11),
    activeSeconds,
    files: new Set(times.map(({ path }) => path).filter(Boolean)).size,
    findings: new Set(times.map(({ findingId }) => findingId).filter(Boolean)).size,
    judged: verdicts.filter((verdict) => verdict !== 'undecided').length,
    linesRead,
    linesPerHour: activeSeconds < 60 ? null : Math.round((linesRead * 3600) / activeSeconds),
  }
}

function secondsOf(times: readonly Timed[]): number {
  return times.reduce((sum, { activeSeconds }) => sum + activeSeconds, 0)
}

function longestFirst<K extends string | number>(
  times: readonly Timed[],
  of: (time: Timed) => K | undefined,
): readonly (readonly [K, number])[] {
  const sums = new Map<K, number>()
  for (const time of times) {
    const key = of(time)
    if (key !== undefined) sums.set(key, (sums.get(key) ?? 0) + time.activeSeconds)
  }
  return [...sums].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
}
