// Sets of small integers as bits, for analyses whose states are sets.

export type Bits = Int32Array

export function noBits(size: number): Bits {
  return new Int32Array((size + 31) >>> 5)
}

export function setBit(bits: Bits, index: number): void {
  bits[index >>> 5] = (bits[index >>> 5] as number) | (1 << (index & 31))
}

export function clearBit(bits: Bits, index: number): void {
  bits[index >>> 5] = (bits[index >>> 5] as number) & ~(1 << (index & 31))
}

export function hasBit(bits: Bits, index: number): boolean {
  return ((bits[index >>> 5] as number) & (1 << (index & 31))) !== 0
}

/** Adds all of `from`; true if `into` changed. For "on some way". */
export function unite(into: Bits, from: Bits): boolean {
  let changed = false
  for (let word = 0; word < into.length; word += 1) {
    const before = into[word] as number
    const after = before | (from[word] as number)
    if (after !== before) {
      into[word] = after
      changed = true
    }
  }
  return changed
}

/** Keeps what both have; true if `into` changed. For "on every way". */
export function intersect(into: Bits, from: Bits): boolean {
  let changed = false
  for (let word = 0; word < into.length; word += 1) {
    const before = into[word] as number
    const after = before & (from[word] as number)
    if (after !== before) {
      into[word] = after
      changed = true
    }
  }
  return changed
}

export function bitsOf(bits: Bits): number[] {
  const found: number[] = []
  for (let word = 0; word < bits.length; word += 1) {
    for (let rest = bits[word] as number; rest !== 0; rest &= rest - 1) {
      found.push((word << 5) + 31 - Math.clz32(rest & -rest))
    }
  }
  return found
}
