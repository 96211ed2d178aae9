// Flat trees made small, for files that are read now and looked at later: unpacking one takes a
// tenth of the time that parsing its file again would take.
import { NO_NODE, STRIDE } from './tree.ts'

/** At most so many bytes for a number of 32 bits in groups of seven. */
const MAX_VARINT = 5
/** At most so many numbers of a node are written: form, distance, size, length. */
const MAX_WRITTEN = 4

// Most nodes are like thousands of others: a name of four letters behind a space. Head (kind, field,
// flags) and whatever is small of the rest make up the form of a node, which is written as one number;
// only what is larger is written beside it. Bits of a form, lowest first:
/** Length of a leaf, number of nodes in the subtree of another node, or TALL. */
const EXTENT_BITS = 4
/** From the start of the node before, or FAR. */
const DISTANCE_BITS = 3
/** How the end of the node is found. */
const END_BITS = 2
const HEAD_SHIFT = EXTENT_BITS + DISTANCE_BITS + END_BITS
/** These and larger numbers are written beside the form. */
const TALL = (1 << EXTENT_BITS) - 1
const FAR = (1 << DISTANCE_BITS) - 1
/** A leaf: its extent says where it ends. */
const OF_EXTENT = 0
/** Where the last node of its subtree ends, as nearly all do. */
const OF_LAST = 1
/** Its length is written. */
const OF_LENGTH = 2

/** Packs trees one after the other; what was packed by one is unpacked by the same. */
export class TreePacker {
  /** Heads by the number that stands in forms. */
  readonly #heads: number[] = []
  readonly #numbers = new Map<number, number>()
  /** Forms by the number they are written as; frequent ones come early. */
  readonly #forms: number[] = []
  /** By form its number from 1. */
  #written = new Int32Array(1 << 16)
  #room = new Uint8Array(1 << 16)

  /**
   * The nodes of a tree (five integers each, see `SyntaxTree`) in about two bytes each. Undefined
   * for a tree whose nodes do not start in their order, which the grammar does not make.
   */
  pack(nodes: Int32Array): Uint8Array | undefined {
    const most = (nodes.length / STRIDE) * MAX_WRITTEN * MAX_VARINT + MAX_VARINT
    // What one large file takes is not kept for all that come after it.
    const isLarge = most > MAX_ROOM
    if (!isLarge && this.#room.length < most) this.#room = new Uint8Array(most)
    const bytes = isLarge ? new Uint8Array(most) : this.#room
    let at = write(bytes, 0, nodes.length / STRIDE)
    let start = 0
    for (let node = 0; node < nodes.length; node += STRIDE) {
      const distance = (nodes[node + 1] as number) - start
      if (distance < 0) return undefined
      start += distance
      const end = nodes[node + 2] as number
      const endOfSubtree = nodes[node + 4] as number
      const size = endOfSubtree - node / STRIDE
      const isLeaf = size === 1
      const extent = isLeaf ? end - start : size
      const isOfLast = end === (nodes[(endOfSubtree - 1) * STRIDE + 2] as number)
      const ending = isLeaf ? OF_EXTENT : isOfLast ? OF_LAST : OF_LENGTH
      const form =
        (this.#numberOf(nodes[node] as number) << HEAD_SHIFT) |
        (ending << (EXTENT_BITS + DISTANCE_BITS)) |
        (Math.min(distance, FAR) << EXTENT_BITS) |
        Math.min(extent, TALL)
      at = write(bytes, at, this.#writtenAs(form))
      if (distance >= FAR) at = write(bytes, at, distance)
      if (extent >= TALL) at = write(bytes, at, extent)
      if (ending === OF_LENGTH) at = write(bytes, at, end - start)
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
      const form = this.#forms[next()] as number
      const distance = (form >> EXTENT_BITS) & FAR
      start += distance === FAR ? next() : distance
      const small = form & TALL
      const extent = small === TALL ? next() : small
      const ending = (form >> (EXTENT_BITS + DISTANCE_BITS)) & ((1 << END_BITS) - 1)
      const to = node * STRIDE
      nodes[to] = this.#heads[form >> HEAD_SHIFT] as number
      nodes[to + 1] = start
      nodes[to + 2] =
        ending === OF_LAST ? UNKNOWN_END : start + (ending === OF_EXTENT ? extent : next())
      nodes[to + 3] = parent
      nodes[to + 4] = node + (ending === OF_EXTENT ? 1 : extent)
      parent = node
    }
    endWithLast(nodes)
    return nodes
  }

  #numberOf(head: number): number {
    const known = this.#numbers.get(head)
    if (known !== undefined) return known
    const number = this.#heads.push(head) - 1
    this.#numbers.set(head, number)
    return number
  }

  #writtenAs(form: number): number {
    if (form >= this.#written.length) {
      const larger = new Int32Array(Math.max(form + 1, this.#written.length * 2))
      larger.set(this.#written)
      this.#written = larger
    }
    const known = this.#written[form] as number
    if (known !== 0) return known - 1
    const number = this.#forms.push(form)
    this.#written[form] = number
    return number - 1
  }
}

/** Bytes of room that are kept for the next tree. */
const MAX_ROOM = 4 * 1024 * 1024
const UNKNOWN_END = -1

/** The last node of a subtree comes behind its first: from the end on each of them is known. */
function endWithLast(nodes: Int32Array): void {
  for (let to = nodes.length - STRIDE; to >= 0; to -= STRIDE) {
    if (nodes[to + 2] !== UNKNOWN_END) continue
    const last = (nodes[to + 4] as number) - 1
    nodes[to + 2] = nodes[last * STRIDE + 2] as number
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
