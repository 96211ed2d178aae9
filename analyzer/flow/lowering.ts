// What all parts of the layout share: the tree, the sketch, the surroundings and the steps to come.
import type { FileFacts } from '../facts/file-facts.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'
import { EXCEPTION, FLOW, MAYBE_SUPPRESSED, SUPPRESSED, WHEN_FALSE, WHEN_TRUE } from './edges.ts'
import { DELETE_NAME, MAY_RAISE, raiseLevel, TEST, WRITE_NAME } from './events.ts'
import { type Frame, Frames, RAISING } from './frames.ts'
import type { Point } from './graph.ts'
import { type GraphSketch, NOWHERE } from './sketch.ts'
import type { Suppression } from './suppression.ts'

export class Lowering {
  readonly facts: FileFacts
  readonly tree: SyntaxTree
  readonly sketch: GraphSketch
  readonly frames: Frames
  /** Surroundings of what is laid out now. */
  frame: Frame
  /** True in the body of an `async def`. */
  readonly isAsync: boolean
  /** How many generator expressions are around: what they await, they await later. */
  deferred = 0
  /** Steps that a function of the layout asks for, four integers each, in their order. */
  readonly asked: number[] = []
  readonly #surroundings: Frame[] = []

  constructor(facts: FileFacts, sketch: GraphSketch, isAsync: boolean) {
    this.facts = facts
    this.tree = facts.tree
    this.sketch = sketch
    this.isAsync = isAsync
    const entry = sketch.newPoint()
    const exit = sketch.newPoint()
    const raise = sketch.newPoint()
    sketch.bind(entry)
    this.frames = new Frames(
      () => sketch.newPoint(),
      (from, to, way) => sketch.edge(from, to, way === RAISING ? EXCEPTION : FLOW),
    )
    this.frame = this.frames.forFunction(raise, exit)
  }

  /** Asks for a step; steps run in the order in which they were asked for. */
  ask(step: number, a = 0, b = 0, c = 0): void {
    this.asked.push(step, a, b, c)
  }

  label(): Point {
    return this.sketch.newPoint()
  }

  /** A number under which `surround` finds a frame again. */
  remember(frame: Frame): number {
    this.#surroundings.push(frame)
    return this.#surroundings.length - 1
  }

  remembered(number: number): Frame {
    return this.#surroundings[number] as Frame
  }

  surround(frame: Frame): void {
    if (frame !== this.frame) this.sketch.split()
    this.frame = frame
  }

  emit(kind: number, node: Node): void {
    // The value at an exception must be the one before the write: see `mayRaise`.
    if (kind === WRITE_NAME || kind === DELETE_NAME) this.sketch.split()
    this.sketch.emit(kind, node)
    const level = raiseLevel(kind)
    if (level > 0) this.mayRaise(level)
  }

  /**
   * The point may raise from here on. Names are written only before that happens in a point, so
   * an exceptional edge always carries the names as they are at the end of its point.
   */
  mayRaise(level: number): void {
    if (this.sketch.raises < level) {
      this.sketch.raise(level, this.frames.target(this.frame, RAISING))
    }
  }

  /** Leaves by an exception that certainly happens. */
  fail(kind: number, node: Node): void {
    this.sketch.emit(kind, node)
    this.mayRaise(MAY_RAISE)
    this.sketch.current = NOWHERE
  }

  /** Leaves towards the target of `return`, `break` or `continue`. */
  leave(way: number): void {
    this.sketch.jump(this.frames.target(this.frame, way))
  }

  /** Ends the current point with a decision. */
  decide(kind: number, node: Node, whenTrue: Point, whenFalse: Point): void {
    this.emit(kind, node)
    const point = this.sketch.current
    this.sketch.edge(point, whenTrue, WHEN_TRUE)
    this.sketch.edge(point, whenFalse, WHEN_FALSE)
    this.sketch.current = NOWHERE
  }

  branch(node: Node, whenTrue: Point, whenFalse: Point): void {
    this.decide(TEST, node, whenTrue, whenFalse)
  }

  /** The current point swallows an exception and goes on at `after`. */
  suppress(how: Suppression, after: Point): void {
    if (how === 'never' || this.sketch.current === NOWHERE) return
    this.sketch.edge(this.sketch.current, after, how === 'yes' ? SUPPRESSED : MAYBE_SUPPRESSED)
  }

  isAsyncStatement(node: Node, asyncToken: number): boolean {
    const first = this.tree.firstChild(node)
    return first !== NO_NODE && this.tree.kind(first) === asyncToken
  }
}
