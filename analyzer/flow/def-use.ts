// Which writes of a variable a read can see: static single assignment, so that the cost grows with
// the function and not with its square.
import type { FileFacts } from '../facts/file-facts.ts'
import type { Node } from '../syntax/tree.ts'
import { type Dominance, dominators } from './dominance.ts'
import { DELETE_NAME, READ_NAME, WRITE_NAME } from './events.ts'
import { ENTRY, type EventIndex, type FlowGraph, type Point } from './graph.ts'
import { placeJoins } from './joins.ts'

/**
 * A value of a variable: the index of the event that wrote it, or a number behind all events for a
 * join of several values.
 */
export type ValueId = number
/** The value that a variable had before the function ran, or none at all. */
export const OUTER_VALUE: ValueId = -1
const UNTRACKED = -2
const NONE: readonly EventIndex[] = []

/**
 * Variables that the graph writes, whatever scope owns them. What other functions do to variables
 * they share with this one is not part of the answer: ask `isShared`.
 */
export class DefUse {
  readonly graph: FlowGraph
  readonly dominance: Dominance
  /** Variable of each name event, -1 for the others. */
  readonly #variableOf: Int32Array
  readonly #bindings: number[] = []
  /** Value that each read sees and each write makes. */
  readonly #valueAt: Int32Array
  readonly #joinVariable: number[] = []
  readonly #joinPoint: Point[] = []
  readonly #joinValues: ValueId[][] = []
  readonly #writesOf = new Map<ValueId, readonly EventIndex[]>()
  #readsByValue: Map<ValueId, EventIndex[]> | undefined
  #joinsByValue: Map<ValueId, ValueId[]> | undefined

  constructor(facts: FileFacts, graph: FlowGraph) {
    this.graph = graph
    this.#variableOf = new Int32Array(graph.events.length).fill(-1)
    this.#valueAt = new Int32Array(graph.events.length).fill(UNTRACKED)
    this.#findVariables(facts)
    this.dominance = dominators(graph)
    this.#rename(placeJoins(graph, this.dominance, this.#variableOf, this.#bindings.length))
  }

  /** The value that a read sees, that a write makes or that `del` takes; undefined for others. */
  valueAt(event: EventIndex): ValueId | undefined {
    const value = this.#valueAt[event] as number
    return value === UNTRACKED ? undefined : value
  }

  /** The value that an identifier reads; the first, where its code was laid out more than once. */
  valueOf(identifier: Node): ValueId | undefined {
    const event = this.graph.eventsAt(identifier).find((one) => this.valueAt(one) !== undefined)
    return event === undefined ? undefined : this.valueAt(event)
  }

  isJoin(value: ValueId): boolean {
    return value >= this.graph.events.length
  }

  /** The values that meet in a join. */
  joined(value: ValueId): readonly ValueId[] {
    return this.#joinValues[value - this.graph.events.length] ?? []
  }

  /**
   * The events that may have given a value, joins resolved. `OUTER_VALUE` is among them where the
   * variable may still have the value from before, or none.
   */
  writesOf(value: ValueId): readonly EventIndex[] {
    if (!this.isJoin(value)) return [value]
    const known = this.#writesOf.get(value)
    if (known !== undefined) return known
    const found = new Set<EventIndex>()
    const seen = new Set<ValueId>([value])
    const work = [value]
    for (let one = work.pop(); one !== undefined; one = work.pop()) {
      for (const part of this.joined(one)) {
        if (!this.isJoin(part)) found.add(part)
        else if (!seen.has(part)) {
          seen.add(part)
          work.push(part)
        }
      }
    }
    const writes = [...found].sort((a, b) => a - b)
    this.#writesOf.set(value, writes)
    return writes
  }

  /** The writes that a read event can see. */
  definitionsOf(read: EventIndex): readonly EventIndex[] {
    const value = this.valueAt(read)
    return value === undefined ? NONE : this.writesOf(value)
  }

