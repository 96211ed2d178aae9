// Regular expressions of Python read into a tree: what one character may be, sequences, choices, loops.

/** Which of the characters 0 to 127, and at 128 whether any other, one place of a pattern takes. */
export type Characters = readonly boolean[]

export type Pattern =
  | { readonly kind: 'one'; readonly characters: Characters }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'optional' | 'loop'; readonly of: Pattern; readonly isNullable: boolean }

const SIZE = 129
const OTHER = 128
const EMPTY: Pattern = { kind: 'sequence', parts: [] }
const ESCAPED: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['f', '\f'],
  ['v', '\v'],
])
const CLASSES: ReadonlyMap<string, RegExp> = new Map([
  ['d', /\d/],
  ['w', /\w/],
  ['s', /\s/],
])
/** What makes one way out of several: tests of what stands around, references, groups that keep what they took. */
const DECIDING = /\\[bB1-9]|\(\?(?:[=!>(]|<[=!]|P=|[aiLmsu]*x)|[+*?}]\+/

/**
 * The tree of a pattern without flags; undefined for what a tree of this kind does not tell:
 * look-around, references, word boundaries, and what is no pattern.
 */
export function readPattern(text: string): Pattern | undefined {
  if (text.length > MAX_LENGTH || DECIDING.test(text)) return undefined
  const reader = new PatternReader(text)
  const found = reader.choice()
  return reader.isDone ? found : undefined
}

const MAX_LENGTH = 400

class PatternReader {
  readonly #text: string
  #at = 0
  #isBroken = false

  constructor(text: string) {
    this.#text = text
  }

  get isDone(): boolean {
    return !this.#isBroken && this.#at === this.#text.length
  }

  choice(): Pattern {
    const parts = [this.#sequence()]
    while (this.#take('|')) parts.push(this.#sequence())
    return parts.length === 1 ? (parts[0] ?? EMPTY) : { kind: 'choice', parts }
  }

  #sequence(): Pattern {
    const parts: Pattern[] = []
    while (this.#at < this.#text.length && !this.#isBroken) {
      const next = this.#text[this.#at]
      if (next === '|' || next === ')') break
      parts.push(this.#repeated(this.#atom()))
    }
    return { kind: 'sequence', parts }
  }

  #atom(): Pattern {
    const next = this.#text[this.#at] ?? ''
    this.#at += 1
    switch (next) {
      case '(': {
        const head = /^\?(?:P<\w+>|:|[aiLmsu]+\)|[aiLmsu-]+:)/.exec(this.#text.slice(this.#at))
        this.#at += head?.[0].length ?? 0
        // `(?i)` groups nothing.
        if (head?.[0].endsWith(')') === true) return EMPTY
        const inner = this.choice()
        if (!this.#take(')')) this.#isBroken = true
        return inner
      }
      case '^':
      case '$':
        return EMPTY
      case '.':
        return one((code) => code !== 10)
      case '[':
        return this.#class()
      case '\\':
        return this.#escape()
      case '*':
      case '+':
      case '?':
        this.#isBroken = true
        return EMPTY
      default:
        return literal(next)
    }
  }

  #escape(): Pattern {
    const next = this.#text[this.#at] ?? ''
    this.#at += 1
    if (/[AZ]/.test(next)) return EMPTY
    const test = classTest(next)
    if (test !== undefined) return one(test)
    if (/[xuUN0]/.test(next)) {
      this.#isBroken = true
      return EMPTY
    }
    return literal(ESCAPED.get(next) ?? next)
  }

  #class(): Pattern {
    const isNegated = this.#take('^')
    const characters = new Array<boolean>(SIZE).fill(false)
    let isFirst = true
    while (this.#at < this.#text.length && (isFirst || this.#text[this.#at] !== ']')) {
      isFirst = false
      const low = this.#member(characters)
      const isRange = this.#text[this.#at] === '-' && this.#text[this.#at + 1] !== ']'
      if (low === undefined || !isRange) continue
      this.#at += 1
      const high = this.#member(characters)
      if (high === undefined) continue
      for (let code = low; code <= Math.min(high, OTHER); code += 1) characters[code] = true
    }
    if (!this.#take(']')) this.#isBroken = true
    return { kind: 'one', characters: isNegated ? characters.map((is) => !is) : characters }
  }

  /** Notes one member of a class; its code where it is one character. */
  #member(characters: boolean[]): number | undefined {
    let next = this.#text[this.#at] ?? ''
    this.#at += 1
    if (next === '\\') {
      next = this.#text[this.#at] ?? ''
      this.#at += 1
      const test = classTest(next)
      if (test !== undefined) {
        for (let code = 0; code < SIZE; code += 1) if (test(code)) characters[code] = true
        return undefined
      }
      if (/[xuUN]/.test(next)) this.#isBroken = true
      next = ESCAPED.get(next) ?? next
    }
    const code = Math.min(next.codePointAt(0) ?? 0, OTHER)
    characters[code] = true
    return code
  }

  #repeated(of: Pattern): Pattern {
    const found = /^(?:[*+?]|\{(\d*)(,?)(\d*)\})/.exec(this.#text.slice(this.#at))
    if (found === null) return of
    const [whole, low = '', comma, high = ''] = found
    if (whole.startsWith('{') && low + high === '') return of
    this.#at += whole.length
    this.#take('?')
    const isLoop = whole === '*' || whole === '+' || (comma === ',' && high === '')
    const isNullable = whole === '*' || whole === '?' || Number(low || 0) === 0
    const isRequired = whole === '+' || (whole.startsWith('{') && Number(low || 0) > 0)
    if (isLoop) return { kind: 'loop', of, isNullable: isNullable && !isRequired }
    // A few times is as good as once: it never grows with the text.
    return isRequired ? of : { kind: 'optional', of, isNullable: true }
  }

  #take(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false
    this.#at += text.length
    return true
  }
}

function one(test: (code: number) => boolean): Pattern {
  return { kind: 'one', characters: Array.from({ length: SIZE }, (_, code) => test(code)) }
}

function literal(character: string): Pattern {
  const own = Math.min(character.codePointAt(0) ?? 0, OTHER)
  return one((code) => code === own)
}

/** What `\w`, `\D` and the like take; letters and digits of other scripts are words. */
function classTest(name: string): ((code: number) => boolean) | undefined {
  const known = CLASSES.get(name.toLowerCase())
  if (known === undefined) return undefined
  const isNegated = name !== name.toLowerCase()
  return (code) => {
    const isIn = code === OTHER ? name.toLowerCase() === 'w' : known.test(String.fromCharCode(code))
    return isIn !== isNegated
  }
}
