// The steps of laying out a graph. They wait on a stack of integers (step and three operands), so
// that depth of the source never becomes depth of the call stack.

/** Evaluate the expression or statement `a`. */
export const EVALUATE = 0
/** Emit the event of kind `a` at node `b`. */
export const EMIT = 1
/** The current point may fault. */
export const FAULTS = 2
/** Evaluate `a` as a condition: to point `b` when true, to point `c` when false. */
export const CONDITION = 3
/** Branch on the value of `a`, which has just been evaluated, to `b` or `c`. */
export const BRANCH = 4
/** Continue at point `a`; what came before flows into it. */
export const BIND = 5
/** Go to point `a`; what follows is reached by other ways only. */
export const JUMP = 6
/** Write to the assignment target `a`. */
export const STORE = 7
/** Lay out the statements from node `a` up to, not including, node `b`. */
export const STATEMENTS = 8
/** Open a point for statement `a`. */
export const START = 9
/** Go back to the surroundings with number `a`. */
export const SURROUND = 10
/** The branches of an `if` from clause `a` on, inside of node `b`, ending at point `c`. */
export const ELSE_BRANCHES = 11
/** Loop `a` asks for its next item: to point `b` with one, to point `c` without. */
export const NEXT_ITEM = 12
/** The handlers of a `try` from clause `a` on; they end at point `b`. */
export const HANDLERS = 13
/** The next item of a `with`: item `a` of statement `b`. */
export const WITH_ITEMS = 14
/** Handler `a` compares the exception: to point `b` when it fits, to point `c` when not. */
export const CAUGHT = 15
/** Control cannot go on: the call that has just been evaluated never returns. */
export const STOP = 16
/** The cases of a `match` from clause `a` on, up to node `b`, ending at point `c`. */
export const CASES = 17
/** Clauses of a comprehension `b` from clause `a` on; point `c` asks for the next item. */
export const CLAUSES = 18
/** From here on suspensions belong to a generator expression (1) or not any more (-1). */
export const DEFER = 19
/** The operands of a comparison from node `a` up to node `b`; point `c` is behind it. */
export const COMPARISON = 20
/** No handler fits. Point `a` is where `except*` may go on, or nowhere. */
export const UNCAUGHT = 21
/** Remove the target `a`. */
export const REMOVE = 22
/** `raise` or a failed `assert` `a`. */
export const FAIL = 23
/** Lay out `return` `a`. */
export const LEAVE_FUNCTION = 24
/** Evaluate the children of `a`. */
export const CHILDREN = 25
