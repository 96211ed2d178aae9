// The lexical surroundings that decide where `raise`, `return`, `break` and `continue` lead while a
// graph is laid out. `finally` bodies and the exits of `with` are laid out once for each way that
// leads through them, on demand, so that ways do not mix.
import type { Node } from '../syntax/tree.ts'
import type { Point } from './graph.ts'

/** How control leaves a region. */
export const RAISING = 0
export const RETURNING = 1
export const BREAKING = 2
export const CONTINUING = 3
/** Going on behind the statement; only where one copy of a `finally` body serves all ways. */
export const FALLING = 4

export type FrameKind = 'function' | 'loop' | 'handlers' | 'finally' | 'with' | 'copy'

/**
 * From this depth of `finally` inside of `finally` bodies on, one copy serves all ways: copies of
 * copies would grow exponentially.
 */
const MAX_COPY_DEPTH = 2

export interface Frame {
  readonly kind: FrameKind
  readonly parent: Frame | undefined
  /** The `finally_clause` or `with_item`. */
  readonly node: Node
  /** The nearest frame, this one included, that has a say in each of the four ways out. */
  readonly nearest: readonly (Frame | undefined)[]
  /** Where each of the four ways out leads, if this frame decides; -1 if not known yet. */
  readonly targets: Point[]
  /** How many copied `finally` bodies are around. */
  readonly copyDepth: number
  /** Set for a `finally` whose single copy serves all ways. */
  readonly isMerged: boolean
  /** Behind the `with` item or the `try` statement. */
  readonly after: Point
}

/** A `finally` body or `with` exit that is still to be laid out. */
export interface PendingCopy {
  readonly frame: Frame
  /** -1 for the copy of a merged frame. */
  readonly way: number
  readonly entry: Point
}

interface Merged {
  readonly entry: Point
  /** Where the copy ends, -1 while it is not laid out. */
  end: Point
  readonly ways: number[]
}

export class Frames {
  readonly pending: PendingCopy[] = []
  readonly #newPoint: () => Point
  readonly #connect: (from: Point, to: Point, way: number) => void
  /** Ends and requested ways of merged copies. */
  readonly #merged = new Map<Frame, Merged>()

  constructor(newPoint: () => Point, connect: (from: Point, to: Point, way: number) => void) {
    this.#newPoint = newPoint
    this.#connect = connect
  }

  forFunction(raise: Point, exit: Point): Frame {
    return makeFrame('function', undefined, -1, [raise, exit, exit, exit], 0, -1)
  }

  /** Around the body of a loop. */
  forLoop(parent: Frame, after: Point, header: Point): Frame {
    return makeFrame('loop', parent, -1, [-1, -1, after, header], parent.copyDepth, -1)
  }

  /** Around a `try` body that has handlers; `dispatch` is where the handlers are tried. */
  forHandlers(parent: Frame, dispatch: Point): Frame {
    return makeFrame('handlers', parent, -1, [dispatch, -1, -1, -1], parent.copyDepth, -1)
  }

  forFinally(parent: Frame, clause: Node, after: Point): Frame {
    return makeFrame('finally', parent, clause, [-1, -1, -1, -1], parent.copyDepth, after)
  }

  forWith(parent: Frame, item: Node, after: Point): Frame {
    return makeFrame('with', parent, item, [-1, -1, -1, -1], parent.copyDepth, after)
  }

  /** Around the copy of a `finally` body. */
  forCopy(frame: Frame): Frame {
    const parent = frame.parent ?? frame
    return makeFrame('copy', parent, -1, [-1, -1, -1, -1], frame.copyDepth + 1, -1)
  }

  /** The point to which a way out leads from inside of `frame`. */
  target(frame: Frame, way: number): Point {
    const decider = frame.nearest[way]
    // Broken source: `break` outside of a loop ends the function.
    if (decider === undefined) return this.target(outermost(frame), RETURNING)
    const known = decider.targets[way] as Point
    if (known !== -1) return known
    const entry = decider.isMerged ? this.#mergedEntry(decider) : this.#newPoint()
    decider.targets[way] = entry
    if (!decider.isMerged) this.pending.push({ frame: decider, way, entry })
    else this.#request(decider, way)
    return entry
  }

  /** Where control enters the one copy of a merged `finally` body when nothing happened. */
  fallInto(frame: Frame): Point {
    const entry = this.#mergedEntry(frame)
    this.#request(frame, FALLING)
    return entry
  }

  /** Leads the end of a copy on to where its way goes outside. */
  leave(frame: Frame, way: number, end: Point): void {
    if (way !== -1) {
      this.#connect(end, this.target(frame.parent ?? frame, way), way)
      return
    }
    const merged = this.#merged.get(frame)
    if (merged === undefined) return
    merged.end = end
    for (const one of merged.ways) this.#connect(end, this.#behind(frame, one), one)
  }

  /** Where a way goes on outside of a merged frame. */
  #behind(frame: Frame, way: number): Point {
    return way === FALLING ? frame.after : this.target(frame.parent ?? frame, way)
  }

  #mergedEntry(frame: Frame): Point {
    const known = this.#merged.get(frame)
    if (known !== undefined) return known.entry
    const entry = this.#newPoint()
    this.pending.push({ frame, way: -1, entry })
    this.#merged.set(frame, { entry, end: -1, ways: [] })
    return entry
  }

  #request(frame: Frame, way: number): void {
    const merged = this.#merged.get(frame)
    if (merged === undefined) return
    merged.ways.push(way)
    if (merged.end !== -1) {
      this.#connect(merged.end, this.#behind(frame, way), way)
    }
  }
}

function outermost(frame: Frame): Frame {
  let at = frame
  while (at.parent !== undefined) at = at.parent
  return at
}

const DECIDES: Readonly<Record<FrameKind, readonly boolean[]>> = {
  function: [true, true, false, false],
  loop: [false, false, true, true],
  handlers: [true, false, false, false],
  finally: [true, true, true, true],
  with: [true, true, true, true],
  copy: [false, false, false, false],
}

function makeFrame(
  kind: FrameKind,
  parent: Frame | undefined,
  node: Node,
  targets: Point[],
  copyDepth: number,
  after: Point,
): Frame {
  const isMerged = kind === 'finally' && copyDepth >= MAX_COPY_DEPTH
  const nearest: (Frame | undefined)[] = []
  const frame = { kind, parent, node, nearest, targets, copyDepth, isMerged, after }
  for (const [way, decides] of DECIDES[kind].entries()) {
    nearest[way] = decides ? frame : parent?.nearest[way]
  }
  return frame
}
