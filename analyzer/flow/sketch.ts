// A flow graph while it is being laid out: points, events and edges in growing tables.
import { IntList } from '../facts/int-list.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { EXCEPTION, FAULT, FLOW } from './edges.ts'
import { MAY_RAISE, packEvent } from './events.ts'
import type { Edge, FlowTables, Point } from './graph.ts'

/** "No point": code that nothing leads to. */
export const NOWHERE = -1

/** Several edges, or one that is no plain flow, leave the point. */
const SEVERAL = -2

export class GraphSketch {
  readonly #statement = new IntList()
  readonly #eventStart = new IntList()
  readonly #eventEnd = new IntList()
  /** How likely each point raises, and the edge that says so (-1 if none). */
  readonly #raises = new IntList()
  readonly #raiseEdge = new IntList()
  readonly #events = new IntList()
  readonly #eventPoint = new IntList()
  readonly #edgeFrom = new IntList()
  readonly #edgeTo = new IntList()
  readonly #edgeKind = new IntList()
  /** The point that is being filled; NOWHERE behind a jump. */
  current: Point = NOWHERE
  /** The statement that events belong to. */
  statement: Node = NO_NODE

  /** Forgets everything, so that the tables can be used for the next function. */
  clear(): void {
    for (const list of [
      this.#statement,
      this.#eventStart,
      this.#eventEnd,
      this.#raises,
      this.#raiseEdge,
      this.#events,
      this.#eventPoint,
      this.#edgeFrom,
      this.#edgeTo,
      this.#edgeKind,
    ]) {
      list.length = 0
    }
    this.current = NOWHERE
    this.statement = NO_NODE
  }

  get pointCount(): number {
    return this.#statement.length
  }

  newPoint(): Point {
    this.#statement.push(NO_NODE)
    this.#eventStart.push(0)
    this.#eventEnd.push(0)
    this.#raises.push(0)
    this.#raiseEdge.push(-1)
    return this.#statement.length - 1
  }

  edge(from: Point, to: Point, kind: number): Edge {
    this.#edgeFrom.push(from)
    this.#edgeTo.push(to)
    this.#edgeKind.push(kind)
    return this.#edgeFrom.length - 1
  }

  /** Goes to a point that was made before; what was being filled flows into it. */
  bind(point: Point): void {
    if (this.current !== NOWHERE) this.edge(this.current, point, FLOW)
    this.current = point
    this.#eventStart.set(point, this.#events.length)
    this.#eventEnd.set(point, this.#events.length)
  }

  /** An edge from here; what follows is reached by other ways only. */
  jump(target: Point, kind = FLOW): void {
    if (this.current !== NOWHERE) this.edge(this.current, target, kind)
    this.current = NOWHERE
  }

  /** Opens a point for a statement, or takes the empty one that waits for it. */
  start(statement: Node): void {
    this.statement = statement
    if (this.current === NOWHERE || !this.#isBlank(this.current)) this.bind(this.newPoint())
    this.#statement.set(this.current, statement)
  }

  /** Continues in a new point where the current one has begun to hold something that may raise. */
  split(): void {
    if (this.current !== NOWHERE && this.#raises.at(this.current) > 0) this.bind(this.newPoint())
  }

  emit(kind: number, node: Node): void {
    if (this.current === NOWHERE) this.bind(this.newPoint())
    if (this.#statement.at(this.current) === NO_NODE) {
      this.#statement.set(this.current, this.statement)
    }
    this.#events.push(packEvent(kind, node))
    this.#eventPoint.push(this.current)
    this.#eventEnd.set(this.current, this.#events.length)
  }

  /** How likely the current point raises as far as is known. */
  get raises(): number {
    return this.current === NOWHERE ? 0 : this.#raises.at(this.current)
  }

  /** Notes that the current point may raise and where the exception goes. */
  raise(level: number, handler: Point): void {
    if (this.current === NOWHERE) this.bind(this.newPoint())
    const kind = level === MAY_RAISE ? EXCEPTION : FAULT
    this.#raises.set(this.current, level)
    const known = this.#raiseEdge.at(this.current)
    if (known === -1) this.#raiseEdge.set(this.current, this.edge(this.current, handler, kind))
    else this.#edgeKind.set(known, kind)
  }

  /**
   * The tables in memory of their own, without the points that only join ways. Points below `kept`
   * stay what they are.
   */
  finish(kept: number): FlowTables {
    const { shortcut, numbers, count } = this.#contract(kept)
    const statement = new Int32Array(count)
    const eventStart = new Int32Array(count)
    const eventEnd = new Int32Array(count)
    for (let point = 0; point < this.pointCount; point += 1) {
      const number = numbers[point] as number
      if (number === NOWHERE) continue
      statement[number] = this.#statement.at(point)
      eventStart[number] = this.#eventStart.at(point)
      eventEnd[number] = this.#eventEnd.at(point)
    }
    const from = new IntList()
    const to = new IntList()
    const kind = new IntList()
    for (let edge = 0; edge < this.#edgeFrom.length; edge += 1) {
      const source = numbers[this.#edgeFrom.at(edge)] as number
      if (source === NOWHERE) continue
      from.push(source)
      to.push(numbers[shortcut[this.#edgeTo.at(edge)] as number] as number)
      kind.push(this.#edgeKind.at(edge))
    }
    return {
      statement,
      eventStart,
      eventEnd,
      events: this.#events.view().slice(),
      eventPoint: this.#eventPoint.view().map((point) => numbers[point] as number),
      edgeFrom: from.view().slice(),
      edgeTo: to.view().slice(),
      edgeKind: kind.view().slice(),
    }
  }

  /** Finds where each point that does nothing but flow on really leads, and numbers the rest. */
  #contract(kept: number): { shortcut: Int32Array; numbers: Int32Array; count: number } {
    const points = this.pointCount
    const shortcut = new Int32Array(points)
    const outgoing = new Int32Array(points).fill(NOWHERE)
    const targeted = new Uint8Array(points)
    for (let edge = 0; edge < this.#edgeFrom.length; edge += 1) {
      const from = this.#edgeFrom.at(edge)
      const isFirst = outgoing[from] === NOWHERE && this.#edgeKind.at(edge) === FLOW
      outgoing[from] = isFirst ? this.#edgeTo.at(edge) : SEVERAL
      targeted[this.#edgeTo.at(edge)] = 1
    }
    const isJoin = (point: Point) =>
      point >= kept &&
      this.#statement.at(point) === NO_NODE &&
      this.#eventStart.at(point) === this.#eventEnd.at(point)
    for (let point = 0; point < points; point += 1) {
      const next = outgoing[point] as number
      shortcut[point] = isJoin(point) && next >= 0 ? next : point
    }
    // Pointer jumping: each chain is walked once, because what was walked is shortened.
    const walked: Point[] = []
    for (let point = 0; point < points; point += 1) {
      let at = point
      while (shortcut[at] !== at && walked.length <= points) {
        walked.push(at)
        at = shortcut[at] as number
      }
      for (let one = walked.pop(); one !== undefined; one = walked.pop()) shortcut[one] = at
    }
    const numbers = new Int32Array(points).fill(NOWHERE)
    let count = 0
    for (let point = 0; point < points; point += 1) {
      const isUnused = isJoin(point) && outgoing[point] === NOWHERE && targeted[point] === 0
      if (shortcut[point] !== point || isUnused) continue
      numbers[point] = count
      count += 1
    }
    return { shortcut, numbers, count }
  }

  #isBlank(point: Point): boolean {
    return (
      this.#statement.at(point) === NO_NODE && this.#eventStart.at(point) === this.#events.length
    )
  }
}
