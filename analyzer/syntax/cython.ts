// Cython (`.pyx`, `.pxd`) as Python of equal length: C types, declarations and casts are blanked
// or put into words that Python has, so that every name keeps its line and column.
import { type CythonToken, type LogicalLine, logicalLines } from './cython-tokens.ts'

export interface CythonSource {
  /** As long as the source. */
  readonly text: string
  /** Logical lines of which nothing is left but `pass`: C declarations without a Python meaning. */
  readonly opaqueLines: number
}

/** Turns Cython into Python that the parser can read; what it cannot say is counted. */
export function readCython(source: string): CythonSource {
  const rewriter = new Rewriter(source)
  for (const line of logicalLines(source)) rewriter.line(line)
  return rewriter.result()
}

/** An indented block of C declarations, or of declarations with the `cdef` in front of the block. */
interface Block {
  readonly indent: number
  readonly kind: 'c' | 'cdef'
}

const C_BLOCKS = new Set(['extern', 'struct', 'union', 'enum', 'fused', 'cppclass', 'packed'])
const BEFORE_VALUE = new Set([
  'return',
  'in',
  'and',
  'or',
  'not',
  'if',
  'else',
  'elif',
  'while',
  'is',
  'yield',
  'await',
  'lambda',
  'print',
  'assert',
  'raise',
  'del',
  'for',
  'case',
])

class Rewriter {
  readonly #source: string
  readonly #chars: string[]
  readonly #blocks: Block[] = []
  #opaque = 0

  constructor(source: string) {
    this.#source = source
    this.#chars = source.split('')
  }

  result(): CythonSource {
    return { text: this.#chars.join(''), opaqueLines: this.#opaque }
  }

  line({ indent, tokens }: LogicalLine): void {
    while ((this.#blocks.at(-1)?.indent ?? -1) >= indent) this.#blocks.pop()
    this.#casts(tokens)
    const block = this.#blocks.at(-1)?.kind
    const first = tokens[0]?.text
    if (block === 'c') this.#declared(indent, tokens)
    else if (first === 'cdef' || first === 'cpdef') this.#declaration(indent, tokens, 1)
    else if (first === 'ctypedef') this.#declared(indent, tokens)
    else if (block === 'cdef' && tokens[0]?.kind === 'name') this.#declaration(indent, tokens, 0)
    else this.#statement(tokens)
  }

  #statement(tokens: readonly CythonToken[]): void {
    const [first, second] = tokens
    if (first === undefined) return
    switch (first.text) {
      case 'def':
        this.#function(tokens, tokens[1])
        break
      case 'async':
        if (second?.text === 'def') this.#parameters(tokens, 2)
        break
      case 'cimport':
        this.#write(first, 'import')
        break
      case 'from': {
        const cimport = tokens.find((token) => token.text === 'cimport')
        if (cimport !== undefined) this.#write(cimport, 'import')
        break
      }
      case 'include':
        if (second?.kind === 'string') this.#pass(tokens)
        break
      case 'DEF':
        this.#write(first, '0;')
        break
      case 'IF':
      case 'ELIF':
      case 'ELSE':
        this.#write(first, first.text.toLowerCase())
        break
      case 'property':
        if (second?.kind === 'name' && tokens[2]?.text === ':') this.#write(first, 'class')
        break
    }
  }

  /** A line of C: a block goes on, everything else is `pass`. */
  #declared(indent: number, tokens: readonly CythonToken[]): void {
    if (tokens.at(-1)?.text === ':') this.#block(indent, tokens, 'c')
    else {
      this.#opaque += 1
      this.#pass(tokens)
    }
  }

  /** What follows `cdef` or `cpdef`; `from` is the index of the first token behind it. */
  #declaration(indent: number, tokens: readonly CythonToken[], from: number): void {
    const rest = tokens.slice(from)
    const colon = rest.find((token) => token.text === ':' && token.depth === 0)
    const klass = rest.slice(0, 3).findIndex((token) => token.text === 'class')
    const name = klass === -1 ? undefined : rest[klass + 1]
    if (name !== undefined && colon !== undefined) {
      this.#header(tokens, 'class', name)
    } else if (rest[0] === colon && colon !== undefined) this.#block(indent, tokens, 'cdef')
    else if (rest.slice(0, 3).some((token) => C_BLOCKS.has(token.text)))
      this.#declared(indent, tokens)
    else if (colon !== undefined && rest.some((token) => token.text === '(')) {
      this.#function(tokens, functionName(rest))
    } else this.#variables(tokens, from)
  }

