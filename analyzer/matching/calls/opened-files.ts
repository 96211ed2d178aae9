// Calls that open a file, as a function or as a method of a path.
import type { Checker } from '../../engine/checker.ts'
import { K_CALL } from '../../syntax/kinds.ts'
import type { Node } from '../../syntax/tree.ts'
import { argumentFor, calleeName, hasUnpacking, receiverOf } from './calls.ts'
import { typedName } from './typed-calls.ts'

/** `open(path, mode)`, `io.open(path, mode)`, `Path(path).open(mode)`. */
export interface OpenedFile {
  /** What names the file, `path` of `Path(path)`; NO_NODE where it is not given. */
  readonly path: Node
  /** NO_NODE where it is left out: the file is read as text. */
  readonly mode: Node
}

/** The names that a rule's table of calls knows openers by. */
export const OPENING_FUNCTIONS = ['builtins.open', 'io.open'] as const

/** What a call opens; undefined for other calls, and where `*args` may bring anything. */
export function openedFile(checker: Checker, call: Node): OpenedFile | undefined {
  const { tree, facts } = checker
  if (hasUnpacking(tree, call)) return undefined
  const name = facts.calleeName(call)
  if (name !== undefined && OPENING_FUNCTIONS.some((one) => one === name)) {
    return { path: argumentFor(tree, call, 0, 'file'), mode: argumentFor(tree, call, 1, 'mode') }
  }
  if (calleeName(tree, call) !== 'open') return undefined
  if (!PATH_OPEN.test(typedName(checker, call) ?? '')) return undefined
  const receiver = receiverOf(tree, call)
  return { path: pathOf(checker, receiver), mode: argumentFor(tree, call, 0, 'mode') }
}

const PATH_OPEN = /^pathlib\.(?:Posix|Windows)?Path\(\)\.open$/

/** `name` of `Path(name)`; a path under a name is named by it. */
function pathOf({ tree, facts }: Checker, receiver: Node): Node {
  if (tree.kind(receiver) !== K_CALL || facts.calleeName(receiver) !== 'pathlib.Path')
    return receiver
  const [only, more] = facts.arguments(receiver)
  return only !== undefined && more === undefined ? only.value : receiver
}
