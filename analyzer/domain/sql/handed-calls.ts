// Calls that are, by the function that they run, calls of methods of what they are given.
import { positionOf } from '../../project/parameter-places.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import type { SqlContext } from './context.ts'
import { calledBy } from './handed-table.ts'

export interface HandedCall {
  /** Name of the method that is called in the end. */
  readonly method: string
  /** What the call is given, on which the method is called. */
  readonly on: Node
  /** What is reached from there: `.session`, '' for itself. */
  readonly path: string
}

/** `finish(session)` is `session.commit()`, `self._flush()` is `self.session.flush()`. */
export function readHandedCalls(context: SqlContext, call: Node): readonly HandedCall[] {
  const { facts } = context
  const { tree } = facts
  const callee = facts.callee(call)
  if (callee === NO_NODE) return []
  const target = calledBy(context.valueOf(callee))
  const steps = target === undefined ? [] : context.handed.stepsOf(target)
  if (target === undefined || steps.length === 0) return []
  const args = facts.arguments(call)
  if (args.some(({ isUnpacked }) => isUnpacked)) return []
  const positional = args.filter(({ name }) => name === undefined)
  const receiver = tree.kind(callee) === k.K_ATTRIBUTE ? tree.child(callee, k.F_OBJECT) : NO_NODE
  return steps.flatMap(({ method, on, path }) => {
    const at = positionOf(target, on)
    const named = args.find(({ name }) => name === on)?.value
    const node = at === -1 ? receiver : (named ?? positional[at]?.value ?? NO_NODE)
    return node === NO_NODE ? [] : [{ method, on: node, path }]
  })
}
