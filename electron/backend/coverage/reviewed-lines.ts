// Regions of whole lines as disjoint intervals: marking joins, unmarking splits, and a change of
// the text takes away what stood in the changed symbol.
import { diffArrays } from 'diff'
import type { LineSpan } from '../../api/regions.ts'
import type { StoredRegion } from '../../store/reviewed-files.ts'
import { type Alignment, align, wholeSpan } from '../anchors/alignment.ts'

/** The symbol that owns each line; index 0 stands for line 1. */
export type Owners = readonly string[]

/** Longer searches for the smallest difference end in a search for whole regions. */
const MAX_EDITS = 5_000

/** Joined where they touch, whatever symbol they belong to. */
export function joinedSpans(regions: readonly LineSpan[]): readonly LineSpan[] {
  const joined: { startLine: number; endLine: number }[] = []
  for (const { startLine, endLine } of regions.toSorted((a, b) => a.startLine - b.startLine)) {
    const last = joined.at(-1)
    if (last !== undefined && startLine <= last.endLine + 1) {
      last.endLine = Math.max(last.endLine, endLine)
    } else joined.push({ startLine, endLine })
  }
  return joined
}

/**
 * The regions with lines marked or unmarked: disjoint, in order, each within the code of one
 * symbol, and as few as possible. Lines beyond the end of the file are left out.
 */
export function markLines(
  regions: readonly LineSpan[],
  span: LineSpan,
  isReviewed: boolean,
  owners: Owners,
): readonly StoredRegion[] {
  const isMarked = new Uint8Array(owners.length + 1)
  for (const { startLine, endLine } of regions) isMarked.fill(1, startLine, endLine + 1)
  isMarked.fill(isReviewed ? 1 : 0, span.startLine, span.endLine + 1)
  const found: { symbol: string; startLine: number; endLine: number }[] = []
  for (const [index, symbol] of owners.entries()) {
    const line = index + 1
    if (isMarked[line] !== 1) continue
    const last = found.at(-1)
    if (last?.symbol === symbol && last.endLine === line - 1) last.endLine = line
    else found.push({ symbol, startLine: line, endLine: line })
  }
  return found
}

export interface Carried {
  readonly regions: readonly StoredRegion[]
  /** Symbols whose reviewed code is not there any more as it was. */
  readonly changed: readonly string[]
}

/**
 * Where the regions of one text stand in another one. A region follows its lines; where one of them
 * has changed or lines came between, all regions of that symbol are gone. Code of the module itself
 * is many things: there only the changed region goes.
 */
export function carryRegions(
  regions: readonly StoredRegion[],
  before: readonly string[],
  after: readonly string[],
): Carried {
  const lineAfter = lineMap(before, after)
  const aligned = lazily(() => align(before, after))
  const moved = regions.map(
    (region) => moveRegion(region, before, after, lineAfter) ?? laidOutAnew(region, aligned()),
  )
  const broken = new Set<string>()
  for (const [index, { symbol }] of regions.entries()) {
    if (moved[index] === undefined) broken.add(symbol)
  }
  const kept = moved.filter(
    (region) => region !== undefined && (region.symbol === '' || !broken.has(region.symbol)),
  )
  return {
    regions: kept.flatMap((region) => region ?? []).toSorted((a, b) => a.startLine - b.startLine),
    changed: [...broken],
  }
}

function moveRegion(
  region: StoredRegion,
  before: readonly string[],
  after: readonly string[],
  lineAfter: Int32Array,
): StoredRegion | undefined {
  const { symbol, startLine, endLine } = region
  const start = lineAfter[startLine] ?? 0
  const isWhole =
    start > 0 &&
    lineAfter.subarray(startLine, endLine + 1).every((line, index) => line === start + index)
  if (isWhole) return { symbol, startLine: start, endLine: start + endLine - startLine }
  const found = onlyPlaceOf(before.slice(startLine - 1, endLine), after, symbol === '' ? 3 : 2)
  if (found === undefined) return undefined
  return { symbol, startLine: found, endLine: found + endLine - startLine }
}

/** The same words, nested as they were, in other lines. */
function laidOutAnew(region: StoredRegion, alignment: Alignment): StoredRegion | undefined {
  const words = wholeSpan(alignment, region)
  const first = words && alignment.after[words.first]
  const last = words && alignment.after[words.last]
  return first && last && { ...region, startLine: first.line, endLine: last.line }
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** For each line of the old text its line in the new one, 0 where it is gone; both from 1. */
export function lineMap(before: readonly string[], after: readonly string[]): Int32Array {
  const map = new Int32Array(before.length + 2)
  const parts = diffArrays(before.map(folded), after.map(folded), { maxEditLength: MAX_EDITS })
  let [old, now] = [1, 1]
  for (const { added, removed, count } of parts ?? []) {
    if (removed) old += count
    else if (added) now += count
    else {
      for (let index = 0; index < count; index += 1) map[old + index] = now + index
      old += count
      now += count
    }
  }
  return map
}

/** First line (1-based) of the one place where the lines stand; undefined for none or several. */
function onlyPlaceOf(
  lines: readonly string[],
  text: readonly string[],
  least: number,
): number | undefined {
  const wanted = lines.map(folded)
  // A line or two stand in other places by chance; two that define a symbol do not.
  if (wanted.filter((line) => line !== '').length < least) return undefined
  const all = text.map(folded)
  let found: number | undefined
  for (let start = 0; start + wanted.length <= all.length; start += 1) {
    if (!wanted.every((line, index) => all[start + index] === line)) continue
    if (found !== undefined) return undefined
    found = start + 1
  }
  return found
}

/** White space at the end of a line and the kind of its break are no change of the code. */
function folded(line: string): string {
  return line.trimEnd()
}