  /** The reads that can see what an event writes, in the order of the graph. */
  usesOf(write: EventIndex): readonly EventIndex[] {
    this.#index()
    const found: EventIndex[] = []
    const seen = new Set<ValueId>([write])
    const work: ValueId[] = [write]
    for (let value = work.pop(); value !== undefined; value = work.pop()) {
      found.push(...(this.#readsByValue?.get(value) ?? NONE))
      for (const join of this.#joinsByValue?.get(value) ?? NONE) {
        if (seen.has(join)) continue
        seen.add(join)
        work.push(join)
      }
    }
    return found.sort((a, b) => a - b)
  }

  #findVariables(facts: FileFacts): void {
    const { graph } = this
    const numbers = new Map<number, number>()
    for (let event = 0; event < graph.events.length; event += 1) {
      const kind = graph.eventKind(event)
      if (kind !== WRITE_NAME && kind !== DELETE_NAME) continue
      const binding = facts.resolve(graph.eventNode(event))
      if (binding === undefined) continue
      let variable = numbers.get(binding.id)
      if (variable === undefined) {
        variable = numbers.size
        numbers.set(binding.id, variable)
        this.#bindings.push(binding.id)
      }
      this.#variableOf[event] = variable
    }
    for (let event = 0; event < graph.events.length; event += 1) {
      if (graph.eventKind(event) !== READ_NAME) continue
      const binding = facts.resolve(graph.eventNode(event))
      const variable = binding && numbers.get(binding.id)
      if (variable !== undefined) this.#variableOf[event] = variable
    }
  }

  /** Walks the dominator tree with the current value of each variable. */
  #rename(joins: ReadonlyMap<Point, readonly number[]>): void {
    const { graph } = this
    const joinAt = new Map<Point, readonly ValueId[]>()
    for (const [point, variables] of joins) {
      joinAt.set(
        point,
        variables.map((variable) => {
          this.#joinVariable.push(variable)
          this.#joinPoint.push(point)
          this.#joinValues.push([])
          return graph.events.length + this.#joinValues.length - 1
        }),
      )
    }
    const current = new Int32Array(this.#bindings.length).fill(OUTER_VALUE)
    /** Variables and the values they had, to go back up the tree. */
    const undo: number[] = []
    const path: { readonly point: Point; next: number; readonly undoFrom: number }[] = []
    const set = (variable: number, value: ValueId) => {
      undo.push(variable, current[variable] as number)
      current[variable] = value
    }
    const enter = (point: Point) => {
      path.push({ point, next: 0, undoFrom: undo.length })
      for (const join of joinAt.get(point) ?? NONE) {
        set(this.#joinVariable[join - graph.events.length] as number, join)
      }
      this.#readAndWrite(point, current, set)
      for (const edge of graph.edgesOut(point)) {
        for (const join of joinAt.get(graph.target(edge)) ?? NONE) {
          const at = join - graph.events.length
          const value = current[this.#joinVariable[at] as number] as number
          const values = this.#joinValues[at]
          if (values !== undefined && !values.includes(value)) values.push(value)
        }
      }
    }
    enter(ENTRY)
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const child = this.dominance.children(top.point)[top.next]
      top.next += 1
      if (child !== undefined) {
        enter(child)
        continue
      }
      while (undo.length > top.undoFrom) {
        const value = undo.pop() as number
        current[undo.pop() as number] = value
      }
      path.pop()
    }
  }

  #readAndWrite(
    point: Point,
    current: Int32Array,
    set: (variable: number, value: ValueId) => void,
  ): void {
    const end = this.graph.endOfEvents(point)
    for (let event = this.graph.firstEvent(point); event < end; event += 1) {
      const variable = this.#variableOf[event] as number
      if (variable === -1) continue
      if (this.graph.eventKind(event) === WRITE_NAME) set(variable, event)
      this.#valueAt[event] = current[variable] as number
      if (this.graph.eventKind(event) === DELETE_NAME) set(variable, OUTER_VALUE)
    }
  }

  #index(): void {
    if (this.#readsByValue !== undefined) return
    this.#readsByValue = new Map()
    this.#joinsByValue = new Map()
    for (let event = 0; event < this.graph.events.length; event += 1) {
      if (this.graph.eventKind(event) !== READ_NAME) continue
      const value = this.valueAt(event)
      if (value !== undefined) addTo(this.#readsByValue, value, event)
    }
    for (const [at, values] of this.#joinValues.entries()) {
      for (const value of values) addTo(this.#joinsByValue, value, this.graph.events.length + at)
    }
  }
}

function addTo(lists: Map<number, number[]>, key: number, value: number): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}
