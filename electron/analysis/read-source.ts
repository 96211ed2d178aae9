// The content of a file under review with the hash that tells it from any other.
import { createHash } from 'node:crypto'
import type { SourceFile } from '../../analyzer/index.ts'
import { maxBytesOf } from '../repository/limits.ts'
import { type ReadFailure, readFileInside } from '../repository/read-file.ts'
import type { AnalysisPlan } from './messages.ts'

export function readSource(
  { root, limits }: Pick<AnalysisPlan, 'root' | 'limits'>,
  path: string,
): SourceFile | ReadFailure {
  const bytes = readFileInside(root, path, maxBytesOf(path, limits))
  if (!Buffer.isBuffer(bytes)) return bytes
  return { path, bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
}
