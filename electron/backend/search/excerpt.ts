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
 * The part of a text around its first mark, in one line. Breaks and tabs become spaces one for one,
 * so that marks stay where they are; without a mark it is the text's beginning.
 */
export function excerptOf(text: string, marks: readonly Mark[]): Excerpt {
  const [first = [0, 0] as const] = marks
  const indent = marks.length === 0 ? 0 : (/^\s*/u.exec(text)?.[0].length ?? 0)
  const from = whole(
    text,
    first[0] <= BEFORE + indent ? Math.min(indent, first[0]) : first[0] - BEFORE,
  )
  const to = whole(text, Math.min(text.length, from + LONGEST))
  const lead = from > indent ? CUT : ''
  const tail = to < text.length ? CUT : ''
  const shift = lead.length - from
  return {
    text: `${lead}${text.slice(from, to).replaceAll(/\s/gu, ' ')}${tail}`,
    marks: marks.flatMap(([start, end]) =>
      start >= to || end <= from
        ? []
        : [[Math.max(start, from) + shift, Math.min(end, to) + shift] as [number, number]],
    ),
  }
}

/** A place that does not lie within a pair of surrogates. */
function whole(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return at > 0 && code >= 0xdc00 && code <= 0xdfff ? at - 1 : at
}
