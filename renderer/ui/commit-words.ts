// A commit in few letters.

/** As many digits as people cite. */
export function shortCommit(id: string): string {
  return id.slice(0, 7)
}

/** `2025-03-04`; '' where a commit does not say when. `time` is in seconds since 1970. */
export function dayOf(time: number): string {
  return time === 0 ? '' : new Date(time * 1_000).toISOString().slice(0, 10)
}
