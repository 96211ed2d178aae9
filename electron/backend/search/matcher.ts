// Whether a text has what a query asks for, and where.
import type { Query } from './query.ts'

/** Start and end of a match: UTF-16, end exclusive. */
export type Mark = readonly [start: number, end: number]

export interface Matcher {
  /** Where the query's words stand, in order and disjoint; undefined where the text does not match. */
  readonly marksIn: (text: string) => readonly Mark[] | undefined
  /** Calls back for each line (1-based) that matches, with where it starts, ends and its marks. */
  readonly eachLine: (text: string, found: (line: FoundLine) => void) => void
  /** Words that a matching text must hold when folded; none where nothing is known. */
  readonly needed: readonly string[]
}

export interface FoundLine {
  readonly line: number
  readonly text: string
  readonly marks: readonly Mark[]
}

/** Places in one text that are marked. */
const MOST_MARKS = 200
const BREAK = /\r\n|\n|\r/g

/**
 * Lower case with every character in its place: what would change its length stays as it is, and
 * the two small sigmas are one.
 */
export function fold(text: string): string {
  const lower = text.toLowerCase()
  const same = lower.length === text.length ? lower : foldEach(text)
  return same.includes('ς') ? same.replaceAll('ς', 'σ') : same
}

function foldEach(text: string): string {
  let folded = ''
  for (const character of text) {
    const lower = character.toLowerCase()
    folded += lower.length === character.length ? lower : character
  }
  return folded
}

/** A matcher, or a sentence about why the query cannot be used. */
export function createMatcher(query: Query): Matcher | { readonly problem: string } {
  return query.isRegex ? patternMatcher(query) : wordMatcher(query)
}

function wordMatcher({ include, exclude, isCaseSensitive }: Query): Matcher {
  const like = isCaseSensitive ? (text: string) => text : fold
  const wanted = [...new Set(include.map(like))].toSorted((a, b) => b.length - a.length)
  const unwanted = [...new Set(exclude.map(like))]
  const [longest] = wanted

  function marksOf(folded: string): readonly Mark[] | undefined {
    if (unwanted.some((word) => folded.includes(word))) return undefined
    const marks: Mark[] = []
    for (const word of wanted) {
      let at = folded.indexOf(word)
      if (at === -1) return undefined
      for (; at !== -1 && marks.length < MOST_MARKS; at = folded.indexOf(word, at + word.length)) {
        marks.push([at, at + word.length])
      }
    }
    return joined(marks)
  }

  return {
    needed: include.map(fold),
    marksIn: (text) => marksOf(like(text)),
    eachLine(text, found) {
      if (longest === undefined) return
      const folded = like(text)
      if (wanted.some((word) => !folded.includes(word))) return
      const lines = lineCounter(text)
      for (let at = folded.indexOf(longest); at !== -1; ) {
        const { line, start, end } = lines.at(at)
        const marks = marksOf(folded.slice(start, end))
        if (marks !== undefined) found({ line, text: text.slice(start, end), marks })
        at = folded.indexOf(longest, Math.max(end, at + 1))
      }
    },
  }
}

function patternMatcher({ include, isCaseSensitive }: Query): Matcher | { problem: string } {
  const [source] = include
  const compiled = source === undefined ? undefined : compile(source, isCaseSensitive)
  if (compiled !== undefined && 'problem' in compiled) return compiled
  const pattern = compiled

  function marksIn(text: string): readonly Mark[] | undefined {
    if (pattern === undefined) return []
    const marks: Mark[] = []
    for (const match of text.matchAll(pattern)) {
      // What matches nothing shows nothing.
      if (match[0] !== '') marks.push([match.index, match.index + match[0].length])
      if (marks.length === MOST_MARKS) break
    }
    return marks.length === 0 ? undefined : marks
  }

  return {
    needed: [],
    marksIn,
    eachLine(text, found) {
      if (pattern === undefined) return
      let line = 0
      let start = 0
      const look = (end: number) => {
        line += 1
        const own = text.slice(start, end)
        const marks = marksIn(own)
        if (marks !== undefined) found({ line, text: own, marks })
      }
      for (const { index, 0: ending } of text.matchAll(BREAK)) {
        look(index)
        start = index + ending.length
      }
      look(text.length)
    },
  }
}

function compile(source: string, isCaseSensitive: boolean): RegExp | { problem: string } {
  const flags = isCaseSensitive ? 'g' : 'gi'
  try {
    return new RegExp(source, `${flags}u`)
  } catch {
    // Characters that need no escape are often escaped: the older syntax takes them.
  }
  try {
    return new RegExp(source, flags)
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^.*: /s, '') : ''
    return { problem: `This is not a regular expression: ${reason}.` }
  }
}

/** Lines by ascending offsets, each break counted once. */
function lineCounter(text: string) {
  const breaks = text.matchAll(BREAK)
  let line = 1
  let start = 0
  let next = breaks.next()
  return {
    at(offset: number) {
      while (!next.done && next.value.index + next.value[0].length <= offset) {
        line += 1
        start = next.value.index + next.value[0].length
        next = breaks.next()
      }
      return { line, start, end: next.done ? text.length : next.value.index }
    },
  }
}

/** In order; what touches or overlaps is one. */
function joined(marks: readonly Mark[]): readonly Mark[] {
  const all: [number, number][] = []
  for (const [start, end] of marks.toSorted((a, b) => a[0] - b[0] || b[1] - a[1])) {
    const last = all.at(-1)
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end)
    else all.push([start, end])
  }
  return all
}
