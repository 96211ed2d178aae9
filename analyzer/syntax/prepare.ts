// From a file's bytes to the Python text that is parsed, for every kind of input.
import { readCython } from './cython.ts'
import { type DecodeFailure, decodeSource } from './decode.ts'
import { type CellSpan, readNotebook } from './notebook.ts'

export type SourceKind = 'python' | 'notebook' | 'cython'

export interface PreparedSource {
  readonly ok: true
  readonly kind: SourceKind
  /** What is parsed. Lines and columns are those of the file; for notebooks those of `cells`. */
  readonly text: string
  /**
   * What is shown and quoted, line by line the same as `text`: the file as it is on disk; for
   * notebooks the code cells with their magics.
   */
  readonly shown: string
  readonly encoding: string
  readonly hasBom: boolean
  /** The code cells of a notebook, empty for other files. */
  readonly cells: readonly CellSpan[]
  /** Lines that could not be said in Python: magics of a notebook, C declarations. */
  readonly opaqueLines: number
}

export interface PrepareFailure {
  readonly ok: false
  readonly issue: DecodeFailure['issue'] | 'invalid-notebook'
  /** A sentence for the reader. */
  readonly detail: string
}

/** The kind of a file by its name; undefined for files that are not read as Python. */
export function sourceKind(path: string): SourceKind | undefined {
  const extension = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase()
  switch (extension) {
    case 'py':
    case 'pyw':
    case 'pyi':
      return 'python'
    case 'pyx':
    case 'pxd':
    case 'pxi':
      return 'cython'
    case 'ipynb':
      return 'notebook'
    default:
      return undefined
  }
}

/** Decodes and prepares one file; files of another kind are read as Python. */
export function prepareSource(path: string, bytes: Uint8Array): PreparedSource | PrepareFailure {
  const decoded = decodeSource(bytes)
  if (!decoded.ok) return { ok: false, issue: decoded.issue, detail: decoded.detail }
  const kind = sourceKind(path) ?? 'python'
  const { text, encoding, hasBom } = decoded
  const common = { ok: true as const, kind, encoding, hasBom }
  if (kind === 'notebook') {
    const notebook = readNotebook(text)
    if (!notebook.ok) return { ok: false, issue: 'invalid-notebook', detail: notebook.detail }
    const { cells, blankedLines } = notebook
    return {
      ...common,
      text: notebook.text,
      shown: notebook.shown,
      cells,
      opaqueLines: blankedLines,
    }
  }
  if (kind === 'cython') {
    const cython = readCython(text)
    return { ...common, text: cython.text, shown: text, cells: [], opaqueLines: cython.opaqueLines }
  }
  return { ...common, text, shown: text, cells: [], opaqueLines: 0 }
}
