// Functions and classes as statements: the body of a class runs where it stands, the body of a
// function does not.
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import * as event from './events.ts'
import { lowerDefaults } from './lower-expressions.ts'
import type { Lowering } from './lowering.ts'
import * as step from './operations.ts'

export function lowerDecorated(lowering: Lowering, node: Node): void {
  const { tree, sketch } = lowering
  sketch.start(node)
  const end = tree.endOfSubtree(node)
  for (let child = node + 1; child < end; child = tree.endOfSubtree(child)) {
    if (tree.kind(child) === k.K_DECORATOR) lowering.ask(step.CHILDREN, child)
  }
  const definition = tree.child(node, k.F_DEFINITION)
  if (definition === NO_NODE) return
  lowering.ask(step.START, definition)
  if (tree.kind(definition) === k.K_CLASS_DEFINITION) lowerClass(lowering, definition)
  else lowerFunction(lowering, definition)
  // The decorators are called with what was made.
  lowering.ask(step.FAULTS)
}

/** Default values, then the function itself. */
export function lowerFunction(lowering: Lowering, node: Node): void {
  lowerDefaults(lowering, node)
  lowering.ask(step.EMIT, event.DEFINE, node)
  storeName(lowering, node)
}

/** Bases, then the body in place, then the class. */
export function lowerClass(lowering: Lowering, node: Node): void {
  const { tree } = lowering
  const bases = tree.child(node, k.F_SUPERCLASSES)
  const body = tree.child(node, k.F_BODY)
  if (bases !== NO_NODE) lowering.ask(step.CHILDREN, bases)
  if (body !== NO_NODE) lowering.ask(step.EVALUATE, body)
  lowering.ask(step.START, node)
  lowering.ask(step.EMIT, event.DEFINE, node)
  storeName(lowering, node)
}

function storeName(lowering: Lowering, definition: Node): void {
  const name = lowering.tree.child(definition, k.F_NAME)
  if (name !== NO_NODE) lowering.ask(step.STORE, name)
}
