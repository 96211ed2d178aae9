// Questions that lead to questions, possibly back to themselves: answered once, never in a circle.
import { ownText } from '../facts/own-text.ts'
import { Reading, type ReadLog } from './reads.ts'
import type { Value } from './values.ts'

/** How deep questions may lead from one to the next. */
const MAX_DEPTH = 200

/** A question that is being answered, or whose answer was cut short by one that is. */
const OPEN = 'open'

interface Answer {
  value: Value | typeof OPEN | undefined
  reading: Reading | undefined
}

/** What has been answered, by the question's key. */
export type Answers = Map<string, Answer>

export class Questions {
  readonly #reads: ReadLog
  #depth = 0
  #circles = 0
  /** Forgets answers that were cut short. */
  readonly #cut: (() => void)[] = []

  constructor(reads: ReadLog) {
    this.#reads = reads
  }

  /**
   * Answers once and for all. A question that leads back to itself has no answer there; what was
   * answered on such a way is forgotten once the first question is answered, as asked by itself it
   * may have another answer.
   */
  answer(known: Answers, key: string, work: () => Value | undefined): Value | undefined {
    const found = known.get(key)
    if (found !== undefined) {
      this.#reads.again(found.reading)
      if (found.value !== OPEN) return found.value
      this.#circles += 1
      return undefined
    }
    const open = new Reading()
    const answer: Answer = { value: OPEN, reading: open }
    known.set(ownText(key), answer)
    const before = this.#circles
    const { value, reading } = this.#reads.note(() => this.deeper(work), open)
    const isCut = value === undefined && this.#circles !== before
    answer.value = isCut ? OPEN : value
    answer.reading = reading
    if (isCut) this.#cut.push(() => known.delete(key))
    this.#reads.again(reading)
    return value
  }

  /** Answers a question that nobody remembers, no deeper than the limit. */
  deeper(work: () => Value | undefined): Value | undefined {
    if (this.#depth >= MAX_DEPTH) {
      this.#circles += 1
      return undefined
    }
    this.#depth += 1
    try {
      return work()
    } finally {
      this.#depth -= 1
      if (this.#depth === 0) for (const forget of this.#cut.splice(0)) forget()
    }
  }
}
