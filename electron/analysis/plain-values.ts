// Plain data as few bytes, and back with every string and every equal part held once. Summaries of a
// project repeat the same names and references over and over: cloned as they are, nine tenths of
// the memory of their strings would hold copies.
//
// A value is a reference: three bits say what it is, the rest where it stands. Objects and arrays
// stand in one list, parts before wholes, an equal one only once: so what is decoded shares parts
// and must not be changed.
import { deserialize, serialize } from 'node:v8'
import { IntList } from '../../analyzer/facts/int-list.ts'
import type { Interner } from './interner.ts'
import { PartTable } from './part-table.ts'

const INTEGER = 0
const TEXT = 1
const PART = 2
const DOUBLE = 3
const CONSTANT = 4
const FOREIGN = 5
const CONSTANTS: readonly unknown[] = [undefined, null, true, false]
const MAX_INTEGER = 2 ** 26
const ARRAY = 0

/** Encodes a value of plain data; what is none (a map, a typed array) is kept as it is. */
export function encodeValue(value: unknown): Uint8Array {
  const encoder = new Encoder()
  return encoder.finish(encoder.put(value))
}

/** Decodes what `encodeValue` gave. Throws a RangeError or Error for damaged bytes. */
export function decodeValue(bytes: Uint8Array, intern: Interner): unknown {
  return new Decoder(bytes, intern).read()
}

class Encoder {
  readonly #texts = new Map<string, number>()
  readonly #shapes = new ShapeTree()
  readonly #doubles: number[] = []
  readonly #foreign: Buffer[] = []
  readonly #parts = new PartTable()
  /** What the values under way consist of so far; each takes its own off at its end. */
  readonly #open = new IntList()

  put(value: unknown): number {
    switch (typeof value) {
      case 'string':
        return this.#text(value) * 8 + TEXT
      case 'number':
        return this.#number(value)
      case 'object':
        if (value === null) break
        return Array.isArray(value) ? this.#list(value) : this.#object(value)
      case 'undefined':
      case 'boolean':
        break
      default:
        return this.#other(value)
    }
    return CONSTANTS.indexOf(value) * 8 + CONSTANT
  }

