// The parts of `if` statements and of what follows them.
import {
  F_ALTERNATIVE,
  F_ARGUMENT,
  F_CONDITION,
  F_CONSEQUENCE,
  F_LEFT,
  F_OPERATOR,
  F_RIGHT,
  K_BOOLEAN_OPERATOR,
  K_NOT_OPERATOR,
  T_AND,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { withoutParentheses } from '../calls/calls.ts'
import { statementsOf } from './statements.ts'

/** What a branch asks for, also behind a name of its own: see `SyntaxTree.test`. */
export function conditionOf(tree: SyntaxTree, statement: Node): Node {
  return tree.test(withoutParentheses(tree, tree.child(statement, F_CONDITION)))
}

/** The statements that run when the condition holds. */
export function consequenceOf(tree: SyntaxTree, statement: Node): readonly Node[] {
  const block = tree.child(statement, F_CONSEQUENCE)
  return block === NO_NODE ? [] : statementsOf(tree, block)
}

export function hasAlternative(tree: SyntaxTree, statement: Node): boolean {
  return tree.child(statement, F_ALTERNATIVE) !== NO_NODE
}

/** The statements behind one in the same block. */
export function statementsAfter(tree: SyntaxTree, statement: Node): readonly Node[] {
  const parent = tree.parent(statement)
  return parent === NO_NODE ? [] : statementsOf(tree, parent).filter((node) => node > statement)
}

/** The operands of a chain of `and` or of `or`; the condition alone if it is neither. */
export function operandsOf(
  tree: SyntaxTree,
  condition: Node,
  operator: 'and' | 'or',
): readonly Node[] {
  const node = withoutParentheses(tree, condition)
  if (node === NO_NODE) return []
  const isChain =
    tree.kind(node) === K_BOOLEAN_OPERATOR &&
    (tree.kind(tree.child(node, F_OPERATOR)) === T_AND) === (operator === 'and')
  if (!isChain) return [node]
  return [F_LEFT, F_RIGHT].flatMap((side) => operandsOf(tree, tree.child(node, side), operator))
}

/** What `not` stands before, NO_NODE for other expressions. */
export function negatedOf(tree: SyntaxTree, node: Node): Node {
  if (tree.kind(node) !== K_NOT_OPERATOR) return NO_NODE
  return tree.test(withoutParentheses(tree, tree.child(node, F_ARGUMENT)))
}
