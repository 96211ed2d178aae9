// One line around a match, short enough for a list.
import type { Mark } from './matcher.ts'

export interface Excerpt {
  readonly text: string
  readonly marks: [number, number][]
}

const BEFORE = 40
const LONGEST = 240
const CUT = '…'

/**
 * The line of the first mark, without its indent and cut where it is long; the first line that says
 * something where nothing is marked. Tabs become spaces one for one.
 */
export function excerptOf(text: string, marks: readonly Mark[]): Excerpt {
  const [first] = marks
  const at = first?.[0] ?? Math.max(0, text.search(/\S/u))
  const [start, end] = lineAround(text, at)
  const from = whole(text, Math.max(start, at - BEFORE))
  const to = whole(text, Math.min(end, from + LONGEST))
  const lead = from > start ? CUT : ''
  const shift = lead.length - from
  return {
    text: `${lead}${text.slice(from, to).replaceAll(/\s/gu, ' ')}${to < end ? CUT : ''}`,
    marks: marks.flatMap(([markStart, markEnd]) =>
      markStart >= to || markEnd <= from
        ? []
        : [[Math.max(markStart, from) + shift, Math.min(markEnd, to) + shift] as [number, number]],
    ),
  }
}

/** Where the line of a place starts, its indent left out as far as the place, and ends. */
function lineAround(text: string, at: number): readonly [number, number] {
  let start = at
  while (start > 0 && !isBreak(text.charCodeAt(start - 1))) start -= 1
  while (start < at && /\s/u.test(text.charAt(start))) start += 1
  let end = at
  while (end < text.length && !isBreak(text.charCodeAt(end))) end += 1
  return [start, end]
}

function isBreak(code: number): boolean {
  return code === 0x0a || code === 0x0d
}

/** A place that does not lie within a pair of surrogates. */
function whole(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return at > 0 && code >= 0xdc00 && code <= 0xdfff ? at - 1 : at
}
