// Methods and functions that change a container in place.
import type { FileFacts } from '../facts/file-facts.ts'
import { K_ARGUMENT_LIST, K_ASSIGNMENT, K_AWAIT } from '../syntax/kinds.ts'
import type { Node, SyntaxTree } from '../syntax/tree.ts'

const MUTATORS: ReadonlySet<string> = new Set([
  'append',
  'extend',
  'insert',
  'remove',
  'pop',
  'popitem',
  'clear',
  'update',
  'setdefault',
  'add',
  'discard',
  'sort',
  'reverse',
  'appendleft',
  'extendleft',
  'popleft',
  'rotate',
  'move_to_end',
  'subtract',
  'difference_update',
  'intersection_update',
  'symmetric_difference_update',
  '__setitem__',
  '__delitem__',
])

/**
 * Mutators that a container of any kind shares with other objects by chance only in part: what
 * they are called on should be known before much is made of them.
 */
const SIZE_CHANGING: ReadonlySet<string> = new Set(
  [...MUTATORS].filter((name) => !['sort', 'reverse', 'rotate', 'move_to_end'].includes(name)),
)

/** True for methods of list, dict, set and deque that change them; told by name. */
export function isMutator(method: string): boolean {
  return MUTATORS.has(method)
}

/** Methods of collections that give nothing back. */
const RESULTLESS: ReadonlySet<string> = new Set(
  'update add append extend insert clear remove discard sort reverse'.split(' '),
)
const USING: ReadonlySet<number> = new Set([K_ASSIGNMENT, K_ARGUMENT_LIST, K_AWAIT])

/** As `isMutator`, for a call: what gives a result that is used is no method of a collection. */
export function mutates(tree: SyntaxTree, call: Node, method: string): boolean {
  if (!MUTATORS.has(method)) return false
  return !RESULTLESS.has(method) || !USING.has(tree.kind(tree.parent(call)))
}

/** True for mutators that can change how many items there are. */
export function changesSize(method: string): boolean {
  return SIZE_CHANGING.has(method)
}

const CHANGES_FIRST_ARGUMENT: ReadonlySet<string> = new Set([
  'heapq.heappush',
  'heapq.heappop',
  'heapq.heapify',
  'heapq.heapreplace',
  'heapq.heappushpop',
  'bisect.insort',
  'bisect.insort_left',
  'bisect.insort_right',
  'random.shuffle',
  'builtins.setattr',
  'builtins.delattr',
])

/** The argument that a library function changes in place, undefined for other calls. */
export function changedArgument(
  facts: FileFacts,
  call: Node,
): { readonly argument: Node; readonly function: string } | undefined {
  const name = facts.calleeName(call)
  if (name === undefined || !CHANGES_FIRST_ARGUMENT.has(name)) return undefined
  const argument = facts.arguments(call)[0]?.value
  return argument === undefined ? undefined : { argument, function: name }
}
