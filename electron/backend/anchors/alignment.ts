// Which words of one text are which words of another one.
import { diffArrays } from 'diff'
import type { LineSpan } from '../../api/regions.ts'
import { type Token, tokensOf } from './anchor-tokens.ts'

export interface Alignment {
  readonly before: readonly Token[]
  readonly after: readonly Token[]
  /** For each word of the first text the index of the same word in the second one, -1 for none. */
  readonly target: Int32Array
  /** Index of the first word at or after a line (1-based) of the first text. */
  readonly firstOfLine: (line: number) => number
}

/** Indices of words of the second text, both inclusive. */
export interface WordSpan {
  readonly first: number
  readonly last: number
}

/** A longer way from one text to the other ends the search: then nothing is the same. */
const MAX_LINE_EDITS = 5_000
const MAX_WORD_EDITS = 1_500

/** Compares two texts by their words: first whole lines, then the words of what differs. */
export function align(before: readonly string[], after: readonly string[]): Alignment {
  const [old, now] = [tokensOf(before), tokensOf(after)]
  const target = new Int32Array(old.length).fill(-1)
  const [oldStarts, nowStarts] = [starts(old, before.length), starts(now, after.length)]
  const parts = diffArrays(before.map(squeeze), after.map(squeeze), {
    maxEditLength: MAX_LINE_EDITS,
  })
  let [oldLine, nowLine] = [1, 1]
  // Where the words begin that were not found the same yet.
  let [openOld, openNow] = [0, 0]
  for (const { added, removed, count } of parts ?? []) {
    if (removed) oldLine += count
    else if (added) nowLine += count
    else {
      for (let line = 0; line < count; line += 1) {
        const [from, to] = [oldStarts[oldLine + line] ?? 0, oldStarts[oldLine + line + 1] ?? 0]
        const [at, end] = [nowStarts[nowLine + line] ?? 0, nowStarts[nowLine + line + 1] ?? 0]
        // What leads and trails a line may make it another word.
        if (to - from !== end - at || to === from) continue
        alignWords(old, now, [openOld, from], [openNow, at], target)
        for (let word = from; word < to; word += 1) target[word] = at + word - from
        openOld = to
        openNow = end
      }
      oldLine += count
      nowLine += count
    }
  }
  if (parts !== undefined) {
    alignWords(old, now, [openOld, old.length], [openNow, now.length], target)
  }
  return {
    before: old,
    after: now,
    target,
    firstOfLine: (line) => oldStarts[Math.min(Math.max(line, 1), before.length + 1)] ?? old.length,
  }
}

/** Index of the first word at or after each line; the entry after the last line ends them. */
function starts(tokens: readonly Token[], lineCount: number): Int32Array {
  const found = new Int32Array(lineCount + 2)
  let at = 0
  for (let line = 1; line <= lineCount + 1; line += 1) {
    while (at < tokens.length && (tokens[at]?.line ?? 0) < line) at += 1
    found[line] = at
  }
  return found
}

function alignWords(
  old: readonly Token[],
  now: readonly Token[],
  [oldStart, oldEnd]: readonly [number, number],
  [nowStart, nowEnd]: readonly [number, number],
  target: Int32Array,
): void {
  if (oldStart >= oldEnd || nowStart >= nowEnd) return
  const text = ({ text: word }: Token) => word
  const parts = diffArrays(
    old.slice(oldStart, oldEnd).map(text),
    now.slice(nowStart, nowEnd).map(text),
    { maxEditLength: MAX_WORD_EDITS },
  )
  let [from, at] = [oldStart, nowStart]
  for (const { added, removed, count } of parts ?? []) {
    if (!added && !removed) {
      for (let word = 0; word < count; word += 1) target[from + word] = at + word
    }
    if (!added) from += count
    if (!removed) at += count
  }
}

/**
 * Where whole lines stand in the other text when their words are all there, with nothing between
 * them and nested as they were; undefined otherwise.
 */
export function wholeSpan(
  alignment: Alignment,
  { startLine, endLine }: LineSpan,
): WordSpan | undefined {
  const { before, after, target, firstOfLine } = alignment
  const [from, to] = [firstOfLine(startLine), firstOfLine(endLine + 1)]
  const first = target[from] ?? -1
  if (to === from || first < 0) return undefined
  const columns = new Map<number, number>()
  for (let word = from; word < to; word += 1) {
    if (target[word] !== first + word - from) return undefined
    const [old, now] = [before[word]?.indent ?? 0, after[first + word - from]?.indent ?? 0]
    if (old === 0 || now === 0) continue
    if ((columns.get(old) ?? now) !== now) return undefined
    columns.set(old, now)
  }
  // Words that came to the ends of its lines are part of what is said there.
  const isOpenBefore = after[first - 1]?.line === after[first]?.line
  if (isOpenBefore && target[from - 1] !== first - 1) return undefined
  const last = first + to - from - 1
  const isOpenAfter = after[last + 1]?.line === after[last]?.line
  if (isOpenAfter && target[to] !== last + 1) return undefined
  const nested = [...columns].sort(([a], [b]) => a - b).map(([, now]) => now)
  if (nested.some((now, index) => index > 0 && now <= (nested[index - 1] ?? 0))) return undefined
  return { first, last }
}

/** What is left of whole lines: from the first to the last of their words that are still there. */
export function keptSpan(
  alignment: Alignment,
  { startLine, endLine }: LineSpan,
): LineSpan | undefined {
  const { after, target, firstOfLine } = alignment
  const kept = target
    .subarray(firstOfLine(startLine), firstOfLine(endLine + 1))
    .filter((word) => word >= 0)
  const [first, last] = [after[kept[0] ?? -1], after[kept.at(-1) ?? -1]]
  return first && last && { startLine: first.line, endLine: last.line }
}

function squeeze(line: string): string {
  return line.replace(/\s+/g, '')
}
