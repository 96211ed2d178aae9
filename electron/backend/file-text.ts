// A file of the folder under review as it is now.
import { prepareSource } from '../../analyzer/syntax/prepare.ts'
import { type ReadFailure, readFileInside } from '../repository/read-file.ts'
import { sha256Of } from './sha256.ts'
import { textLines } from './text-lines.ts'

/** Largest file that marks follow into, in bytes. */
const MAX_BYTES = 20 * 1024 * 1024

export interface FileText {
  readonly path: string
  readonly sha256: string
  readonly bytes: Buffer
  /** As it is shown; none for a file that is no text any more. */
  readonly lines: readonly string[]
  /** The lines, joined as they are shown; '' for a file that is no text any more. */
  readonly shown: string
}

/** Reads a file inside of the root; `path` as the walker gives it. */
export function readFileText(root: string, path: string): FileText | ReadFailure {
  const bytes = readFileInside(root, path, MAX_BYTES)
  if (!Buffer.isBuffer(bytes)) return bytes
  const source = prepareSource(path, bytes)
  const shown = source.ok ? source.shown : ''
  const sha256 = sha256Of(bytes)
  return { path, sha256, bytes, shown, lines: textLines(shown) }
}
