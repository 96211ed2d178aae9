// Text that was written as UTF-8 and read in an older encoding: `üö®` was a siren. Such runs of
// characters are turned back; everything else stays as it is.

/** Encodings that texts are wrongly read in, the most usual first. */
const ENCODINGS = ['windows-1252', 'macintosh'] as const
/** What Windows reads 0x80 to 0x9f as; some runtimes decode them as control characters. */
const WINDOWS_FROM_80 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

/** A repairer of texts; it builds its tables once. */
export function createMojibakeRepair(): (text: string) => string {
  const tables = ENCODINGS.map((encoding) => byteOf(encoding))
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

  function repaired(run: string): string {
    for (const bytes of tables) {
      const encoded = [...run].map((character) => bytes.get(character))
      if (encoded.some((byte) => byte === undefined)) continue
      try {
        return decoder.decode(Uint8Array.from(encoded.flatMap((byte) => byte ?? [])))
      } catch {
        // These bytes are not UTF-8: the run was not read in this encoding.
      }
    }
    return run
  }

  return (text) => text.replace(/[^\0-\x7f]{2,}/g, repaired)
}

/** The byte that an encoding reads as each character. */
function byteOf(encoding: (typeof ENCODINGS)[number]): ReadonlyMap<string, number> {
  const decoder = new TextDecoder(encoding)
  const table = new Map<string, number>()
  for (let byte = 0x80; byte < 0x100; byte += 1) {
    const ofWindows = encoding === 'windows-1252' ? WINDOWS_FROM_80[byte - 0x80] : undefined
    table.set(ofWindows ?? decoder.decode(Uint8Array.of(byte)), byte)
  }
  return table
}
