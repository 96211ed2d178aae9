// Where a region of one text stands in another one, and how sure that is.
import type { Range } from '../../../analyzer/model.ts'
import type { AnchorState } from '../../api/anchors.ts'
import { orderChange } from '../definition-order.ts'
import { type Alignment, align, wholeSpan } from './alignment.ts'
import type { Token } from './anchor-tokens.ts'

/** Where a region stands; for `gone` the place where it was taken out. */
export interface Place {
  readonly state: AnchorState
  readonly range: Range
}

/** Of a region that was edited this much must be there still, or it is looked for elsewhere. */
const LEAST_KEPT = 0.5
/** Fewer words stand in other places by chance. */
const LEAST_WORDS = 4
/** How many lines above and below are looked for with a region, one after the other. */
const SURROUNDINGS = [
  [0, 0],
  [1, 1],
  [2, 2],
  [3, 3],
  [2, 0],
  [0, 2],
] as const

/** Compares two texts once and then answers for any region of the first one. */
export function reAnchor(
  before: readonly string[],
  after: readonly string[],
): (region: Range) => Place {
  const alignment = align(before, after)
  const { before: old, after: now, target, firstOfLine } = alignment
  const isAmongOthers = orderChange(before, after)
  const findElsewhere = elsewhere(alignment)

  return (region) => {
    const endLine = lastLine(region)
    const [from, to] = [firstOfLine(region.startLine), firstOfLine(endLine + 1)]
    const kept = target.subarray(from, to).filter((word) => word >= 0)
    if (wholeSpan(alignment, { startLine: region.startLine, endLine }) !== undefined) {
      const range = rangeAt(region, from, to, (word) => now[target[word] ?? -1])
      if (isAmongOthers(region.startLine)) return { state: 'changed', range }
      const isExact =
        range.startLine === region.startLine &&
        isSameText(before, after, region.startLine, endLine, range.startLine)
      return { state: isExact ? 'exact' : 'moved', range: isExact ? region : range }
    }
    const other = findElsewhere(from, to)
    if (kept.length < (to - from) * LEAST_KEPT && other !== undefined) {
      return {
        state: 'changed',
        range: rangeAt(region, from, to, (word) => now[other + word - from]),
      }
    }
    const [above, below] = neighbours(alignment, from, to)
    const [first, last] = [now[kept[0] ?? -1], now[kept.at(-1) ?? -1]]
    if (first !== undefined && last !== undefined && kept.length >= (to - from) * LEAST_KEPT) {
      return { state: 'changed', range: linesOf(after, first.line, last.line) }
    }
    if (other !== undefined) {
      return {
        state: 'changed',
        range: rangeAt(region, from, to, (word) => now[other + word - from]),
      }
    }
    const start = Math.min(Math.max(1, above + 1), Math.max(1, after.length))
    // Something else stands where it was.
    if (below - above > 1 && hasText(after, above + 1, below - 1)) {
      const end = Math.min(below - 1, start + endLine - region.startLine)
      return { state: 'changed', range: linesOf(after, start, Math.max(start, end)) }
    }
    return { state: 'gone', range: linesOf(after, start, start) }
  }

  /** The region where its first and last words stand, by a way from old words to new ones. */
  function rangeAt(
    region: Range,
    from: number,
    to: number,
    there: (word: number) => Token | undefined,
  ): Range {
    let [first, last] = [from, to - 1]
    while (first < last && endsBefore(old[first], region)) first += 1
    while (last > first && startsAfter(old[last], region)) last -= 1
    const [start, end] = [there(first), there(last)]
    if (start === undefined || end === undefined) return region
    return {
      startLine: start.line,
      startColumn: start.startColumn,
      endLine: end.line,
      endColumn: Math.max(end.endColumn, end.line === start.line ? start.startColumn : 1),
    }
  }
}

/** A region that ends before the first column of a line does not take that line in. */
function lastLine({ startLine, endLine, endColumn }: Range): number {
  return endColumn === 1 && endLine > startLine ? endLine - 1 : endLine
}

function endsBefore(word: Token | undefined, { startLine, startColumn }: Range): boolean {
  return word !== undefined && word.line === startLine && word.endColumn <= startColumn
}

function startsAfter(word: Token | undefined, { endLine, endColumn }: Range): boolean {
  if (word === undefined) return false
  return word.line > endLine || (word.line === endLine && word.startColumn >= endColumn)
}

function isSameText(
  before: readonly string[],
  after: readonly string[],
  startLine: number,
  endLine: number,
  at: number,
): boolean {
  for (let line = startLine; line <= endLine; line += 1) {
    const there = after[at - 1 + line - startLine]
    if (before[line - 1]?.trimEnd() !== there?.trimEnd()) return false
  }
  return true
}

/** The nearest lines above and below the words that are still there, in the new text. */
function neighbours(
  { after, target }: Alignment,
  from: number,
  to: number,
): readonly [number, number] {
  let above = from - 1
  while (above >= 0 && (target[above] ?? -1) < 0) above -= 1
  let below = to
  while (below < target.length && (target[below] ?? -1) < 0) below += 1
  return [
    above < 0 ? 0 : (after[target[above] ?? 0]?.line ?? 0),
    below >= target.length ? (after.at(-1)?.line ?? 0) + 1 : (after[target[below] ?? 0]?.line ?? 1),
  ]
}

/**
 * Looks for the only other place of the same words: the index of its first one. Words that are few,
 * or stand in several places, are looked for together with the lines around them.
 */
function elsewhere({ before, after, firstOfLine }: Alignment) {
  const byWord = Map.groupBy(after.keys(), (index) => after[index]?.text ?? '')

  function onlyPlace(from: number, to: number): number | undefined {
    if (to - from < LEAST_WORDS) return undefined
    const found = (byWord.get(before[from]?.text ?? '') ?? []).filter((start) => {
      for (let word = from; word < to; word += 1) {
        if (after[start + word - from]?.text !== before[word]?.text) return false
      }
      return true
    })
    return found.length === 1 ? found[0] : undefined
  }

  return (from: number, to: number): number | undefined => {
    const [first, last] = [before[from]?.line ?? 0, before[to - 1]?.line ?? 0]
    if (to === from) return undefined
    for (const [above, below] of SURROUNDINGS) {
      const start = above === 0 ? from : firstOfLine(first - above)
      const found = onlyPlace(start, below === 0 ? to : firstOfLine(last + below + 1))
      if (found !== undefined) return found + from - start
    }
    return undefined
  }
}

function hasText(lines: readonly string[], first: number, last: number): boolean {
  return lines.slice(first - 1, last).some((line) => line.trim() !== '')
}

function linesOf(lines: readonly string[], startLine: number, endLine: number): Range {
  const start = lines[startLine - 1] ?? ''
  return {
    startLine,
    startColumn: start.length - start.trimStart().length + 1,
    endLine,
    endColumn: (lines[endLine - 1] ?? '').trimEnd().length + 1,
  }
}
