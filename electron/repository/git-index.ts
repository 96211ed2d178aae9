// The paths that Git tracks, from the index file: a tracked file is part of the project even where
// an ignore file names it. Format: gitformat-index(5), versions 2 to 4.
import { hashBytesOf, readGitConfig, SHA1_BYTES } from './git-config.ts'
import type { GitFolder } from './git-folder.ts'
import { nameToText } from './path-text.ts'
import { readFileInside } from './read-file.ts'

const MAX_INDEX_BYTES = 256 * 1024 * 1024
/** Bytes of an entry before its id: times, device, inode, mode, owner, size. */
const STAT_BYTES = 40
/** Of the times the one of the content, in seconds; and the size. */
const MTIME_AT = 8
const SIZE_AT = 36
const SKIP_WORKTREE = 0x4000

/** A file as it was when Git last looked at it. */
export interface IndexEntry {
  /** From the top of the working tree, as the model writes paths. */
  readonly path: string
  /** Id of its content, hexadecimal. */
  readonly id: string
  /** Seconds since 1970. */
  readonly mtime: number
  /** Bytes, modulo 2^32. */
  readonly size: number
  /** True for a file that a sparse checkout leaves out of the working tree. */
  readonly isLeftOut: boolean
}

export interface TrackedPaths {
  readonly files: ReadonlySet<string>
  /** Every folder that holds a tracked file somewhere below it, without a slash at the end. */
  readonly folders: ReadonlySet<string>
}

/** Tracked paths, relative to the working tree; undefined if the index cannot be read. */
export function readTrackedPaths(git: GitFolder): TrackedPaths | undefined {
  const paths = readIndex(git)?.map(({ path }) => path)
  return paths && { files: new Set(paths), folders: foldersOf(paths) }
}

/** The entries of a repository's index; undefined if it cannot be read. */
export function readIndex(git: GitFolder): readonly IndexEntry[] | undefined {
  const bytes = readFileInside(git.own, 'index', MAX_INDEX_BYTES)
  if (!Buffer.isBuffer(bytes)) return undefined
  return parseIndex(bytes, hashBytesOf(readGitConfig(git)) ?? SHA1_BYTES)
}

/** The entries of an index; undefined where it does not follow the format. */
export function parseIndex(bytes: Buffer, hashBytes: number): IndexEntry[] | undefined {
  if (bytes.length < 12 || bytes.toString('latin1', 0, 4) !== 'DIRC') return undefined
  const version = bytes.readUInt32BE(4)
  if (version < 2 || version > 4) return undefined
  const count = bytes.readUInt32BE(8)
  const entries: IndexEntry[] = []
  let previous = Buffer.alloc(0)
  let at = 12
  for (let entry = 0; entry < count; entry += 1) {
    const start = at
    at += STAT_BYTES + hashBytes
    if (at + 4 > bytes.length) return undefined
    const isExtended = version >= 3 && (bytes.readUInt16BE(at) & 0x4000) !== 0
    const isLeftOut = isExtended && (bytes.readUInt16BE(at + 2) & SKIP_WORKTREE) !== 0
    at += isExtended ? 4 : 2
    let kept = 0
    if (version === 4) {
      const strip = readOffset(bytes, at)
      if (strip === undefined || strip.value > previous.length) return undefined
      kept = previous.length - strip.value
      at = strip.next
    }
    const end = bytes.indexOf(0, at)
    if (end === -1) return undefined
    const name = Buffer.concat([previous.subarray(0, kept), bytes.subarray(at, end)])
    entries.push({
      path: nameToText(name),
      id: bytes.toString('hex', start + STAT_BYTES, start + STAT_BYTES + hashBytes),
      mtime: bytes.readUInt32BE(start + MTIME_AT),
      size: bytes.readUInt32BE(start + SIZE_AT),
      isLeftOut,
    })
    previous = name
    // Versions 2 and 3 fill each entry up with 1 to 8 NUL bytes to a multiple of eight.
    at = version === 4 ? end + 1 : start + ((end - start + 8) & ~7)
  }
  return entries
}

/** The variable length number that version 4 uses (the one of pack offsets). */
function readOffset(bytes: Buffer, start: number): { value: number; next: number } | undefined {
  let at = start
  let byte = bytes[at]
  if (byte === undefined) return undefined
  let value = byte & 0x7f
  while (byte & 0x80) {
    at += 1
    byte = bytes[at]
    if (byte === undefined || value > 0xff_ffff) return undefined
    value = ((value + 1) << 7) | (byte & 0x7f)
  }
  return { value, next: at + 1 }
}

function foldersOf(paths: readonly string[]): Set<string> {
  const folders = new Set<string>()
  for (const path of paths) {
    let slash = path.lastIndexOf('/')
    while (slash > 0) {
      const folder = path.slice(0, slash)
      if (folders.has(folder)) break
      folders.add(folder)
      slash = folder.lastIndexOf('/')
    }
  }
  return folders
}
