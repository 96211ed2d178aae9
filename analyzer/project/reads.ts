// What a piece of work reads of the project, noted while it runs: so that its result holds as long as
// all of that is the same. Remembered answers keep what they were made from, and whoever is given one
// has read the same.
import { ownText } from '../facts/own-text.ts'

/** What a piece of work read; equal contents of it give an equal result. */
export interface Inputs {
  /** True if it may have read anything. */
  readonly isEverything: boolean
  /** Files that told it something: paths, or path and part with `PART` between them. */
  readonly files: readonly string[]
  /** Questions to the linked project, see `ProjectIndex.told` and `LinkedProject.answer`. */
  readonly questions: readonly string[]
}

const EVERYTHING = '*'
const FILE = 'f'
const QUESTION = '?'
/** Between the path of a file and the part of it that was read. */
export const PART = '\0'

/** Readings of so few items are held once each: most remembered answers share one. */
const FEW = 12

/** What one piece of work read, by itself or through remembered answers. */
export class Reading {
  /** While the work goes on. */
  open: Set<string | Reading> | undefined
  items: readonly (string | Reading)[] = NOTHING
}

const NOTHING: readonly string[] = []

interface Asked {
  readonly module: { readonly summary: { readonly path: string } }
  readonly place: readonly [path: string, symbol: string, number: number]
}

export class ReadLog {
  /** Undefined while nobody wants to know. */
  #current: Set<string | Reading> | undefined
  /** The file whose check is noted. */
  #own = ''
  readonly #files = new Map<string, string>()
  readonly #fileParts = new Map<string, Map<string, string>>()
  readonly #names = new Map<string, Map<string, string>>()
  readonly #parts = new Map<string, Map<string, Map<string, string>>>()
  readonly #few = new Map<string, Reading>()
  /** The path that was noted last, and where: one is mostly read many times in a row. */
  #lastPath = ''
  #lastIn: Set<string | Reading> | undefined

