// What happens at run time inside a point of a flow graph, in the order of evaluation.
import type { Node } from '../syntax/tree.ts'

/** A variable is read; the node is the identifier. */
export const READ_NAME = 0
export const WRITE_NAME = 1
/** `del name`. */
export const DELETE_NAME = 2
/** The node is the `attribute`; reads of what stands before the dot come earlier. */
export const READ_ATTRIBUTE = 3
export const WRITE_ATTRIBUTE = 4
export const DELETE_ATTRIBUTE = 5
/** The node is the `subscript`. */
export const READ_ITEM = 6
export const WRITE_ITEM = 7
export const DELETE_ITEM = 8
/** The node is the `call`; the callee and all arguments have been evaluated. */
export const CALL = 9
/**
 * Other tasks may run. The node is the `await`, the `for_statement` or `for_in_clause` (each
 * iteration), the `with_item` (on the way in and on the way out) or, in an async generator, the
 * `yield`.
 */
export const SUSPEND = 10
/** A generator hands out a value. */
export const YIELD = 11
/** A context manager (`with_item`) has been entered. */
export const ENTER = 12
/** A context manager has been left. */
export const EXIT = 13
/** A loop asks for its next item: `for_statement` or `for_in_clause`. Ends its point. */
export const NEXT = 14
/** The truth of an expression decides on the way. Ends its point. */
export const TEST = 15
/** A `case_clause` compares its pattern. Ends its point unless the pattern always fits. */
export const MATCH = 16
/** An `except_clause` compares the exception. Ends its point unless it catches everything. */
export const CATCH = 17
/** `raise`, or an `assert` that failed. */
export const RAISE = 18
export const RETURN = 19
/** An import statement runs; the names are written after it. */
export const IMPORT = 20
/** A function, lambda or class is made. The body of a function is another graph. */
export const DEFINE = 21

export const EVENT_NAMES = [
  'read',
  'write',
  'delete',
  'read-attribute',
  'write-attribute',
  'delete-attribute',
  'read-item',
  'write-item',
  'delete-item',
  'call',
  'suspend',
  'yield',
  'enter',
  'exit',
  'next',
  'test',
  'match',
  'catch',
  'raise',
  'return',
  'import',
  'define',
] as const

/** Bits that hold the kind in a packed event. */
const KIND_BITS = 5
const KIND_MASK = (1 << KIND_BITS) - 1

export function packEvent(kind: number, node: Node): number {
  return (node << KIND_BITS) | kind
}

export function kindOfEvent(packed: number): number {
  return packed & KIND_MASK
}

export function nodeOfEvent(packed: number): Node {
  return packed >>> KIND_BITS
}

/** Cannot raise in ordinary code. */
export const NEVER_RAISES = 0
/** Raises where an object lacks an attribute, an item or an operator. */
export const MAY_FAULT = 1
/** Runs foreign code, which may raise anything. */
export const MAY_RAISE = 2

const RAISE_LEVELS: readonly number[] = [
  NEVER_RAISES,
  NEVER_RAISES,
  NEVER_RAISES,
  MAY_FAULT,
  MAY_FAULT,
  MAY_FAULT,
  MAY_FAULT,
  MAY_FAULT,
  MAY_FAULT,
  MAY_RAISE,
  MAY_RAISE,
  MAY_RAISE,
  MAY_RAISE,
  MAY_RAISE,
  MAY_FAULT,
  NEVER_RAISES,
  NEVER_RAISES,
  NEVER_RAISES,
  MAY_RAISE,
  NEVER_RAISES,
  MAY_RAISE,
  NEVER_RAISES,
]

/** How likely an event of this kind raises. */
export function raiseLevel(kind: number): number {
  return RAISE_LEVELS[kind] as number
}

/** True for kinds whose effect may have taken place when they raise. */
export function actsBeforeRaising(kind: number): boolean {
  return kind >= CALL && kind <= NEXT
}
