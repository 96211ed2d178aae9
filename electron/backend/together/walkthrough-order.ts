// The order in which findings are told: the worst first; among equals, what the evidence of another
// runs through comes before it; then by file and line. The same findings give the same order.
import { SEVERITIES, type Severity } from '../../../analyzer/model.ts'

/** As much of a finding as its place in the order follows from. */
export interface Orderable {
  readonly id: number
  readonly severity: Severity
  readonly path: string
  readonly startLine: number
  /** Lines of the function or class around it, 1-based and inclusive. */
  readonly around: { readonly startLine: number; readonly endLine: number }
  /** The qualified name of that, '' for the module. */
  readonly symbol: string
  /** The places that its evidence leads through. */
  readonly way: readonly { readonly path: string; readonly line: number }[]
}

export interface Ordered {
  readonly id: number
  /** Why it stands where it stands. */
  readonly reason: string
}

export const ORDER_EXPLANATION =
  'Ordered by severity; within one severity a finding comes after those in functions that its evidence runs through; then by file and line.'

/** Puts findings in order, with the reason of each place. */
export function walkthroughOrder(findings: readonly Orderable[]): readonly Ordered[] {
  return SEVERITIES.flatMap((severity) => {
    const equals = findings.filter((one) => one.severity === severity).toSorted(byPlace)
    return orderEquals(severity, equals)
  })
}

function orderEquals(severity: Severity, findings: readonly Orderable[]): readonly Ordered[] {
  const under = new Map(
    findings.map((one) => [one.id, findings.filter((other) => leadsThrough(one, other))]),
  )
  const left = new Set(findings)
  const told: Ordered[] = []
  while (left.size > 0) {
    const waiting = [...left]
    // Around a circle the first one by place goes first.
    const next =
      waiting.find(({ id }) => !under.get(id)?.some((other) => left.has(other))) ?? waiting[0]
    if (next === undefined) break
    left.delete(next)
    const before = (under.get(next.id) ?? []).filter((other) => !left.has(other))
    const numbers = before.slice(0, 3).map(({ id }) => `#${id}`)
    const through =
      before.length === 0
        ? 'by file and line'
        : `after ${numbers.join(', ')}: its evidence runs through ${before[0]?.symbol}`
    told.push({ id: next.id, reason: `Severity ${severity}; ${through}` })
  }
  return told
}

/** True when the evidence of one finding runs through the function of the other. */
function leadsThrough(one: Orderable, other: Orderable): boolean {
  if (one === other || other.symbol === '') return false
  const isSameFunction = one.path === other.path && one.symbol === other.symbol
  if (isSameFunction) return false
  return one.way.some(
    ({ path, line }) =>
      path === other.path && line >= other.around.startLine && line <= other.around.endLine,
  )
}

function byPlace(a: Orderable, b: Orderable): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1
  return a.startLine - b.startLine || a.id - b.id
}
