// What a thread keeps of files between reading and checking them: the facts of the newest, the packed
// trees of the others.
import { TreePacker } from '../syntax/packed-tree.ts'
import type { ReadFile } from './read-file.ts'

/** Bytes of packed trees of one thread; files beyond them are parsed again. */
const PACKED_BYTES = 128 * 1024 * 1024

export class KeptFiles {
  readonly #keepBytes: number
  readonly #files = new Map<string, ReadFile>()
  #bytes = 0
  readonly #packer = new TreePacker()
  readonly #packed = new Map<string, Uint8Array>()
  #packedBytes = 0

  /** `keepBytes` of source keep their facts. */
  constructor(keepBytes: number) {
    this.#keepBytes = keepBytes
  }

  /** Keeps a file that was read; older ones shrink to their trees. */
  put(path: string, file: ReadFile): void {
    this.#files.set(path, file)
    this.#bytes += file.record.bytes
    for (const oldest of this.#files.keys()) {
      if (this.#bytes <= this.#keepBytes) break
      this.#pack(oldest)
    }
  }

  /** The file with its facts, which are let go of. */
  take(path: string): ReadFile | undefined {
    const file = this.#files.get(path)
    if (file === undefined) return undefined
    this.#files.delete(path)
    this.#bytes -= file.record.bytes
    return file
  }

  /** The nodes of the tree of a file of which no more is kept; they are let go of. */
  takeNodes(path: string): Int32Array | undefined {
    const bytes = this.#packed.get(path)
    if (bytes === undefined) return undefined
    this.#packed.delete(path)
    this.#packedBytes -= bytes.length
    return this.#packer.unpack(bytes)
  }

  /** Lets go of all that is kept of a file. */
  forget(path: string): void {
    this.take(path)
    this.#packedBytes -= this.#packed.get(path)?.length ?? 0
    this.#packed.delete(path)
  }

  #pack(path: string): void {
    const tree = this.take(path)?.parsed?.facts.tree
    const bytes = tree && this.#packer.pack(tree.nodes)
    if (bytes === undefined || this.#packedBytes + bytes.length > PACKED_BYTES) return
    this.#packed.set(path, bytes)
    this.#packedBytes += bytes.length
  }
}
