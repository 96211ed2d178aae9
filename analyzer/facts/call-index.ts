// Calls by what they call, so that a rule about `time.sleep` costs nothing in files without it.
import { NO_NODE, type Node } from '../syntax/tree.ts'
import type { FileFacts } from './file-facts.ts'

const NONE: readonly Node[] = []

export class CallIndex {
  readonly #byOrigin = new Map<string, Node[]>()
  readonly #origins: (string | undefined)[] = []

  constructor(facts: FileFacts) {
    for (const call of facts.calls) {
      const callee = facts.callee(call)
      const origin = callee === NO_NODE ? undefined : facts.qualifiedName(callee)
      this.#origins.push(origin)
      if (origin === undefined) continue
      const known = this.#byOrigin.get(origin)
      if (known === undefined) this.#byOrigin.set(origin, [call])
      else known.push(call)
    }
  }

  /** Origins that are called at all. */
  get origins(): Iterable<string> {
    return this.#byOrigin.keys()
  }

  /** The origin of the call at a position of `FileFacts.calls`. */
  originAt(position: number): string | undefined {
    return this.#origins[position]
  }

  of(origin: string): readonly Node[] {
    return this.#byOrigin.get(origin) ?? NONE
  }
}
