// What each rule costs. Facts that only one rule asks for are its cost; what several rules share is
// a stage of its own, since the rule that happens to ask first did not cause it.

/** The stage under which the time of shared facts is told. */
export const SHARED_FACTS = 'shared facts'

/** A rule by its identifier, or a sort of facts by its key. */
type Payer = string | object

interface Bill {
  /** Without what was made meanwhile for others to share. */
  time: number
  readonly askedBy: Set<Payer>
}

/** Measures by a clock; all times are in the unit of the clock. */
export class CostMeter {
  readonly #clock: () => number
  readonly #bills = new Map<Payer, Bill>()
  readonly #running: Payer[] = []
  #since = 0

  constructor(clock: () => number) {
    this.#clock = clock
  }

  /** Runs the work of a rule. */
  rule<T>(id: string, work: () => T): T {
    return this.#run(id, work)
  }

  /** Makes facts that are there for all rules. */
  share<T>(make: () => T): T {
    return this.#run(SHARED_FACTS, make)
  }

  /** Makes facts that may be there for one rule alone; `of` says which. */
  once<T>(of: object, make: () => T): T {
    this.asked(of)
    return this.#run(of, make)
  }

  /** Tells that whoever runs now uses facts of a sort, made before or not. */
  asked(of: object): void {
    this.#bill(of).askedBy.add(this.#running.at(-1) ?? SHARED_FACTS)
  }

  /** Forgets what was measured. */
  clear(): void {
    this.#bills.clear()
  }

  /** Time by rule, and of what rules share. */
  costs(): ReadonlyMap<string, number> {
    const costs = new Map<string, number>()
    for (const [payer, { time }] of this.#bills) {
      const users = this.#usersOf(payer)
      const [only] = users
      const stage = users.size === 1 && only !== undefined ? only : SHARED_FACTS
      costs.set(stage, (costs.get(stage) ?? 0) + time)
    }
    return costs
  }

  /** The rules that ask for facts, be it through other facts. */
  #usersOf(payer: Payer): ReadonlySet<string> {
    const users = new Set<string>()
    const seen = new Set<Payer>([payer])
    for (const one of seen) {
      if (typeof one === 'string') users.add(one)
      else for (const asking of this.#bill(one).askedBy) seen.add(asking)
    }
    return users
  }

  #run<T>(payer: Payer, work: () => T): T {
    this.#pass()
    this.#running.push(payer)
    try {
      return work()
    } finally {
      this.#pass()
      this.#running.pop()
    }
  }

  /** Bills the time since the last change to whoever ran. */
  #pass(): void {
    const now = this.#clock()
    const payer = this.#running.at(-1)
    if (payer !== undefined) this.#bill(payer).time += now - this.#since
    this.#since = now
  }

  #bill(payer: Payer): Bill {
    let bill = this.#bills.get(payer)
    if (bill === undefined) {
      bill = { time: 0, askedBy: new Set() }
      this.#bills.set(payer, bill)
    }
    return bill
  }
}
