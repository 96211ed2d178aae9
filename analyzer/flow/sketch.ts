// A flow graph while it is being laid out: points, events and edges in growing tables.
import { IntList } from '../facts/int-list.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { EXCEPTION, FAULT, FLOW } from './edges.ts'
import { MAY_RAISE, packEvent } from './events.ts'
import type { Edge, FlowTables, Point } from './graph.ts'

/** "No point": code that nothing leads to. */
export const NOWHERE = -1

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

  /** The tables as they are, in memory of their own. */
  finish(): FlowTables {
    return {
      statement: this.#statement.view().slice(),
      eventStart: this.#eventStart.view().slice(),
      eventEnd: this.#eventEnd.view().slice(),
      events: this.#events.view().slice(),
      eventPoint: this.#eventPoint.view().slice(),
      edgeFrom: this.#edgeFrom.view().slice(),
      edgeTo: this.#edgeTo.view().slice(),
      edgeKind: this.#edgeKind.view().slice(),
    }
  }

  #isBlank(point: Point): boolean {
    return (
      this.#statement.at(point) === NO_NODE && this.#eventStart.at(point) === this.#events.length
    )
  }
}
