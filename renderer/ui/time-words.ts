// Days and times as all of the window writes them, in the zone of the reader.

/** As the store gives it (ISO 8601), milliseconds, or a date. */
type Time = string | number | Date

const written = (options: Intl.DateTimeFormatOptions): ((time: Time) => string) => {
  const format = new Intl.DateTimeFormat('en-GB', options)
  return (time) => format.format(new Date(time))
}

/** `3 Feb 2026` */
export const dayOf = written({ dateStyle: 'medium' })
/** `3 Feb 2026, 04:05` */
export const minuteOf = written({ dateStyle: 'medium', timeStyle: 'short' })
/** `3 Feb 2026, 04:05:06` */
export const secondOf = written({ dateStyle: 'medium', timeStyle: 'medium' })
/** `04:05` */
export const clockOf = written({ timeStyle: 'short' })
/** `04:05:06` */
export const secondsClockOf = written({ timeStyle: 'medium' })
/** `3 Feb, 04:05:06`, where there is little room. */
export const shortSecondOf = written({
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})
