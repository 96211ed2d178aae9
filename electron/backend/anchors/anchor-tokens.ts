// A text as the words that its meaning is made of: how it is laid out takes no part.

/** A word with its place: lines and columns from 1, the end column exclusive. */
export interface Token {
  readonly text: string
  readonly line: number
  readonly startColumn: number
  readonly endColumn: number
  /** The column of a word that begins a line outside of all brackets; 0 for any other. */
  readonly indent: number
}

const WORD =
  /(?:[rbfutRBFUT]{0,2}(?:"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))|#[^\n]*|\w+|[^\s\w]/g
const CLOSES: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }
const CLOSERS = new Set(Object.values(CLOSES))
/** Before an opening bracket these words call or index nothing. */
const KEYWORDS =
  /^(?:and|as|assert|await|del|elif|except|for|from|if|import|in|is|not|or|raise|return|while|with|yield)$/

/**
 * The words of a text, in order. Left out is what a formatter adds and takes away: brackets around
 * an expression that only let it go on over several lines, and the comma before a line break and a
 * closing bracket; and quotes are of one kind. Text that is no valid Python gives words all the same.
 */
export function tokensOf(lines: readonly string[]): readonly Token[] {
  const tokens: Token[] = []
  const text = lines.join('\n')
  let [line, lineStart] = [1, 0]
  const goTo = (offset: number) => {
    for (let next = text.indexOf('\n', lineStart); next !== -1 && next < offset; ) {
      line += 1
      lineStart = next + 1
      next = text.indexOf('\n', lineStart)
    }
  }
  for (const found of text.matchAll(WORD)) {
    let offset = found.index
    // A text over several lines is a word for each of its lines.
    for (const part of oneQuote(found[0]).split('\n')) {
      goTo(offset)
      const trimmed = part.trim()
      const startColumn = offset - lineStart + 1 + part.indexOf(trimmed)
      if (trimmed !== '') {
        const endColumn = startColumn + trimmed.length
        tokens.push({ text: trimmed, line, startColumn, endColumn, indent: 0 })
      }
      offset += part.length + 1
    }
  }
  return withoutLayout(tokens)
}

function oneQuote(word: string): string {
  const found = /^(\w{0,2})'([^'"\\\n]*)'$/.exec(word)
  return found ? `${found[1]}"${found[2]}"` : word
}

function withoutLayout(tokens: readonly Token[]): readonly Token[] {
  const isDropped = new Uint8Array(tokens.length)
  const indents = new Int32Array(tokens.length)
  const open: number[] = []
  for (const [index, { text, line, startColumn }] of tokens.entries()) {
    const next = tokens[index + 1]
    // A comment may stand at any column.
    const isFirst = tokens[index - 1]?.line !== line && !text.startsWith('#')
    if (isFirst && open.length === 0) indents[index] = startColumn
    if (CLOSES[text] !== undefined) open.push(index)
    else if (CLOSERS.has(text)) {
      const start = open.pop()
      if (start !== undefined && isWrapping(tokens, start, index))
        isDropped.fill(1, start, start + 1)
      if (isDropped[start ?? -1] === 1) isDropped[index] = 1
    } else if (text === ',' && next && next.line > line && CLOSERS.has(next.text)) {
      isDropped[index] = 1
    }
  }
  return tokens
    .map((token, index) => ({ ...token, indent: indents[index] ?? 0 }))
    .filter((_, index) => isDropped[index] !== 1)
}

/** Round brackets that open at the end of a line, close at the start of one, and call nothing. */
function isWrapping(tokens: readonly Token[], start: number, end: number): boolean {
  const [before, first, inner] = [tokens[start - 1], tokens[start], tokens[start + 1]]
  const [last, closer] = [tokens[end - 1], tokens[end]]
  if (first?.text !== '(' || closer?.text !== ')' || before === undefined) return false
  if (inner === undefined || inner.line === first.line) return false
  if (last === undefined || last.line === closer.line || last.text === ',') return false
  return /^[^\w"')\]}]$/.test(before.text) || KEYWORDS.test(before.text)
}
