// Finding a file or a symbol by a few letters. The window ranks files itself; the backend, which
// has the symbols, ranks those by the same rule and sends the best. Plain code without schemas: the
// window runs it.

export interface GoToPlace {
  readonly kind: 'file' | 'class' | 'function'
  readonly path: string
  /** The path of a file, the qualified name of a symbol. */
  readonly name: string
  /** Where a symbol starts, 1-based. */
  readonly line?: number | undefined
}

export interface FoundPlace<P extends GoToPlace> {
  readonly place: P
  /** The line to go to, where one was asked for or the symbol has one. */
  readonly line: number | undefined
}

/** How many places are listed. */
export const MOST_PLACES = 200

const WORD_START = /[^\p{L}\p{N}]/u

/**
 * How well a word fits a name: its letters side by side at the start of the last part, at the start
 * of a part, anywhere, or one after the other with gaps. Smaller is better; undefined: not at all.
 */
function rate(name: string, word: string): number | undefined {
  const last = Math.max(name.lastIndexOf('/'), name.lastIndexOf('.', name.length - 4)) + 1
  const inLast = name.indexOf(word, last)
  if (inLast === last) return 0
  if (inLast !== -1) return WORD_START.test(name.charAt(inLast - 1)) ? 10 : 20
  const anywhere = name.indexOf(word)
  if (anywhere !== -1) return 30
  let from = 0
  let gaps = 0
  for (const letter of word) {
    const next = name.indexOf(letter, from)
    if (next === -1) return undefined
    gaps += next - from
    from = next + 1
  }
  return 40 + gaps
}

/** The places whose names hold all words, the best first; a closing `:120` is the line to go to. */
export function findPlaces<P extends GoToPlace>(
  places: readonly P[],
  text: string,
): readonly FoundPlace<P>[] {
  const [, wanted = '', asked] = /^(.*?)(?::(\d*))?$/u.exec(text.trim()) ?? []
  const line = asked ? Math.max(1, Number(asked)) : undefined
  const words = wanted.toLowerCase().split(/\s+/u).filter(Boolean)
  const found: { readonly place: P; readonly score: number }[] = []
  for (const place of places) {
    const name = place.name.toLowerCase()
    let score = 0
    for (const word of words) {
      const one = rate(name, word)
      score = one === undefined ? Number.NaN : score + one
    }
    if (!Number.isNaN(score)) found.push({ place, score })
  }
  return found
    .sort(
      (a, b) =>
        a.score - b.score ||
        a.place.name.length - b.place.name.length ||
        (a.place.name < b.place.name ? -1 : 1),
    )
    .slice(0, MOST_PLACES)
    .map(({ place }) => ({ place, line: line ?? place.line }))
}
