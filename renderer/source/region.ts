// A fix is a region of whole lines and what shall stand there. The editor shows it within its file:
// these functions go from one to the other.
import type { Fix } from '../../electron/api/domain.ts'

export interface RegionText {
  /** The whole text with the region replaced. */
  readonly text: string
  /** First line of the region, 1-based. */
  readonly startLine: number
  /** How many lines of the text come after the region. */
  readonly linesAfter: number
  /** Whether the text around the region is there; without it the region stands alone. */
  readonly isInFile: boolean
}

const LINE_END = /\r\n|\n|\r/u

function bodyOf(text: string): string {
  return text.replace(/(\r\n|\n|\r)$/u, '')
}

function lineEndOf(text: string): string {
  return LINE_END.exec(text)?.[0] ?? '\n'
}

/**
 * The file with `after` in the place of the fix's region. When the file's text does not hold the
 * region any more, the region alone.
 */
export function putRegion(file: string | undefined, fix: Fix, after: string): RegionText {
  const lines = file?.split(LINE_END) ?? []
  const before = bodyOf(fix.before).split(LINE_END)
  const held = lines.slice(fix.startLine - 1, fix.endLine)
  const isInFile = held.length === before.length && held.every((line, at) => line === before[at])
  if (!isInFile) {
    return { text: bodyOf(after), startLine: 1, linesAfter: 0, isInFile }
  }
  const rest = lines.slice(fix.endLine)
  const text = [...lines.slice(0, fix.startLine - 1), ...bodyOf(after).split(LINE_END), ...rest]
  return {
    text: text.join(lineEndOf(file ?? '')),
    startLine: fix.startLine,
    linesAfter: rest.length,
    isInFile,
  }
}

/**
 * What the lines of the region mean as the `after` of the fix: with the line ends of `before`, and
 * one empty line is no line at all.
 */
export function takeRegion(lines: readonly string[], fix: Fix): string {
  if (lines.length === 1 && lines[0] === '' && bodyOf(fix.before) !== '') {
    return ''
  }
  const lineEnd = lineEndOf(fix.before)
  const endsLine = bodyOf(fix.before) !== fix.before
  return lines.join(lineEnd) + (endsLine ? lineEnd : '')
}

interface Change {
  readonly startLine: number
  readonly endLine: number
}

/** Whether all changes stay within the region's lines, as they were before the changes. */
export function staysInside(changes: readonly Change[], startLine: number, endLine: number) {
  return changes.every((change) => change.startLine >= startLine && change.endLine <= endLine)
}
