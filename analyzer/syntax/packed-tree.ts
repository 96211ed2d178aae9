// Flat trees made small, for files that are read now and looked at later: unpacking one takes a
// tenth of the time that parsing its file again would take.
import { NO_NODE, STRIDE } from './tree.ts'

/** At most so many bytes for a number of 32 bits in groups of seven. */
const MAX_VARINT = 5
/** Numbers of a node that are written: head, distance, length, size of the subtree. */
const WRITTEN = 4

/** Packs trees one after the other; what was packed by one is unpacked by the same. */
export class TreePacker {
  /** Heads (kind, field, flags) by the number they are written as; frequent ones come early. */
  readonly #heads: number[] = []
  readonly #numbers = new Map<number, number>()
  #room = new Uint8Array(1 << 16)

  /**
   * The nodes of a tree (five integers each, see `SyntaxTree`) in about five bytes each. Undefined
   * for a tree whose nodes do not start in their order, which the grammar does not make.
   */
  pack(nodes: Int32Array): Uint8Array | undefined {
    const most = (nodes.length / STRIDE) * WRITTEN * MAX_VARINT + MAX_VARINT
    if (this.#room.length < most) this.#room = new Uint8Array(most)
    const bytes = this.#room
    let at = write(bytes, 0, nodes.length / STRIDE)
    let start = 0
    for (let node = 0; node < nodes.length; node += STRIDE) {
      const distance = (nodes[node + 1] as number) - start
      if (distance < 0) return undefined
      start += distance
      at = write(bytes, at, this.#numberOf(nodes[node] as number))
      at = write(bytes, at, distance)
      at = write(bytes, at, (nodes[node + 2] as number) - start)
      at = write(bytes, at, (nodes[node + 4] as number) - node / STRIDE)
    }
    return bytes.slice(0, at)
  }

  /** The nodes as they were. */
  unpack(bytes: Uint8Array): Int32Array {
    let at = 0
    const next = () => {
      let value = 0
      for (let shift = 0; ; shift += 7) {
        const byte = bytes[at] as number
        at += 1
        value |= (byte & 0x7f) << shift
        if (byte < 0x80) return value
      }
    }
    const count = next()
    const nodes = new Int32Array(count * STRIDE)
    let start = 0
    let parent = NO_NODE
    for (let node = 0; node < count; node += 1) {
      // The subtrees that end here are left.
      while (parent !== NO_NODE && (nodes[parent * STRIDE + 4] as number) <= node) {
        parent = nodes[parent * STRIDE + 3] as number
      }
      const to = node * STRIDE
      nodes[to] = this.#heads[next()] as number
      start += next()
      nodes[to + 1] = start
      nodes[to + 2] = start + next()
      nodes[to + 3] = parent
      nodes[to + 4] = node + next()
      parent = node
    }
    return nodes
  }

  #numberOf(head: number): number {
    const known = this.#numbers.get(head)
    if (known !== undefined) return known
    const number = this.#heads.push(head) - 1
    this.#numbers.set(head, number)
    return number
  }
}

/** Writes groups of seven bits, lowest first; returns where the next number goes. */
function write(bytes: Uint8Array, start: number, number: number): number {
  let at = start
  let rest = number
  while (rest > 0x7f) {
    bytes[at] = (rest & 0x7f) | 0x80
    at += 1
    rest >>>= 7
  }
  bytes[at] = rest
  return at + 1
}
