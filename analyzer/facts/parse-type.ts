// Reads the text of a string annotation: names, subscripts, unions, lists and constants. The text
// is short and has no statements, so a parser of its own is not worth its start.
import { type Expression, OTHER } from './expression.ts'
import { numberValue } from './literals.ts'

const MAX_DEPTH = 12
const WORD = '[\\p{L}_][\\p{L}\\p{N}\\p{M}_]*'
const TOKEN = new RegExp(
  `(${WORD}(?:\\s*\\.\\s*${WORD})*)|(\\d[\\w.]*)|([rbuRBU]?(?:"[^"\\\\]*"|'[^'\\\\]*'))|(\\.\\.\\.)|([[\\](),|*])|(\\S)`,
  'gu',
)

interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'mark' | 'end' | 'bad'
  readonly text: string
}

/**
 * Parses a type written as text; `resolve` gives the origin of a dotted path. Text that is no type
 * becomes `other`.
 */
export function parseType(text: string, resolve: (path: string) => string | undefined): Expression {
  const reader = new Reader(tokens(text), resolve)
  const found = reader.union(true, 0)
  return reader.isAtEnd ? found : OTHER
}

function tokens(text: string): readonly Token[] {
  const found: Token[] = []
  for (const match of text.matchAll(TOKEN)) {
    const [, name, number, string, dots, mark, bad] = match
    if (name !== undefined) found.push({ kind: 'name', text: name.replace(/\s+/g, '') })
    else if (number !== undefined) found.push({ kind: 'number', text: number })
    else if (string !== undefined) found.push({ kind: 'string', text: string })
    else if (dots !== undefined) found.push({ kind: 'mark', text: '...' })
    else if (mark !== undefined) found.push({ kind: 'mark', text: mark })
    else if (bad !== undefined) found.push({ kind: 'bad', text: bad })
  }
  return found
}

class Reader {
  readonly #tokens: readonly Token[]
  readonly #resolve: (path: string) => string | undefined
  #at = 0
  #isBroken = false

  constructor(list: readonly Token[], resolve: (path: string) => string | undefined) {
    this.#tokens = list
    this.#resolve = resolve
  }

  get isAtEnd(): boolean {
    return !this.#isBroken && this.#at === this.#tokens.length
  }

  union(isType: boolean, depth: number): Expression {
    const first = this.#primary(isType, depth)
    if (!this.#take('|')) return first
    const items = [first]
    do items.push(this.#primary(isType, depth))
    while (this.#take('|'))
    return { kind: 'union', items }
  }

  #primary(isType: boolean, depth: number): Expression {
    const token = this.#tokens[this.#at]
    if (token === undefined || depth > MAX_DEPTH) return this.#fail()
    this.#at += 1
    let found: Expression
    switch (token.kind) {
      case 'name':
        found = this.#name(token.text)
        break
      case 'number':
        found = { kind: 'constant', value: numberValue(token.text) ?? 0 }
        break
      case 'string': {
        const inner = token.text.replace(/^[rbuRBU]?["']|["']$/g, '')
        found = isType
          ? parseInner(inner, this.#resolve, depth)
          : { kind: 'constant', value: inner }
        break
      }
      default:
        found = this.#mark(token.text, isType, depth)
    }
    while (this.#take('[')) {
      const name = found.kind === 'name' ? found.text.slice(found.text.lastIndexOf('.') + 1) : ''
      found = { kind: 'subscript', value: found, items: this.#items(']', isType, name, depth) }
    }
    return found
  }

  #name(text: string): Expression {
    if (text === 'None') return { kind: 'constant', value: null }
    if (text === 'True' || text === 'False') return { kind: 'constant', value: text === 'True' }
    const origin = this.#resolve(text)
    return origin === undefined ? { kind: 'name', text } : { kind: 'name', text, origin }
  }

  #mark(text: string, isType: boolean, depth: number): Expression {
    switch (text) {
      case '...':
        return OTHER
      case '*':
        return { kind: 'unpacked', value: this.#primary(isType, depth + 1) }
      case '[':
        return { kind: 'list', items: this.#items(']', isType, '', depth) }
      case '(': {
        const items = this.#items(')', isType, '', depth)
        return items.length === 1 ? (items[0] ?? OTHER) : { kind: 'tuple', items }
      }
      default:
        return this.#fail()
    }
  }

  #items(close: string, isType: boolean, name: string, depth: number): readonly Expression[] {
    const items: Expression[] = []
    while (!this.#take(close)) {
      if (this.#isBroken) return items
      const isInner = isType && name !== 'Literal' && !(name === 'Annotated' && items.length > 0)
      items.push(this.union(isInner, depth + 1))
      if (this.#take(close)) return items
      if (!this.#take(',')) this.#fail()
    }
    return items
  }

  #take(mark: string): boolean {
    const token = this.#tokens[this.#at]
    if (token?.kind !== 'mark' || token.text !== mark) return false
    this.#at += 1
    return true
  }

  #fail(): Expression {
    this.#isBroken = true
    return OTHER
  }
}

function parseInner(
  text: string,
  resolve: (path: string) => string | undefined,
  depth: number,
): Expression {
  const reader = new Reader(tokens(text), resolve)
  const found = reader.union(true, depth + 1)
  return reader.isAtEnd ? found : OTHER
}
