// Whether a loop has something to loop over, as far as the source shows.
import type { Checker } from '../../../engine/checker.ts'
import type { Binding } from '../../../facts/scopes.ts'
import {
  argumentsOf,
  calleeName,
  receiverOf,
  withoutParentheses,
} from '../../../matching/calls/calls.ts'
import { statementsOf } from '../../../matching/statements/statements.ts'
import {
  F_LEFT,
  F_OBJECT,
  F_RIGHT,
  F_VALUE,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_BINARY_OPERATOR,
  K_BLOCK,
  K_CALL,
  K_CONCATENATED_STRING,
  K_DICTIONARY,
  K_DICTIONARY_COMPREHENSION,
  K_EXPRESSION_LIST,
  K_EXPRESSION_STATEMENT,
  K_FOR_IN_CLAUSE,
  K_FOR_STATEMENT,
  K_FUNCTION_DEFINITION,
  K_GENERATOR_EXPRESSION,
  K_IDENTIFIER,
  K_LIST,
  K_LIST_COMPREHENSION,
  K_SET,
  K_SET_COMPREHENSION,
  K_STRING,
  K_SUBSCRIPT,
  K_TUPLE,
  K_WITH_STATEMENT,
} from '../../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../../syntax/tree.ts'

const PASSING_ON =
  /^(?:enumerate|zip|sorted|reversed|list|tuple|set|iter|items|keys|values|product|permutations|combinations|chain|cycle|map|splitlines|split|copy|filter|islice|pairwise|zip_longest|join)$/

/** How many names are followed to what they hold. */
const MAX_STEPS = 8

function leftmost(tree: SyntaxTree, chain: Node): Node {
  let node = chain
  while (tree.kind(node) === K_ATTRIBUTE) node = tree.child(node, F_OBJECT)
  return node
}

/** True for a display that is not empty, what is made of one, and constants. */
export function isFilled(checker: Checker, expression: Node, depth = 0): boolean {
  const { tree, facts } = checker
  if (depth > MAX_STEPS) return false
  const node = withoutParentheses(tree, expression)
  switch (tree.kind(node)) {
    case K_LIST:
    case K_TUPLE:
    case K_SET:
    case K_DICTIONARY:
    case K_EXPRESSION_LIST:
      return statementsOf(tree, node).length > 0
    case K_STRING:
    case K_CONCATENATED_STRING:
      return true
    case K_CALL: {
      const name = calleeName(tree, node)
      if (/range$/.test(name) || name === 'count' || name === 'repeat') return true
      if (!PASSING_ON.test(name)) return false
      const receiver = receiverOf(tree, node)
      return [receiver, ...argumentsOf(tree, node).map(({ value }) => value)].some(
        (one) => one !== NO_NODE && isFilled(checker, one, depth + 1),
      )
    }
    case K_BINARY_OPERATOR:
      return (
        isFilled(checker, tree.child(node, F_LEFT), depth + 1) ||
        isFilled(checker, tree.child(node, F_RIGHT), depth + 1)
      )
    case K_LIST_COMPREHENSION:
    case K_GENERATOR_EXPRESSION:
    case K_SET_COMPREHENSION:
    case K_DICTIONARY_COMPREHENSION: {
      const clause = tree.childOfKind(node, K_FOR_IN_CLAUSE)
      return clause !== NO_NODE && isFilled(checker, tree.child(clause, F_RIGHT), depth + 1)
    }
    case K_ATTRIBUTE: {
      // A class of enum members, a table of the module or of the test class.
      if (/^(?:self|cls)\.|\.[A-Z][A-Z0-9_]+$/.test(tree.spelled(node))) return true
      const root = facts.dottedText(node) === undefined ? NO_NODE : leftmost(tree, node)
      const binding = root === NO_NODE ? undefined : facts.resolve(root)
      return binding?.kind === 'import' || binding?.kind === 'class'
    }
    case K_SUBSCRIPT:
      return isFilled(checker, tree.child(node, F_VALUE), depth + 1)
    case K_IDENTIFIER: {
      const binding = facts.resolve(node)
      if (binding === undefined || binding.kind === 'class' || binding.kind === 'import')
        return true
      if (/^[A-Z][A-Z0-9_]+$/.test(binding.name)) return true
      if (isAppendedTo(checker, binding, node, depth)) return true
      return binding.definitions.some(({ kind, node: target }) => {
        if (kind === 'for') return true
        const parent = tree.parent(target)
        if (kind !== 'assignment' || tree.kind(parent) !== K_ASSIGNMENT) return false
        const value = tree.child(parent, F_RIGHT)
        return value !== NO_NODE && value < node && isFilled(checker, value, depth + 1)
      })
    }
    default:
      return false
  }
}

const ADDING = /^(?:append|add|appendleft|insert|extend|update)$/

/** `rows.append(...)` before, on every way there or in a loop that runs. */
function isAppendedTo(checker: Checker, binding: Binding, use: Node, depth: number): boolean {
  const { tree, facts } = checker
  for (const reference of binding.references) {
    if (reference >= use) continue
    const call = tree.parent(tree.parent(reference))
    if (tree.kind(call) !== K_CALL || !ADDING.test(calleeName(tree, call))) continue
    if (receiverOf(tree, call) !== reference) continue
    if (facts.enclosingFunction(call) !== facts.enclosingFunction(use)) continue
    if (isCertain(checker, call, depth)) return true
  }
  return false
}

/** True for a statement of the function itself, or of loops in it that certainly run. */
function isCertain(checker: Checker, call: Node, depth: number): boolean {
  const { tree } = checker
  for (let at = tree.parent(call); at !== NO_NODE; at = tree.parent(at)) {
    switch (tree.kind(at)) {
      case K_FUNCTION_DEFINITION:
        return true
      case K_FOR_STATEMENT:
        if (!isFilled(checker, tree.child(at, F_RIGHT), depth + 1)) return false
        break
      case K_EXPRESSION_STATEMENT:
      case K_BLOCK:
      case K_WITH_STATEMENT:
        break
      default:
        return false
    }
  }
  return false
}
