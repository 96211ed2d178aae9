// Why control goes from one point of a flow graph to another.

/** The next thing in order, jumps included. */
export const FLOW = 0
/** The test, loop, pattern or handler at the end of the point said yes. */
export const WHEN_TRUE = 1
/** It said no; a loop has no further item. */
export const WHEN_FALSE = 2
/** A call, an await, a raise or the like in the point raised. */
export const EXCEPTION = 3
/** An attribute, item or operator in the point raised. */
export const FAULT = 4
/** A context manager that is known to swallow exceptions did so. */
export const SUPPRESSED = 5
/** A context manager that nothing is known of might swallow the exception. */
export const MAYBE_SUPPRESSED = 6

export const EDGE_NAMES = [
  'flow',
  'true',
  'false',
  'exception',
  'fault',
  'suppressed',
  'maybe-suppressed',
] as const

/** The bit of an edge kind in a mask. */
export function edgeBit(kind: number): number {
  return 1 << kind
}

/** Every edge. */
export const ALL_EDGES = 0x7f
/** All but those that rest on an unknown context manager: what analyses follow by default. */
export const LIKELY_EDGES = ALL_EDGES & ~(1 << MAYBE_SUPPRESSED)
/** Only ways on which nothing raises. */
export const NORMAL_EDGES = (1 << FLOW) | (1 << WHEN_TRUE) | (1 << WHEN_FALSE)

/** True for edges that leave a point before it has run to its end. */
export function isExceptional(kind: number): boolean {
  return kind === EXCEPTION || kind === FAULT
}
