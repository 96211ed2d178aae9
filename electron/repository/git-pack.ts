// Objects of one pack, read in parts: a pack may be larger than memory. What an entry claims of its
// size is a bound for what is unpacked, so that a small file cannot fill the memory.
import { closeSync, readSync } from 'node:fs'
import { inflateSync } from 'node:zlib'
import { GitDataError } from './git-failure.ts'
import { type PackIndex, parsePackIndex } from './git-pack-index.ts'
import { openFileInside, readFileInside } from './read-file.ts'

export type GitObjectType = 'commit' | 'tree' | 'blob' | 'tag'

export interface GitObject {
  readonly type: GitObjectType
  readonly bytes: Buffer
}

/** Largest object that is unpacked, in bytes. */
export const MAX_OBJECT = 64 * 1024 * 1024
const MAX_INDEX = 512 * 1024 * 1024
/** Git itself makes chains of up to 4,095. */
const MAX_CHAIN = 4_096
const MAX_CHAIN_BYTES = 2 * MAX_OBJECT
/** Most of the entries are smaller than this. */
const FIRST_READ = 4_096
/** Bytes of unpacked bases that are kept for the next delta. */
const MAX_KEPT = 48 * 1024 * 1024

const TYPES: ReadonlyMap<number, GitObjectType> = new Map([
  [1, 'commit'],
  [2, 'tree'],
  [3, 'blob'],
  [4, 'tag'],
])
const BY_OFFSET = 6
const BY_ID = 7

export interface Pack extends Pick<PackIndex, 'idsWith'> {
  /** Undefined if the pack does not hold it. Throws GitDataError. */
  read(id: Buffer): GitObject | undefined
  has(id: Buffer): boolean
  close(): void
}

/** Opens `objects/pack/<name>.pack` below a Git folder. Throws GitDataError. */
export function openPack(folder: string, name: string, hashBytes: number): Pack {
  const path = `objects/pack/${name}`
  const bytes = readFileInside(folder, `${path}.idx`, MAX_INDEX)
  if (!Buffer.isBuffer(bytes)) {
    throw new GitDataError(`The index of the pack ${name} cannot be read: ${bytes.detail}`)
  }
  const index = parsePackIndex(bytes, hashBytes)
  const file = openFileInside(folder, `${path}.pack`, Number.MAX_SAFE_INTEGER)
  if (!('descriptor' in file)) {
    throw new GitDataError(`The pack ${name} cannot be read: ${file.detail}`)
  }
  const entries = entryReader(file.descriptor, file.bytes, hashBytes, index)
  return {
    idsWith: index.idsWith,
    has: (id) => index.offsetOf(id) !== undefined,
    read(id) {
      const offset = index.offsetOf(id)
      return offset === undefined ? undefined : entries(offset)
    },
    close: () => closeSync(file.descriptor),
  }
}

interface Entry {
  readonly type: number
  readonly bytes: Buffer
  /** Offset of the entry that a delta is made from. */
  readonly base: number | undefined
}

