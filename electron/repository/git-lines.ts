// Lines of two texts, and where they differ.
import { diffArrays } from 'diff'

/** Longer searches for the smallest difference end in all of what may differ. */
const MAX_EDITS = 20_000
const MAX_BYTES = 16 * 1024 * 1024

/** Lines that stand for others; 0-based, the end not included. A count of 0: nothing is there. */
export interface LineEdit {
  readonly before: number
  readonly beforeCount: number
  readonly after: number
  readonly afterCount: number
}

/**
 * The lines of a file, each byte a character, without their ends: equal lines are equal texts
 * whatever the encoding and whatever the system ends a line with.
 */
export function linesOfBytes(bytes: Uint8Array): readonly string[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
  const lines = text.split(/\r\n|\n|\r/)
  if (lines.at(-1) === '') lines.pop()
  return lines
}

/** True for what is not compared line by line: what Git would call binary, and what is too long. */
export function isLineless(bytes: Uint8Array): boolean {
  return bytes.length > MAX_BYTES || bytes.subarray(0, 8_000).includes(0)
}

/** The edits from one text to another, in their order. */
export function lineEdits(before: readonly string[], after: readonly string[]): LineEdit[] {
  let start = 0
  const least = Math.min(before.length, after.length)
  while (start < least && before[start] === after[start]) start += 1
  let end = 0
  while (end < least - start && before.at(-1 - end) === after.at(-1 - end)) end += 1
  const [left, right] = [
    before.slice(start, before.length - end),
    after.slice(start, after.length - end),
  ]
  if (left.length === 0 && right.length === 0) return []
  const whole = {
    before: start,
    beforeCount: left.length,
    after: start,
    afterCount: right.length,
  }
  if (left.length === 0 || right.length === 0) return [slidDown(whole, before, after)]
  const parts = diffArrays([...left], [...right], { maxEditLength: MAX_EDITS })
  return parts === undefined
    ? [whole]
    : joined(parts, start).map((edit) => slidDown(edit, before, after))
}

type Part = { readonly added: boolean; readonly removed: boolean; readonly count: number }

function joined(parts: readonly Part[], start: number): LineEdit[] {
  const edits: LineEdit[] = []
  let [before, after] = [start, start]
  for (const { added, removed, count } of parts) {
    const last = edits.at(-1)
    const isNext =
      last !== undefined &&
      last.before + last.beforeCount === before &&
      last.after + last.afterCount === after
    if (added || removed) {
      const edit = isNext ? last : { before, beforeCount: 0, after, afterCount: 0 }
      const grown = {
        ...edit,
        beforeCount: edit.beforeCount + (removed ? count : 0),
        afterCount: edit.afterCount + (added ? count : 0),
      }
      if (isNext) edits.splice(-1, 1, grown)
      else edits.push(grown)
    }
    if (!added) before += count
    if (!removed) after += count
  }
  return edits
}

/** Where the same lines could have been added or removed at several places, Git takes the last. */
function slidDown(edit: LineEdit, before: readonly string[], after: readonly string[]): LineEdit {
  const { beforeCount, afterCount } = edit
  if (beforeCount > 0 && afterCount > 0) return edit
  const [lines, at, count] =
    afterCount > 0 ? [after, edit.after, afterCount] : [before, edit.before, beforeCount]
  let by = 0
  while (at + count + by < lines.length && lines[at + by] === lines[at + count + by]) by += 1
  return { ...edit, before: edit.before + by, after: edit.after + by }
}
