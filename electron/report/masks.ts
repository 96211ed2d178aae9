// What stands in the place of a masked text, and how a kind of text is found.

export type MaskKind = 'secret' | 'address' | 'home folder' | 'term'

/** What stands in the place of a masked text. */
export const MASKS: Readonly<Record<MaskKind, string>> = {
  secret: '[masked-secret]',
  address: '[masked-address]',
  'home folder': '[masked-user]',
  term: '[masked]',
}

export interface Mask {
  readonly kind: MaskKind
  readonly pattern: RegExp
  /** Words of which one is in every text that the pattern can find; a quick way to say no. */
  readonly hints: readonly string[]
  /** The whole match and its groups, '' for one that took no part; undefined where it is none. */
  readonly replace: (...groups: readonly string[]) => string | undefined
}

export function holdsMask(text: string): boolean {
  return Object.values(MASKS).some((mask) => text.includes(mask))
}

/** True for what another pattern has masked before, and has nothing left to mask. */
export function isMasked(text: string): boolean {
  return Object.values(MASKS).reduce((left, mask) => left.replaceAll(mask, ''), text) === ''
}
