// From a rule's edits to before/after pairs of whole lines, as reviewers see and change them.
import type { FixEdit, RuleFix } from '../../analyzer/model.ts'
import type { FixRegion } from '../api/domain.ts'

/** A text and where its lines begin. */
export interface TextLines {
  readonly text: string
  readonly starts: readonly number[]
}

/**
 * One pair for each file that the fix touches. `linesOf` gives the analysed text of a file; a fix
 * that needs a text which is not to be had, or whose edits overlap, gives nothing.
 */
export function fixRegions(
  fix: RuleFix,
  linesOf: (path: string) => TextLines | undefined,
): FixRegion[] {
  const paths = [...new Set(fix.edits.map(({ path }) => path))]
  const regions = paths.map((path) => {
    const lines = linesOf(path)
    const edits = fix.edits.filter((edit) => edit.path === path)
    return lines === undefined ? undefined : regionOf(fix, path, lines, edits)
  })
  return regions.every((region) => region !== undefined) ? regions : []
}

function regionOf(
  { title, grade }: RuleFix,
  path: string,
  { text, starts }: TextLines,
  edits: readonly FixEdit[],
): FixRegion | undefined {
  const startLine = Math.min(...edits.map(({ range }) => range.startLine))
  const endLine = Math.max(...edits.map(({ range }) => range.endLine))
  const from = starts[startLine - 1]
  if (from === undefined || endLine > starts.length) return undefined
  const to = lineEnd(text, starts, endLine)
  let after = ''
  let at = from
  for (const { range, newText } of edits.toSorted(byPlace)) {
    const start = offset(starts, range.startLine, range.startColumn)
    const end = offset(starts, range.endLine, range.endColumn)
    if (start < at || end < start || end > to) return undefined
    after += text.slice(at, start) + newText
    at = end
  }
  after += text.slice(at, to)
  return { title, grade, path, startLine, endLine, before: text.slice(from, to), after }
}

/** Indices of the first character of each line; breaks are \n, \r\n and a lone \r. */
export function lineStarts(text: string): number[] {
  const starts = [0]
  const lineBreak = /\r\n|\n|\r/g
  while (lineBreak.test(text)) starts.push(lineBreak.lastIndex)
  return starts
}

/** Index behind the last character of a line (1-based), its break not counted. */
export function lineEnd(text: string, starts: readonly number[], line: number): number {
  const next = starts[line]
  if (next === undefined) return text.length
  const isPair = text[next - 1] === '\n' && text[next - 2] === '\r'
  return next - (isPair ? 2 : 1)
}

function offset(starts: readonly number[], line: number, column: number): number {
  return (starts[line - 1] ?? 0) + column - 1
}

function byPlace(a: FixEdit, b: FixEdit): number {
  return a.range.startLine - b.range.startLine || a.range.startColumn - b.range.startColumn
}
