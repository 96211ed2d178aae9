// Reads one file of a tree that may be hostile: only regular files, no link on the way, nothing
// outside of the root, nothing that blocks, never more than a given size.
import {
  type BigIntStats,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  readSync,
  realpathSync,
} from 'node:fs'
import { sep } from 'node:path'
import type { FileIssue } from '../../analyzer/model.ts'
import { sizeWord } from './limits.ts'
import { textToBytes } from './path-text.ts'

export interface ReadFailure {
  readonly issue: FileIssue
  /** A sentence for the ledger. */
  readonly detail: string
  /** Size in bytes where it is known. */
  readonly bytes: number
  /** True when there is nothing at this path any more. */
  readonly isMissing: boolean
}

/** A link is not followed, and opening a FIFO does not wait for a writer. Absent on Windows. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/**
 * Reads `path` (relative to `root`, as the walker gives it). `root` is a real path. Races with
 * whoever changes the tree are lost by the change: what was opened must be what was looked at.
 */
export function readFileInside(root: string, path: string, maxBytes: number): Buffer | ReadFailure {
  const file = openFileInside(root, path, maxBytes)
  if (!('descriptor' in file)) return file
  try {
    return readAll(file.descriptor, file.bytes, maxBytes)
  } catch (error) {
    return asFailure(error)
  } finally {
    closeSync(file.descriptor)
  }
}

/** An opened file; whoever asked for it closes it. */
export interface OpenFile {
  readonly descriptor: number
  readonly bytes: number
}

/** Opens a file as `readFileInside` does, for files that are read in parts. */
export function openFileInside(
  root: string,
  path: string,
  maxBytes: number,
): OpenFile | ReadFailure {
  const file = joinPath(root, path)
  let descriptor: number | undefined
  let failed: ReadFailure | undefined
  try {
    const expected = lstatSync(file, { bigint: true })
    const refusal = refuse(expected, maxBytes)
    if (refusal !== undefined) return refusal
    descriptor = openSync(file, OPEN_FLAGS)
    const actual = fstatSync(descriptor, { bigint: true })
    if (!actual.isFile() || actual.dev !== expected.dev || actual.ino !== expected.ino) {
      failed = failure('changed-during-analysis', 'The file was replaced while it was opened.')
    } else if (!liesInside(root, file, descriptor)) {
      failed = failure('symbolic-link', 'A folder on the way is a link that leads out of the root.')
    } else {
      return { descriptor, bytes: Number(actual.size) }
    }
  } catch (error) {
    failed = asFailure(error)
  }
  if (descriptor !== undefined) closeSync(descriptor)
  return failed
}

/** Absolute path of a path of the model, as bytes. */
export function joinPath(root: string, path: string): Buffer {
  return Buffer.concat([
    Buffer.from(root.endsWith(sep) ? root : `${root}${sep}`, 'utf8'),
    textToBytes(path),
  ])
}

/** Why something cannot be read as a source file, by what it is. */
export function refuse(stats: BigIntStats, maxBytes: number): ReadFailure | undefined {
  const bytes = Number(stats.size)
  if (stats.isSymbolicLink()) {
    return failure('symbolic-link', 'A symbolic link; links are not followed.')
  }
  if (!stats.isFile()) {
    return failure('not-regular-file', `Not a regular file but a ${kindOf(stats)}.`)
  }
  if (bytes > maxBytes) return tooLarge(bytes, maxBytes)
  return undefined
}

function readAll(descriptor: number, size: number, maxBytes: number): Buffer | ReadFailure {
  // One byte more than expected shows that the file grew.
  let buffer = Buffer.allocUnsafe(Math.min(size, maxBytes) + 1)
  let length = 0
  for (;;) {
    const count = readSync(descriptor, buffer, length, buffer.length - length, null)
    length += count
    if (length > maxBytes) return tooLarge(length, maxBytes)
    if (count === 0) return buffer.subarray(0, length)
    if (length === buffer.length) {
      buffer = Buffer.concat([buffer, Buffer.allocUnsafe(buffer.length)])
    }
  }
}

/** True if the opened file lies below the root, whatever was swapped on the way. */
function liesInside(root: string, file: Buffer, descriptor: number): boolean {
  const real =
    process.platform === 'linux'
      ? readlinkSync(`/proc/self/fd/${descriptor}`, 'buffer')
      : realpathSync.native(file, 'buffer')
  const prefix = Buffer.from(root.endsWith(sep) ? root : `${root}${sep}`, 'utf8')
  return real.subarray(0, prefix.length).equals(prefix)
}

function tooLarge(bytes: number, maxBytes: number): ReadFailure {
  return {
    issue: 'too-large',
    detail: `The file has ${sizeWord(bytes)}; up to ${sizeWord(maxBytes)} are analysed.`,
    bytes,
    isMissing: false,
  }
}

function failure(issue: FileIssue, detail: string): ReadFailure {
  return { issue, detail, bytes: 0, isMissing: false }
}

function asFailure(error: unknown): ReadFailure {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return {
        ...failure('changed-during-analysis', 'The file was there and is gone.'),
        isMissing: true,
      }
    case 'ELOOP':
    case 'EMLINK':
      return failure('symbolic-link', 'A symbolic link; links are not followed.')
    case 'EACCES':
    case 'EPERM':
      return failure('unreadable', 'You have no right to read this file.')
    case 'ENXIO':
    case 'ENODEV':
      return failure('not-regular-file', 'Not a regular file.')
    default:
      return failure('unreadable', `The file could not be read (${String(code ?? error)}).`)
  }
}

function kindOf(stats: BigIntStats): string {
  if (stats.isDirectory()) return 'folder'
  if (stats.isFIFO()) return 'FIFO'
  if (stats.isSocket()) return 'socket'
  if (stats.isCharacterDevice()) return 'character device'
  if (stats.isBlockDevice()) return 'block device'
  return 'special file'
}
