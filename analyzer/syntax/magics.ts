// IPython's magics, shell lines and help lines in a notebook cell: blanked in place, so that the
// Python around them keeps its lines and columns.

/** Cell magics whose body is Python. */
const PYTHON_CELLS = new Set([
  'time',
  'timeit',
  'capture',
  'prun',
  'python',
  'python3',
  'pypy',
  'memit',
  'mprun',
  'lprun',
  'debug',
  'snakeviz',
])

const LINE_MAGIC = /^([ \t]*)(?:%{1,2}[A-Za-z_]|!|\?{1,2}[\w%]|,\w|;\w|\/\w)/
const HELP = /^([ \t]*)%{0,2}[\w.*]+\?{1,2}\s*$/
const ASSIGNED = /^([ \t]*[\w.,\s[\]'"]+=\s*)(?:%[A-Za-z_]|!)/

export interface BlankedCell {
  /** As long as the source, line by line. */
  readonly text: string
  /** Number of lines that were changed. */
  readonly lines: number
}

/** Blanks what only IPython understands; `source` has `\n` line breaks. */
export function blankMagics(source: string): BlankedCell {
  const lines = source.split('\n')
  const first = lines.findIndex((line) => line.trim() !== '')
  const cellMagic = /^%%([A-Za-z_]\w*)/.exec(lines[first] ?? '')?.[1]
  if (cellMagic !== undefined && !PYTHON_CELLS.has(cellMagic)) {
    return { text: lines.map(blank).join('\n'), lines: lines.length }
  }
  const state = new LineState()
  let changed = 0
  let isContinued = false
  const out = lines.map((line) => {
    if (isContinued) {
      isContinued = line.endsWith('\\')
      changed += 1
      return blank(line)
    }
    if (state.isOpen) {
      state.read(line)
      return line
    }
    const replaced = replaceLine(line)
    if (replaced === undefined) {
      state.read(line)
      return line
    }
    isContinued = line.endsWith('\\')
    changed += 1
    return replaced
  })
  return { text: out.join('\n'), lines: changed }
}

function replaceLine(line: string): string | undefined {
  const magic = LINE_MAGIC.exec(line) ?? HELP.exec(line)
  if (magic !== null) return filled(line, magic[1]?.length ?? 0)
  const assigned = ASSIGNED.exec(line)
  if (assigned?.[1] === undefined) return undefined
  const start = assigned[1].length
  return line.slice(0, start) + '0'.padEnd(line.length - start)
}

/** A statement that does nothing where a block needs one, blanks at the margin. */
function filled(line: string, indent: number): string {
  if (indent === 0) return blank(line)
  const length = line.length - indent
  const word = length >= 4 ? 'pass' : '0'
  return line.slice(0, indent) + word.padEnd(length)
}

function blank(line: string): string {
  return ' '.repeat(line.length)
}

/** Whether the next line starts a statement: no bracket, string or continuation is open. */
class LineState {
  #depth = 0
  #quote = ''
  #isContinued = false

  get isOpen(): boolean {
    return this.#depth > 0 || this.#quote !== '' || this.#isContinued
  }

  read(line: string): void {
    let at = 0
    while (at < line.length) {
      if (this.#quote !== '') {
        at = this.#insideString(line, at)
        continue
      }
      const char = line.charAt(at)
      if (char === '#') break
      if (char === '"' || char === "'") {
        const triple = char.repeat(3)
        this.#quote = line.startsWith(triple, at) ? triple : char
        at += this.#quote.length
        continue
      }
      if ('([{'.includes(char)) this.#depth += 1
      else if (')]}'.includes(char)) this.#depth = Math.max(0, this.#depth - 1)
      at += 1
    }
    this.#isContinued = line.endsWith('\\')
    if (this.#quote.length === 1 && !this.#isContinued) this.#quote = ''
  }

  #insideString(line: string, from: number): number {
    for (let at = from; at < line.length; at += 1) {
      if (line.charAt(at) === '\\') at += 1
      else if (line.startsWith(this.#quote, at)) {
        const end = at + this.#quote.length
        this.#quote = ''
        return end
      }
    }
    return line.length
  }
}