  /** Notes that something of a file was read that others can see of it. */
  file(path: string): void {
    const current = this.#current
    if (current === undefined || (path === this.#lastPath && current === this.#lastIn)) return
    this.#lastPath = path
    this.#lastIn = current
    let item = this.#files.get(path)
    if (item === undefined) {
      item = FILE + path
      this.#files.set(path, item)
    }
    current.add(item)
  }

  /** Notes that a part of what a file tells was read, see `partsOf`. */
  part(path: string, part: string): void {
    if (this.#current !== undefined) this.item(this.itemOf(path, part))
  }

  /** True while anything is noted. */
  get isOn(): boolean {
    return this.#current !== undefined
  }

  /** A part of a file as it is noted; the same string each time. */
  itemOf(path: string, part: string): string {
    const items = within(this.#fileParts, path)
    let item = items.get(part)
    if (item === undefined) {
      item = `${FILE}${path}${PART}${part}`
      items.set(ownText(part), item)
    }
    return item
  }

  /** Notes what `itemOf` gave. */
  item(item: string): void {
    this.#current?.add(item)
  }

  /** Notes a question whose answer can be asked for anew and compared. */
  ask(kind: string, ...about: readonly (string | number)[]): void {
    if (this.#current === undefined) return
    const [only] = about
    const isShort = about.length === 1 && typeof only === 'string'
    this.#current.add(
      isShort ? this.#named(kind, only) : QUESTION + JSON.stringify([kind, ...about]),
    )
  }

  /** `ask` about a name in something that has an id, for what is asked at every other node. */
  askIn(kind: string, id: string, name: string): void {
    if (this.#current === undefined) return
    const names = within(within(this.#parts, kind), id)
    let item = names.get(name)
    if (item === undefined) {
      item = QUESTION + JSON.stringify([kind, id, name])
      names.set(ownText(name), item)
    }
    this.#current.add(item)
  }

  /**
   * Notes a question about a function. Whoever asks about one of the file at work mostly asks about
   * all of them: those are one question, that about a function of another file stands for itself.
   */
  askAbout(kind: string, { module, place }: Asked): void {
    if (this.#current === undefined) return
    const { path } = module.summary
    if (path === this.#own) this.ask(kind, path)
    else this.askIn(kind, path, `${place[1]}${PART}${place[2]}`)
  }

  /** Notes that nobody can say what was read. */
  everything(): void {
    this.#current?.add(EVERYTHING)
  }

  /** Notes all that was read for something that is remembered, or is still being made. */
  again(reading: Reading | undefined): void {
    if (reading !== undefined) this.#current?.add(reading)
  }

  /**
   * Runs work whose result is to be remembered together with what it reads. Whoever comes back to it
   * while it goes on has read all of `reading`.
   */
  note<T>(work: () => T, reading = new Reading()): { value: T; reading: Reading | undefined } {
    const outer = this.#current
    const own = new Set<string | Reading>()
    this.#current = own
    reading.open = own
    try {
      const value = work()
      return { value, reading: this.#closed(reading, own) }
    } finally {
      this.#current = outer
    }
  }

  /** `note` for the check of a file. */
  noteCheck<T>(path: string, work: () => T): { value: T; reading: Reading | undefined } {
    this.#own = path
    return this.note(work)
  }

  /** Runs work for an answer that is compared itself: what it is made from does not count. */
  apart<T>(work: () => T): T {
    const outer = this.#current
    this.#current = undefined
    try {
      return work()
    } finally {
      this.#current = outer
    }
  }

  /** The items as few as they can be; undefined for none. */
  #closed(reading: Reading, own: ReadonlySet<string | Reading>): Reading | undefined {
    reading.open = undefined
    if (own.size === 0) return undefined
    if (own.size === 1) {
      const [only] = own
      // What was read through one remembered answer is what that one was made from.
      if (only instanceof Reading && only.open === undefined && only !== reading) {
        reading.items = only.items
        return only
      }
    }
    const items = new Set<string | Reading>()
    let isFlat = true
    for (const one of own) {
      if (typeof one === 'string') items.add(one)
      else if (one.open === undefined && one.items.length <= FEW && isText(one.items)) {
        for (const item of one.items) items.add(item)
      } else if (one !== reading) {
        items.add(one)
        isFlat = false
      }
    }
    reading.items = [...items]
    if (items.size === 0) return undefined
    if (!isFlat || items.size > FEW) return reading
    const name =
      items.size === 1 ? (reading.items[0] as string) : reading.items.toSorted().join('\0')
    const known = this.#few.get(name)
    if (known === undefined) this.#few.set(name, reading)
    return known ?? reading
  }

  /** The item for a name: made once, since the same ones are noted over and over. */
  #named(kind: string, name: string): string {
    const names = within(this.#names, kind)
    let item = names.get(name)
    if (item === undefined) {
      item = QUESTION + JSON.stringify([kind, name])
      names.set(ownText(name), item)
    }
    return item
  }
}

/** The map under a name, made where there is none. */
function within<Value>(maps: Map<string, Map<string, Value>>, name: string): Map<string, Value> {
  let found = maps.get(name)
  if (found === undefined) {
    found = new Map()
    maps.set(name, found)
  }
  return found
}

function isText(items: readonly (string | Reading)[]): boolean {
  return items.every((item) => typeof item === 'string')
}

/** All that a reading holds, in order. */
export function inputsOf(reading: Reading | undefined): Inputs {
  const items = new Set<string>()
  const seen = new Set<Reading>(reading === undefined ? [] : [reading])
  for (const one of seen) {
    for (const item of one.open ?? one.items) {
      if (typeof item === 'string') items.add(item)
      else seen.add(item)
    }
  }
  const sorted = [...items].sort()
  const of = (kind: string) =>
    sorted.filter((item) => item.startsWith(kind)).map((item) => item.slice(kind.length))
  const files = of(FILE)
  const whole = new Set(files.filter((file) => !file.includes(PART)))
  return {
    isEverything: items.has(EVERYTHING),
    // Whoever has read all of a file depends on each of its parts.
    files: files.filter((file) => whole.has(file) || !whole.has(file.slice(0, file.indexOf(PART)))),
    questions: withNamesTogether(of(QUESTION)),
  }
}

/** What `ReadLog.askIn` notes of a name in a set. */
const IN_SET = '["has",'

/** All names that were looked for in one set are one question: most questions are such. */
function withNamesTogether(questions: readonly string[]): readonly string[] {
  const others: string[] = []
  const names = new Map<string, string[]>()
  for (const question of questions) {
    if (!question.startsWith(IN_SET)) {
      others.push(question)
      continue
    }
    const [, id, name] = JSON.parse(question) as [string, string, string]
    const known = names.get(id)
    if (known === undefined) names.set(id, [name])
    else known.push(name)
  }
  for (const [id, all] of names) others.push(JSON.stringify(['has', id, ...all]))
  return others
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
