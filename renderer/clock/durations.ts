// Times of work in words.

/** `1:05`: hours and minutes. */
export function hoursMinutes(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}`
}

/** `1:05:09`: hours, minutes and seconds, as the packet prints them. */
export function exactTime(seconds: number): string {
  return `${hoursMinutes(seconds)}:${two(seconds % 60)}`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
