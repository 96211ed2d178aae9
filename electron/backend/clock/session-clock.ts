// The clock of one opened review. It counts by its own time, writes at most every five seconds, and
// so loses no more than that when the process is killed.
import type { ClockState, Hint } from '../../api/clock.ts'
import type { ClockSettings } from '../../api/clock-settings.ts'
import { AppError } from '../../api/errors.ts'
import type { ReviewStore } from '../../store/review-store.ts'
import type { WorkedTime } from '../../store/working-time.ts'
import {
  afterSign,
  countUp,
  IDLE_AFTER,
  isRunning,
  NOBODY,
  type Watch,
  type WorkPlace,
} from './active-time.ts'
import { dueHint, linesPerHour } from './hints.ts'
import { linesReadSince } from './lines-read.ts'

/** Longest time between two writes, in milliseconds. */
export const WRITE_EVERY = 5_000
/** Whoever gives no sign for this long takes a break: a new sitting begins. Milliseconds. */
const BREAK_AFTER = 10 * 60_000

export interface SessionClockOptions {
  readonly store: ReviewStore
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly reviewer: () => string
  readonly settings: () => ClockSettings
  /** Told what the clock shows, whenever time was counted or its state changed. */
  readonly onTick: (state: ClockState) => void
  /** Told of a failure that nobody expected. */
  readonly onBug: (what: string, error: unknown) => void
}

interface Sitting {
  /** ISO 8601: its name in the store. */
  readonly began: string
  readonly activeMs: number
  /** When its reviewer was last at work, in milliseconds since 1970. */
  readonly lastAt: number
}

export type SessionClock = ReturnType<typeof sessionClock>

export function sessionClock(options: SessionClockOptions) {
  const { store, now, onTick } = options
  const linesRead = linesReadSince(store.events)
  let watch: Watch = NOBODY
  let sitting: Sitting | undefined
  let unwritten = new Map<string, WorkedTime>()
  let writtenAt = 0
  let isPaused = store.review.isClockPaused()
  /** Where the last sign came from, also while the clock was paused. */
  let seen: WorkPlace | undefined
  let dismissed: ReadonlySet<Hint> = new Set()
  let problem: string | null = null
  let timer: NodeJS.Timeout | undefined

  function count(at: number): void {
    const { place } = watch
    const counted = countUp(watch, at)
    watch = counted.watch
    if (place === undefined || sitting === undefined || counted.activeMs === 0) return
    const key = JSON.stringify([place.path, place.findingId])
    const before = unwritten.get(key)?.activeMs ?? 0
    unwritten.set(key, { ...place, activeMs: before + counted.activeMs })
    sitting = {
      ...sitting,
      activeMs: sitting.activeMs + counted.activeMs,
      lastAt: Math.min(at, watch.signAt + IDLE_AFTER),
    }
  }

  /** What cannot be written now is written with the next try. */
  function write(at: number): void {
    writtenAt = at
    if (sitting === undefined || unwritten.size === 0) return
    try {
      store.workingTime.add(sitting.began, [...unwritten.values()])
      unwritten = new Map()
      problem = null
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      problem = error.message
    }
  }

  /** The sitting that goes on, also after a restart; another one after a break. */
  function sit(at: number): void {
    if (sitting === undefined) {
      const last = store.workingTime.lastSitting(options.reviewer())
      sitting = last && { ...last, began: last.sitting, lastAt: Date.parse(last.lastAt) }
    }
    if (sitting !== undefined && at - sitting.lastAt < BREAK_AFTER) return
    write(at)
    sitting = { began: new Date(at).toISOString(), activeMs: 0, lastAt: at }
    dismissed = new Set()
  }

  function stopTimer(): void {
    clearInterval(timer)
    timer = undefined
  }

  function tick(): void {
    try {
      const at = now()
      count(at)
      write(at)
      if (!isRunning(watch, at)) stopTimer()
      onTick(state())
    } catch (error) {
      stopTimer()
      options.onBug('session clock', error)
    }
  }

  function state(): ClockState {
    const at = now()
    const open = countUp(watch, at).activeMs
    const pace = {
      activeMs: (sitting?.activeMs ?? 0) + (sitting === undefined ? 0 : open),
      linesRead: sitting === undefined ? 0 : linesRead(sitting.began, options.reviewer()),
    }
    return {
      state: isPaused ? 'paused' : isRunning(watch, at) ? 'running' : 'idle',
      sittingSeconds: Math.floor(pace.activeMs / 1000),
      linesPerHour: linesPerHour(pace) ?? null,
      hint: dueHint(pace, options.settings(), dismissed) ?? null,
      problem,
    }
  }

  /** The watch goes on at this place; without one it stands still. */
  function follow(place: WorkPlace | undefined, at: number): void {
    count(at)
    if (place !== undefined) sit(at)
    watch = afterSign(place, at)
    if (place === undefined || at - writtenAt >= WRITE_EVERY) write(at)
    if (place === undefined) stopTimer()
    else timer ??= setInterval(tick, WRITE_EVERY).unref()
  }

  function settle(): void {
    const at = now()
    count(at)
    write(at)
  }

  return {
    /** The reviewer is at this place; without one, away. */
    sign(place: WorkPlace | undefined): void {
      seen = place
      if (isPaused) return
      const at = now()
      const wasRunning = isRunning(watch, at)
      follow(place, at)
      if (wasRunning !== isRunning(watch, at)) onTick(state())
    },
    /** Whoever lets it go on is there. */
    pause(paused: boolean): void {
      store.review.pauseClock(paused)
      isPaused = paused
      follow(paused ? undefined : seen, now())
      onTick(state())
    },
    dismiss(hint: Hint): void {
      dismissed = new Set([...dismissed, hint])
      onTick(state())
    },
    state,
    /** What is looked at, undefined while nobody is there. */
    place: () => watch.place,
    /** Counts and writes up to now. */
    settle,
    close(): void {
      stopTimer()
      settle()
    },
  }
}
