// Python text inside TypeScript: the indentation of the template is taken off.

/** Python code from a template literal: no leading blank line, no common indentation. */
export function py(parts: TemplateStringsArray, ...values: readonly string[]): string {
  const text = String.raw(parts, ...values)
  const lines = text
    .replace(/^[ \t]*\n/, '')
    .replace(/\n[ \t]*$/, '\n')
    .split('\n')
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/))
  const indent = indents.length === 0 ? 0 : Math.min(...indents)
  return lines.map((line) => line.slice(Math.min(indent, line.search(/\S|$/)))).join('\n')
}

const MARK = /[ \t]*#!(\d*)(?: (critical|high|medium|low|info))?[ \t]*$/

/** A case file without its marks, and the lines (1-based) that must be reported, as often as said. */
export interface MarkedSource {
  readonly text: string
  readonly expectedLines: readonly number[]
  /** The severity that a mark asks for, by line. */
  readonly severities: ReadonlyMap<number, string>
}

/** Takes `#!` (one finding), `#!2` (two findings) and `#! medium` (of that severity) off the ends of lines. */
export function readMarks(source: string): MarkedSource {
  const expectedLines: number[] = []
  const severities = new Map<number, string>()
  const lines = source.split('\n').map((line, index) => {
    // Asked first: all rules' examples are read at each start.
    const mark = line.includes('#!') ? MARK.exec(line) : null
    if (mark === null) return line
    for (let count = Number(mark[1] || '1'); count > 0; count -= 1) expectedLines.push(index + 1)
    if (mark[2] !== undefined) severities.set(index + 1, mark[2])
    return line.slice(0, mark.index)
  })
  return { text: lines.join('\n'), expectedLines, severities }
}