  finish(root: number): Uint8Array {
    const shapes = this.#shapes.all.flatMap((keys) => [
      keys.length,
      ...keys.map((key) => this.#text(key)),
    ])
    const writer = new Writer()
    writer.integer(this.#texts.size)
    for (const text of this.#texts.keys()) writer.text(text)
    writer.integer(this.#doubles.length)
    writer.bytes(new Uint8Array(Float64Array.from(this.#doubles).buffer))
    writer.integer(this.#foreign.length)
    for (const one of this.#foreign) {
      writer.integer(one.length)
      writer.bytes(one)
    }
    writer.integer(this.#shapes.all.length)
    writer.integers(shapes)
    writer.integer(this.#parts.count)
    writer.integers(this.#parts.numbers)
    writer.integer(root)
    return writer.end()
  }

  #list(values: readonly unknown[]): number {
    const start = this.#open.length
    this.#open.push(ARRAY)
    this.#open.push(values.length)
    // By index, here and below: what an iterator gives would be a tenth of all that a review makes.
    for (let index = 0; index < values.length; index += 1) this.#open.push(this.put(values[index]))
    return this.#part(start)
  }

  #object(value: object): number {
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype !== Object.prototype && prototype !== null) return this.#other(value)
    const keys = Object.keys(value)
    const shape = this.#shapes.of(keys)
    if (shape === undefined) return this.#other(value)
    const start = this.#open.length
    this.#open.push(shape)
    // Plain data: all that is asked of it are its own keys.
    const values = value as Readonly<Record<string, unknown>>
    for (let index = 0; index < keys.length; index += 1) {
      this.#open.push(this.put(values[keys[index] as string]))
    }
    return this.#part(start)
  }

  #part(start: number): number {
    const part = this.#parts.add(this.#open, start, this.#open.length)
    this.#open.length = start
    return part * 8 + PART
  }

  #text(text: string): number {
    const known = this.#texts.get(text)
    if (known !== undefined) return known
    const id = this.#texts.size
    this.#texts.set(text, id)
    return id
  }

  #number(value: number): number {
    const isSmall = Number.isInteger(value) && Math.abs(value) < MAX_INTEGER
    if (isSmall && !Object.is(value, -0)) {
      return (value < 0 ? -value * 2 - 1 : value * 2) * 8 + INTEGER
    }
    return (this.#doubles.push(value) - 1) * 8 + DOUBLE
  }

  #other(value: unknown): number {
    return (this.#foreign.push(serialize(value)) - 1) * 8 + FOREIGN
  }
}

interface ShapeNode {
  readonly keys: readonly string[]
  readonly longer: Map<string, ShapeNode>
  /** From 1, given when an object has exactly these keys. */
  shape: number | undefined
}

/** The lists of keys that objects have, each found key by key: joining them costs more than the rest. */
class ShapeTree {
  /** In the order of their numbers. */
  readonly all: (readonly string[])[] = []
  readonly #root: ShapeNode = { keys: [], longer: new Map(), shape: undefined }

  /** The number of the shape. Undefined for a key that would set the prototype when it is read. */
  of(keys: readonly string[]): number | undefined {
    let node = this.#root
    for (let index = 0; index < keys.length; index += 1) {
      const key = keys[index] as string
      let next = node.longer.get(key)
      if (next === undefined) {
        if (key === '__proto__') return undefined
        next = { keys: [...node.keys, key], longer: new Map(), shape: undefined }
        node.longer.set(key, next)
      }
      node = next
    }
    node.shape ??= this.all.push(node.keys)
    return node.shape
  }
}

class Decoder {
  readonly #reader: Reader
  readonly #intern: Interner

  constructor(bytes: Uint8Array, intern: Interner) {
    this.#reader = new Reader(bytes)
    this.#intern = intern
  }

  read(): unknown {
    const reader = this.#reader
    const texts = list(reader.length(), () => this.#intern.text(reader.text()))
    const doubles = list(reader.length(), () => reader.double())
    const foreign = list(reader.length(), (): unknown =>
      deserialize(reader.bytes(reader.integer())),
    )
    const shapes = list(reader.length(), () =>
      list(reader.length(), () => at(texts, reader.integer())),
    )
    const makers = shapes.map((keys) => this.#intern.maker(keys))
    const parts: unknown[] = []
    const value = (reference: number): unknown => {
      const where = Math.floor(reference / 8)
      switch (reference & 7) {
        case INTEGER:
          return where % 2 === 0 ? where / 2 : -(where + 1) / 2
        case TEXT:
          return at(texts, where)
        case PART:
          return at(parts, where)
        case DOUBLE:
          return at(doubles, where)
        case CONSTANT:
          return CONSTANTS[where]
        default:
          return at(foreign, where)
      }
    }
    const count = reader.integer()
    for (let part = 0; part < count; part += 1) {
      const shape = reader.integer()
      if (shape === ARRAY) {
        parts.push(list(reader.length(), () => value(reader.integer())))
        continue
      }
      const { length } = at(shapes, shape - 1)
      parts.push(at(makers, shape - 1)(list(length, () => value(reader.integer()))))
    }
    return value(reader.integer())
  }
}

/** Of exactly the length that is needed: most are short, and a list that grew has room to spare. */
function list<T>(length: number, make: () => T): T[] {
  const made = new Array<T>(length)
  for (let index = 0; index < length; index += 1) made[index] = make()
  return made
}

function at<T>(values: readonly T[], index: number): T {
  if (index >= values.length) throw new RangeError('A reference leads nowhere.')
  // Its index is below the length, and no list here has holes.
  return values[index] as T
}

class Writer {
  #bytes = Buffer.allocUnsafe(16 * 1024)
  #length = 0

  /** A whole number from 0 to 2 ** 32, seven bits to a byte. */
  integer(value: number): void {
    this.#reserve(MAX_INTEGER_BYTES)
    this.#integer(value)
  }

  integers(values: ArrayLike<number>): void {
    this.#reserve(MAX_INTEGER_BYTES * values.length)
    for (let index = 0; index < values.length; index += 1) this.#integer(values[index] as number)
  }

  #integer(value: number): void {
    let rest = value
    while (rest >= 128) {
      this.#bytes[this.#length++] = (rest & 127) + 128
      rest = rest < 2 ** 31 ? rest >>> 7 : Math.floor(rest / 128)
    }
    this.#bytes[this.#length++] = rest
  }

  /** One byte for each character where all fit, two otherwise: a lone surrogate stays what it is. */
  text(text: string): void {
    const isWide = WIDE.test(text)
    this.integer(text.length * 2 + (isWide ? 1 : 0))
    this.#reserve(text.length * 2)
    this.#length += isWide
      ? this.#bytes.write(text, this.#length, 'utf16le')
      : this.#bytes.write(text, this.#length, 'latin1')
  }

  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  end(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + more))
    larger.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = larger
  }
}

/** Of a whole number that is written. */
const MAX_INTEGER_BYTES = 5

const WIDE = /[^\0-\xff]/

class Reader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  integer(): number {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#bytes[this.#at++]
      if (byte === undefined) throw new RangeError('The bytes end too early.')
      if (byte < 128) return value + byte * scale
      value += (byte - 128) * scale
    }
  }

  /** The length of a list; each item takes a byte at least. */
  length(): number {
    const length = this.integer()
    if (length > this.#bytes.length - this.#at) throw new RangeError('A list is too long.')
    return length
  }

  text(): string {
    const head = this.integer()
    const length = Math.floor(head / 2)
    return head % 2 === 1
      ? this.bytes(length * 2).toString('utf16le')
      : this.bytes(length).toString('latin1')
  }

  double(): number {
    return this.bytes(8).readDoubleLE(0)
  }

  bytes(length: number): Buffer {
    const end = this.#at + length
    if (end > this.#bytes.length) throw new RangeError('The bytes end too early.')
    const bytes = this.#bytes.subarray(this.#at, end)
    this.#at = end
    return bytes
  }
}
