// When time counts as work. Pure: signs of a reviewer and the time of day go in, milliseconds come
// out.

/** What is looked at. */
export interface WorkPlace {
  /** A file of the review, '' for none. */
  readonly path: string
  readonly findingId: number | null
}

/** The watch between two signs. Times are milliseconds since 1970. */
export interface Watch {
  /** What is looked at; undefined while nobody is there. */
  readonly place: WorkPlace | undefined
  /** When the reviewer last gave a sign: pressed a key, moved the pointer, came to the window. */
  readonly signAt: number
  /** Up to when time has been counted. */
  readonly countedTo: number
}

/** Without a sign for this long, a reviewer is idle. Milliseconds. */
export const IDLE_AFTER = 2 * 60_000

export const NOBODY: Watch = { place: undefined, signAt: 0, countedTo: 0 }

/**
 * Milliseconds of work since the last count, up to `now`, on the place of the watch. Whoever gives
 * no sign is reading for two minutes and idle from then on; a clock that was set back counts nothing.
 */
export function countUp(watch: Watch, now: number): { watch: Watch; activeMs: number } {
  const end = Math.min(now, watch.signAt + IDLE_AFTER)
  const activeMs = watch.place === undefined ? 0 : Math.max(0, end - watch.countedTo)
  return { watch: { ...watch, countedTo: now }, activeMs }
}

/** The watch after a sign; without a place the reviewer has left. Count up to `now` before. */
export function afterSign(place: WorkPlace | undefined, now: number): Watch {
  return { place, signAt: now, countedTo: now }
}

export function isRunning({ place, signAt }: Watch, now: number): boolean {
  return place !== undefined && now < signAt + IDLE_AFTER
}
