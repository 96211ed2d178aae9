// The index of a pack: where each object of it lies. Format: gitformat-pack(5), version 2. Every
// number in it is checked before it is used; the file may have been made to mislead.
import { GitDataError } from './git-failure.ts'

const MAGIC = 0xff744f63
/** Bytes before the ids: magic, version, 256 counts. */
const HEAD = 8 + 256 * 4
const LARGE = 0x8000_0000

export interface PackIndex {
  /** Offset of an object in the pack, undefined if it is not in it. `id` is its hash in bytes. */
  offsetOf(id: Buffer): number | undefined
  /** Ids that begin with these hexadecimal digits (two or more), at most `most` of them. */
  idsWith(digits: string, most: number): readonly string[]
}

/** Throws GitDataError. `hashBytes` is 20 for SHA-1 and 32 for SHA-256. */
export function parsePackIndex(bytes: Buffer, hashBytes: number): PackIndex {
  if (bytes.length < HEAD || bytes.readUInt32BE(0) !== MAGIC || bytes.readUInt32BE(4) !== 2) {
    throw new GitDataError('The index of a pack is damaged or of a version before Git 1.6.')
  }
  const countUpTo = (first: number) => bytes.readUInt32BE(8 + first * 4)
  const count = countUpTo(255)
  const offsets = HEAD + count * (hashBytes + 4)
  const large = offsets + count * 4
  if (large + 2 * hashBytes > bytes.length) throw new GitDataError('The index of a pack is cut.')
  const idAt = (at: number) =>
    bytes.subarray(HEAD + at * hashBytes, HEAD + at * hashBytes + hashBytes)

  /** The first place whose id is not before `id`. */
  function placeOf(id: Buffer): number {
    const first = id[0] ?? 0
    let low = first === 0 ? 0 : Math.min(countUpTo(first - 1), count)
    let high = Math.min(countUpTo(first), count)
    while (low < high) {
      const middle = (low + high) >> 1
      if (idAt(middle).compare(id) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  return {
    offsetOf(id) {
      const at = placeOf(id)
      if (at >= count || !idAt(at).equals(id)) return undefined
      const offset = bytes.readUInt32BE(offsets + at * 4)
      if (offset < LARGE) return offset
      const place = large + (offset - LARGE) * 8
      if (place + 8 > bytes.length) throw new GitDataError('The index of a pack is cut.')
      return Number(bytes.readBigUInt64BE(place))
    },
    idsWith(digits, most) {
      const start = Buffer.from(digits.padEnd(hashBytes * 2, '0'), 'hex')
      const found: string[] = []
      for (let at = placeOf(start); at < count && found.length < most; at += 1) {
        const id = idAt(at).toString('hex')
        if (!id.startsWith(digits)) break
        found.push(id)
      }
      return found
    },
  }
}
