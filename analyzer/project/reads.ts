// What a piece of work reads of the project, noted while it runs: so that its result holds as long as
// all of that is the same. Remembered answers keep what they were made from, and whoever is given one
// has read the same.

/** What a piece of work read; equal contents of it give an equal result. */
export interface Inputs {
  /** True if it may have read anything. */
  readonly isEverything: boolean
  /** Paths of files that told it something. */
  readonly files: readonly string[]
  /** Questions to the linked project, see `ProjectIndex.told` and `LinkedProject.told`. */
  readonly questions: readonly string[]
}

const EVERYTHING = '*'
const FILE = 'f'
const QUESTION = '?'

/** What one piece of work read, by itself or through remembered answers. */
export type Reading = Set<string | Reading>

export class ReadLog {
  #current: Reading = new Set()
  /** Readings of one item: most remembered answers have one. */
  readonly #single = new Map<string, Reading>()

  /** Notes that something of a file was read that others can see of it. */
  file(path: string): void {
    this.#current.add(FILE + path)
  }

  /** Notes a question whose answer can be asked for anew and compared. */
  ask(...question: readonly (string | number)[]): void {
    this.#current.add(QUESTION + JSON.stringify(question))
  }

  /** Notes that nobody can say what was read. */
  everything(): void {
    this.#current.add(EVERYTHING)
  }

  /** Notes all that was read for something that is remembered, or is still being made. */
  again(reading: Reading | undefined): void {
    if (reading !== undefined) this.#current.add(reading)
  }

  /** Runs work whose result is to be remembered together with what it reads. */
  note<T>(work: () => T, reading: Reading = new Set()): { value: T; reading: Reading | undefined } {
    const outer = this.#current
    this.#current = reading
    try {
      const value = work()
      return { value, reading: this.#shortened(reading) }
    } finally {
      this.#current = outer
    }
  }

  /** Runs work for an answer that is compared itself: what it is made from does not count. */
  apart<T>(work: () => T): T {
    return this.note(work).value
  }

  /** Readings hold each other: one that is only another one is that other one. */
  #shortened(reading: Reading): Reading | undefined {
    if (reading.size > 1) return reading
    const [only] = reading
    if (only === undefined || typeof only !== 'string') return only
    const known = this.#single.get(only)
    if (known === undefined) this.#single.set(only, reading)
    return known ?? reading
  }
}

/** All that a reading holds, in order. */
export function inputsOf(reading: Reading | undefined): Inputs {
  const items = new Set<string>()
  const seen = new Set<Reading>(reading === undefined ? [] : [reading])
  for (const one of seen) {
    for (const item of one) {
      if (typeof item === 'string') items.add(item)
      else seen.add(item)
    }
  }
  const sorted = [...items].sort()
  const of = (kind: string) =>
    sorted.filter((item) => item.startsWith(kind)).map((item) => item.slice(kind.length))
  return { isEverything: items.has(EVERYTHING), files: of(FILE), questions: of(QUESTION) }
}

/** Answers by what they are about, each with what it was made from. */
export class Remembered<K, V> {
  readonly #reads: ReadLog
  readonly #known = new Map<K, { value: V; reading: Reading | undefined }>()

  constructor(reads: ReadLog) {
    this.#reads = reads
  }

  get(key: K, make: () => V): V {
    let found = this.#known.get(key)
    if (found === undefined) {
      found = this.#reads.note(make)
      this.#known.set(key, found)
    }
    this.#reads.again(found.reading)
    return found.value
  }
}
