// When the session clock reminds of a break and of reading closer.
import { z } from 'zod'

/** When the clock reminds; 0: never. */
export const ClockSettingsSchema = z.object({
  /** Minutes at a stretch after which a break is suggested. */
  firstBreak: z.int().min(0).max(600),
  /** Minutes at a stretch after which it is suggested once more. */
  secondBreak: z.int().min(0).max(600),
  /** Lines marked as read an hour above which reading closer is suggested. */
  linesPerHour: z.int().min(0).max(100_000),
})
export type ClockSettings = z.infer<typeof ClockSettingsSchema>

/** From studies of code reviews; habits, no law. */
export const CLOCK_DEFAULTS: ClockSettings = { firstBreak: 60, secondBreak: 90, linesPerHour: 500 }
