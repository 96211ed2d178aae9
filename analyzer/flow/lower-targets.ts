// Targets of assignments, loops, `with` and `del`.
import * as k from '../syntax/kinds.ts'
import type { Node } from '../syntax/tree.ts'
import * as event from './events.ts'
import type { Lowering } from './lowering.ts'
import * as step from './operations.ts'

/** Writes a value to a target; what stands before the last dot or bracket is evaluated first. */
export function lowerStore(lowering: Lowering, target: Node): void {
  lowerTarget(lowering, target, step.STORE, event.WRITE_NAME)
}

/** `del`: the statement itself or one of its targets. */
export function lowerRemoval(lowering: Lowering, target: Node): void {
  lowerTarget(lowering, target, step.REMOVE, event.DELETE_NAME)
}

/** `nameEvent` is the event for a name; those for attributes and items have fixed distances. */
function lowerTarget(lowering: Lowering, target: Node, again: number, nameEvent: number): void {
  const { tree } = lowering
  if (target < 0) return
  switch (tree.kind(target)) {
    case k.K_IDENTIFIER:
      lowering.emit(nameEvent, target)
      if (nameEvent === event.DELETE_NAME) lowering.mayRaise(event.MAY_FAULT)
      return
    case k.K_ATTRIBUTE:
      lowering.ask(step.EVALUATE, tree.child(target, k.F_OBJECT))
      lowering.ask(step.EMIT, nameEvent - event.WRITE_NAME + event.WRITE_ATTRIBUTE, target)
      return
    case k.K_SUBSCRIPT:
      lowering.ask(step.CHILDREN, target)
      lowering.ask(step.EMIT, nameEvent - event.WRITE_NAME + event.WRITE_ITEM, target)
      return
    case k.K_PATTERN_LIST:
    case k.K_TUPLE_PATTERN:
    case k.K_LIST_PATTERN:
    case k.K_TUPLE:
    case k.K_LIST:
    case k.K_EXPRESSION_LIST:
      if (again === step.STORE) lowering.mayRaise(event.MAY_FAULT)
      break
    case k.K_COMMENT:
      return
  }
  const end = tree.endOfSubtree(target)
  for (let child = target + 1; child < end; child = tree.endOfSubtree(child)) {
    if (tree.isNamed(child)) lowering.ask(again, child)
  }
}
