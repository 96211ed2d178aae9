// Cython source cut into logical lines of tokens, enough to tell declarations from Python.

export type TokenKind = 'name' | 'number' | 'string' | 'mark'

export interface CythonToken {
  readonly kind: TokenKind
  readonly text: string
  /** UTF-16 indices into the source. */
  readonly start: number
  readonly end: number
  /** Brackets that are open around the token; an opening and its closing one have the same depth. */
  readonly depth: number
}

export interface LogicalLine {
  /** Width of the white space before the first token. */
  readonly indent: number
  readonly tokens: readonly CythonToken[]
}

const TOKEN =
  /(\r\n|\n|\r)|([ \t\f]+|\\\r?\n|#[^\r\n]*)|([A-Za-z]{0,2}(?:"""(?:\\[\s\S]|[^\\])*?"""|'''(?:\\[\s\S]|[^\\])*?'''|"(?:\\[\s\S]|[^"\\\r\n])*"|'(?:\\[\s\S]|[^'\\\r\n])*'))|(\d[\w.]*)|([\p{L}_][\p{L}\p{N}_]*)|(->|\*\*|[=!<>]=|[\s\S])/gu

export function logicalLines(source: string): readonly LogicalLine[] {
  const lines: LogicalLine[] = []
  let tokens: CythonToken[] = []
  let lineStart = 0
  let depth = 0
  const close = (): void => {
    const first = tokens[0]
    if (first !== undefined) lines.push({ indent: first.start - lineStart, tokens })
    tokens = []
    depth = 0
  }
  for (const match of source.matchAll(TOKEN)) {
    const [text, newline, skipped, string, number, name, mark] = match
    const start = match.index
    const end = start + text.length
    if (newline !== undefined) {
      if (depth === 0) close()
      if (tokens.length === 0) lineStart = end
    } else if (skipped === undefined) {
      if (mark !== undefined && ')]}'.includes(mark)) depth = Math.max(0, depth - 1)
      const kind = string ? 'string' : number ? 'number' : name ? 'name' : 'mark'
      tokens.push({ kind, text, start, end, depth })
      if (mark !== undefined && '([{'.includes(mark)) depth += 1
    }
  }
  close()
  return lines
}