  /** `if 1:` over the header of a block whose body has no Python meaning. */
  #block(indent: number, tokens: readonly CythonToken[], kind: Block['kind']): void {
    const first = tokens[0]
    const colon = tokens.at(-1)
    if (first === undefined || colon === undefined) return
    this.#blank(first.start, colon.start)
    this.#put(first.start, 'if 1')
    this.#blocks.push({ indent, kind })
  }

  #function(tokens: readonly CythonToken[], name: CythonToken | undefined): void {
    if (name === undefined) return
    this.#header(tokens, 'def', name)
    this.#parameters(tokens, tokens.indexOf(name) + 1)
  }

  #header(tokens: readonly CythonToken[], word: string, name: CythonToken): void {
    const first = tokens[0]
    if (first === undefined || name.start < first.start + word.length + 1) return
    this.#blank(first.start, name.start)
    this.#put(first.start, word)
  }

  /** Blanks the C types of parameters, and what stands between `)` and `:`. */
  #parameters(tokens: readonly CythonToken[], from: number): void {
    const open = tokens.findIndex((token, at) => at >= from && token.text === '(')
    if (open === -1) return
    const depth = (tokens[open] as CythonToken).depth
    const close = tokens.findIndex(
      (token, at) => at > open && token.text === ')' && token.depth === depth,
    )
    if (close === -1) return
    for (const part of split(tokens.slice(open + 1, close), depth + 1))
      this.#parameter(part, depth + 1)
    const tail = tokens.slice(close + 1)
    const colon = tail.find((token) => token.text === ':' && token.depth === depth)
    if (colon === undefined || tail[0] === undefined || tail[0].text === '->') return
    this.#blank(tail[0].start, colon.start)
  }

  #parameter(part: readonly CythonToken[], depth: number): void {
    const first = part[0]
    if (first === undefined || first.kind !== 'name') return
    if (part.some((token) => token.text === ':' && token.depth === depth)) return
    const equals = part.findIndex((token) => token.text === '=' && token.depth === depth)
    const head = equals === -1 ? part : part.slice(0, equals)
    if (head.length > 1) this.#keepName(head, depth)
  }

  /** Keeps of a declarator (`double[:, ::1] x not None`) the name alone. */
  #keepName(head: readonly CythonToken[], depth: number): void {
    const last = head.findLastIndex((token, at) => {
      const next = head[at + 1]?.text
      const isTail =
        token.text === 'None' ||
        (token.text === 'not' && next === 'None') ||
        (token.text === 'or' && next === 'None')
      return token.kind === 'name' && token.depth === depth && !isTail
    })
    for (const [at, token] of head.entries()) if (at !== last) this.#blank(token.start, token.end)
  }

  /** `cdef int x = 1, y` keeps what is given a value. */
  #variables(tokens: readonly CythonToken[], from: number): void {
    const rest = tokens.slice(from)
    const parts = split(rest, 0)
    const kept = parts.filter((part) =>
      part.some((token) => token.text === '=' && token.depth === 0),
    )
    const first = tokens[0]
    const start = kept[0]?.[0]
    if (first === undefined || start === undefined) {
      this.#opaque += 1
      this.#pass(tokens)
      return
    }
    const lastKept = kept.at(-1)
    for (const part of parts) {
      const end = part.at(-1)?.end
      const comma = rest.find(
        (token) => token.text === ',' && end !== undefined && token.start >= end,
      )
      if (comma !== undefined) this.#blank(comma.start, comma.end)
      if (!kept.includes(part)) {
        for (const token of part) this.#blank(token.start, token.end)
        continue
      }
      const equals = part.findIndex((token) => token.text === '=' && token.depth === 0)
      this.#keepName(part.slice(0, equals), 0)
      if (comma !== undefined && part !== lastKept) this.#put(comma.start, ';')
    }
    if (from === 1) {
      this.#blank(first.start, first.end)
      this.#put(first.start, first.text === 'cdef' ? '0;' : 'pass;')
    } else if (
      this.#chars
        .slice(first.start, first.start + 2)
        .join('')
        .trim() === ''
    ) {
      this.#put(first.start, '0;')
    }
  }

  /** `<int>x` and `&x`. */
  #casts(tokens: readonly CythonToken[]): void {
    for (const [at, token] of tokens.entries()) {
      if (token.text !== '<' && token.text !== '&') continue
      const before = tokens[at - 1]
      const isOperand =
        before !== undefined &&
        (before.kind === 'mark'
          ? ')]}'.includes(before.text)
          : before.kind !== 'name' || !BEFORE_VALUE.has(before.text))
      if (isOperand) continue
      if (token.text === '&') this.#blank(token.start, token.end)
      else {
        const close = tokens.findIndex((one, index) => index > at && one.text === '>')
        const inner = tokens.slice(at + 1, close)
        const isType =
          close !== -1 &&
          inner.length < 80 &&
          inner.every((one) => one.kind !== 'string' && /^[\w.*()[\]:,?]+$/.test(one.text))
        if (isType) this.#blank(token.start, (tokens[close] as CythonToken).end)
      }
    }
  }

  /** The whole line becomes `pass`. */
  #pass(tokens: readonly CythonToken[]): void {
    const first = tokens[0]
    const last = tokens.at(-1)
    if (first === undefined || last === undefined) return
    this.#blank(first.start, last.end)
    this.#put(first.start, last.end - first.start >= 4 ? 'pass' : '0')
  }

  #write(token: CythonToken, word: string): void {
    this.#blank(token.start, token.end)
    this.#put(token.start, word)
  }

  #put(start: number, word: string): void {
    for (let at = 0; at < word.length; at += 1) this.#chars[start + at] = word.charAt(at)
  }

  /** Line breaks stay, a backslash before one too. */
  #blank(start: number, end: number): void {
    for (let at = start; at < end; at += 1) {
      const char = this.#source.charAt(at)
      const isBreak =
        char === '\n' ||
        char === '\r' ||
        (char === '\\' && /[\r\n]/.test(this.#source.charAt(at + 1)))
      if (!isBreak) this.#chars[at] = ' '
    }
  }
}

/** Tokens between commas of one depth. */
function split(tokens: readonly CythonToken[], depth: number): readonly (readonly CythonToken[])[] {
  const parts: CythonToken[][] = [[]]
  for (const token of tokens) {
    if (token.text === ',' && token.depth === depth) parts.push([])
    else parts.at(-1)?.push(token)
  }
  return parts.filter((part) => part.length > 0)
}

/** The name before the first bracket of depth 0. */
function functionName(tokens: readonly CythonToken[]): CythonToken | undefined {
  const open = tokens.findIndex((token) => token.text === '(' && token.depth === 0)
  const name = tokens[open - 1]
  return name?.kind === 'name' ? name : undefined
}
