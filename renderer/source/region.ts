// A fix is a region of whole lines and what shall stand there. The editor shows it within its file
// and lets it grow: these functions go from one to the other.
import type { Fix } from '../../electron/api/domain.ts'

/** What is written: lines of the analysed text (1-based, inclusive) and what stands for them. */
export interface FixText {
  readonly startLine: number
  readonly endLine: number
  readonly after: string
}

/** The region within the text that is shown. */
export interface Place {
  /** First line of the region, 1-based; the same in both texts. */
  readonly startLine: number
  /** How many lines come after the region; the same in both texts. */
  readonly linesAfter: number
}

const LINE_END = /\r\n|\n|\r/u

export function linesOf(text: string): readonly string[] {
  return text.split(LINE_END)
}

function lineEndOf(text: string): string {
  return LINE_END.exec(text)?.[0] ?? '\n'
}

/** Whether the file still holds the lines that the fix was written for. */
export function isInFile(
  file: string | undefined,
  fix: Pick<Fix, 'startLine' | 'endLine' | 'before'>,
): boolean {
  const held = linesOf(file ?? '').slice(fix.startLine - 1, fix.endLine)
  const before = linesOf(fix.before)
  return held.length === before.length && held.every((line, at) => line === before[at])
}

/** The file with what is written in the place of its region. */
export function putRegion(file: string, { startLine, endLine, after }: FixText): string {
  const lines = linesOf(file)
  return [...lines.slice(0, startLine - 1), ...linesOf(after), ...lines.slice(endLine)].join(
    lineEndOf(file),
  )
}

/**
 * What is written in the shown lines. `file` is the analysed text.
 */
export function takeRegion(shown: readonly string[], file: string, place: Place): FixText {
  const { startLine, linesAfter } = place
  const original = linesOf(file)
  const endLine = original.length - linesAfter
  const written = shown.slice(startLine - 1, shown.length - linesAfter)
  return { startLine, endLine, after: written.join(lineEndOf(file)) }
}

interface Change {
  readonly startLine: number
  readonly endLine: number
}

/** The region with the lines that changes touched; `lineCount` is the text's before the changes. */
export function growRegion(place: Place, changes: readonly Change[], lineCount: number): Place {
  return {
    startLine: Math.min(place.startLine, ...changes.map((change) => change.startLine)),
    linesAfter: Math.min(place.linesAfter, ...changes.map((change) => lineCount - change.endLine)),
  }
}
