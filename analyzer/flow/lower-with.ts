// `with` and `async with`: each item is entered in turn and left on every way out.
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import * as event from './events.ts'
import { type Frame, RAISING } from './frames.ts'
import type { Lowering } from './lowering.ts'
import * as step from './operations.ts'
import { suppressionOf } from './suppression.ts'
import { managerOf, withParts } from './with-parts.ts'

export function lowerWith(lowering: Lowering, node: Node): void {
  const { tree } = lowering
  lowering.sketch.start(node)
  const clause = tree.childOfKind(node, k.K_WITH_CLAUSE)
  const first = clause === NO_NODE ? NO_NODE : tree.childOfKind(clause, k.K_WITH_ITEM)
  lowering.ask(step.WITH_ITEMS, first, node)
}

/** Enters `item` and, inside of it, the rest; without an item, the body. */
export function lowerWithItems(lowering: Lowering, item: Node, statement: Node): void {
  const { tree, frames, frame: outside } = lowering
  if (item === NO_NODE) {
    lowering.ask(step.EVALUATE, tree.child(statement, k.F_BODY))
    return
  }
  const isAsync = lowering.isAsyncStatement(statement, k.T_ASYNC)
  const { manager, target } = withParts(tree, item)
  const after = lowering.label()
  const inside = frames.forWith(outside, item, after)
  lowering.ask(step.EVALUATE, manager)
  if (isAsync) lowering.ask(step.EMIT, event.SUSPEND, item)
  lowering.ask(step.EMIT, event.ENTER, item)
  lowering.ask(step.SURROUND, lowering.remember(inside))
  if (target !== NO_NODE) lowering.ask(step.STORE, target)
  lowering.ask(step.WITH_ITEMS, nextItem(lowering, item), statement)
  lowering.ask(step.SURROUND, lowering.remember(outside))
  lowering.ask(step.START, statement)
  if (isAsync) lowering.ask(step.EMIT, event.SUSPEND, item)
  lowering.ask(step.EMIT, event.EXIT, item)
  lowering.ask(step.BIND, after)
}

/** The way out of a `with` item by an exception or a jump; the entry is the current point. */
export function lowerWithCopy(lowering: Lowering, frame: Frame, way: number): void {
  const { tree, sketch, frames } = lowering
  const item = frame.node
  const statement = tree.ancestor(item, k.K_WITH_STATEMENT)
  lowering.frame = frame.parent ?? frame
  sketch.start(statement)
  if (lowering.isAsyncStatement(statement, k.T_ASYNC)) lowering.emit(event.SUSPEND, item)
  lowering.emit(event.EXIT, item)
  const point = sketch.current
  if (way === RAISING) {
    lowering.suppress(suppressionOf(lowering.facts, managerOf(tree, item)), frame.after)
    // Leaving may raise as well, and the edge for that leads to the same place.
    sketch.current = -1
    return
  }
  sketch.current = -1
  frames.leave(frame, way, point)
}

function nextItem({ tree }: Lowering, item: Node): Node {
  for (let at = tree.nextSibling(item); at !== NO_NODE; at = tree.nextSibling(at)) {
    if (tree.kind(at) === k.K_WITH_ITEM) return at
  }
  return NO_NODE
}
