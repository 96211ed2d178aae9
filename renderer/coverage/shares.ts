// Shares of what was read, in words that never say more than is true.
import type { Coverage } from '../../electron/api/regions.ts'

/** `0 %` and `100 %` only where they hold exactly. */
export function percent(part: number, whole: number): string {
  if (whole <= 0 || part >= whole) {
    return '100 %'
  }
  const rounded = Math.round((part / whole) * 100)
  return `${part > 0 ? Math.min(99, Math.max(1, rounded)) : 0} %`
}

/** What the session bar says. */
export function shortCoverage({ lines, reviewedLines, ...total }: Coverage['total']): string {
  return `${percent(reviewedLines, lines)} read, ${total.reviewedRiskySymbols} of ${total.riskySymbols} risky`
}