function entryReader(descriptor: number, size: number, hashBytes: number, index: PackIndex) {
  const kept = new Map<number, GitObject>()
  let keptBytes = 0
  // One for all entries: what is read into it is unpacked before the next one is read.
  const scratch = Buffer.allocUnsafeSlow(FIRST_READ)

  function readAt(offset: number, length: number): Buffer {
    const buffer = length > scratch.length ? Buffer.allocUnsafe(length) : scratch
    const most = Math.min(length, size - offset)
    return buffer.subarray(0, readSync(descriptor, buffer, 0, most, offset))
  }

  function readEntry(offset: number): Entry {
    if (offset < 12 || offset >= size - hashBytes) throw broken()
    const head = readAt(offset, FIRST_READ)
    let at = 0
    const byte = () => {
      const value = head[at]
      if (value === undefined) throw broken()
      at += 1
      return value
    }
    let next = byte()
    const type = (next >> 4) & 7
    let length = next & 15
    for (let factor = 16; next & 0x80; factor *= 128) {
      next = byte()
      length += (next & 0x7f) * factor
      if (length > MAX_OBJECT) throw tooLarge()
    }
    let base: number | undefined
    if (type === BY_OFFSET) {
      next = byte()
      let back = next & 0x7f
      while (next & 0x80) {
        next = byte()
        back = (back + 1) * 128 + (next & 0x7f)
        if (back > offset) throw broken()
      }
      base = offset - back
      if (back === 0) throw broken()
    } else if (type === BY_ID) {
      base = index.offsetOf(head.subarray(at, at + hashBytes))
      at += hashBytes
      if (base === undefined) throw broken()
    } else if (!TYPES.has(type)) throw broken()
    // What does not get smaller grows by a few bytes for each 16 KB.
    const packed = length + (length >> 8) + 256
    const input = at + packed <= head.length ? head.subarray(at) : readAt(offset + at, packed + 1)
    return { type, base, bytes: inflate(input, length) }
  }

  function keep(offset: number, object: GitObject): void {
    if (object.bytes.length > MAX_KEPT / 8) return
    if (keptBytes > MAX_KEPT) {
      kept.clear()
      keptBytes = 0
    }
    kept.set(offset, object)
    keptBytes += object.bytes.length
  }

  return (start: number): GitObject => {
    const deltas: { readonly offset: number; readonly bytes: Buffer }[] = []
    let total = 0
    let object: GitObject | undefined
    for (let offset = start; object === undefined; ) {
      const known = kept.get(offset)
      if (known !== undefined) {
        object = known
        break
      }
      const entry = readEntry(offset)
      if (entry.base === undefined) {
        object = { type: TYPES.get(entry.type) ?? 'blob', bytes: entry.bytes }
        keep(offset, object)
        break
      }
      deltas.push({ offset, bytes: entry.bytes })
      total += entry.bytes.length
      if (deltas.length > MAX_CHAIN || total > MAX_CHAIN_BYTES) throw broken()
      offset = entry.base
    }
    for (const { offset, bytes } of deltas.reverse()) {
      object = { type: object.type, bytes: applyDelta(object.bytes, bytes) }
      keep(offset, object)
    }
    return object
  }
}

/** Unpacks to exactly `length` bytes. Throws GitDataError. */
export function inflate(input: Buffer, length: number): Buffer {
  try {
    const chunkSize = Math.max(64, Math.min(length + 1, 1024 * 1024))
    const bytes = inflateSync(input, { maxOutputLength: Math.max(1, length), chunkSize })
    if (bytes.length === length) return bytes
  } catch (error) {
    throw broken(error)
  }
  throw broken()
}

/** Makes an object from another one and what to copy from it. Throws GitDataError. */
export function applyDelta(base: Buffer, delta: Buffer): Buffer {
  let at = 0
  const byte = () => {
    const value = delta[at]
    if (value === undefined) throw broken()
    at += 1
    return value
  }
  const size = () => {
    let value = 0
    for (let factor = 1; ; factor *= 128) {
      const next = byte()
      value += (next & 0x7f) * factor
      if (value > MAX_OBJECT) throw tooLarge()
      if ((next & 0x80) === 0) return value
    }
  }
  if (size() !== base.length) throw broken()
  const made = Buffer.allocUnsafe(size())
  let filled = 0
  const add = (part: Buffer, length: number) => {
    if (part.length !== length || filled + length > made.length) throw broken()
    part.copy(made, filled)
    filled += length
  }
  while (at < delta.length) {
    const code = byte()
    if (code & 0x80) {
      let from = 0
      let length = 0
      for (let bit = 0; bit < 4; bit += 1) if (code & (1 << bit)) from += byte() * 256 ** bit
      for (let bit = 0; bit < 3; bit += 1) if (code & (16 << bit)) length += byte() * 256 ** bit
      if (length === 0) length = 0x1_0000
      add(base.subarray(from, from + length), length)
    } else {
      if (code === 0) throw broken()
      add(delta.subarray(at, at + code), code)
      at += code
    }
  }
  if (filled !== made.length) throw broken()
  return made
}

function broken(cause?: unknown): GitDataError {
  const error = new GitDataError('A pack of the repository is damaged.')
  error.cause = cause
  return error
}

export function tooLarge(): GitDataError {
  return new GitDataError('It holds a file of more than 64 MB, which is not read.')
}
