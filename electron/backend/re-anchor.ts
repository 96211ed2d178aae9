// Where a region of one text stands in another one, and how sure that is.
import type { AnchorState } from '../api/drift.ts'
import type { LineSpan } from '../api/regions.ts'
import { lineMap } from './reviewed-lines.ts'

export interface Place {
  readonly state: AnchorState
  /** First line (1-based); undefined where nothing is left. */
  readonly line: number | undefined
}

/** Compares two texts once and then answers for any region of the first one. */
export function reAnchor(
  before: readonly string[],
  after: readonly string[],
): (region: LineSpan) => Place {
  const lineAfter = lineMap(before, after)
  const { text, lineAt } = squeezed(after)

  /** The nearest line above (or below) the region that is still there, in the new text. */
  function neighbour(from: number, step: 1 | -1): number | undefined {
    for (let line = from; line >= 1 && line <= before.length; line += step) {
      const found = lineAfter[line] ?? 0
      // Empty lines are alike everywhere.
      if (found > 0 && before[line - 1]?.trim() !== '') return found
    }
    return undefined
  }

  return ({ startLine, endLine }) => {
    const start = lineAfter[startLine] ?? 0
    const isWhole =
      start > 0 &&
      lineAfter.subarray(startLine, endLine + 1).every((line, index) => line === start + index)
    if (isWhole) return { state: start === startLine ? 'exact' : 'moved', line: start }
    const above = neighbour(startLine - 1, -1) ?? 0
    const below = neighbour(endLine + 1, 1) ?? after.length + 1
    const code = before
      .slice(startLine - 1, endLine)
      .map(squeeze)
      .join('')
    const first = code === '' ? -1 : text.indexOf(code)
    if (first !== -1) {
      const isOnly = text.indexOf(code, first + 1) === -1
      const line = lineAt(first)
      // The same code between the same neighbours was only laid out anew.
      if (line > above && line < below) return { state: 'moved', line }
      if (isOnly) return { state: 'changed', line }
    }
    // Something else stands where it was.
    if (below - above > 1) return { state: 'changed', line: above + 1 }
    return { state: 'gone', line: undefined }
  }
}

/** A text without white space, and the line (1-based) of each place in it. */
function squeezed(lines: readonly string[]) {
  const starts: number[] = []
  let text = ''
  for (const line of lines) {
    starts.push(text.length)
    text += squeeze(line)
  }
  return {
    text,
    lineAt(offset: number): number {
      let [low, high] = [0, starts.length - 1]
      while (low < high) {
        const middle = (low + high + 1) >> 1
        if ((starts[middle] ?? 0) <= offset) low = middle
        else high = middle - 1
      }
      return low + 1
    },
  }
}

function squeeze(line: string): string {
  return line.replace(/\s+/g, '')
}
