// How much of the code was read, weighed by risk.
import type { Coverage, FileCoverage, LineSpan, Unit } from '../../api/regions.ts'
import { isRead, unitsOf } from './review-units.ts'
import type { StandingFile } from './reviewed-files.ts'
import { joinedSpans } from './reviewed-lines.ts'

/** The units of a file with what of them was read. */
export function unitsOfFile({ record, outline, regions, findings }: StandingFile): readonly Unit[] {
  return unitsOf({ outline, lineCount: record.lines, reviewed: joinedSpans(regions), findings })
}

export function coverageOf(files: readonly StandingFile[]): Coverage {
  const counted = files.map(countFile)
  const sum = (pick: (file: FileCoverage) => number) =>
    counted.reduce((total, file) => total + pick(file), 0)
  return {
    total: {
      lines: sum(({ lines }) => lines),
      reviewedLines: sum(({ reviewedLines }) => reviewedLines),
      symbols: sum(({ symbols }) => symbols),
      reviewedSymbols: sum(({ reviewedSymbols }) => reviewedSymbols),
      riskySymbols: sum(({ riskySymbols }) => riskySymbols),
      reviewedRiskySymbols: sum(({ reviewedRiskySymbols }) => reviewedRiskySymbols),
      risk: sum(({ risk }) => risk),
      reviewedRisk: sum(({ reviewedRisk }) => reviewedRisk),
    },
    files: counted,
  }
}

function countFile(file: StandingFile): FileCoverage {
  const units = unitsOfFile(file)
  const symbols = symbolsOf(units)
  const risky = symbols.filter(({ isRisky }) => isRisky)
  return {
    path: file.record.path,
    lines: file.record.lines,
    reviewedLines: units.reduce((sum, { reviewedLines }) => sum + reviewedLines, 0),
    symbols: symbols.length,
    reviewedSymbols: symbols.filter(isRead).length,
    riskySymbols: risky.length,
    reviewedRiskySymbols: risky.filter(isRead).length,
    risk: units.reduce((sum, { risk }) => sum + risk, 0),
    reviewedRisk: units.reduce((sum, unit) => sum + readRisk(unit), 0),
    changed: file.changed.length,
  }
}

/** What is read one by one: functions and classes, or the file where it has none. */
function symbolsOf(units: readonly Unit[]): readonly Unit[] {
  const symbols = units.filter(({ kind }) => kind !== 'module')
  return symbols.length > 0 ? symbols : units
}

function readRisk({ risk, lines, reviewedLines }: Unit): number {
  return lines === 0 ? risk : risk * Math.min(1, reviewedLines / lines)
}

export interface NextUnit extends LineSpan {
  readonly path: string
  readonly symbol: string
}

/**
 * The first symbol below `from` in its file that is not read whole, then the first one above it,
 * then the first one of the file with the most risk left.
 */
export function nextUnread(
  files: readonly StandingFile[],
  from: { readonly path: string; readonly line: number } | undefined,
): NextUnit | undefined {
  const unreadOf = (file: StandingFile | undefined) =>
    file === undefined ? [] : symbolsOf(unitsOfFile(file)).filter((unit) => !isRead(unit))
  const here = unreadOf(files.find(({ record }) => record.path === from?.path))
  const below = here.find(({ startLine }) => startLine > (from?.line ?? 0))
  const found = below ?? here[0]
  if (from !== undefined && found !== undefined) return asNext(from.path, found)
  const [next] = files
    .filter(({ record }) => record.path !== from?.path)
    .map((file) => ({ path: file.record.path, unread: unreadOf(file) }))
    .map((one) => ({
      ...one,
      left: one.unread.reduce((sum, unit) => sum + unit.risk - readRisk(unit), 0),
    }))
    .filter(({ unread }) => unread.length > 0)
    .toSorted((a, b) => b.left - a.left)
  const [first] = next?.unread ?? []
  return next && first && asNext(next.path, first)
}

function asNext(path: string, { symbol, startLine, endLine }: Unit): NextUnit {
  return { path, symbol, startLine, endLine }
}
