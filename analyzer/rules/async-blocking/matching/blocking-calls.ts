// Calls of libraries that stop the thread until something outside of the process answers.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { libraryName } from '../../../matching/calls/library-calls.ts'
import { K_AWAIT } from '../../../syntax/kinds.ts'
import type { Node } from '../../../syntax/tree.ts'

/** The library call and the coroutine whose event loop it stops. */
export interface BlockingCall {
  /** As written in messages: `httpx.Client.get`. */
  readonly name: string
  readonly owner: FunctionFacts
}

/** The blocking call that a call is, if a coroutine runs it itself and the name is one of these. */
export function blockingCallIn(
  checker: Checker,
  call: Node,
  names: RegExp,
): BlockingCall | undefined {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(call)
  if (owner === undefined || !owner.isAsync || tree.kind(tree.parent(call)) === K_AWAIT) {
    return undefined
  }
  const name = libraryName(checker, call)
  if (name === undefined || !names.test(name)) return undefined
  return { name: name.replaceAll('()', ''), owner }
}
