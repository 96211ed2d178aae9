// How much of a tree and of a file is looked at. Whatever lies beyond is listed with its reason.

export interface Limits {
  /** Entries of folders that are looked at. */
  readonly maxEntries: number
  /** Folders inside one another, the root not counted. */
  readonly maxDepth: number
  /** Longest walk, in milliseconds. */
  readonly maxMilliseconds: number
  /** Largest source file that is analysed, in bytes. */
  readonly maxFileBytes: number
  /** Largest notebook that is analysed, in bytes. */
  readonly maxNotebookBytes: number
  /** Files that set up tools, as pyproject.toml, that are read. */
  readonly maxConfigs: number
  /** Largest of them, in bytes. */
  readonly maxConfigBytes: number
}

export const DEFAULT_LIMITS: Limits = {
  maxEntries: 2_000_000,
  maxDepth: 128,
  maxMilliseconds: 600_000,
  maxFileBytes: 2 * 1024 * 1024,
  maxNotebookBytes: 50 * 1024 * 1024,
  maxConfigs: 200,
  maxConfigBytes: 256 * 1024,
}

/** Endings of files that are analysed, in lower case. */
const PYTHON = /\.(?:py|pyw|pyx|pxd|ipynb)$/i

export function isPythonName(name: string): boolean {
  return PYTHON.test(name)
}

export function maxBytesOf(name: string, limits: Limits): number {
  return name.toLowerCase().endsWith('.ipynb') ? limits.maxNotebookBytes : limits.maxFileBytes
}

/** `2.0 MB`, for sentences. */
export function sizeWord(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`
  return `${(bytes / (1024 * 1024)).toFixed(1)} MB`
}
