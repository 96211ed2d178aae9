// A short, stable hash of text for identities across edits. Not for secrecy.

/** 64 bits as 16 hexadecimal digits: two lanes of multiply and rotate, mixed at the end. */
export function hashText(text: string): string {
  let low = 0xdeadbeef ^ text.length
  let high = 0x41c6ce57 ^ text.length
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    low = Math.imul(low ^ code, 0x9e3779b1)
    high = Math.imul(high ^ code, 0x5f356495)
    low = (low << 13) | (low >>> 19)
    high = (high << 17) | (high >>> 15)
  }
  const mixedLow = mix(low ^ Math.imul(high, 0x85ebca6b))
  const mixedHigh = mix(high ^ Math.imul(mixedLow, 0xc2b2ae35))
  return hex(mixedHigh) + hex(mixedLow)
}

function mix(lane: number): number {
  let value = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return value ^ (value >>> 16)
}

function hex(lane: number): string {
  return (lane >>> 0).toString(16).padStart(8, '0')
}

/** White space folded to single blanks, so that re-indenting keeps an identity. */
export function foldWhiteSpace(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
