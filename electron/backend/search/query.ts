// What a person types into a search, read into terms. Every text is a query: what is no sign is a
// word.

export interface QueryOptions {
  readonly isRegex: boolean
  readonly isCaseSensitive: boolean
}

/** A part of a path or of a rule's name. */
export interface Scope {
  readonly text: string
  readonly isNot: boolean
}

export interface Query extends QueryOptions {
  /** Words and phrases that all have to be there; in a regular expression the one pattern. */
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  readonly paths: readonly Scope[]
  readonly rules: readonly Scope[]
}

/** A sign in front counts as "not" only before a word: `->` and `-1` are text. */
const NOT = /^-(?=[\p{L}_"])/u
const SCOPE = /^(path|rule):(?=.)/iu

/**
 * Reads `word "a phrase" -not path:part -rule:part`. A quote opens a phrase only where a word
 * starts, and closes it before a space or the end, so that `d["key"]` is one word.
 */
export function readQuery(text: string, options: QueryOptions): Query {
  const include: string[] = []
  const exclude: string[] = []
  const paths: Scope[] = []
  const rules: Scope[] = []
  const pattern: string[] = []
  for (const part of partsOf(text)) {
    const isNot = NOT.test(part)
    const rest = isNot ? part.slice(1) : part
    const scope = SCOPE.exec(rest)
    if (scope !== null) {
      const named = { text: unquoted(rest.slice(scope[0].length)).toLowerCase(), isNot }
      if (scope[1]?.toLowerCase() === 'path') paths.push(named)
      else rules.push(named)
    } else if (options.isRegex) pattern.push(part)
    else {
      const word = unquoted(rest)
      if (word !== '') (isNot ? exclude : include).push(word)
    }
  }
  if (pattern.length > 0) include.push(pattern.join(' '))
  return { ...options, include, exclude, paths, rules }
}

/** True where there is nothing to look for. */
export function isEmptyQuery({ include, exclude, paths, rules }: Query): boolean {
  return include.length + exclude.length + paths.length + rules.length === 0
}

/** Words and quoted phrases with their signs, in the order in which they stand. */
function partsOf(text: string): readonly string[] {
  const parts: string[] = []
  let at = 0
  while (at < text.length) {
    if (isSpace(text, at)) {
      at += 1
      continue
    }
    const end = endOfPart(text, at)
    parts.push(text.slice(at, end))
    at = end
  }
  return parts
}

function endOfPart(text: string, start: number): number {
  const sign = /^-?(?:(?:path|rule):)?"/iu.exec(text.slice(start, start + 8))
  if (sign !== null) {
    const open = start + sign[0].length
    for (let at = text.indexOf('"', open); at !== -1; at = text.indexOf('"', at + 1)) {
      if (at + 1 === text.length || isSpace(text, at + 1)) return at + 1
    }
    return text.length
  }
  let at = start
  while (at < text.length && !isSpace(text, at)) at += 1
  return at
}

/** The text between quotes; a phrase that is not closed goes to the end. */
function unquoted(part: string): string {
  if (!part.startsWith('"')) return part
  const isClosed = part.length > 1 && part.endsWith('"')
  const inside = part.slice(1, isClosed ? -1 : undefined)
  // A quote alone is a quote.
  return inside === '' ? part : inside
}

function isSpace(text: string, at: number): boolean {
  return /\s/u.test(text.charAt(at))
}
