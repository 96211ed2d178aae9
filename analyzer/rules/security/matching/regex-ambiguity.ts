// Loops of a pattern that can take the same text in more than one way: with each further character
// the number of ways doubles, and where no way leads to the end all of them are tried.
import type { Characters, Pattern } from './regex-syntax.ts'

const MAX_PLACES = 60
const MAX_PAIRS = 60_000

/** What a part of a pattern begins and ends with, by place. */
interface Ends {
  readonly first: readonly number[]
  readonly last: readonly number[]
  readonly isNullable: boolean
}

/**
 * True if a loop has two ways for one text, and something behind it may fail: more pattern, or with
 * `isEnded` the end of the text.
 */
export function isAmbiguous(pattern: Pattern, isEnded: boolean): boolean {
  const graph = new PlaceGraph()
  const { last } = graph.add(pattern)
  if (graph.places.length > MAX_PLACES) return false
  const ending = new Set(last)
  for (let place = 0; place < graph.places.length; place += 1) {
    if (!isEnded && graph.isEndedFrom(place, ending)) continue
    if (graph.hasTwoWays(place)) return true
  }
  return false
}

/** Which place may follow which, and in how many ways. */
class PlaceGraph {
  readonly places: Characters[] = []
  readonly #follow: Map<number, number>[] = []

  /** Places are numbered as they stand in the pattern. */
  add(pattern: Pattern): Ends {
    switch (pattern.kind) {
      case 'one': {
        const place = this.places.push(pattern.characters) - 1
        this.#follow.push(new Map())
        return { first: [place], last: [place], isNullable: false }
      }
      case 'sequence':
        return pattern.parts.reduce<Ends>(
          (before, part) => {
            const next = this.add(part)
            this.#join(before.last, next.first)
            return {
              first: before.isNullable ? [...before.first, ...next.first] : before.first,
              last: next.isNullable ? [...before.last, ...next.last] : next.last,
              isNullable: before.isNullable && next.isNullable,
            }
          },
          { first: [], last: [], isNullable: true },
        )
      case 'choice': {
        const ends = pattern.parts.map((part) => this.add(part))
        return {
          first: ends.flatMap(({ first }) => first),
          last: ends.flatMap(({ last }) => last),
          isNullable: ends.some(({ isNullable }) => isNullable),
        }
      }
      default: {
        const ends = this.add(pattern.of)
        if (pattern.kind === 'loop') this.#join(ends.last, ends.first)
        return { ...ends, isNullable: ends.isNullable || pattern.isNullable }
      }
    }
  }

  #join(last: readonly number[], first: readonly number[]): void {
    for (const from of last) {
      for (const to of first) {
        const ways = this.#follow[from]
        ways?.set(to, (ways.get(to) ?? 0) + 1)
      }
    }
  }

  /** True if the pattern may end at a place of the same loop: it takes what it has and is done. */
  isEndedFrom(place: number, ending: ReadonlySet<number>): boolean {
    return [...this.#reached(place)].some((one) => ending.has(one) && this.#reached(one).has(place))
  }

  #reached(from: number): ReadonlySet<number> {
    const found = new Set<number>()
    const open = [from]
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (const next of this.#follow[at]?.keys() ?? []) {
        if (found.has(next)) continue
        found.add(next)
        open.push(next)
      }
    }
    return found
  }

  /** True if two different ways lead from a place back to itself over the same text. */
  hasTwoWays(start: number): boolean {
    const size = this.places.length
    if (!this.#reached(start).has(start)) return false
    // Pairs of places that two ways stand at, with `size * size` added once the ways have parted.
    const seen = new Set<number>()
    const open = [start * size + start]
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (seen.size > MAX_PAIRS) return false
      const hasParted = at >= size * size
      const pair = at % (size * size)
      const left = Math.floor(pair / size)
      const right = pair % size
      for (const [one, ways] of this.#follow[left] ?? []) {
        for (const other of this.#follow[right]?.keys() ?? []) {
          if (!this.#overlap(one, other)) continue
          const isNowParted = hasParted || one !== other || (left === right && ways > 1)
          if (isNowParted && one === start && other === start) return true
          const next = one * size + other + (isNowParted ? size * size : 0)
          if (seen.has(next)) continue
          seen.add(next)
          open.push(next)
        }
      }
    }
    return false
  }

  #overlap(one: number, other: number): boolean {
    const characters = this.places[other]
    return this.places[one]?.some((is, code) => is && characters?.[code] === true) === true
  }
}
