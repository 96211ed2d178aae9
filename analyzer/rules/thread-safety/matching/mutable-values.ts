// Expressions that make a collection which can be changed.
import type { FileFacts } from '../../../facts/file-facts.ts'
import { withoutParentheses } from '../../../matching/calls/calls.ts'
import {
  K_CALL,
  K_DICTIONARY,
  K_DICTIONARY_COMPREHENSION,
  K_LIST,
  K_LIST_COMPREHENSION,
  K_SET,
  K_SET_COMPREHENSION,
} from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

const MAKERS = new Set([
  'builtins.list',
  'builtins.dict',
  'builtins.set',
  'builtins.bytearray',
  'collections.defaultdict',
  'collections.OrderedDict',
  'collections.Counter',
  'collections.deque',
])

/** True for displays, comprehensions and constructors of lists, dicts, sets and the like. */
export function makesCollection(facts: FileFacts, expression: Node): boolean {
  if (expression === NO_NODE) return false
  const node = withoutParentheses(facts.tree, expression)
  switch (facts.tree.kind(node)) {
    case K_LIST:
    case K_DICTIONARY:
    case K_SET:
    case K_LIST_COMPREHENSION:
    case K_DICTIONARY_COMPREHENSION:
    case K_SET_COMPREHENSION:
      return true
    case K_CALL:
      return MAKERS.has(facts.calleeName(node) ?? '')
    default:
      return false
  }
}

/** True if it is made without items: it can only be there to be filled. */
export function isEmptyCollection(facts: FileFacts, expression: Node): boolean {
  const node = withoutParentheses(facts.tree, expression)
  const kind = facts.tree.kind(node)
  if (kind === K_CALL) {
    const given = facts.arguments(node)
    return given.length === 0 || facts.calleeName(node) === 'collections.defaultdict'
  }
  return facts.tree.namedChildren(node).length === 0
}
