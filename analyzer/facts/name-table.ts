// Identifiers as small integers: equal spelling, equal number. Reads the source in place, so that
// a name which occurs a thousand times is sliced out of the source once.

export class NameTable {
  readonly #source: string
  readonly #names: string[] = []
  #slots = new Int32Array(256).fill(-1)
  #hashes = new Int32Array(128)

  constructor(source: string) {
    this.#source = source
  }

  get size(): number {
    return this.#names.length
  }

  /** The number of the name that stands in the source from `start` to `end` (UTF-16 indices). */
  intern(start: number, end: number): number {
    const source = this.#source
    let hash = end - start
    for (let index = start; index < end; index += 1) {
      hash = (Math.imul(hash, 31) + source.charCodeAt(index)) | 0
    }
    const mask = this.#slots.length - 1
    let slot = (hash ^ (hash >>> 15)) & mask
    for (;;) {
      const id = this.#slots[slot] as number
      if (id === -1) return this.#add(source.slice(start, end), hash, slot)
      if (this.#hashes[id] === hash && this.#equals(id, start, end)) return id
      slot = (slot + 1) & mask
    }
  }

  /** The number of `name` if it occurs in the file, -1 otherwise. */
  find(name: string): number {
    let hash = name.length
    for (let index = 0; index < name.length; index += 1) {
      hash = (Math.imul(hash, 31) + name.charCodeAt(index)) | 0
    }
    const mask = this.#slots.length - 1
    let slot = (hash ^ (hash >>> 15)) & mask
    for (;;) {
      const id = this.#slots[slot] as number
      if (id === -1 || this.#names[id] === name) return id
      slot = (slot + 1) & mask
    }
  }

  text(id: number): string {
    return this.#names[id] as string
  }

  #equals(id: number, start: number, end: number): boolean {
    const name = this.#names[id] as string
    return name.length === end - start && this.#source.startsWith(name, start)
  }

  #add(name: string, hash: number, slot: number): number {
    const id = this.#names.length
    this.#names.push(name)
    if (id === this.#hashes.length) {
      const hashes = new Int32Array(id * 2)
      hashes.set(this.#hashes)
      this.#hashes = hashes
    }
    this.#hashes[id] = hash
    this.#slots[slot] = id
    if (this.#names.length * 2 > this.#slots.length) this.#rehash()
    return id
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2).fill(-1)
    const mask = slots.length - 1
    for (let id = 0; id < this.#names.length; id += 1) {
      const hash = this.#hashes[id] as number
      let slot = (hash ^ (hash >>> 15)) & mask
      while (slots[slot] !== -1) slot = (slot + 1) & mask
      slots[slot] = id
    }
    this.#slots = slots
  }
}
