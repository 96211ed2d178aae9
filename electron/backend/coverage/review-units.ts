// The units that a reviewer reads: the functions and classes of a file with what makes them risky.
import type { OutlinedSymbol, Severity } from '../../../analyzer/model.ts'
import type { LineSpan, Unit } from '../../api/regions.ts'
import type { StoredFinding } from '../../store/findings.ts'
import type { Owners } from './reviewed-lines.ts'

const BY_SEVERITY: Readonly<Record<Severity, number>> = {
  critical: 4,
  high: 3,
  medium: 2,
  low: 1,
  info: 0,
}
const MAX_OF_FINDINGS = 8
const MAX_OF_COMPLEXITY = 4
const OF_ENTRY = 3
const OF_TOUCH = 2
const OF_ASYNC = 1
/** From here on a unit counts as risky. */
const RISKY = 4

const TOUCHED = { lock: 'takes a lock', database: 'uses the database', auth: 'decides on access' }

/** The innermost symbol around each line, '' for the module. `outline` in source order. */
export function ownersOf(outline: readonly OutlinedSymbol[], lineCount: number): Owners {
  const owners = new Array<string>(lineCount).fill('')
  for (const { symbol, startLine, endLine } of outline) {
    owners.fill(symbol, startLine - 1, Math.min(endLine, lineCount))
  }
  return owners
}

interface FileToRead {
  readonly outline: readonly OutlinedSymbol[]
  readonly lineCount: number
  readonly reviewed: readonly LineSpan[]
  readonly findings: readonly StoredFinding[]
}

/** The units of a file in source order; a file without symbols is one unit. */
export function unitsOf({ outline, lineCount, reviewed, findings }: FileToRead): readonly Unit[] {
  const owners = ownersOf(outline, lineCount)
  const lines = new Map<string, number>()
  const read = new Map<string, number>()
  for (const symbol of owners) lines.set(symbol, (lines.get(symbol) ?? 0) + 1)
  for (const { startLine, endLine } of reviewed) {
    for (const symbol of owners.slice(startLine - 1, endLine)) {
      read.set(symbol, (read.get(symbol) ?? 0) + 1)
    }
  }
  const bySymbol = Map.groupBy(
    findings.filter(({ isGone, isSuppressed, verdict }) => {
      return !isGone && !isSuppressed && verdict !== 'dismissed'
    }),
    ({ location }) => owners[location.range.startLine - 1] ?? '',
  )
  const own = (symbol: string) => ({
    symbol,
    lines: lines.get(symbol) ?? 0,
    reviewedLines: read.get(symbol) ?? 0,
  })
  // Redefinitions repeat a symbol; their lines are counted together, under the first one.
  const distinct = [...new Map(outline.toReversed().map((one) => [one.symbol, one])).values()]
  const units = distinct.toReversed().map((one): Unit => {
    const { startLine, endLine, kind } = one
    return {
      ...own(one.symbol),
      kind,
      startLine,
      endLine,
      ...riskOf(one, bySymbol.get(one.symbol)),
    }
  })
  const module = { complexity: 1, isAsync: false, touches: [] }
  const rest: Unit = {
    ...own(''),
    kind: 'module',
    startLine: 1,
    endLine: Math.max(1, lineCount),
    ...riskOf(module, bySymbol.get('')),
  }
  return rest.lines > 0 ? [rest, ...units] : units
}

type Judged = Pick<OutlinedSymbol, 'complexity' | 'isAsync' | 'entry' | 'touches'>

function riskOf(
  { complexity, isAsync, entry, touches }: Judged,
  findings: readonly StoredFinding[] = [],
): Pick<Unit, 'risk' | 'isRisky' | 'reasons'> {
  const ofFindings = findings.reduce((sum, { severity }) => sum + BY_SEVERITY[severity], 0)
  const risk =
    1 +
    Math.min(MAX_OF_COMPLEXITY, (complexity - 1) / 4) +
    (isAsync ? OF_ASYNC : 0) +
    (entry === undefined ? 0 : OF_ENTRY) +
    touches.length * OF_TOUCH +
    Math.min(MAX_OF_FINDINGS, ofFindings)
  const reasons = [
    ...(findings.length === 0
      ? []
      : [findings.length === 1 ? '1 open finding' : `${findings.length} open findings`]),
    ...(entry === undefined ? [] : [`entry point (${entry})`]),
    ...touches.map((touch) => TOUCHED[touch]),
    ...(isAsync ? ['asynchronous'] : []),
    ...(complexity > 4 ? [`${complexity} ways through it`] : []),
  ]
  return { risk, isRisky: risk >= RISKY, reasons }
}

/** Whether all of its own lines were read. */
export function isRead({ lines, reviewedLines }: Unit): boolean {
  return reviewedLines >= lines
}
