// Jupyter notebooks (nbformat 3 to 5) as one module: the code cells one after the other, each line
// where a reader of the cell expects it, with a map back to cells.
import { blankMagics } from './magics.ts'

/** Where a code cell lies in the module. */
export interface CellSpan {
  /** Position among all cells of the notebook, 1-based. */
  readonly number: number
  /** First line in the module, 1-based. */
  readonly firstLine: number
  readonly lineCount: number
}

export interface NotebookSource {
  readonly ok: true
  /** The module, with what only IPython understands blanked. */
  readonly text: string
  /** The module as the cells say it, line by line the same. */
  readonly shown: string
  readonly cells: readonly CellSpan[]
  /** Lines with magics and shell commands that were blanked. */
  readonly blankedLines: number
}

export interface NotebookFailure {
  readonly ok: false
  /** A sentence for the reader. */
  readonly detail: string
}

/** Reads the JSON text of a notebook. */
export function readNotebook(json: string): NotebookSource | NotebookFailure {
  let root: unknown
  try {
    root = JSON.parse(json)
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) {
      return { ok: false, detail: 'It is not a notebook: its JSON cannot be read.' }
    }
    throw error
  }
  const language = languageOf(root)
  if (language !== undefined && !/^i?python\d*$/i.test(language)) {
    return { ok: false, detail: `It is written in ${language}.` }
  }
  const found = cellsOf(root)
  if (found === undefined) return { ok: false, detail: 'It is not a notebook: it has no cells.' }
  return join(found)
}

/** The cell (1-based) and the line within it (1-based) of a line of the module. */
export function cellOfLine(
  cells: readonly CellSpan[],
  line: number,
): { readonly number: number; readonly line: number } | undefined {
  let low = 0
  let high = cells.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const cell = cells[middle] as CellSpan
    if (line < cell.firstLine) high = middle - 1
    else if (line >= cell.firstLine + cell.lineCount) low = middle + 1
    else return { number: cell.number, line: line - cell.firstLine + 1 }
  }
  return undefined
}

function join(codes: readonly CodeCell[]): NotebookSource {
  const cells: CellSpan[] = []
  const texts: string[] = []
  const shown: string[] = []
  let firstLine = 1
  let blankedLines = 0
  for (const { number, source } of codes) {
    const code = source.replace(/\r\n?/g, '\n').replace(/\n$/, '')
    const blanked = blankMagics(code)
    const lineCount = blanked.text.split('\n').length
    cells.push({ number, firstLine, lineCount })
    texts.push(blanked.text)
    shown.push(code)
    blankedLines += blanked.lines
    firstLine += lineCount
  }
  const module = (lines: readonly string[]): string =>
    lines.length === 0 ? '' : `${lines.join('\n')}\n`
  return { ok: true, text: module(texts), shown: module(shown), cells, blankedLines }
}

interface CodeCell {
  readonly number: number
  readonly source: string
}

function cellsOf(root: unknown): readonly CodeCell[] | undefined {
  if (!isRecord(root)) return undefined
  const lists = Array.isArray(root.cells)
    ? [root.cells]
    : Array.isArray(root.worksheets)
      ? root.worksheets.map((sheet: unknown) => (isRecord(sheet) ? sheet.cells : undefined))
      : undefined
  if (lists === undefined) return undefined
  const found: CodeCell[] = []
  let number = 0
  for (const list of lists) {
    if (!Array.isArray(list)) continue
    for (const cell of list) {
      number += 1
      if (!isRecord(cell) || cell.cell_type !== 'code') continue
      const source = textOf(cell.source ?? cell.input)
      if (source !== undefined) found.push({ number, source })
    }
  }
  return found
}

/** A cell's text is a string or a list of lines with their breaks. */
function textOf(source: unknown): string | undefined {
  if (typeof source === 'string') return source
  if (!Array.isArray(source)) return undefined
  return source.filter((line) => typeof line === 'string').join('')
}

function languageOf(root: unknown): string | undefined {
  if (!isRecord(root) || !isRecord(root.metadata)) return undefined
  const { kernelspec, language_info: info } = root.metadata
  const named = isRecord(info) ? info.name : undefined
  const spec = isRecord(kernelspec) ? kernelspec.language : undefined
  const language = named ?? spec
  return typeof language === 'string' ? language : undefined
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
